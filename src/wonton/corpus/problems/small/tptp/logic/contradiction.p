% Problem  : Axioms that contradict each other prove the moon green
% Status   : ContradictoryAxioms

fof(a, axiom, p).
fof(b, axiom, ~ p).
fof(goal, conjecture, green(moon)).
