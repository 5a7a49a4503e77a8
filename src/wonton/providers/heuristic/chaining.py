"""Moves by what hypotheses and lemmas conclude: closing the goal, reasoning backwards and forwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wonton.core.expr import Expr, ExprKind, app, const
from wonton.core.matching import Bindings, fill, has_holes, is_hole, match
from wonton.providers.heuristic.moves import CLOSING, Arm, Cases, Have, Replace, Scored, Use, Word, named
from wonton.providers.heuristic.rules import Application, Rule, RuleBook, build, satisfy
from wonton.providers.heuristic.view import View

_MAX_HAVES = 5
_MAX_LEMMAS = 6


def closing_moves(view: View, local: Sequence[Rule]) -> Iterator[Scored]:
    """What ends the goal at once: a fact that says it, reflexivity, a contradiction among the facts."""
    target, logic = view.target, view.vocabulary.logic
    for fact in view.usable():
        if target in (fact.type, fact.opened) or view.opened == fact.opened or _agree(fact.type, target):
            yield Scored(Use("exact", fact.term), 9.0, CLOSING)
            yield Scored(Word("assumption"), 7.0, CLOSING)
            yield Scored(Use("apply", fact.term), 5.0, CLOSING)
    if view.is_equation(view.opened) and _agree(view.opened.args[1], view.opened.args[2]):
        yield Scored(Word("rfl"), 9.0, CLOSING)
        yield Scored(Use("exact", logic.refl), 8.5, CLOSING)
        yield Scored(Use("apply", named(logic.refl_lemma)), 6.0, CLOSING)
    if target.is_app_of(logic.iff) and len(target.args) == 2 and target.args[0] == target.args[1]:
        yield Scored(Use("exact", logic.iff_refl), 8.0, CLOSING)
    if view.is_equation(view.opened):
        carrier, left, right = view.opened.args
        mirrored = view.fact_of(app(const(logic.eq), carrier, right, left))
        if mirrored is not None:
            yield Scored(Use("exact", app(named(logic.symm), mirrored.term)), 7.5, CLOSING)
            yield Scored(Word("symm"), 3.0)
    yield from contradictions(view, local)


class Prover:
    """Sees at a glance what the facts and one lemma prove."""

    def __init__(self, view: View, local: Sequence[Rule], library: RuleBook) -> None:
        self.view, self.local, self.library = view, local, library

    def proves(self, proposition: Expr) -> bool:
        """Whether `proposition` follows at once: a fact, a trivial equation, one rule, or a combination by and, or."""
        computed, logic = self.view.compute(proposition), self.view.vocabulary.logic
        if self.view.fact_of(computed) is not None or computed == const(logic.true):
            return True
        if computed.is_app_of(logic.conj) and len(computed.args) == 2:
            return all(self.proves(part) for part in computed.args)
        if computed.is_app_of(logic.disj) and len(computed.args) == 2:
            return any(self.proves(part) for part in computed.args)
        if self.view.is_equation(computed) and computed.args[1] == computed.args[2]:
            return True
        return any(use.whole for use in self.uses(computed))

    def uses(self, computed: Expr) -> Iterator[Application]:
        """The ways in which rules could prove a proposition in computed form."""
        for rule in self.local:
            if rule.params or rule.projections:
                yield from uses_for(rule, self.view.compute(rule.conclusion), self.view, (computed,))
        for rule, conclusion in self.library.concluding(computed.head.label, (computed,)):
            yield from uses_for(rule, conclusion, self.view, (computed,))


def _agree(one: Expr, other: Expr) -> bool:
    """Whether two terms are the same up to metavariables, which may become anything."""
    if ExprKind.META in (one.kind, other.kind):
        return True
    if one.kind is not other.kind or one.label != other.label or len(one.children) != len(other.children):
        return False
    return all(_agree(left, right) for left, right in zip(one.children, other.children, strict=True))


def contradictions(view: View, local: Sequence[Rule]) -> Iterator[Scored]:
    """Facts that cannot all hold."""
    absurdity = view.vocabulary.absurdity
    if view.opened == absurdity:
        return
    hopeful = False
    for rule in local:
        if rule.conclusion != absurdity:
            continue
        hopeful = True
        for use in satisfy(rule, {}, view):
            if use.whole:
                yield Scored(Word("exfalso"), 6.5, "exfalso")
                if rule.count == 1:
                    yield Scored(Word("contradiction"), 7.0, CLOSING)
                return
    if hopeful:
        yield Scored(Word("exfalso"), 0.0)


def backward_moves(prover: Prover) -> Iterator[Scored]:
    """`exact` and `apply` of rules whose conclusion is the target."""
    view, local, library = prover.view, prover.local, prover.library
    targets = tuple(dict.fromkeys((view.target, view.opened)))
    for rule in local:
        for use in uses_for(rule, view.compute(rule.conclusion), view, targets):
            yield from _use_moves(use, 2.5, prover)
    yield from _mirrored(prover)
    found: list[Scored] = []
    for head in dict.fromkeys((view.target.head.label, view.opened.head.label)):
        for rule, conclusion in library.concluding(head, targets):
            for use in uses_for(rule, conclusion, view, targets):
                found.extend(_use_moves(use, 0.0, prover))
    yield from sorted(found, key=lambda scored: -scored.score)[:_MAX_LEMMAS]


def _mirrored(prover: Prover) -> Iterator[Scored]:
    """Equations that a rule proves from right to left."""
    logic = prover.view.vocabulary.logic
    if not prover.view.is_equation(prover.view.target):
        return
    carrier, left, right = prover.view.target.args
    for use in prover.uses(app(const(logic.eq), carrier, right, left)):
        if use.whole:
            yield Scored(Use("exact", app(named(logic.symm), build(use))), 6.8, CLOSING)
            return


def uses_for(rule: Rule, conclusion: Expr, view: View, targets: Sequence[Expr]) -> list[Application]:
    """The ways in which `rule`, whose computed conclusion is given, could prove the first of `targets` that it fits."""
    if is_hole(rule.conclusion.head):
        return []
    for target in targets:
        found = match(conclusion, target)
        if found is None and conclusion is not rule.conclusion:
            found = match(rule.conclusion, target)
        if found is not None:
            return satisfy(rule, found, view)
    return []


def _use_moves(use: Application, bonus: float, prover: Prover) -> Iterator[Scored]:
    rule = use.rule
    if use.whole:
        yield Scored(Use("exact", build(use)), 7.0 + bonus / 2 if rule.params else 8.0, CLOSING)
        if rule.count:
            yield Scored(Use("apply", _bare(rule)), 0.5 + bonus - rule.count)
        return
    score = 0.5 + bonus - 0.6 * use.open_premises - 2.5 * use.undetermined + 0.4 * use.facts_used
    if not rule.local:
        progress = _progress(use, prover)
        if (progress < 0 or use.undetermined) and not use.facts_used:
            return
        score += progress
    if use.facts_used or rule.projections:
        yield Scored(Use("refine", build(use)), score)
    else:
        yield Scored(Use("apply", _bare(rule)), score)


def _progress(use: Application, prover: Prover) -> float:
    """How much simpler the open premises of a lemma are than the target; constants new to the goal weigh most."""
    view = prover.view
    premises = [
        view.compute(fill(param.type, use.found))
        for place, param in enumerate(use.rule.params)
        if use.rule.premises[place] and param.hole not in use.found
    ]
    if premises and not use.undetermined and all(prover.proves(premise) for premise in premises):
        return 2.0
    known = view.constants
    strange = any(
        node.kind is ExprKind.CONST and node.label not in known for premise in premises for node in premise.walk()
    )
    gain = (view.target.size - sum(premise.size for premise in premises)) / 2.0
    return max(-2.0, min(1.5, gain)) - (2.0 if strange else 0.0)


def _bare(rule: Rule) -> Expr:
    """A rule's source alone, or behind its projections: `apply` finds the arguments."""
    if rule.projections:
        return build(Application(rule, {}, 0, 0, 0))
    return rule.source if rule.source.kind is ExprKind.FREE else named(rule.source.label)


