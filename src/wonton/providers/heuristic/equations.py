"""Moves by equations: rewriting with hypotheses and lemmas, symmetry, congruence, computation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from wonton.core.expr import Expr, ExprKind, app, lam
from wonton.core.matching import Bindings, fill, has_holes, is_hole, loose, match, replace, subterms
from wonton.providers.heuristic.moves import CLOSING, Restate, Rewrite, Scored, Use, Word, named
from wonton.providers.heuristic.rules import Rule, RuleBook, build, satisfy
from wonton.providers.heuristic.view import Fact, View

_MAX_INSTANCES = 3
_MAX_LEMMA_REWRITES = 10
_MAX_FACT_REWRITES = 10


def equation_moves(view: View, local: Sequence[Rule], library: RuleBook) -> Iterator[Scored]:
    """All moves of this module."""
    yield from computations(view)
    if view.is_equation(view.target):
        yield from congruences(view)
    parts = parts_of(view.stated)
    equal = [rule for rule in local if view.is_equation(rule.conclusion)]
    seen: set[Expr] = {view.stated}
    facts = [move for rule in equal for way in (False, True) for move in rewrites(view, parts, rule, way, seen)]
    yield from _best(facts, _MAX_FACT_REWRITES)
    known = dict.fromkeys(pair for head in parts.heads for pair in library.rewriting(head))
    lemmas = [move for rule, way in known for move in rewrites(view, parts, rule, way, seen)]
    yield from _best(lemmas, _MAX_LEMMA_REWRITES)
    yield from _best([move for fact in view.usable() for move in rewrites_at(view, fact, equal)], 6)


class Parts:
    """The subterms of a tree that a rewriting can reach, by head."""

    def __init__(self, tree: Expr) -> None:
        self.tree = tree
        self._by_head: dict[str, list[Expr]] = {}
        for node in dict.fromkeys(subterms(tree)):
            self._by_head.setdefault(node.head.label, []).append(node)

    @property
    def heads(self) -> list[str]:
        """Labels of the heads, in order of appearance."""
        return list(self._by_head)

    def like(self, pattern: Expr) -> list[Expr]:
        """Subterms that `pattern` might match; for a pattern without a head of its own the variables."""
        if not is_hole(pattern.head):
            return self._by_head.get(pattern.head.label, [])
        return self._variables if is_hole(pattern) else self._all

    @cached_property
    def _all(self) -> list[Expr]:
        return [node for nodes in self._by_head.values() for node in nodes]

    @cached_property
    def _variables(self) -> list[Expr]:
        return [node for node in self._all if node.kind is ExprKind.FREE]


class _Itself:
    """A tree as a key that no other one equals: equal trees may differ in the names of their binders."""

    def __init__(self, tree: Expr) -> None:
        self.tree = tree

    def __hash__(self) -> int:
        return id(self.tree)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.tree is other.tree


def parts_of(tree: Expr) -> Parts:
    """The parts of a tree, kept: facts are the same in most goals of a search."""
    return _parts_of(_Itself(tree))


@lru_cache(maxsize=2048)
def _parts_of(key: _Itself) -> Parts:
    return Parts(key.tree)


def _best(moves: list[Scored], count: int) -> list[Scored]:
    return sorted(moves, key=lambda scored: -scored.score)[:count]


def computations(view: View) -> Iterator[Scored]:
    """Restate target and facts in their computed form."""
    if view.target != view.stated:
        yield Scored(Restate(view.target), 4.2, "compute")
    for fact in view.usable():
        if fact.type != fact.stated:
            yield Scored(Restate(fact.type, fact.name), 4.0, f"compute {fact.name}")


def congruences(view: View) -> Iterator[Scored]:
    """Peel a function that both sides of the target begin with and of whose arguments one differs."""
    _, left, right = view.target.args
    if left.kind is not ExprKind.APP or right.kind is not ExprKind.APP or left.head != right.head:
        return
    if len(left.args) != len(right.args):
        return
    places = [place for place in range(len(left.args)) if left.args[place] != right.args[place]]
    if len(places) != 1:
        if view.vocabulary.constructor_of(left):
            yield Scored(Word("congr"), 1.0)
        return
    place = places[0]
    if place == len(left.args) - 1:
        function = app(left.head, *left.args[:-1])
    else:
        args = [*left.args]
        carrier = _argument_type(view, left, place)
        if carrier is None:
            return
        args[place] = Expr(ExprKind.BOUND, "0")
        function = lam("z", carrier, app(left.head, *args))
    one, other = left.args[place], right.args[place]
    score = 3.8 if view.vocabulary.constructor_of(left) else 0.8
    congruence = named(view.vocabulary.logic.cong)
    yield Scored(Use("apply", app(congruence, function)), score)
    for fact in view.usable():
        if view.is_equation(fact.type) and (fact.type.args[1], fact.type.args[2]) == (one, other):
            yield Scored(Use("exact", app(congruence, function, fact.term)), 7.0, CLOSING)


def _argument_type(view: View, term: Expr, place: int) -> Expr | None:
    """The type of an argument: that of a variable, or of a local function's parameter."""
    arg = term.args[place]
    if arg.kind is ExprKind.FREE:
        return view.types.get(arg.label)
    type_ = view.types.get(term.head.label) if term.head.kind is ExprKind.FREE else None
    for _ in range(place):
        if type_ is None or type_.kind is not ExprKind.PI:
            return None
        type_ = type_.children[1]
    if type_ is not None and type_.kind is ExprKind.PI and not loose(type_.children[0]):
        return type_.children[0]
    return view.vocabulary.argument_types.get(term.head.label)


