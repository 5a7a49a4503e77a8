% Problem  : The left unit is a right unit
% Status   : Theorem

include('Axioms/group.ax').

fof(goal, conjecture, ! [X] : m(X, e) = X).
