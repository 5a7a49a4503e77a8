"""Moves that need no knowledge of constants: simplifying, unfolding, taking apart and decision procedures, for Ltac.

They are what is left for goals over constants that no table describes: the standard library's numbers, sets, maps,
relations. Names are left to the assistant where a case analysis gives an unknown number of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from wonton.core.expr import Expr, ExprKind
from wonton.core.matching import subterms
from wonton.providers.heuristic.moves import CLOSING, Arm, Cases, Scored, Unfold, Word
from wonton.providers.heuristic.view import Fact, View

_MAX_UNFOLDS = 5
_MAX_STUCK = 3
_SOME = (Arm("", ()),)
_OPAQUE = frozenset({"eq", "le", "nat", "bool", "list", "In"})
_ABSTRACT = frozenset({"R", "t", "elt", "key"})
_CONNECTIVES = frozenset({"andb", "orb", "negb", "xorb", "implb", "is_true"})
_RINGS = frozenset({"nat", "N", "Z", "positive", "Q", "R", "bool"})


def generic_moves(view: View) -> Iterator[Scored]:
    """All moves of this module."""
    if view.stated.kind is ExprKind.PI or _slow(view):
        return
    yield from on_target(view)
    for fact in view.usable()[:6]:
        yield from on_fact(view, fact)
    yield from on_unknown_data(view)
    yield from on_matches(view)
    yield from on_truth_values(view)
    yield from unfoldings(view)
    yield from procedures(view)


def on_target(view: View) -> Iterator[Scored]:
    """Simplification, and what the assistant may find in a head that is unknown here."""
    target, logic = view.stated, view.vocabulary.logic
    yield Scored(Word("simplify"), 1.6)
    if view.is_equation(target):
        yield Scored(Word("refl_term"), 1.9, CLOSING)
        left, right = target.args[1:]
        if left.kind is ExprKind.APP and right.kind is ExprKind.APP and left.head == right.head:
            yield Scored(Word("congr"), 1.4)
        return
    if target.head.kind is not ExprKind.CONST or target.head.label in view.vocabulary.splitting:
        if target.head.label in ("sumbool", "sumor"):
            yield Scored(Word("left"), 1.0)
            yield Scored(Word("right"), 1.0)
        elif target.is_app_of(logic.exists):
            yield Scored(Word("eexists"), -0.5)
        return
    if target.head.label != logic.neg:
        yield Scored(Word("intro_one"), 0.9)
        yield Scored(Word("constructor"), 1.2)
        yield Scored(Word("econstructor"), -0.3)
        if target.args and target.args[-1].kind is ExprKind.APP and target.head.label not in _OPAQUE:
            yield Scored(Cases("cases", target.args[-1], (), equation=view.names.fresh("E")), 0.5)
        if len(target.args) > 1:
            yield Scored(Word("symm"), -0.4)
            yield Scored(Word("refl_setoid"), 1.5 if target.args[-1] == target.args[-2] else -0.6, CLOSING)


def on_fact(view: View, fact: Fact) -> Iterator[Scored]:
    """Inversion and case analysis of what is stated by an unknown constant, simplification of any fact."""
    head = fact.stated.head
    vocabulary = view.vocabulary
    if head.kind is not ExprKind.CONST:
        return
    if fact.stated.kind is ExprKind.APP and any(arg.kind is ExprKind.APP for arg in fact.stated.args):
        yield Scored(Word("simplify", fact.name), 0.6)
    if head.label in vocabulary.splitting or head.label in vocabulary.predicates or head.label == vocabulary.logic.neg:
        return
    if vocabulary.is_equation(fact.stated):
        yield Scored(Cases("invert", fact.term, _SOME), 0.2)
        return
    yield Scored(Cases("invert", fact.term, _SOME), 1.0)
    yield Scored(Cases("cases", fact.term, ()), 0.8)
    yield Scored(Cases("induction", fact.term, ()), 0.7)


def on_unknown_data(view: View) -> Iterator[Scored]:
    """Case analysis and induction on variables of types that no table describes."""
    for datum in view.data[-4:]:
        head = datum.type.head
        if head.kind is not ExprKind.CONST or head.label.rpartition(".")[2] in _ABSTRACT:
            continue
        if not view.vocabulary.is_data(datum.type) and view.mentioned(datum.name):
            yield Scored(Cases("induction", datum.term, ()), 0.9)
            yield Scored(Cases("cases", datum.term, ()), 1.0)


def on_matches(view: View) -> Iterator[Scored]:
    """Case analysis on the terms that a `match` in target or facts waits for."""
    seen: list[Expr] = []
    for tree in (view.stated, *(fact.stated for fact in view.usable()[:4])):
        for node in subterms(tree):
            if node.kind is not ExprKind.APP or not node.head.label.startswith("match ") or len(node.args) < 2:
                continue
            scrutinee = node.args[1]
            if scrutinee in seen or len(seen) == _MAX_STUCK or scrutinee.head.label.startswith("match "):
                continue
            seen.append(scrutinee)
            if scrutinee.kind is ExprKind.APP:
                name = view.names.fresh("E")
                yield Scored(Cases("cases", scrutinee, (), equation=name), 2.6)
            yield Scored(Cases("cases", scrutinee, ()), 2.2)


def on_truth_values(view: View) -> Iterator[Scored]:
    """Case analysis on what a boolean connective of the target combines, where it is no variable."""
    seen: dict[Expr, None] = {}
    for node in subterms(view.target):
        if node.kind is ExprKind.APP and node.head.label in _CONNECTIVES:
            parts = (arg for arg in node.args if arg.kind is ExprKind.APP and arg.head.label not in _CONNECTIVES)
            seen.update(dict.fromkeys(parts))
    for place, part in enumerate(list(seen)[:_MAX_STUCK]):
        yield Scored(Cases("cases", part, (), equation=view.names.fresh("E")), 2.4 - 0.2 * place)


def unfoldings(view: View) -> Iterator[Scored]:
    """Opening the definitions at the heads of target, its sides and the facts."""
    heads = [view.stated, *(view.stated.args[1:] if view.is_equation(view.stated) else ())]
    names = dict.fromkeys(node.head.label for node in heads if _may_unfold(view, node))
    inner = [node for node in subterms(view.stated) if node.kind is ExprKind.APP and _may_unfold(view, node)]
    names.update(dict.fromkeys(node.head.label for node in inner))
    for place, name in enumerate(list(names)[:_MAX_UNFOLDS]):
        yield Scored(Unfold(name), 1.5 - 0.4 * place)
    for fact in view.usable()[:4]:
        if _may_unfold(view, fact.stated):
            yield Scored(Unfold(fact.stated.head.label, fact.name), 0.9)


def procedures(view: View) -> Iterator[Scored]:
    """Decision procedures that are not on the easy list."""
    target, logic = view.opened, view.vocabulary.logic
    equations = any(view.is_equation(fact.opened) for fact in view.facts)
    if view.is_equation(target):
        if target.args[0].head.label in _RINGS:
            yield Scored(Word("ring"), 1.7, CLOSING)
        if target.args[0].head.label in ("R", "Q"):
            yield Scored(Word("field"), -0.5)
    if view.facts:
        if (equations or view.is_equation(target)) and not any(_is_schema(view, fact.opened) for fact in view.facts):
            yield Scored(Word("congruence"), 1.3, CLOSING)
        if equations:
            yield Scored(Word("clash"), 0.8, CLOSING)
        yield Scored(Word("tauto"), 0.9, CLOSING)
    elif target.head.label in (logic.iff, logic.conj, logic.disj):
        yield Scored(Word("tauto"), 0.5, CLOSING)


def _slow(view: View) -> bool:
    """Whether the goal is about machine integers, which simplification computes bit by bit."""
    return any("31" in name or "63" in name for name in view.constants)


def _is_schema(view: View, type_: Expr) -> bool:
    """Whether a fact is a family of equations: congruence closure may instantiate it for very long."""
    if type_.kind is not ExprKind.PI:
        return False
    return view.is_equation(_conclusion(type_))


def _conclusion(type_: Expr) -> Expr:
    while type_.kind is ExprKind.PI:
        type_ = type_.children[1]
    return type_


def _may_unfold(view: View, node: Expr) -> bool:
    head = node.head
    if head.kind is not ExprKind.CONST or " " in head.label or head.label in _OPAQUE:
        return False
    vocabulary = view.vocabulary
    known = head.label in vocabulary.splitting and head.label in ("and", "or", "ex", "False", "True")
    return not known and head.label not in vocabulary.constructors and head.label not in vocabulary.recursion
