"""Moves that let the assistant search by itself, for Ltac: the easy tactics, and proof search with chosen lemmas.

They are tried first at any goal that is no longer a product: each ends the goal or comes to nothing. All are blocked
where the easy list is. Tactics that know one theory are offered where the goal speaks of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from wonton.core.expr import Expr, ExprKind
from wonton.core.matching import Bindings, Param, fill, is_hole, match
from wonton.providers.heuristic.moves import CLOSING, Scored, Using, Word, WordKind
from wonton.providers.heuristic.rules import Rule, RuleBook
from wonton.providers.heuristic.theories import is_about
from wonton.providers.heuristic.view import View

_MOST = 8  #: lemmas for one search
_DEPTH = 3
_GUESSED = 2  #: steps below the target that lemmas are chosen for

#: The theories that a tactic needs, by tactic; the others are offered everywhere.
_NEEDS: dict[WordKind, tuple[str, ...]] = {
    "lia": ("integers",),
    "nia": ("integers", "products"),
    "lra": ("fields",),
    "nra": ("fields", "products"),
}
#: What `easy` splits for ever: a proof of it is made of proofs of it.
_ENDLESS = frozenset({"Acc", "well_founded"})
_FIRST_ORDER_FACTS = 5


def automation_moves(view: View, library: RuleBook) -> Iterator[Scored]:
    """All moves of this module."""
    if view.stated.kind is ExprKind.PI:
        return
    endless = view.stated.head.label in _ENDLESS
    for kind, score in view.vocabulary.easy:
        if kind == "easy" and endless:
            continue
        if all(is_about(view, theory) for theory in _NEEDS.get(kind, ())):
            yield Scored(Word(kind), score, CLOSING)
    guesses = any(fact.opened.kind is ExprKind.PI for fact in view.facts)
    yield Scored(Word("eauto"), 5.8 if guesses else 1.2, CLOSING)
    if len(view.facts) <= _FIRST_ORDER_FACTS and _is_logical(view):
        yield Scored(Word("firstorder"), 0.6, CLOSING)
    sure, guessed = chosen(view, library)
    if sure:
        yield Scored(Using("auto", sure, _DEPTH), 6.6, CLOSING)
    if guessed:
        yield Scored(Using("eauto", guessed, _DEPTH), 6.3, CLOSING)


def chosen(view: View, library: RuleBook) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of lemmas that might be steps of a proof: those whose arguments their conclusion gives, and if any leaves
    one open, all of them. First those that conclude the target, then those that conclude a premise of these."""
    sure: dict[str, None] = {}
    every: dict[str, None] = {}
    targets = list(dict.fromkeys((view.target, view.opened)))
    for _ in range(_GUESSED):
        premises: list[Expr] = []
        for target in targets:
            for rule, conclusion in library.concluding(target.head.label, (target,)):
                found = None if is_hole(conclusion.head) else match(conclusion, target)
                if found is None or rule.projections or rule.source.kind is not ExprKind.CONST or len(every) >= _MOST:
                    continue
                every[rule.source.label] = None
                if _determined(rule, found):
                    sure[rule.source.label] = None
                    premises += [view.compute(fill(p.type, found)) for p in _premises(rule)]
        targets = list(dict.fromkeys(premise for premise in premises if view.fact_of(premise) is None))
    return tuple(sure), tuple(every) if len(every) > len(sure) else ()


def _premises(rule: Rule) -> Iterator[Param]:
    return (param for place, param in enumerate(rule.params) if rule.premises[place])


def _determined(rule: Rule, found: Bindings) -> bool:
    return all(rule.premises[place] or param.hole in found for place, param in enumerate(rule.params))


def _is_logical(view: View) -> bool:
    """Whether connectives or quantifiers stand in the goal for a first-order search to work on."""
    logic = view.vocabulary.logic
    heads = {view.opened.head.label, *(fact.opened.head.label for fact in view.facts)}
    quantified = any(fact.opened.kind is ExprKind.PI for fact in view.facts)
    return quantified or not heads.isdisjoint({logic.conj, logic.disj, logic.iff, logic.exists, logic.neg})
