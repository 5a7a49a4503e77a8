% Problem  : Equivalence is associative
% Status   : Theorem

fof(goal, conjecture, ((p <=> (q <=> r)) <=> ((p <=> q) <=> r))).
