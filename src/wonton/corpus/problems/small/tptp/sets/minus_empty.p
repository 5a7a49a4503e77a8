% Problem  : Nothing less itself
% Status   : Theorem

include('Axioms/sets.ax').

fof(goal, conjecture, ! [A] : minus(A, A) = empty).
