"""Expression trees and goals as JSON: a table of distinct nodes, so that shared subtrees are stored once.

A table is a list of rows `[kind, label, hint, child, ...]`, children being earlier rows. Neither depth nor sharing can
hurt: packing and unpacking are loops, and the table of a proof term is as long as the term has distinct subtrees.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wonton.core.errors import ArtifactError
from wonton.core.expr import Expr, ExprKind
from wonton.core.goal import Goal, Hypothesis

Row = list[str | int]


class TreeTable:
    """Packs trees into one table. `rows` is ready for JSON and in order of first use."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._index: dict[tuple[str | int, ...], int] = {}
        self._seen: dict[int, int] = {}
        self._kept: list[Expr] = []

    def add(self, tree: Expr) -> int:
        """The row of `tree`, which is added with all it holds where it is not there yet."""
        stack = [tree]
        while stack:
            node = stack[-1]
            missing = [child for child in node.children if id(child) not in self._seen]
            if missing:
                stack.extend(reversed(missing))
                continue
            stack.pop()
            if id(node) not in self._seen:
                self._seen[id(node)] = self._intern(node)
                self._kept.append(node)
        return self._seen[id(tree)]

    def _intern(self, node: Expr) -> int:
        key = (node.kind.value, node.label, node.hint, *(self._seen[id(child)] for child in node.children))
        if key not in self._index:
            self._index[key] = len(self.rows)
            self.rows.append(list(key))
        return self._index[key]

    def add_goal(self, goal: Goal) -> dict[str, Any]:
        """`goal` as JSON, with its trees as rows of this table."""
        return {
            "text": goal.text,
            **({"shown": goal.shown} if goal.shown else {}),
            "fills": goal.fills,
            "target": self.add(goal.target),
            "target_text": goal.target_text,
            "hypotheses": [
                {
                    "name": h.name,
                    "text": h.text,
                    "type": self.add(h.type),
                    "value": None if h.value is None else self.add(h.value),
                }
                for h in goal.hypotheses
            ],
        }


def unpack(rows: Sequence[Row]) -> list[Expr]:
    """The trees of a table, row by row. Raises `ArtifactError` where it is not one."""
    trees: list[Expr] = []
    try:
        for kind, label, hint, *children in rows:
            parts = tuple(trees[_earlier(child, len(trees))] for child in children)
            trees.append(Expr(ExprKind(str(kind)), str(label), parts, str(hint)))
    except (ValueError, TypeError) as error:
        raise ArtifactError(f"damaged table of trees at row {len(trees)}: {error}") from error
    return trees


def _earlier(child: str | int, row: int) -> int:
    if not isinstance(child, int) or not 0 <= child < row:
        raise ValueError(f"child {child!r} is not an earlier row")
    return child


def unpack_goal(value: dict[str, Any], trees: Sequence[Expr]) -> Goal:
    """The goal that `TreeTable.add_goal` wrote, given its unpacked table."""
    hypotheses = tuple(
        Hypothesis(h["name"], h["text"], trees[h["type"]], None if h["value"] is None else trees[h["value"]])
        for h in value["hypotheses"]
    )
    return Goal(hypotheses, trees[value["target"]], value["target_text"], value["fills"], value.get("shown", ""))


def merge_tables(parts: Sequence[tuple[Sequence[Row], dict[str, Any]]]) -> tuple[list[Row], dict[str, Any]]:
    """One table and one `signature -> goals` mapping out of several; the first part that knows a signature tells it."""
    table = TreeTable()
    merged: dict[str, Any] = {}
    for rows, goals in parts:
        wanted = sorted(signature for signature in goals if signature not in merged)
        trees = unpack(rows) if wanted else []
        for signature in wanted:
            merged[signature] = [table.add_goal(unpack_goal(goal, trees)) for goal in goals[signature]]
    return table.rows, merged