def rewrites(view: View, parts: Parts, rule: Rule, backward: bool, seen: set[Expr]) -> Iterator[Scored]:
    """Rewriting the target with a rule whose conclusion is an equation; results are entered into `seen`, once each."""
    for after, term, opens in _instances(view, rule, backward, parts):
        if after not in seen:
            seen.add(after)
            score = (2.0 if rule.local else 0.0) + _gain(view, after) - 1.5 * opens - (0.4 if backward else 0.0)
            yield Scored(Rewrite(term, backward), score)


def rewrites_at(view: View, fact: Fact, local: Sequence[Rule]) -> Iterator[Scored]:
    """Rewriting a fact with the equations among the other facts."""
    parts = parts_of(fact.stated)
    for rule in local:
        if rule.source == fact.term:
            continue
        for backward in (False, True):
            for after, term, opens in _instances(view, rule, backward, parts):
                if opens or after == fact.stated or view.fact_of(view.compute(after)) is not None:
                    continue
                shrinks = after.size < fact.stated.size
                useful = view.compute(after) == view.target
                score = 5.0 if useful else (1.0 if shrinks else -1.0)
                yield Scored(Rewrite(term, backward, fact.name), score)


def _instances(view: View, rule: Rule, backward: bool, parts: Parts) -> Iterator[tuple[Expr, Expr, int]]:
    """The ways to rewrite a tree: the tree after it, the term to rewrite with, the number of premises left open."""
    carrier, left, right = rule.conclusion.args
    pattern, other = (right, left) if backward else (left, right)
    if pattern.kind is ExprKind.CONST:
        return
    seen: list[Bindings] = []
    for node in parts.like(pattern):
        if is_hole(pattern) and view.types.get(node.label) != carrier:
            continue
        found = match(pattern, node)
        if found is None or found in seen:
            continue
        seen.append(found)
        for use in satisfy(rule, found, view)[:1]:
            if use.undetermined or has_holes(new := fill(other, use.found)):
                continue
            yield replace(parts.tree, node, new), build(use), use.open_premises
        if len(seen) == _MAX_INSTANCES:
            return


def _gain(view: View, after: Expr) -> float:
    """How much nearer the rewritten target is to being done: by the difference between its sides, or by size."""
    computed = view.compute(after)
    if view.fact_of(computed) is not None:
        return 6.0
    if view.is_equation(computed):
        before = distance(view.target.args[1], view.target.args[2]) if view.is_equation(view.target) else 20
        now = distance(computed.args[1], computed.args[2])
        if now == 0:
            return 6.5
        return max(-3.0, min(3.0, (before - now) / 3.0))
    return max(-2.0, min(2.0, (view.target.size - computed.size) / 3.0))


def distance(one: Expr, other: Expr) -> int:
    """How much of two terms differs: 0 for equal terms, else the sizes of what differs below a common head."""
    total = 0
    stack = [(one, other)]
    while stack:
        left, right = stack.pop()
        if left == right:
            continue
        same = left.kind is right.kind and left.label == right.label and len(left.children) == len(right.children)
        if same and left.children and left.head == right.head:
            stack.extend(zip(left.children, right.children, strict=True))
        else:
            total += left.size + right.size
    return total
