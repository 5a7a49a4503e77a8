% Problem  : Groups of exponent two are commutative
% Status   : Theorem

include('Axioms/group.ax').

fof(two, axiom, ! [X] : m(X, X) = e).
fof(goal, conjecture, ! [X, Y] : m(X, Y) = m(Y, X)).
