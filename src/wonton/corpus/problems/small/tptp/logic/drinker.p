% Problem  : There is somebody in the bar such that, if that one drinks, everybody does
% Status   : Theorem

fof(goal, conjecture, ? [X] : (drinks(X) => ! [Y] : drinks(Y))).
