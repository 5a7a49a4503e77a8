"""From the goals that `goal_reader.py` tells of to `Goal` values: what they share is one object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wonton.assistants.lean.goals import Group, Numbers, coupled
from wonton.assistants.lean.process import LeanStopped
from wonton.core.expr import Expr, ExprKind
from wonton.core.goal import Goal, Hypothesis

_KINDS = {
    "c": ExprKind.CONST,
    "s": ExprKind.SORT,
    "i": ExprKind.LIT,
    "f": ExprKind.FREE,
    "b": ExprKind.BOUND,
    "m": ExprKind.META,
    "a": ExprKind.APP,
    "l": ExprKind.LAM,
    "p": ExprKind.PI,
}

#: As JSON: a goal's own metavariable, its hypotheses, its target; see `GoalReader.goals`.
Told = tuple[str, list[list[Any]], tuple[int, str]]


class GoalTable:
    """The terms that a process has told of, by their numbers."""

    def __init__(self) -> None:
        self.terms: list[Expr] = []
        self.hypotheses: dict[tuple[Any, ...], Hypothesis] = {}

    def learn(self, base: int, rows: Sequence[Sequence[Any]]) -> None:
        """Take in new rows, of which `base` came before: none, where the process has begun anew. Raises `LeanStopped`
        where rows are missing; the process is of no use then."""
        if base not in (0, len(self.terms)):
            raise LeanStopped("died", f"Lean told of terms from number {base} on, after {len(self.terms)}")
        if base != len(self.terms):
            self.terms.clear()
            self.hypotheses.clear()
        for kind, label, hint, *parts in rows:
            self.terms.append(Expr(_KINDS[kind], label, tuple([self.terms[part] for part in parts]), hint))

    def groups(self, told: Sequence[Told]) -> list[Group]:
        """Goals by group, as `parse_groups` gives them for Lean's message."""
        if not any("?" in text for _, hypotheses, target in told for text in _texts(hypotheses, target)):
            return [((place,), (self._goal(*goal),)) for place, goal in enumerate(told)]
        lines = [(label, "\n".join(_texts(hypotheses, target))) for label, hypotheses, target in told]
        return [(group, self._numbered([told[place] for place in group])) for group in coupled(lines)]

    def _goal(self, _: str, rows: Sequence[Sequence[Any]], target: tuple[int, str]) -> Goal:
        number, text = target
        return Goal(tuple([self._hypothesis(row) for row in rows]), self.terms[number], text)

    def _hypothesis(self, row: Sequence[Any]) -> Hypothesis:
        name, (number, text), *value = row
        key = (name, number, text, *(number for number, _ in value))
        found = self.hypotheses.get(key)
        if found is None:
            body = self.terms[value[0][0]] if value else None
            found = self.hypotheses[key] = Hypothesis(name, text, self.terms[number], body)
        return found

    def _numbered(self, told: Sequence[Told]) -> tuple[Goal, ...]:
        """The goals of one group, their metavariables numbered."""
        numbers = Numbers()
        goals = [self._renamed(goal, numbers) for goal in told]
        fills = [numbers.found.get(label, "") for label, _, _ in told]
        return tuple(
            Goal(goal.hypotheses, goal.target, goal.target_text, label)
            for goal, label in zip(goals, fills, strict=True)
        )

    def _renamed(self, told: Told, numbers: Numbers) -> Goal:
        _, rows, (number, text) = told
        hypotheses = []
        for row in rows:
            old, shown = self._hypothesis(row), numbers.text(row[1][1])
            for _, more in row[2:]:
                numbers.text(more)
            value = old.value and _named(old.value, numbers)
            hypotheses.append(Hypothesis(old.name, shown, _named(old.type, numbers), value))
        shown = numbers.text(text)
        return Goal(tuple(hypotheses), _named(self.terms[number], numbers), shown)


def _texts(hypotheses: Sequence[Sequence[Any]], target: tuple[int, str]) -> list[str]:
    """All texts of a goal, in order."""
    return [*(text for _, *told in hypotheses for _, text in told), target[1]]


def _named(tree: Expr, numbers: Numbers) -> Expr:
    """`tree` with the numbers of its metavariables, itself where it has none."""
    if tree.kind is ExprKind.META:
        return Expr(ExprKind.META, numbers.found[tree.label])
    children = [_named(child, numbers) for child in tree.children]
    if all(new is old for new, old in zip(children, tree.children, strict=True)):
        return tree
    return Expr(tree.kind, tree.label, tuple(children), tree.hint)
