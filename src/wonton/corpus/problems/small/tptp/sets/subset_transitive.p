% Problem  : Being a subset is transitive
% Status   : Theorem

include('Axioms/sets.ax').

fof(goal, conjecture, ! [A, B, C] : ((subset(A, B) & subset(B, C)) => subset(A, C))).
