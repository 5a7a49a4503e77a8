% Problem  : Not every group has a second element
% Status   : CounterSatisfiable

include('Axioms/group.ax').

fof(one, axiom, ! [X] : X = e).
fof(goal, conjecture, ? [X] : X != e).
