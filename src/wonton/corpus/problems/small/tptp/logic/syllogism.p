% Problem  : Whoever is human is mortal
% Status   : Theorem

fof(a, axiom, ! [X] : (human(X) => mortal(X))).
fof(b, axiom, human(socrates)).
fof(goal, conjecture, mortal(socrates)).
