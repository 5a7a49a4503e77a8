% Problem  : No function from a type to its predicates reaches all of them
% Status   : Theorem
% Comments : higher order: provers of first-order logic refuse it

thf(f, type, f: $i > $i > $o).
thf(goal, conjecture, ~ ! [P: $i > $o] : ? [X: $i] : ( ( f @ X ) = P )).
