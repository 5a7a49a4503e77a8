% Problem  : A triangle cannot be coloured with two colours
% Status   : Unsatisfiable

cnf(a_some, axiom, red(a) | blue(a)).
cnf(b_some, axiom, red(b) | blue(b)).
cnf(c_some, axiom, red(c) | blue(c)).
cnf(ab_red, axiom, ~ red(a) | ~ red(b)).
cnf(ab_blue, axiom, ~ blue(a) | ~ blue(b)).
cnf(bc_red, axiom, ~ red(b) | ~ red(c)).
cnf(bc_blue, axiom, ~ blue(b) | ~ blue(c)).
cnf(ca_red, axiom, ~ red(c) | ~ red(a)).
cnf(ca_blue, axiom, ~ blue(c) | ~ blue(a)).
