"""Moves by relations other than equality: rewriting with equivalences and setoid equalities, lemmas applied to facts.

Lemmas that offer a choice too. For Ltac, whose `rewrite` and `apply` see through `iff` and through relations that are
declared as such. Whether one is declared is for the assistant to say: relations are told by their names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wonton.core.expr import Expr, ExprKind
from wonton.core.matching import fill, holes_of, is_hole, match, replace
from wonton.providers.heuristic.chaining import with_variables
from wonton.providers.heuristic.equations import Parts, distance, parts_of
from wonton.providers.heuristic.moves import CLOSING, Cases, Normalize, Rewrite, Scored, Use, named
from wonton.providers.heuristic.rules import Application, Rule, RuleBook, build, satisfy
from wonton.providers.heuristic.view import Fact, View

_RELATIONS = frozenset(
    "eq iff Qeq equiv Equal eqst EqSt meq seq req equ Same_set CReal_eq CRealEq CReq eqA eqlistA Equivb eqke eqk "
    "equivlistA Permutation permutation same_relation eqm EqShiftL".split()
)
_MAX_TARGET, _MAX_FACT, _MAX_INTO = 8, 4, 4
_MAX_TOGETHER = 8
_MAX_CHOICES = 3


def relational_moves(view: View, local: Sequence[Rule], library: RuleBook) -> Iterator[Scored]:
    """All moves of this module."""
    if view.stated.kind is ExprKind.PI:
        return
    lemmas = relational(library)
    rules = [rule for rule in local if is_relational(rule)] + list(lemmas)
    yield from normalizations(view, library, lemmas)
    yield from _best(list(_rewrites(view, view.stated, rules)), _MAX_TARGET)
    yield from _best(list(_equivalents(view, rules)), _MAX_FACT)
    facts = view.usable()[:4]
    yield from _best([move for fact in facts for move in _rewrites(view, fact.stated, rules, fact.name)], _MAX_FACT)
    yield from _best([move for fact in facts for move in _into(view, fact, library)], _MAX_INTO)
    yield from _best(list(_alternatives(view, library)), _MAX_INTO)
    yield from refutations(view, library)


def is_relational(rule: Rule) -> bool:
    """Whether a rule concludes with a relation that one may rewrite with, plain equality left out."""
    conclusion = rule.conclusion
    name = conclusion.head.label.rpartition(".")[2]
    if is_hole(conclusion.head) or name not in _RELATIONS or rule.projections:
        return False
    return len(conclusion.args) >= 2 and not (name == "eq" and len(conclusion.args) == 3)


def relational(library: RuleBook) -> Sequence[Rule]:
    """The lemmas of a library that are relational."""
    return [rule for rule in library.rules if is_relational(rule)]


def _best(moves: list[Scored], count: int) -> list[Scored]:
    return sorted(moves, key=lambda scored: -scored.score)[:count]


def _rewrites(view: View, tree: Expr, rules: Sequence[Rule], at: str = "") -> Iterator[Scored]:
    parts = parts_of(tree)
    seen = {tree}
    for rule in rules:
        if at and rule.source.label == at:
            continue
        for backward in (False, True):
            sides = rule.conclusion.args[-2:]
            pattern, other = reversed(sides) if backward else sides
            if is_hole(pattern.head) or pattern.kind is ExprKind.CONST:
                continue
            for after, term, opens in _instances(view, rule, pattern, other, parts):
                if after in seen:
                    continue
                seen.add(after)
                gain = _gain(tree, after)
                score = (1.8 if rule.local else 0.2) + gain - 1.2 * opens - 0.4 * backward - (1.0 if at else 0.0)
                yield Scored(Rewrite(term, backward, at), score)


def _gain(before: Expr, after: Expr) -> float:
    """How much nearer a rewritten statement is to being done: by the difference between the sides of a relation, or by
    size."""
    if _relates(before) and _relates(after):
        now = distance(*after.args[-2:])
        return 5.0 if now == 0 else max(-1.5, min(2.0, (distance(*before.args[-2:]) - now) / 3.0))
    return max(-1.5, min(2.0, (before.size - after.size) / 3.0))


def _relates(tree: Expr) -> bool:
    return tree.head.label.rpartition(".")[2] in _RELATIONS and len(tree.args) >= 2


def _instances(view: View, rule: Rule, pattern: Expr, other: Expr, parts: Parts) -> Iterator[tuple[Expr, Expr, int]]:
    """The tree after a rewriting, the term to rewrite with, and the number of premises left open."""
    for node in parts.like(pattern)[:6]:
        found = match(pattern, node)
        if found is None:
            continue
        for use in _settled(satisfy(rule, found, view)[:1], view):
            after = fill(other, use.found)
            if not holes_of(after):
                yield replace(parts.tree, node, after), build(use), use.open_premises


def _settled(uses: Sequence[Application], view: View) -> Iterator[Application]:
    """Uses in which every argument is found; what a rewriting does not determine is a variable of the goal."""
    for use in uses:
        if not use.undetermined:
            yield use
        elif use.undetermined == 1:
            for tried in with_variables(use, view)[:_MAX_CHOICES]:
                yield Application(use.rule, tried.found, use.open_premises, use.facts_used, 0)


def normalizations(view: View, library: RuleBook, lemmas: Sequence[Rule]) -> Iterator[Scored]:
    """Rewriting with all lemmas at once that make the target smaller wherever they fit, and ask for nothing."""
    parts = parts_of(view.stated)
    equations = [rule for head in parts.heads for rule, backward in library.rewriting(head) if not backward]
    names = dict.fromkeys(rule.source.label for rule in (*equations, *lemmas) if _simplifies(rule, parts))
    if names:
        yield Scored(Normalize(tuple(names)[:_MAX_TOGETHER]), 2.7)


def _simplifies(rule: Rule, parts: Parts) -> bool:
    left, right = rule.conclusion.args[-2:]
    if rule.count or rule.projections or is_hole(left.head) or right.size >= left.size:
        return False
    unknown = holes_of(left)
    if not all(param.hole in unknown for param in rule.params) or not set(holes_of(right)) <= set(unknown):
        return False
    return any(match(left, node) is not None for node in parts.like(left))


def _equivalents(view: View, rules: Sequence[Rule]) -> Iterator[Scored]:
    """Equivalences of which one side is the target."""
    iff = view.vocabulary.logic.iff
    for rule in rules:
        if not rule.conclusion.is_app_of(iff):
            continue
        for side, other in (rule.conclusion.args, rule.conclusion.args[::-1]):
            found = None if is_hole(side.head) else match(side, view.stated)
            if found is None:
                continue
            wanted = view.compute(fill(other, found))
            known = view.fact_of(wanted) is not None
            gain = 4.0 if known else max(-1.5, min(1.0, (view.stated.size - wanted.size) / 3.0))
            yield Scored(Use("apply", _bare(rule)), 1.2 + gain + rule.local)


def _into(view: View, fact: Fact, library: RuleBook) -> Iterator[Scored]:
    """Lemmas with one premise that a fact satisfies, applied to the fact."""
    for rule in library.rules:
        if rule.count != 1 or is_hole(rule.conclusion.head):
            continue
        param = rule.params[rule.premises.index(True)]
        if is_hole(param.type.head) or param.type.head.label != fact.stated.head.label:
            continue
        found = match(param.type, fact.stated)
        if found is None:
            continue
        after = view.compute(fill(rule.conclusion, found))
        if holes_of(after) or view.fact_of(after) is not None:
            continue
        gain = max(-1.5, min(1.0, (fact.stated.size - after.size) / 3.0))
        yield Scored(Use("apply", _bare(rule), fact.name), 0.3 + gain)


def refutations(view: View, library: RuleBook) -> Iterator[Scored]:
    """A lemma that the facts refute each other by."""
    absurdity = view.vocabulary.absurdity
    for rule, _ in library.concluding(absurdity.label, (absurdity,)):
        if rule.count and not is_hole(rule.conclusion):
            for use in satisfy(rule, {}, view):
                if use.whole:
                    yield Scored(Cases("cases", build(use), ()), 7.4, CLOSING)
                    return


def _alternatives(view: View, library: RuleBook) -> Iterator[Scored]:
    """Case analysis on what a lemma without premises says about the variables: a choice, or something that exists."""
    logic = view.vocabulary.logic
    for rule in library.rules:
        conclusion = rule.conclusion
        if rule.count or conclusion.head.label not in (logic.disj, logic.exists, "sumbool", "sumor"):
            continue
        for use in with_variables(Application(rule, {}, 0, 0, 0), view)[:6]:
            said = view.compute(fill(conclusion, use.found))
            if not holes_of(said) and len(set(use.found.values())) == len(use.found):
                yield Scored(Cases("cases", build(use), ()), 1.2 - 0.05 * said.size)


def _bare(rule: Rule) -> Expr:
    return rule.source if rule.source.kind is ExprKind.FREE else named(rule.source.label)
