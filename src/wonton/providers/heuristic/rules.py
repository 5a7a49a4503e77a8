"""Rules: hypotheses and lemmas read as `premises ⊢ conclusion`, and how facts satisfy premises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wonton.core.expr import Expr, ExprKind, app, const, lift
from wonton.core.library import Lemma
from wonton.core.matching import Bindings, Param, fill, hole, holes_of, is_hole, match, open_type
from wonton.providers.heuristic.moves import GIVEN, OPEN, named
from wonton.providers.heuristic.view import View
from wonton.providers.heuristic.vocabulary import Vocabulary, read

_CHOICES = 4


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that proves `conclusion` for any values of its parameters, given proofs of its premises.

    `source` is the hypothesis or the lemma; `explicit` says which parameters an application spells out, `premises`
    which are proofs; `projections` are applied behind the first `before` parameters (`Iff.mp (h x) p`)."""

    source: Expr
    params: tuple[Param, ...]
    conclusion: Expr
    explicit: tuple[bool, ...]
    premises: tuple[bool, ...]
    projections: tuple[str, ...] = ()
    before: int = 0
    local: bool = True

    @property
    def count(self) -> int:
        """Number of premises."""
        return sum(self.premises)


#: Labels of the heads of a proposition's last two arguments, None for anything.
_Ends = tuple[str | None, str | None]


def _ends(term: Expr) -> _Ends:
    one, other = (None, None, *(None if is_hole(arg.head) else arg.head.label for arg in term.args))[-2:]
    return one, other


def _pattern_ends(*forms: Expr) -> _Ends:
    """What the forms of a conclusion agree on."""
    one, other = ({_ends(form)[place] for form in forms} for place in (0, 1))
    return one.pop() if len(one) == 1 else None, other.pop() if len(other) == 1 else None


def _keys(target: Expr) -> list[_Ends]:
    one, other = _ends(target)
    return [(one, other), (None, other), (one, None), (None, None)]


def _first(row: tuple[int, Rule, Expr]) -> int:
    return row[0]


class RuleBook:
    """A library's rules, found by what they conclude."""

    def __init__(self, rules: Iterable[Rule], vocabulary: Vocabulary) -> None:
        self._conclusions: dict[str, dict[_Ends, list[tuple[int, Rule, Expr]]]] = {}
        self._sides: dict[str, list[tuple[Rule, bool]]] = {}
        self.rules = tuple(rules)
        for place, rule in enumerate(self.rules):
            computed = vocabulary.compute(rule.conclusion)
            alike = self._conclusions.setdefault(computed.head.label, {})
            alike.setdefault(_pattern_ends(rule.conclusion, computed), []).append((place, rule, computed))
            if vocabulary.is_equation(rule.conclusion):
                for backward, side in ((False, rule.conclusion.args[1]), (True, rule.conclusion.args[2])):
                    if not is_hole(side.head):
                        self._sides.setdefault(side.head.label, []).append((rule, backward))

    def concluding(self, head: str, targets: Iterable[Expr]) -> Iterator[tuple[Rule, Expr]]:
        """Rules whose conclusion, given beside them in computed form, has that head and might match a target."""
        alike = self._conclusions.get(head, {})
        keys = dict.fromkeys(key for target in targets if target.head.label == head for key in _keys(target))
        for _, rule, computed in sorted((row for key in keys for row in alike.get(key, ())), key=_first):
            yield rule, computed

    def rewriting(self, head: str) -> Sequence[tuple[Rule, bool]]:
        """Equations of which one side has that head; whether it is the right one."""
        return self._sides.get(head, ())


@dataclass(frozen=True, slots=True)
class Application:
    """A rule with its parameters as far as they were found, and the number of premises that stay open."""

    rule: Rule
    found: Bindings
    open_premises: int
    facts_used: int
    undetermined: int

    @property
    def whole(self) -> bool:
        """Nothing is left to prove or to find."""
        return not self.open_premises and not self.undetermined


def rules_of(
    source: Expr, type_: Expr, vocabulary: Vocabulary, view: View | None = None, explicit: Sequence[bool] = ()
) -> list[Rule]:
    """The rules that a hypothesis (of `view`) or a lemma stands for: one, or several where its conclusion is a
    conjunction or an equivalence."""
    params, conclusion = _opened(type_, vocabulary)
    premises = tuple(_is_premise(param, vocabulary, view, params) for param in params)
    spelled = tuple(explicit[place] if place < len(explicit) else True for place in range(len(params)))
    whole = Rule(source, params, conclusion, spelled, premises, before=len(params), local=view is not None)
    return [whole, *_projected(whole, vocabulary, view)]


