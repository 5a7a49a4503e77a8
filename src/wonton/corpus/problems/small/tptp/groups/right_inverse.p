% Problem  : Left inverses are right inverses
% Status   : Theorem

include('Axioms/group.ax').

fof(goal, conjecture, ! [X] : m(X, i(X)) = e).
