% Problem  : A strict order without end has no finite model
% Status   : Satisfiable
% Comments : satisfiable, in infinite models only: saturation does not end

fof(irreflexive, axiom, ! [X] : ~ lt(X, X)).
fof(transitive, axiom, ! [X, Y, Z] : ((lt(X, Y) & lt(Y, Z)) => lt(X, Z))).
fof(endless, axiom, ! [X] : ? [Y] : lt(X, Y)).
fof(dense, axiom, ! [X, Y] : (lt(X, Y) => ? [Z] : (lt(X, Z) & lt(Z, Y)))).
