% Problem  : There is one least element only
% Status   : Theorem

include('Axioms/order.ax').

fof(goal, conjecture, ! [A, B] : ((! [X] : le(A, X) & ! [X] : le(B, X)) => A = B)).
