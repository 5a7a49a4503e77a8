"""A goal as the heuristic sees it: facts, data in reach, computed forms, fresh names."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from wonton.core.expr import Expr, ExprKind, free, occurs
from wonton.core.goal import Goal
from wonton.core.matching import subterms
from wonton.providers.heuristic.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Fact:
    """A hypothesis that is a proof: its name, its type as stated, computed, and with definitions at the head opened."""

    name: str
    stated: Expr
    type: Expr
    opened: Expr
    accessible: bool

    @property
    def term(self) -> Expr:
        """The hypothesis as a term."""
        return free(self.name)


@dataclass(frozen=True, slots=True)
class Datum:
    """A hypothesis that is a value, a function or a type, with its type."""

    name: str
    type: Expr

    @property
    def term(self) -> Expr:
        """The hypothesis as a term."""
        return free(self.name)


@dataclass
class View:
    """What the heuristic knows about one goal. `target` is computed; `stated` as the goal has it."""

    vocabulary: Vocabulary
    goal: Goal
    stated: Expr
    target: Expr
    opened: Expr
    facts: list[Fact] = field(default_factory=list)
    data: list[Datum] = field(default_factory=list)
    types: dict[str, Expr] = field(default_factory=dict)

    @cached_property
    def taken(self) -> set[str]:
        """Names that must not be given again."""
        names = {hypothesis.name for hypothesis in self.goal.hypotheses}
        return names | self.constants if self.vocabulary.language == "ltac" else names

    @property
    def names(self) -> Names:
        """Fresh names for one tactic."""
        return Names(self.taken, self.vocabulary)

    def is_equation(self, type_: Expr) -> bool:
        """Whether `type_` is an equation with both sides."""
        return self.vocabulary.is_equation(type_)

    def compute(self, term: Expr) -> Expr:
        """`term` in computed form."""
        return self.vocabulary.compute(term)

    def fact_of(self, type_: Expr) -> Fact | None:
        """The last accessible fact of that computed type."""
        return self._by_type.get(type_)

    @cached_property
    def _by_type(self) -> dict[Expr, Fact]:
        return {fact.type: fact for fact in self.facts if fact.accessible}

    @cached_property
    def constants(self) -> set[str]:
        """Names of all constants in target and facts, logic and constructors of numbers included."""
        trees = [self.target, self.opened, *(fact.type for fact in self.facts), *(d.type for d in self.data)]
        found = {node.label for tree in trees for node in tree.walk() if node.kind is ExprKind.CONST}
        return found | self.vocabulary.familiar

    @cached_property
    def reachable(self) -> frozenset[Expr]:
        """The subterms of the target that a rewriting can reach."""
        return frozenset(subterms(self.target))

    def usable(self) -> list[Fact]:
        """The facts that a tactic can name, last first."""
        return self._usable

    @cached_property
    def _usable(self) -> list[Fact]:
        return [fact for fact in reversed(self.facts) if fact.accessible]

    def like(self, pattern: Expr) -> list[Fact]:
        """Of the facts that a tactic can name, last first, those that begin as a pattern does; its head is no hole."""
        return self._by_head.get(pattern.head.label, [])

    @cached_property
    def _by_head(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for fact in self._usable:
            for label in dict.fromkeys((fact.type.head.label, fact.opened.head.label)):
                found.setdefault(label, []).append(fact)
        return found

    def mentioned(self, name: str) -> bool:
        """Whether the target mentions the variable."""
        return occurs(self.target, ExprKind.FREE, name)

    def is_proposition(self, type_: Expr, scope: tuple[Expr, ...] = ()) -> bool:
        """Whether a value of `type_` is a proof; `scope` holds the types of bound variables, innermost last."""
        head = type_.head
        if head.kind is ExprKind.CONST:
            return not self.vocabulary.is_type(type_)
        if head.kind is ExprKind.FREE:
            return _ends_in_prop(self.types.get(head.label))
        if head.kind is ExprKind.BOUND:
            place = int(head.label)
            return place < len(scope) and _ends_in_prop(scope[-1 - place])
        if type_.kind is ExprKind.PI:
            return self.is_proposition(type_.children[1], (*scope, type_.children[0]))
        return False


def look(goal: Goal, vocabulary: Vocabulary) -> View:
    """The view of `goal`, whose constants `vocabulary` knows."""
    compute, unfold = vocabulary.compute, vocabulary.unfold
    target = compute(goal.target)
    view = View(vocabulary, goal, goal.target, target, compute(unfold(target)))
    for hypothesis in goal.hypotheses:
        view.types[hypothesis.name] = hypothesis.type
        if view.is_proposition(hypothesis.type):
            computed = compute(hypothesis.type)
            opened = compute(unfold(computed))
            view.facts.append(Fact(hypothesis.name, hypothesis.type, computed, opened, hypothesis.accessible))
        elif hypothesis.accessible:
            view.data.append(Datum(hypothesis.name, hypothesis.type))
    return view


class Names:
    """Fresh names for one tactic: none that the goal has, none twice."""

    def __init__(self, taken: set[str], vocabulary: Vocabulary) -> None:
        self.taken = set(taken)
        self.vocabulary = vocabulary

    def fresh(self, base: str, letters: str = "") -> str:
        """`base`, one of `letters`, or `base` with the first number that makes it new."""
        for name in (base, *letters):
            if name not in self.taken:
                return self._take(name)
        number = 1
        while f"{base}{number}" in self.taken:
            number += 1
        return self._take(f"{base}{number}")

    def proof(self) -> str:
        """A name for a proof."""
        return self.fresh(self.vocabulary.proof_name)

    def for_binder(self, hint: str, type_: Expr, proof: bool) -> str:
        """A name for a variable of that type: the one for proofs, the binder's own if it has one, else by type."""
        if proof:
            return self.proof()
        clean = hint.replace("✝", "")
        plain = clean.replace("'", "") if self.vocabulary.language == "ltac" else clean
        if plain and plain.isidentifier() and not clean.startswith("_"):
            return self.fresh(clean)
        letters = self.vocabulary.letters.get(type_.head.label, "xyz")
        return self.fresh(letters[0], letters)

    def _take(self, name: str) -> str:
        self.taken.add(name)
        return name


def _ends_in_prop(type_: Expr | None) -> bool:
    while type_ is not None and type_.kind is ExprKind.PI:
        type_ = type_.children[1]
    return type_ is not None and type_.kind is ExprKind.SORT and type_.label == "Prop"