def _projected(rule: Rule, vocabulary: Vocabulary, view: View | None) -> Iterator[Rule]:
    logic = vocabulary.logic
    head = rule.conclusion.head.label if rule.conclusion.head.kind is ExprKind.CONST else ""
    if len(rule.projections) > 2 or len(rule.conclusion.args) != 2:
        return
    if head == logic.conj:
        for place, name in enumerate((logic.left, logic.right)):
            yield from _with(rule, name, rule.conclusion.args[place], vocabulary, view)
    if head == logic.iff:
        one, other = rule.conclusion.args
        yield from _with(rule, logic.mp, Expr(ExprKind.PI, "", (one, lift(other, 1))), vocabulary, view)
        yield from _with(rule, logic.mpr, Expr(ExprKind.PI, "", (other, lift(one, 1))), vocabulary, view)


def _with(rule: Rule, projection: str, conclusion: Expr, vocabulary: Vocabulary, view: View | None) -> Iterator[Rule]:
    more, conclusion = _opened(conclusion, vocabulary, len(rule.params))
    params = (*rule.params, *more)
    if rule.projections and len(params) > rule.before:
        return
    fresh = Rule(
        rule.source,
        params,
        conclusion,
        (*rule.explicit, *(True for _ in more)),
        (*rule.premises, *(_is_premise(param, vocabulary, view, params) for param in more)),
        (*rule.projections, projection),
        rule.before,
        rule.local,
    )
    yield fresh
    yield from _projected(fresh, vocabulary, view)


def _opened(type_: Expr, vocabulary: Vocabulary, start: int = 0) -> tuple[tuple[Param, ...], Expr]:
    """All parameters of a type, definitions at its head opened as long as that gives more."""
    params: list[Param] = []
    for _ in range(4):
        opened = open_type(
            vocabulary.unfold(type_) if type_.kind is not ExprKind.PI else type_, f"{start + len(params)}_"
        )
        if not opened.params:
            break
        params.extend(opened.params)
        type_ = opened.conclusion
    return tuple(params), type_


def _is_premise(param: Param, vocabulary: Vocabulary, view: View | None, params: Sequence[Param]) -> bool:
    head = param.type.head
    if param.mentioned or param.type.kind is ExprKind.SORT:
        return False
    if is_hole(head):
        owner = next((p for p in params if p.hole == head.label), None)
        return owner is not None and _prop_valued(owner.type)
    if param.type.kind is ExprKind.PI:
        return _proposition_below(param.type, vocabulary, view, params)
    if head.kind is ExprKind.CONST:
        return not vocabulary.is_type(param.type)
    return view is not None and view.is_proposition(param.type)


def _proposition_below(type_: Expr, vocabulary: Vocabulary, view: View | None, params: Sequence[Param]) -> bool:
    opened = open_type(type_, "inner")
    inner = Param("", opened.conclusion, "", False)
    return _is_premise(inner, vocabulary, view, [*params, *opened.params])


def _prop_valued(type_: Expr) -> bool:
    while type_.kind is ExprKind.PI:
        type_ = type_.children[1]
    return type_.kind is ExprKind.SORT and type_.label == "Prop"


def build(use: Application) -> Expr:
    """The term of a use: found arguments, `_` for those that follow, `?_` for open premises."""
    rule = use.rule
    args: list[Expr] = []
    for place, param in enumerate(rule.params):
        if place == rule.before:
            args = _project(rule, args)
        if rule.explicit[place]:
            args.append(use.found.get(param.hole, OPEN if rule.premises[place] else GIVEN))
    if rule.before == len(rule.params):
        args = _project(rule, args)
    if rule.projections:
        return app(args[0], *args[1:])
    return app(_named(rule.source), *args)


def _named(source: Expr) -> Expr:
    """A rule's source; lemmas are applied to their explicit arguments only."""
    return named(source.label) if source.kind is ExprKind.CONST else source


def _project(rule: Rule, args: list[Expr]) -> list[Expr]:
    if not rule.projections:
        return args
    term = app(_named(rule.source), *args)
    for projection in rule.projections:
        term = app(named(projection), term)
    return [term.head, *term.args]


