"""Cheap features of a goal: a few words that say which families of tactics are likely to be of use.

All are read off the outermost nodes of its trees, so they cost nothing beside a proposal, and none asks which assistant
the goal comes from. A constant stands for itself; everything else is named by its kind, in angle brackets.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from wonton.core.expr import Expr, ExprKind, uses_bound
from wonton.core.families import Language
from wonton.core.goal import Goal
from wonton.core.tactics import tactic_family

#: One value for each of `FEATURES`.
Features = tuple[str, ...]

#: What is looked at, in the order in which a sparse table lets go of it, the last first:
#:   head      the head of the target: a constant, `<forall>`, `<arrow>`, `<free>`, ...
#:   previous  the family of the tactic that led here, `<root>` at the theorem's own goal
#:   match     the best that a hypothesis offers: `whole` (its type is the target), `head` (what it ends in has the
#:             target's head), `none`
#:   sides     of a target with two arguments or more: its last two are `equal`, have `alike` heads, or are `apart`;
#:             `<none>` of any other
#:   newest    the head of the type of the last hypothesis, `<none>` without any
FEATURES = ("head", "previous", "match", "sides", "newest")

NONE, ROOT = "<none>", "<root>"


def features_of(goal: Goal, steps: Sequence[str], language: Language) -> Features:
    """The features of `goal`, to which the tactics `steps` led, written in `language`."""
    newest = head_of(goal.hypotheses[-1].type) if goal.hypotheses else NONE
    previous = str(tactic_family(steps[-1], language)) if steps else ROOT
    return (head_of(goal.target), previous, _match(goal), _sides(goal.target), newest)


def head_of(expr: Expr) -> str:
    """The constant that `expr` begins with, else the kind of its head in angle brackets: `<forall>` for a product whose
    body mentions its variable, `<arrow>` for another."""
    head = expr.head
    if head.kind is ExprKind.CONST:
        return head.label
    if head.kind is ExprKind.PI:
        return "<forall>" if uses_bound(head.children[1]) else "<arrow>"
    return f"<{head.kind}>"


def _match(goal: Goal) -> str:
    if any(hypothesis.type == goal.target for hypothesis in goal.hypotheses):
        return "whole"
    head = goal.target.head
    if head.kind not in (ExprKind.CONST, ExprKind.FREE):
        return "none"
    return "head" if any(_conclusion(hypothesis.type).head == head for hypothesis in goal.hypotheses) else "none"


def _conclusion(expr: Expr) -> Expr:
    """What is left of `expr` behind all its products."""
    while expr.kind is ExprKind.PI:
        expr = expr.children[1]
    return expr


def _sides(target: Expr) -> str:
    last = list(islice(reversed(target.args), 2))
    if len(last) < 2:
        return NONE
    if last[0] == last[1]:
        return "equal"
    return "alike" if last[0].head == last[1].head else "apart"
