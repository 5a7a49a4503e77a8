% Problem  : The inverse of a product
% Status   : Theorem

include('Axioms/group.ax').

fof(goal, conjecture, ! [X, Y] : i(m(X, Y)) = m(i(Y), i(X))).