def forward_moves(view: View, local: Sequence[Rule]) -> Iterator[Scored]:
    """New facts from implications whose premises are there, and case analysis on what they conclude."""
    seen: set[Expr] = {fact.type for fact in view.facts}
    made: list[Scored] = []
    for rule in local:
        if not rule.params or is_hole(rule.conclusion.head):
            continue
        yield from _specializations(rule, view)
        for use in _forward_uses(rule, view):
            type_ = view.compute(fill(rule.conclusion, use.found))
            if type_ in seen or has_holes(type_) or type_ == view.target:
                continue
            seen.add(type_)
            made.extend(_forward(view, use, type_))
    yield from sorted(made, key=lambda scored: -scored.score)[:_MAX_HAVES]


def _specializations(rule: Rule, view: View) -> Iterator[Scored]:
    """An implication whose first premises are facts, replaced by what it says then."""
    if rule.projections or not all(rule.premises) or rule.source.kind is not ExprKind.FREE:
        return
    proofs = []
    for param in rule.params:
        fact = view.fact_of(view.compute(param.type))
        if fact is None:
            break
        proofs.append(fact.term)
    if proofs and view.opened != rule.conclusion:
        term = app(rule.source, *proofs)
        yield Scored(Replace(rule.source.label, term), 4.5, f"specialize {rule.source.label}")


