% Problem  : Affirming the consequent proves nothing
% Status   : CounterSatisfiable

fof(a, axiom, (rain => wet)).
fof(b, axiom, wet).
fof(goal, conjecture, rain).
