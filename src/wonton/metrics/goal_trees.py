"""Goals as trees that can be compared, and as types that can be counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from wonton.core.expr import Expr, ExprKind
from wonton.core.goal import Goal

#: What a goal asks for, by the head of its target. `relation`: another constant of the library; `variable`: a variable
#: of the context, applied or not; `coupled`: several goals that share metavariables; `other`: anything else;
#: `unknown`: the goal is not among those that were recorded.
GoalType = Literal[
    "forall",
    "implication",
    "conjunction",
    "disjunction",
    "equivalence",
    "negation",
    "existential",
    "equality",
    "order",
    "truth",
    "falsity",
    "relation",
    "variable",
    "coupled",
    "other",
    "unknown",
]
GOAL_TYPES: tuple[GoalType, ...] = get_args(GoalType)

#: By the last part of a constant's name, in lower case: Lean's `And` and Rocq's `and` are one type.
_TYPE_OF: Mapping[str, GoalType] = {
    "and": "conjunction",
    "prod": "conjunction",
    "or": "disjunction",
    "sum": "disjunction",
    "iff": "equivalence",
    "not": "negation",
    "ne": "negation",
    "ex": "existential",
    "exists": "existential",
    "eq": "equality",
    "heq": "equality",
    "le": "order",
    "lt": "order",
    "ge": "order",
    "gt": "order",
    "true": "truth",
    "false": "falsity",
}

#: Labels of the nodes that hold a goal's parts together. No assistant gives an application a label.
_GOAL, _GOALS = "goal", "goals"


def goal_tree(goals: Sequence[Goal]) -> Expr:
    """The goals of one node as one tree: per goal, in order, the types and values of its hypotheses and its target.

    A hypothesis that is mentioned stands as its place in the context, counted from 0, so that its name does not count
    and a later hypothesis moves no earlier one. Several goals hang on one further node.
    """
    trees = [_one(goal) for goal in goals]
    return trees[0] if len(trees) == 1 else Expr(ExprKind.APP, _GOALS, tuple(trees))


def _one(goal: Goal) -> Expr:
    scope: dict[str, str] = {}
    parts: list[Expr] = []
    for place, hypothesis in enumerate(goal.hypotheses):
        parts.append(_placed(hypothesis.type, scope))
        if hypothesis.value is not None:
            parts.append(_placed(hypothesis.value, scope))
        scope[hypothesis.name] = f"#{place}"
    return Expr(ExprKind.APP, _GOAL, (*parts, _placed(goal.target, scope)))


def _placed(tree: Expr, scope: Mapping[str, str]) -> Expr:
    """`tree` with every variable of `scope` labelled by its place; shared subtrees stay shared."""
    done: dict[int, Expr] = {}
    stack = [tree]
    while stack:
        node = stack[-1]
        missing = [child for child in node.children if id(child) not in done]
        if missing:
            stack.extend(missing)
            continue
        stack.pop()
        if node.kind is ExprKind.FREE and node.label in scope:
            done[id(node)] = Expr(ExprKind.FREE, scope[node.label])
        else:
            done[id(node)] = Expr(node.kind, node.label, tuple(done[id(child)] for child in node.children))
    return done[id(tree)]


def goal_type(goals: Sequence[Goal]) -> GoalType:
    """The type of the goals of one node; `unknown` for none."""
    if len(goals) != 1:
        return "coupled" if goals else "unknown"
    target = goals[0].target
    if target.kind is ExprKind.PI:
        return "forall" if _mentions(target.children[1], 0) else "implication"
    head = target.head
    if head.kind is ExprKind.CONST:
        return _TYPE_OF.get(head.label.rsplit(".", 1)[-1].lower(), "relation")
    return "variable" if head.kind is ExprKind.FREE else "other"


_BINDERS = (ExprKind.PI, ExprKind.LAM, ExprKind.LET)


def _mentions(tree: Expr, index: int) -> bool:
    """Whether `tree` mentions the bound variable that is `index` binders out."""
    stack = [(tree, index)]
    while stack:
        node, wanted = stack.pop()
        if node.kind is ExprKind.BOUND and node.label == str(wanted):
            return True
        last = len(node.children) - 1
        stack += [(c, wanted + (node.kind in _BINDERS and n == last)) for n, c in enumerate(node.children)]
    return False
