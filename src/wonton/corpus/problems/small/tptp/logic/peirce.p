% Problem  : Peirce's law
% Status   : Theorem

fof(goal, conjecture, (((p => q) => p) => p)).