def _forward_uses(rule: Rule, view: View) -> list[Application]:
    """Uses of a local rule in which everything is found, parameters by variables of their type where nothing else says
    what they are."""
    whole: list[Application] = []
    for use in satisfy(rule, {}, view):
        if use.open_premises:
            continue
        whole.extend(with_variables(use, view))
    return whole


def with_variables(use: Application, view: View) -> list[Application]:
    """A use once for each choice of variables for the parameters that nothing else determines, sixteen at most."""
    choices: list[Bindings] = [dict(use.found)]
    for place, param in enumerate(use.rule.params):
        if use.rule.premises[place] or param.hole in use.found:
            continue
        values = [datum.term for datum in reversed(view.data) if datum.type == fill(param.type, use.found)]
        choices = [{**found, param.hole: value} for found in choices for value in values[:4]][:16]
    return [Application(use.rule, found, 0, use.facts_used, 0) for found in choices]


def _relevance(view: View, type_: Expr) -> float:
    """Whether what a fact says stands in the target: worth more the larger it is; trivial equations are worth less."""
    target, logic = view.reachable, view.vocabulary.logic
    parts = type_.args if type_.head.label in (logic.conj, logic.disj) else (type_,)
    if any(view.is_equation(part) and part.args[1] == part.args[2] for part in parts):
        return -3.0
    return 1.5 if any(part in target or view.vocabulary.negation(part) in target for part in parts) else 0.0


def _forward(view: View, use: Application, type_: Expr) -> Iterator[Scored]:
    logic = view.vocabulary.logic
    term = build(use)
    head = type_.head.label if type_.head.kind is ExprKind.CONST else ""
    base = (1.5 if use.facts_used else -0.5) + _relevance(view, type_)
    if head in (logic.conj, logic.disj, logic.exists, logic.false):
        arms = []
        for constructor in view.vocabulary.splitting[head]:
            fresh = view.names
            arms.append(Arm(constructor.name, tuple(fresh.fresh(name) for name in constructor.names)))
        bonus = {logic.conj: 2.0, logic.exists: 2.0, logic.disj: 1.0}.get(head, 4.0)
        yield Scored(Cases("cases", term, tuple(arms)), base + bonus)
        yield Scored(Have(view.names.proof(), term), base - 1.5)
    elif not view.is_equation(type_) or use.facts_used:
        yield Scored(Have(view.names.proof(), term), base - (1.0 if view.is_equation(type_) else 0.0))
