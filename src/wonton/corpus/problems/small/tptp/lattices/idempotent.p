% Problem  : Meet is idempotent
% Status   : Unsatisfiable

include('Axioms/lattice.ax').

cnf(goal, negated_conjecture, meet(a, a) != a).
