% Problem  : One distributive law gives the other
% Status   : Unsatisfiable

include('Axioms/lattice.ax').

cnf(law, hypothesis, meet(X, join(Y, Z)) = join(meet(X, Y), meet(X, Z))).
cnf(goal, negated_conjecture, join(a, meet(b, c)) != meet(join(a, b), join(a, c))).
