"""Theories of Rocq's library that have tactics of their own, and how a goal shows that it is about one.

The abstract ones (numbers, orders, finite sets given by a module) are told by the names of what they declare, which
the library keeps. Whether their tactics are in reach is for the assistant to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from wonton.core.expr import ExprKind
from wonton.providers.heuristic.moves import CLOSING, Scored, Word
from wonton.providers.heuristic.view import View

#: Constants, without the modules they are in, that show each theory.
_SIGNS = {
    "integers": frozenset("nat Z N positive S O succ".split()),
    "fields": frozenset("R Q".split()),
    "products": frozenset("mul pow div modulo square Rmult Rdiv Rsqr Qmult Qdiv".split()),
    "orders": frozenset("lt le compare".split()),
    "sets": frozenset("Subset Equal Empty union inter diff singleton empty subset".split()),
    "numbers": frozenset("succ pred one two".split()),
    "bits": frozenset("testbit lor land lxor ldiff lnot shiftl shiftr ones setbit clearbit".split()),
}
_RELATIONS = frozenset("eq lt le not Qeq Qlt Qle".split())
_LIMIT = 3  #: variables of unknown numbers that induction is offered on


def is_about(view: View, theory: str) -> bool:
    """Whether a constant of the goal shows that theory."""
    return not _SIGNS[theory].isdisjoint(short_names(view))


def short_names(view: View) -> frozenset[str]:
    """The constants of the goal without the modules they are in."""
    trees = [view.stated, *(fact.stated for fact in view.facts), *(datum.type for datum in view.data)]
    labels = {node.label for tree in trees for node in tree.walk() if node.kind is ExprKind.CONST}
    return frozenset(part for label in labels for part in label.split(".")[-2:])


def theory_moves(view: View) -> Iterator[Scored]:
    """The tactics of the theories that the goal is about, induction on abstract numbers included."""
    if view.stated.kind is ExprKind.PI:
        return
    names, head = short_names(view), view.stated.head.label.rpartition(".")[2]
    if not _SIGNS["orders"].isdisjoint(names) and head in (*_RELATIONS, "False"):
        yield Scored(Word("order"), 2.4, CLOSING)
    if not _SIGNS["sets"].isdisjoint(names):
        yield Scored(Word("fsetdec"), 2.3, CLOSING)
    if not _SIGNS["numbers"].isdisjoint(names) and "t" in names:
        yield Scored(Word("nzsimpl"), 2.2)
        for datum in [one for one in view.data if one.type.label.rpartition(".")[2] == "t"][:_LIMIT]:
            if view.mentioned(datum.name):
                yield Scored(Word("nzinduct", datum.name), 0.4)
    if not _SIGNS["bits"].isdisjoint(names) and head == "eq":
        yield Scored(Word("bitwise"), 2.8)
    if head == "Proper":
        yield Scored(Word("solve_proper"), 3.0, CLOSING)
    if head in ("sumbool", "decidable"):
        yield Scored(Word("decide_equality"), 0.9)
    args = view.stated.args[-2:]
    if len(args) == 2 and not view.is_equation(view.stated) and args[0].head == args[1].head and args[0].args:
        yield Scored(Word("f_equiv"), 0.9)
