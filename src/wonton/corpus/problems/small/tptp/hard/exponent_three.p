% Problem  : Groups of exponent three are nilpotent of class three
% Status   : Theorem
% Comments : needs a long equational proof

include('Axioms/group.ax').

fof(three, axiom, ! [X] : m(X, m(X, X)) = e).
fof(c, axiom, ! [X, Y] : c(X, Y) = m(i(X), m(i(Y), m(X, Y)))).
fof(goal, conjecture, ! [X, Y, Z, U] : c(c(c(X, Y), Z), U) = e).
