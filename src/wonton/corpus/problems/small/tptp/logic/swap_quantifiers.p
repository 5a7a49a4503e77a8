% Problem  : One for all is not all for one
% Status   : CounterSatisfiable

fof(a, axiom, ! [X] : ? [Y] : r(X, Y)).
fof(goal, conjecture, ? [Y] : ! [X] : r(X, Y)).
