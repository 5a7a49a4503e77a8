% Problem  : Distributive lattices are modular
% Status   : Unsatisfiable

include('Axioms/lattice.ax').

cnf(law, hypothesis, meet(X, join(Y, Z)) = join(meet(X, Y), meet(X, Z))).
cnf(below, hypothesis, join(a, c) = c).
cnf(goal, negated_conjecture, join(a, meet(b, c)) != meet(join(a, b), c)).
