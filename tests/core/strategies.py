"""Random goals, and ways to disguise a goal without changing what it says."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from wonton.core.expr import Expr, ExprKind, app, bound, const, free, lam, occurs, pi
from wonton.core.goal import Goal, Hypothesis

_CONNECTIVES = ("And", "Or", "Iff")


@st.composite
def propositions(draw: st.DrawFn, names: tuple[str, ...], depth: int = 3) -> Expr:
    """A proposition over the variables `names`."""
    choice = draw(st.integers(0, 5 if depth else 1))
    if choice == 0 or not names:
        return const(draw(st.sampled_from(("True", "False", "c"))))
    if choice == 1:
        return free(draw(st.sampled_from(names)))
    left, right = draw(propositions(names, depth - 1)), draw(propositions(names, depth - 1))
    if choice == 2:
        return app(const(draw(st.sampled_from(_CONNECTIVES))), left, right)
    if choice == 3:
        return pi("x", left, right)
    if choice == 4:
        return app(const("Exists"), left, lam("y", left, app(const("r"), bound(0), right)))
    return app(const("Eq"), left, right)


@st.composite
def goals(draw: st.DrawFn) -> Goal:
    """A goal with up to six hypotheses, each over the ones before it."""
    names: tuple[str, ...] = ()
    hypotheses = []
    for place in range(draw(st.integers(0, 6))):
        type_ = draw(propositions(names, 2))
        hypotheses.append(Hypothesis(f"h{place}", "", type_))
        names = (*names, f"h{place}")
    return Goal(tuple(hypotheses), draw(propositions(names)), "")


def disguise(goal: Goal, rng: random.Random) -> Goal:
    """The same goal with other names, another order of hypotheses that respects dependency, swapped arguments."""
    names = [h.name for h in goal.hypotheses]
    fresh = [f"v{number}" for number in rng.sample(range(100), len(names))]
    renaming = dict(zip(names, fresh, strict=True))
    waiting, ordered = list(goal.hypotheses), []
    while waiting:
        ready = [h for h in waiting if not any(occurs(h.type, ExprKind.FREE, other.name) for other in waiting)]
        chosen = rng.choice(ready)
        waiting.remove(chosen)
        ordered.append(Hypothesis(renaming[chosen.name], "", _changed(chosen.type, renaming, rng)))
    return Goal(tuple(ordered), _changed(goal.target, renaming, rng), "")


def _changed(tree: Expr, renaming: dict[str, str], rng: random.Random) -> Expr:
    if tree.kind is ExprKind.FREE:
        return free(renaming[tree.label])
    children = [_changed(child, renaming, rng) for child in tree.children]
    if tree.kind is ExprKind.APP and tree.head.label in _CONNECTIVES and rng.random() < 0.5:
        children[1], children[2] = children[2], children[1]
    return Expr(tree.kind, tree.label, tuple(children), f"{tree.hint}'" if tree.hint else "")
