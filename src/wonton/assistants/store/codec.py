"""Transitions as bytes, and back.

The first byte says what happened: `c` closed, `e` and `f` failed (error, forbidden), `k` left children. The rest is
zlib's, with the texts of the node's goals as its dictionary: messages and children repeat them. A child is JSON: the
step's numbers and its goals. What a child shares with its parent (a hypothesis, the target) is written as a number, and
a tree as a table of its distinct nodes, children before parents. Decoding runs nothing that was stored."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from wonton.assistants.base import Failure, FailureKind, Node, Step, Transition
from wonton.core.expr import Expr, ExprKind
from wonton.core.goal import Goal, Hypothesis

#: Letters of the kinds of tree nodes. Never reordered: stored values refer to it.
_LETTERS = {
    ExprKind.CONST: "c",
    ExprKind.SORT: "s",
    ExprKind.LIT: "i",
    ExprKind.FREE: "f",
    ExprKind.BOUND: "b",
    ExprKind.META: "m",
    ExprKind.APP: "a",
    ExprKind.LAM: "l",
    ExprKind.PI: "p",
    ExprKind.LET: "t",
    ExprKind.PROJ: "j",
}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}
_FAILURES: dict[bytes, FailureKind] = {b"e": "error", b"f": "forbidden"}
_FAILURE_BYTES = {kind: byte for byte, kind in _FAILURES.items()}
_SAME = 0  #: in place of a target: the parent's
_WINDOW_BITS, _MEMORY_LEVEL = 13, 6  #: of zlib: a small state is quick to set up
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

Row = str | list[str | int]


class DamagedValueError(ValueError):
    """Bytes that no transition was coded as."""


def encode(node: Node, transition: Transition) -> bytes:
    """`transition` of `node`, whose failure, if any, is of kind `error` or `forbidden`."""
    if transition.failure is not None:
        return _FAILURE_BYTES[transition.failure.kind] + _pack(node, transition.failure.message)
    if transition.closed:
        return b"c"
    own = transition.children[0].path[-1].tactic
    parent = _Parent(node)
    children = [[*_numbers(child), [parent.written(goal) for goal in child.goals]] for child in transition.children]
    value = [None if own == transition.tactic else own, children]
    return b"k" + _pack(node, _JSON(value))


def decode(node: Node, tactic: str, data: bytes) -> Transition:
    """What `encode` coded for `tactic` at an equal `node`. Raises `DamagedValueError`."""
    kind = data[:1]
    if data == b"c":
        return Transition(tactic)
    try:
        text = _unpack(node, data[1:])
        if kind in _FAILURES:
            return Transition(tactic, failure=Failure(_FAILURES[kind], text))
        if kind == b"k":
            return _with_children(node, tactic, json.loads(text))
    except (ValueError, TypeError, LookupError, zlib.error) as error:
        raise DamagedValueError(str(error)) from error
    raise DamagedValueError(f"unknown kind {kind!r}")


def _with_children(node: Node, tactic: str, value: Any) -> Transition:
    own, rows = value
    hypotheses = [hypothesis for goal in node.goals for hypothesis in goal.hypotheses]
    children = []
    for number, positions, left, goals in rows:
        step = Step(tactic if own is None else own, number, tuple(positions), left)
        read = tuple(_goal(node, hypotheses, goal) for goal in goals)
        children.append(Node(node.theorem, (*node.path, step), read))
    if not children:
        raise DamagedValueError("no children")
    return Transition(tactic, tuple(children))


def _numbers(child: Node) -> list[Any]:
    step = child.path[-1]
    return [step.child, step.positions, step.goals]


class _Parent:
    """The goals of a node, for writing what its children share with them."""

    def __init__(self, node: Node) -> None:
        self.goal = node.goal
        self.places: dict[tuple[str, str], list[tuple[int, Hypothesis]]] = {}
        hypotheses = (hypothesis for goal in node.goals for hypothesis in goal.hypotheses)
        for place, hypothesis in enumerate(hypotheses):
            if hypothesis.value is None:
                self.places.setdefault((hypothesis.name, hypothesis.text), []).append((place, hypothesis))

    def written(self, goal: Goal) -> list[Any]:
        """A goal as JSON: hypotheses, target, and, where there are such, what it fills and how it is shown."""
        same = goal.target_text == self.goal.target_text and identical(goal.target, self.goal.target)
        target = _SAME if same else [goal.target_text, rows_of(goal.target)]
        return [[self._hypothesis(h) for h in goal.hypotheses], target, *self._rest(goal)]

    def _rest(self, goal: Goal) -> list[str]:
        return [goal.fills, goal.shown] if goal.shown else [goal.fills] if goal.fills else []

    def _hypothesis(self, hypothesis: Hypothesis) -> Any:
        for place, other in self.places.get((hypothesis.name, hypothesis.text), ()):
            if hypothesis.value is None and identical(hypothesis.type, other.type):
                return place
        row: list[Any] = [hypothesis.name, hypothesis.text, rows_of(hypothesis.type)]
        return row if hypothesis.value is None else [*row, rows_of(hypothesis.value)]


def _goal(node: Node, hypotheses: Sequence[Hypothesis], value: Any) -> Goal:
    rows, target, *rest = value
    read = tuple(hypotheses[_natural(row)] if isinstance(row, int) else _hypothesis(row) for row in rows)
    if target == _SAME:
        return Goal(read, node.goal.target, node.goal.target_text, *rest)
    text, table = target
    return Goal(read, tree_of(table), text, *rest)


def _hypothesis(row: Any) -> Hypothesis:
    name, text, type_, *value = row
    return Hypothesis(name, text, tree_of(type_), tree_of(value[0]) if value else None)


def _natural(number: int) -> int:
    if number < 0:
        raise DamagedValueError(f"{number} is no place")
    return number


# -- trees


def identical(one: Expr, other: Expr) -> bool:
    """Whether two trees are equal down to the printed names of their binders."""
    return one is other or (one == other and _hints(one) == _hints(other))


def _hints(tree: Expr) -> list[str]:
    return [node.hint for node in tree.walk()]


def rows_of(tree: Expr) -> list[Row]:
    """The table of `tree`, itself last. A row is letter and label, or these, the hint, and the rows of the children."""
    rows: list[Row] = []
    index: dict[tuple[str | int, ...], int] = {}
    seen: dict[int, int] = {}
    stack = [tree]
    while stack:
        node = stack[-1]
        missing = [child for child in node.children if id(child) not in seen]
        if missing:
            stack.extend(reversed(missing))
            continue
        stack.pop()
        key: tuple[str | int, ...] = (
            _LETTERS[node.kind] + node.label,
            node.hint,
            *(seen[id(child)] for child in node.children),
        )
        if key not in index:
            index[key] = len(rows)
            rows.append(list(key) if node.children or node.hint else str(key[0]))
        seen[id(node)] = index[key]
    return rows


def tree_of(rows: Sequence[Row]) -> Expr:
    """The tree of a table. Raises `ValueError`, `TypeError` or `LookupError` where it is none."""
    trees: list[Expr] = []
    for row in rows:
        if isinstance(row, str):
            trees.append(_leaf(row))
            continue
        name, hint, *children = row
        if not isinstance(name, str) or not isinstance(hint, str):
            raise DamagedValueError(f"no row of a tree: {row!r}")
        parts = tuple([trees[_natural(child)] for child in children])  # type: ignore[arg-type]
        trees.append(Expr(_KINDS[name[0]], name[1:], parts, hint))
    return trees[-1]


@lru_cache(maxsize=16_384)
def _leaf(row: str) -> Expr:
    return Expr(_KINDS[row[0]], row[1:])


# -- compression


def _dictionary(node: Node) -> bytes:
    return "\n\n".join(goal.text for goal in node.goals).encode()[-(1 << _WINDOW_BITS) :]


def _pack(node: Node, text: str) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -_WINDOW_BITS, _MEMORY_LEVEL, zdict=_dictionary(node))
    return packer.compress(text.encode("utf-8", "surrogatepass")) + packer.flush()


def _unpack(node: Node, data: bytes) -> str:
    unpacker = zlib.decompressobj(-_WINDOW_BITS, zdict=_dictionary(node))
    text = unpacker.decompress(data)
    if not unpacker.eof:
        raise DamagedValueError("it ends too early")
    return text.decode("utf-8", "surrogatepass")
