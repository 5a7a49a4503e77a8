% Problem  : Intersection distributes over union
% Status   : Theorem

include('Axioms/sets.ax').

fof(goal, conjecture, ! [A, B, C] : inter(A, union(B, C)) = union(inter(A, B), inter(A, C))).
