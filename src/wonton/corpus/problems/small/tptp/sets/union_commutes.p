% Problem  : Union is commutative
% Status   : Theorem

include('Axioms/sets.ax').

fof(goal, conjecture, ! [A, B] : union(A, B) = union(B, A)).
