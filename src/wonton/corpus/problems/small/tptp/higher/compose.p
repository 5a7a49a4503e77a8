% Problem  : Composition of functions is associative
% Status   : Theorem

thf(f, type, f: $i > $i).
thf(g, type, g: $i > $i).
thf(h, type, h: $i > $i).
thf(c, type, c: ($i > $i) > ($i > $i) > $i > $i).
thf(c_def, axiom, ! [F: $i > $i, G: $i > $i, X: $i] : ( ( c @ F @ G @ X ) = ( F @ ( G @ X ) ) )).
thf(goal, conjecture, ! [X: $i] : ( ( c @ f @ ( c @ g @ h ) @ X ) = ( c @ ( c @ f @ g ) @ h @ X ) )).
