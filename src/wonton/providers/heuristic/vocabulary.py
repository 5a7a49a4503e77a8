"""What the heuristic knows about an assistant's constants, as one value: types, functions, definitions, logic.

The analysis of goals is the same for every assistant; what it asks for by name comes from a `Vocabulary`. A constant
that is in no table is handled by its type alone. Does not hold the knowledge itself: `lean` and `rocq` do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from wonton.core.expr import Expr, ExprKind, app, const
from wonton.core.matching import hole
from wonton.providers.heuristic.moves import Move, WordKind

Equations = Mapping[str, tuple[tuple[Expr, Expr], ...]]
Opener = Callable[[tuple[Expr, ...]], Expr]


@dataclass(frozen=True, slots=True)
class Constructor:
    """A constructor of an inductive type: its name as an arm of a case analysis says it, the names that a case analysis
    gives to its arguments, and for which of these an induction adds a hypothesis."""

    name: str
    names: tuple[str, ...] = ()
    recursive: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Inversion:
    """A constructor of an inductive predicate, by the index that it gives: `index` is matched with the predicate's last
    argument."""

    constructor: Constructor
    index: str


@dataclass(frozen=True, slots=True)
class Logic:
    """Names of the logical constants and of the basic lemmas about them. `refl` and `iff_refl` are whole proofs,
    `refl_lemma` is what `apply` takes."""

    eq: str
    ne: str
    conj: str
    disj: str
    neg: str
    iff: str
    exists: str
    true: str
    false: str
    refl: Expr
    refl_lemma: str
    iff_refl: Expr
    symm: str
    cong: str
    conj_intro: str
    iff_intro: str
    left: str
    right: str
    mp: str
    mpr: str
    inl: str
    inr: str
    trivial: str


@dataclass(frozen=True)
class Vocabulary:
    """One assistant's constants.

    `data` are types of data by name, with their constructors, parameters left out; `constructors` the same constructors
    by full name; `splitting` propositions that a case analysis takes apart, whatever their arguments are; `structures`
    those of them that are neither of logic nor choices; `predicates` inductive predicates by the last argument;
    `predicate_lemmas` their constructors as lemmas, written `name | conclusion | premise ; premise`; `recursion` the
    arguments (from 0, implicit ones counted) by which a function is computed; `definitions` what is opened, with the
    number of arguments it needs; `unfoldable` what is opened by name; `connectives` what lemmas of pure logic are made
    of; `familiar` constants that are not strange in any goal; `conditions` types of data whose values decide how a
    computation goes on; `argument_types` the type that all arguments of a function have; `small_values`,
    `empty_values`, `successor` simple values of types; `letters` names for variables by type, `proof_name` and
    `hypothesis_name` those of proofs and of induction hypotheses; `easy` the easy tactics with their scores.
    """

    language: Literal["lean", "ltac"]
    logic: Logic
    data: Mapping[str, tuple[Constructor, ...]]
    constructors: Mapping[str, Constructor]
    splitting: Mapping[str, tuple[Constructor, ...]]
    structures: frozenset[str]
    predicates: Mapping[str, tuple[Inversion, ...]]
    predicate_lemmas: tuple[str, ...]
    recursion: Mapping[str, tuple[int, ...]]
    definitions: Mapping[str, tuple[int, Opener]]
    unfoldable: frozenset[str]
    connectives: frozenset[str]
    familiar: frozenset[str]
    conditions: frozenset[str]
    argument_types: Mapping[str, Expr]
    small_values: Mapping[str, tuple[Expr, ...]]
    empty_values: Mapping[str, str]
    successor: tuple[str, str]
    letters: Mapping[str, str]
    proof_name: str
    hypothesis_name: str
    easy: tuple[tuple[WordKind, float], ...]
    compute: Callable[[Expr], Expr]  #: a term with every function of the tables computed as far as possible
    is_type: Callable[[Expr], bool]  #: whether a type whose head is a constant is one of data or types, not of proofs
    certain: Callable[[str, Expr], bool]  #: whether a group of moves loses nothing for certain, given the target
    tactic: Callable[[Move], str]  #: the tactic that makes a move, `""` where the language cannot say it

    def unfold(self, term: Expr) -> Expr:
        """`term` with definitions at its head opened until a binder, a connective or an unknown constant is there."""
        for _ in range(8):
            head = term.head
            if head.kind is not ExprKind.CONST:
                return term
            known = self.definitions.get(head.label)
            if known is None or len(term.args) != known[0]:
                return term
            term = known[1](term.args)
        return term

    def is_equation(self, type_: Expr) -> bool:
        """Whether `type_` is an equation with both sides."""
        return type_.is_app_of(self.logic.eq) and len(type_.args) == 3

    def is_data(self, type_: Expr) -> bool:
        """Whether values of `type_` can be taken apart."""
        return type_.head.label in self.data and type_.head.kind is ExprKind.CONST

    def is_predicate(self, type_: Expr) -> bool:
        """Whether proofs of `type_` can be taken apart by the rule that made them."""
        return type_.head.label in self.predicates and type_.head.kind is ExprKind.CONST

    def constructor_of(self, term: Expr) -> Constructor | None:
        """The constructor that `term` is built with."""
        head = term.head
        return self.constructors.get(head.label) if head.kind is ExprKind.CONST else None

    @cached_property
    def known(self) -> frozenset[str]:
        """Names of the constants that the tables speak of."""
        names = {self.logic.eq, self.logic.neg, self.logic.iff, self.logic.exists, *self.data, *self.constructors}
        return frozenset(names | self.splitting.keys() | self.recursion.keys() | self.definitions.keys())

    @cached_property
    def absurdity(self) -> Expr:
        """The false proposition."""
        return const(self.logic.false)

    def negation(self, term: Expr) -> Expr:
        """What `term` denies, or its denial."""
        return term.args[0] if term.is_app_of(self.logic.neg) and term.args else app(const(self.logic.neg), term)


def read(text: str) -> Expr:
    """The term that `text` writes down: prefix form with every argument, implicit ones included; words of one
    lower-case letter and at most one digit are variables."""
    words = text.replace("(", " ( ").replace(")", " ) ").split()
    stack: list[list[Expr]] = [[]]
    for word in words:
        if word == "(":
            stack.append([])
        elif word == ")":
            parts = stack.pop()
            stack[-1].append(app(parts[0], *parts[1:]))
        else:
            stack[-1].append(_word(word))
    return app(stack[0][0], *stack[0][1:])


def _word(word: str) -> Expr:
    variable = word[0].islower() and (len(word) == 1 or (len(word) == 2 and word[1].isdigit()))
    return hole(word) if variable else const(word)


def read_equations(text: str) -> Equations:
    """The defining equations in `text`, one a line, left side and right side, by the function."""
    found: dict[str, tuple[tuple[Expr, Expr], ...]] = {}
    for line in text.strip().splitlines():
        left, right = (read(side) for side in line.split(" = "))
        found[left.head.label] = (*found.get(left.head.label, ()), (left, right))
    return found
