% Problem  : All for one is one for all
% Status   : Theorem

fof(a, axiom, ? [Y] : ! [X] : r(X, Y)).
fof(goal, conjecture, ! [X] : ? [Y] : r(X, Y)).
