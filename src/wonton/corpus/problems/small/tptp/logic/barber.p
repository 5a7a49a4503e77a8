% Problem  : Nobody shaves exactly those who do not shave themselves
% Status   : Theorem

fof(goal, conjecture, ~ ? [B] : ! [X] : (shaves(B, X) <=> ~ shaves(X, X))).
