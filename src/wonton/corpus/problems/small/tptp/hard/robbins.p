% Problem  : Robbins algebras are Boolean
% Status   : Unsatisfiable
% Comments : open from 1933 to 1996

cnf(comm, axiom, or(X, Y) = or(Y, X)).
cnf(assoc, axiom, or(or(X, Y), Z) = or(X, or(Y, Z))).
cnf(robbins, axiom, not(or(not(or(X, Y)), not(or(X, not(Y))))) = X).
cnf(goal, negated_conjecture, or(not(or(not(a), b)), not(or(not(a), not(b)))) != a).
