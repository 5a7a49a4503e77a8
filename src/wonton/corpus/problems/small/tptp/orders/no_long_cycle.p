% Problem  : A cycle of five is one element
% Status   : Theorem

include('Axioms/order.ax').

fof(goal, conjecture, ! [A, B, C, D, E] : ((le(A, B) & le(B, C) & le(C, D) & le(D, E) & le(E, A)) => A = D)).