def satisfy(rule: Rule, found: Bindings, view: View) -> list[Application]:
    """The ways in which facts satisfy the premises of `rule`, given what is `found`; the most complete first."""
    uses = [Application(rule, found, 0, 0, 0)]
    for place, param in enumerate(rule.params):
        if rule.premises[place] and param.hole not in found:
            uses = [after for use in uses for after in _discharge(use, param, view)][: _CHOICES * 4]
    finished = [_finished(use) for use in uses]
    return sorted(finished, key=lambda use: (use.open_premises + use.undetermined, -use.facts_used))[:_CHOICES]


def _discharge(use: Application, param: Param, view: View) -> Iterator[Application]:
    """The premise `param` by each fact that fits; left open where none does, or where a fact would say too much."""
    wanted = view.compute(fill(param.type, use.found))
    unknown = holes_of(wanted)
    if not unknown:
        fact = view.fact_of(wanted)
        if fact is not None:
            yield Application(use.rule, {**use.found, param.hole: fact.term}, use.open_premises, use.facts_used + 1, 0)
        else:
            yield Application(use.rule, use.found, use.open_premises + 1, use.facts_used, 0)
        return
    for term, found in fitting(wanted, use.found, view):
        yield Application(use.rule, {**found, param.hole: term}, use.open_premises, use.facts_used + 1, 0)
    yield Application(use.rule, use.found, use.open_premises + 1, use.facts_used, 0)


def fitting(wanted: Expr, found: Bindings, view: View) -> Iterator[tuple[Expr, Bindings]]:
    """Facts that match a pattern, last first, with what its holes stand for then."""
    if is_hole(wanted.head):
        return
    count = 0
    for fact in view.like(wanted):
        matched = match(wanted, fact.type, found)
        if matched is None and fact.opened is not fact.type:
            matched = match(wanted, fact.opened, found)
        if matched is not None:
            yield fact.term, matched
            count += 1
            if count == _CHOICES:
                return


def _finished(use: Application) -> Application:
    rule = use.rule
    missing = sum(
        1 for place, param in enumerate(rule.params) if not rule.premises[place] and param.hole not in use.found
    )
    return Application(rule, use.found, use.open_premises, use.facts_used, missing)


def constructor_rules(vocabulary: Vocabulary) -> tuple[Rule, ...]:
    """The constructors of the inductive predicates as rules."""
    rules = []
    for line in vocabulary.predicate_lemmas:
        name, conclusion, *premises = (part.strip() for part in line.split("|"))
        target = read(conclusion)
        types = [read(text) for text in premises[0].split(";") if text.strip()] if premises else []
        holes = list(dict.fromkeys(label for term in (target, *types) for label in holes_of(term)))
        data = [Param(label, hole(""), "", True) for label in holes]
        proofs = [Param(f"#premise{place}", type_, "", False) for place, type_ in enumerate(types)]
        explicit = (*(vocabulary.language == "ltac" for _ in data), *(True for _ in proofs))
        flags = (*(False for _ in data), *(True for _ in proofs))
        count = len(data) + len(proofs)
        rules.append(Rule(const(name), (*data, *proofs), target, explicit, flags, before=count, local=False))
    return tuple(rules)


def library_rules(lemmas: Iterable[Lemma], vocabulary: Vocabulary) -> RuleBook:
    """The rules of a library and the constructors of the inductive predicates; lemmas that prove anything at all
    (their conclusion is a bare variable) and those that say what computation knows anyway are left out."""
    rules = (rules_of(const(lemma.name), lemma.type, vocabulary, None, lemma.explicit)[0] for lemma in lemmas)
    kept = [rule for rule in rules if not (_logical(rule, vocabulary) or _computed(rule, vocabulary))]
    return RuleBook([*constructor_rules(vocabulary), *kept], vocabulary)


def _logical(rule: Rule, vocabulary: Vocabulary) -> bool:
    """Whether a lemma says nothing beyond logic: its conclusion is made of connectives and bare variables."""
    stack = [rule.conclusion]
    while stack:
        term = stack.pop()
        if is_hole(term.head) or term.kind is ExprKind.PI:
            continue
        if term.head.kind is not ExprKind.CONST or term.head.label not in vocabulary.connectives:
            return False
        stack.extend(term.args)
    return True


def _computed(rule: Rule, vocabulary: Vocabulary) -> bool:
    """Whether a lemma is an equation between propositions, or between terms that compute to the same."""
    if not vocabulary.is_equation(rule.conclusion):
        return False
    carrier, left, right = rule.conclusion.args
    return carrier.label == "Prop" or vocabulary.compute(left) == vocabulary.compute(right)
