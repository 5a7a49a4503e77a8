% Problem  : Of two islanders one says: we are both knaves
% Status   : Theorem

fof(either, axiom, (knight(a) <=> ~ knave(a))).
fof(other, axiom, (knight(b) <=> ~ knave(b))).
fof(said, axiom, (knight(a) <=> (knave(a) & knave(b)))).
fof(goal, conjecture, (knave(a) & knight(b))).
