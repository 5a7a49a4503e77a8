% Problem  : Not every partial order is total
% Status   : CounterSatisfiable

include('Axioms/order.ax').

fof(two, axiom, (~ le(a, b) & ~ le(b, a))).
fof(small, axiom, ! [X] : (X = a | X = b)).
fof(goal, conjecture, ! [X, Y] : (le(X, Y) | le(Y, X))).
