% Problem  : Left cancellation
% Status   : Theorem

include('Axioms/group.ax').

fof(goal, conjecture, ! [X, Y, Z] : (m(X, Y) = m(X, Z) => Y = Z)).
