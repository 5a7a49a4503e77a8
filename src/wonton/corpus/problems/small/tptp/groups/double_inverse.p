% Problem  : The inverse of an inverse
% Status   : Theorem

include('Axioms/group.ax').

fof(goal, conjecture, ! [X] : i(i(X)) = X).
