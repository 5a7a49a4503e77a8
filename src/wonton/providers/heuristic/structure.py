"""Moves by the shape of the target and of the hypotheses: introduction, splitting, case analysis, induction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wonton.core.expr import Expr, ExprKind, app, const, free, instantiate
from wonton.core.matching import beta, hole, holes_of, match, subterms, unify
from wonton.providers.heuristic.chaining import Prover
from wonton.providers.heuristic.moves import (
    CLOSING,
    OPEN,
    Arm,
    Cases,
    Injection,
    Intro,
    Scored,
    Unfold,
    Use,
    Witness,
    Word,
    WordKind,
    named,
)
from wonton.providers.heuristic.rules import Rule
from wonton.providers.heuristic.view import Datum, Fact, View
from wonton.providers.heuristic.vocabulary import Constructor, Vocabulary, read

_MAX_WITNESSES = 8
_MAX_ON_VARIABLES = 4
_MAX_FINITE = 4


def structure_moves(prover: Prover, inductions: int) -> Iterator[Scored]:
    """All moves of this module; `inductions` counts those made on the way here."""
    view = prover.view
    yield from introductions(view)
    yield from splits(prover)
    for fact in view.usable():
        yield from analyses(view, fact)
    on_variables = [move for datum in view.data for move in on_variable(view, datum, inductions)]
    yield from sorted(on_variables, key=lambda scored: -scored.score)[:_MAX_ON_VARIABLES]
    yield from on_stuck_terms(view)


def introductions(view: View) -> Iterator[Scored]:
    """Name all binders of the target."""
    names, target = view.names, view.opened
    vocabulary = view.vocabulary
    scope: list[str] = []
    while target.kind is ExprKind.PI and len(scope) < 12:
        domain, body = target.children
        name = names.for_binder(target.hint, domain, view.is_proposition(domain))
        view.types.setdefault(name, domain)
        scope.append(name)
        target = instantiate(body, free(name))
        if target.kind is not ExprKind.PI and not target.is_app_of(vocabulary.logic.neg):
            break
        target = view.compute(_open_negation(target, vocabulary))
    if not scope:
        return
    yield Scored(Intro(tuple(scope)), 6.0, "intro")
    yield Scored(Intro(tuple(scope), as_term=True), 2.0, "intro")


def _open_negation(target: Expr, vocabulary: Vocabulary) -> Expr:
    if target.is_app_of(vocabulary.logic.neg) and len(target.args) == 1:
        return Expr(ExprKind.PI, "", (target.args[0], vocabulary.absurdity))
    return target


def splits(prover: Prover) -> Iterator[Scored]:
    """Moves that the head of the target asks for."""
    view, logic = prover.view, prover.view.vocabulary.logic
    target = view.opened
    head = target.head.label if target.head.kind is ExprKind.CONST else ""
    if head in (logic.conj, logic.iff) or head in view.vocabulary.structures:
        group = "split equivalence" if head == logic.iff else "split"
        yield Scored(Word("constructor"), 5.0, group)
        if head in (logic.conj, logic.iff):
            introduction = named(logic.conj_intro if head == logic.conj else logic.iff_intro)
            yield Scored(Use("refine", app(introduction, OPEN, OPEN)), 1.0, group)
            yield Scored(Use("apply", introduction), 0.0, group)
    elif head == logic.disj:
        yield from sides(prover, target)
    elif head == logic.exists and len(target.args) == 2:
        yield from witnesses(prover, target)
    elif head == logic.true:
        yield Scored(Word("constructor"), 7.0, CLOSING)
        yield Scored(Use("exact", named(logic.trivial)), 6.0, CLOSING)
    if view.stated.head.label in view.vocabulary.unfoldable:
        yield Scored(Unfold(view.stated.head.label), 4.4, "unfold")


def sides(prover: Prover, target: Expr) -> Iterator[Scored]:
    """Choose a side of a disjunction; a side that is there to be had loses nothing."""
    logic = prover.view.vocabulary.logic
    words: tuple[tuple[WordKind, str], ...] = (("left", logic.inl), ("right", logic.inr))
    for side, (word, lemma) in zip(target.args, words, strict=True):
        sure = prover.proves(side)
        yield Scored(Word(word), 6.0 if sure else 1.0, word if sure else "")
        yield Scored(Use("apply", named(lemma)), -1.5, word if sure else "")


def witnesses(prover: Prover, target: Expr) -> Iterator[Scored]:
    """Values in reach for an existential target: variables of its type, terms of facts that its body would match. One
    that makes the body true at a glance loses nothing."""
    carrier, predicate = target.args
    view, local = prover.view, prover.local
    found: dict[Expr, float] = {}
    if predicate.kind is ExprKind.LAM:
        for part in _conjuncts(instantiate(predicate.children[1], hole("witness")), view.vocabulary.logic.conj):
            for value, score in _asked_for(view, view.compute(part), local):
                found.setdefault(value, score)
    for datum in reversed(view.data):
        if datum.type == carrier:
            found.setdefault(datum.term, 1.0)
    for value in _small_values(view, carrier):
        found.setdefault(value, 0.0)
    count = _MAX_WITNESSES if max(found.values(), default=0.0) < 2.0 else _MAX_WITNESSES // 2
    for value, score in sorted(found.items(), key=lambda item: -item[1])[:count]:
        sure = prover.proves(beta(app(predicate, value)))
        yield Scored(Witness(value), 6.0 if sure else score, "witness" if sure else "")


def _asked_for(view: View, part: Expr, local: Sequence[Rule]) -> Iterator[tuple[Expr, float]]:
    """Values for which `part`, a conjunct over the hole `#witness`, would be a fact, an instance of a rule, or true."""
    matches: list[tuple[dict[str, Expr] | None, float]] = []
    if view.is_equation(part):
        _, left, right = part.args
        matches += [(match(left, right), 3.5), (match(right, left), 3.5)]
    matches += [(match(part, fact.type), 3.0) for fact in view.usable()]
    matches += [(unify(part, rule.conclusion), 2.0) for rule in local]
    for found, score in matches:
        value = (found or {}).get("#witness")
        if value is not None and not holes_of(value):
            yield value, score


def _small_values(view: View, carrier: Expr) -> Iterator[Expr]:
    """Simple closed values, functions applied to variables, and subterms of the facts whose type can be read off."""
    vocabulary, head = view.vocabulary, carrier.head.label if carrier.head.kind is ExprKind.CONST else ""
    yield from vocabulary.small_values.get(head, ())
    if head in vocabulary.empty_values:
        yield app(const(vocabulary.empty_values[head]), *carrier.args)
    numbers, successor = vocabulary.successor
    if head == numbers:
        for datum in view.data:
            if datum.type == carrier:
                yield app(const(successor), datum.term)
    for function in view.data:
        if function.type.kind is ExprKind.PI and function.type.children[1] == carrier:
            for datum in view.data:
                if datum.type == function.type.children[0]:
                    yield app(function.term, datum.term)


def _conjuncts(term: Expr, conjunction: str) -> list[Expr]:
    if term.is_app_of(conjunction) and len(term.args) == 2:
        return [part for arg in term.args for part in _conjuncts(arg, conjunction)]
    return [term]


def analyses(view: View, fact: Fact) -> Iterator[Scored]:
    """Take a fact apart by what it says."""
    type_, logic = fact.opened, view.vocabulary.logic
    head = type_.head.label if type_.head.kind is ExprKind.CONST else ""
    if head == logic.false:
        yield Scored(Word("contradiction"), 9.0, CLOSING)
        yield Scored(Cases("cases", fact.term, ()), 7.0, CLOSING)
    elif head in view.vocabulary.splitting and head != logic.true:
        arms = _arms(view, view.vocabulary.splitting[head])
        if head == logic.iff:
            yield Scored(Cases("cases", fact.term, arms), -2.0)
            return
        score = {logic.conj: 5.5, logic.exists: 5.2, logic.disj: 4.3}.get(head, 3.0)
        yield Scored(Cases("cases", fact.term, arms), score, f"take {fact.name} apart")
        yield Scored(Cases("obtain", fact.term, arms), score - 4, f"take {fact.name} apart")
    elif view.is_equation(type_):
        yield from _on_equation(view, fact, type_)
    elif view.vocabulary.is_predicate(type_):
        yield from _on_predicate(view, fact, type_)


def _on_equation(view: View, fact: Fact, type_: Expr) -> Iterator[Scored]:
    _, left, right = type_.args
    vocabulary = view.vocabulary
    one, other = vocabulary.constructor_of(left), vocabulary.constructor_of(right)
    if one and other:
        if one.name != other.name:
            yield Scored(Word("clash", fact.name), 8.0, CLOSING)
            yield Scored(Cases("invert", fact.term, ()), 7.0, CLOSING)
        elif len(left.args) > 0:
            names = view.names
            given = tuple(names.proof() for _ in one.names)
            yield Scored(Injection(fact.name, given), 5.3, f"use {fact.name}")
            yield Scored(Cases("invert", fact.term, (Arm("refl", ()),)), 0.5, f"use {fact.name}")
        return
    for side, rest in ((right, left), (left, right)):
        if side.kind is ExprKind.FREE and not any(n == side for n in rest.walk()):
            yield Scored(Word("subst", fact.name), 5.4, f"use {fact.name}")
            yield Scored(Cases("invert", fact.term, (Arm("refl", ()),)), -1.0, f"use {fact.name}")
            return


def _on_predicate(view: View, fact: Fact, type_: Expr) -> Iterator[Scored]:
    """Inversion of a fact that an inductive predicate states, and induction on it."""
    index = type_.args[-1]
    vocabulary = view.vocabulary
    if index.kind is ExprKind.APP and not vocabulary.constructor_of(index):
        return
    inversions = vocabulary.predicates[type_.head.label]
    rules = [rule for rule in inversions if not vocabulary.constructor_of(index) or _fits(rule.index, index)]
    arms = _arms(view, [rule.constructor for rule in rules])
    settled = index.kind is not ExprKind.FREE
    yield Scored(Cases("invert", fact.term, arms), (4.0 if len(rules) < 2 else 2.5) if settled else 1.5)
    if index.kind is ExprKind.FREE:
        constructors = [rule.constructor for rule in inversions]
        everything = _arms(view, constructors, induction=True)
        yield Scored(Cases("induction", fact.term, everything), 3.2 if view.mentioned(index.label) else 1.0)


def _fits(pattern: str, index: Expr) -> bool:
    """Whether a constructor that gives `pattern` could have given `index`: another constructor cannot."""
    return match(read(pattern), index) is not None


def _arms(view: View, constructors: Sequence[Constructor], induction: bool = False) -> tuple[Arm, ...]:
    """Arms with fresh names; under `induction` with names for its hypotheses."""
    arms = []
    for constructor in constructors:
        names = view.names
        given = [names.fresh(name) for name in constructor.names]
        if induction:
            given += [names.fresh(view.vocabulary.hypothesis_name) for _ in constructor.recursive]
        arms.append(Arm(constructor.name, tuple(given)))
    return tuple(arms)


def on_variable(view: View, datum: Datum, inductions: int) -> Iterator[Scored]:
    """Case analysis and induction on a variable of an inductive type."""
    if not view.vocabulary.is_data(datum.type):
        return
    in_target = view.mentioned(datum.name)
    in_facts = any(_mentions(fact.type, datum.name) for fact in view.facts)
    if not (in_target or in_facts):
        return
    constructors = view.vocabulary.data[datum.type.head.label]
    recursive = any(one.recursive for one in constructors)
    weight = _recursion_weight(view, datum.name)
    if recursive:
        score = 1.0 + weight - 1.2 * inductions - (0.0 if in_target else 3.0)
        arms = _arms(view, constructors, induction=True)
        others = tuple(d.name for d in view.data if d.name != datum.name and _general(view, d))
        if others:
            yield Scored(Cases("induction", datum.term, arms, generalizing=others), score - 0.2)
        if not others or any(_mentions(fact.type, name) for fact in view.facts for name in others):
            yield Scored(Cases("induction", datum.term, arms), score)
        yield Scored(Cases("cases", datum.term, _arms(view, constructors)), score - 0.5 if inductions else score - 3.0)
    else:
        few = (
            len([other for other in view.data if other.type == datum.type and view.mentioned(other.name)])
            <= _MAX_FINITE
        )
        safe = f"cases on {datum.name}" if in_target and few else ""
        yield Scored(Cases("cases", datum.term, _arms(view, constructors)), 2.5 + weight - 1.5 * (not in_target), safe)


def _general(view: View, datum: Datum) -> bool:
    """Whether an induction may keep `datum` general: data that the target mentions."""
    if datum.type.kind in (ExprKind.SORT, ExprKind.PI) or not view.mentioned(datum.name):
        return False
    return view.vocabulary.is_data(datum.type) or any(
        node.head.label in view.vocabulary.recursion and datum.term in node.args for node in view.target.walk()
    )


def _mentions(term: Expr, name: str) -> bool:
    return any(node.kind is ExprKind.FREE and node.label == name for node in term.walk())


def _recursion_weight(view: View, name: str) -> float:
    """How many computations of the target wait for this variable."""
    waiting = other = 0.0
    recursion = view.vocabulary.recursion
    for weight, node in _weighted_nodes(view):
        if node.kind is not ExprKind.APP or node.head.kind is not ExprKind.CONST:
            continue
        for place, arg in enumerate(node.args):
            if arg.kind is ExprKind.FREE and arg.label == name:
                if place in recursion.get(node.head.label, ()):
                    waiting += weight
                elif node.head.label in recursion:
                    other += weight
    return min(2.0, waiting) - min(1.0, 0.3 * other)


def _weighted_nodes(view: View) -> Iterator[tuple[float, Expr]]:
    """The nodes of the target, and those of the facts at half their weight."""
    for node in view.target.walk():
        yield 1.0, node
    for fact in view.facts:
        if fact.type.kind is not ExprKind.PI:
            for node in fact.type.walk():
                yield 0.5, node


def on_stuck_terms(view: View) -> Iterator[Scored]:
    """Case analysis on terms whose value a computation waits for: conditions first of all."""
    seen: list[Expr] = []
    vocabulary = view.vocabulary
    for tree in (view.target, *(fact.type for fact in view.facts)):
        for node in subterms(tree):
            if node.kind is not ExprKind.APP or node.head.kind is not ExprKind.CONST:
                continue
            for place in vocabulary.recursion.get(node.head.label, ()):
                if place >= len(node.args):
                    continue
                arg = node.args[place]
                kind = _value_type(view, arg)
                if arg.kind is ExprKind.APP and kind in vocabulary.conditions and arg not in seen:
                    seen.append(arg)
                    arms = _arms(view, vocabulary.data[kind])
                    yield Scored(Cases("cases", arg, arms, equation=view.names.fresh("e")), 1.5)
                    yield Scored(Cases("cases", arg, arms), 0.5)


def _value_type(view: View, term: Expr) -> str:
    """The head of the type of `f x ..` for a local function, `""` where it is not at hand."""
    type_ = view.types.get(term.head.label) if term.head.kind is ExprKind.FREE else None
    for _ in term.args:
        if type_ is None or type_.kind is not ExprKind.PI:
            return ""
        type_ = type_.children[1]
    return type_.head.label if type_ is not None and type_.head.kind is ExprKind.CONST else ""
