% Problem  : There is one unit only
% Status   : Theorem

include('Axioms/group.ax').

fof(goal, conjecture, ! [U] : (! [X] : m(U, X) = X => U = e)).
