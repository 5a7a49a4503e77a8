% Problem  : Typed: what is true of every dog is true of Rex
% Status   : Theorem

tff(animal, type, animal: $tType).
tff(dog, type, dog: animal > $o).
tff(rex, type, rex: animal).
tff(barks, type, barks: animal > $o).
tff(a, axiom, ! [X: animal] : (dog(X) => barks(X))).
tff(b, axiom, dog(rex)).
tff(goal, conjecture, ? [X: animal] : barks(X)).
