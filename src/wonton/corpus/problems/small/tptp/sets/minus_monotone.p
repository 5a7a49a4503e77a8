% Problem  : Taking away less leaves more
% Status   : Theorem

include('Axioms/sets.ax').

fof(goal, conjecture, ! [A, B, C] : (subset(B, C) => subset(minus(A, C), minus(A, B)))).
