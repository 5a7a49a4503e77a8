% Problem  : An intersection lies in a union
% Status   : Theorem

include('Axioms/sets.ax').

fof(goal, conjecture, ! [A, B] : subset(inter(A, B), union(A, B))).
