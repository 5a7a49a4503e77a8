"""The mirror: the part of Lean's library that a set of proofs rests on, as sentences of Gallina.

Every constant is exported from what Lean itself prints of it, once for each choice of universe levels at which it is
used (`Eq__1`, `Eq__2`), since Rocq has no universe that stands for propositions and types alike. Definitions have
Lean's own values, so that conversion behaves as in Lean: `Nat.add` recurs on its second argument. Nothing is assumed
but the axioms on the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from wonton.assistants.exchange.lean_to_rocq import levels
from wonton.assistants.exchange.lean_to_rocq.constants import Constant
from wonton.assistants.exchange.lean_to_rocq.gallina import HIGHEST, NoCounterpartError, Printer, identifier, sort_text
from wonton.assistants.exchange.lean_to_rocq.inductive import Family, declaration, family, recursor
from wonton.assistants.exchange.lean_to_rocq.typing import Lookup, UntypedError, structure_of
from wonton.assistants.lean.toolchain import WheelToolchain
from wonton.core.expr import Expr

#: Theorems that are assumed instead of exported, with the axiom that they stand for: Lean proves function
#: extensionality from quotients, which compute in Lean's kernel and nowhere else.
ASSUMED = {"funext": "Quot.sound"}

_UNIVERSES = [f"L{number}" for number in range(1, HIGHEST + 1)]
HEAD = (
    "Set Primitive Projections.",
    "Set Asymmetric Patterns.",
    "Unset Elimination Schemes.",
    "Unset Auto Template Polymorphism.",
    f"Universes {' '.join(_UNIVERSES)}.",
    f"Constraint {', '.join(f'{low} < {high}' for low, high in pairwise(['Set', *_UNIVERSES]))}.",
)

Key = tuple[str, levels.Levels]


@dataclass
class Mirror:
    """Grows as proofs are printed through it. `lookup` answers what Lean's constants are; `banned` are identifiers of
    constants that Rocq's kernel does not accept, with what it said.

    `sentences` stand in an order in which each rests on earlier ones only; `names` are what they declare.
    """

    lookup: Lookup
    banned: Mapping[str, str] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    _axioms: dict[Key, frozenset[str]] = field(default_factory=dict)
    _refused: dict[Key, NoCounterpartError] = field(default_factory=dict)
    _owners: dict[str, Key] = field(default_factory=dict)
    _open: list[set[str]] = field(default_factory=list)

    def text(self) -> str:
        """The mirror as a file."""
        return "\n".join([*HEAD, *self.sentences, ""])

    def closed(self, *trees: Expr) -> tuple[list[str], tuple[str, ...]]:
        """Closed terms as text, what they rest on added to the mirror, and the axioms among that, sorted.

        Raises `NoCounterpartError`.
        """
        self._open.append(set())
        try:
            texts = [_caught(partial(Printer(self).text, tree)) for tree in trees]
        finally:
            axioms = self._open.pop()
        return texts, tuple(sorted(axioms))

    # -- what the printer asks

    def constant(self, label: str) -> str:
        """The identifier of a constant; it and what it rests on join the mirror. Raises `NoCounterpartError`."""
        name, numbers = levels.numbers(label)
        found = self.lookup(name)
        self._ensure((found.name, numbers), found)
        return identifier(name, numbers)

    def projection(self, term: Expr, context: Sequence[Expr]) -> tuple[str, tuple[Expr, ...]]:
        """The identifier of a projection and its parameters. Raises `NoCounterpartError`."""
        structure = structure_of(term.children[0], context, self.lookup)
        name, numbers = levels.numbers(structure.head.label)
        owner = self.lookup(name)
        self._ensure((name, numbers), owner)
        whole = family(owner, numbers, self.lookup)
        if not whole.record:
            raise NoCounterpartError("eta", f"{name} is projected but is no record in the mirror")
        return whole.projection(int(term.label)), structure.args

    # -- how it grows

    def _ensure(self, key: Key, constant: Constant) -> None:
        if key in self._refused:
            raise self._refused[key]
        if key not in self._axioms:
            self._add(key, constant)
        if self._open:
            self._open[-1] |= self._axioms[key]

    def _add(self, key: Key, constant: Constant) -> None:
        name = identifier(*key)
        owner = self._owners.setdefault(name, key)
        self._open.append(set())
        self._axioms[key] = frozenset()
        try:
            if name in self.banned:
                raise NoCounterpartError("kernel", f"{key[0]} of Lean's library is refused: {self.banned[name]}")
            if owner != key:
                raise NoCounterpartError("constant", f"{key[0]} and {owner[0]} would have the same name in Rocq")
            sentence = _caught(lambda: self._sentence(name, key, constant))
        except NoCounterpartError as error:
            self._refused[key] = error
            del self._axioms[key]
            raise
        finally:
            axioms = self._open.pop()
        self._axioms[key] = frozenset(axioms)
        if sentence:
            self.sentences.append(sentence)
            self.names.append(name)

    def _sentence(self, name: str, key: Key, constant: Constant) -> str:
        """The sentence that declares a constant, empty where that of another one does."""
        numbers = key[1]
        printer = Printer(self)
        if constant.kind == "unreadable" or constant.type is None:
            raise NoCounterpartError("constant", f"{constant.name} {constant.note or 'cannot be read'}")
        if constant.kind == "quotient":
            raise NoCounterpartError("constant", f"{constant.name} computes in Lean's kernel only")
        if constant.kind == "inductive":
            whole = family(constant, numbers, self.lookup)
            return declaration(whole, printer, sort_text(whole.sort))
        if constant.kind == "constructor":
            self.constant(levels.label(self._maker(constant), numbers))
            return ""
        type_ = constant.type_at(numbers)
        shown = printer.text(type_)
        if constant.kind == "axiom" or constant.name in ASSUMED:
            return self._axiom(name, constant, shown)
        if constant.kind == "recursor":
            owner, motive_sort = self._recursed(constant, numbers)
            return f"Definition {name} : {shown} := {recursor(owner, type_, motive_sort, printer)}."
        return f"Definition {name} : {shown} := {printer.text(constant.value_at(numbers))}."

    def _maker(self, constructor: Constant) -> str:
        owner = constructor.name.rpartition(".")[0]
        if constructor.name not in self.lookup(owner).constructors:
            raise NoCounterpartError("constant", f"the type of the constructor {constructor.name} is not known")
        return owner

    def _axiom(self, name: str, constant: Constant, type_: str) -> str:
        axiom = ASSUMED.get(constant.name, constant.name)
        if axiom not in WheelToolchain.allowed_axioms:
            raise NoCounterpartError("axiom", f"{axiom} is not on the list of axioms")
        self._open[-1].add(axiom)
        return f"Axiom {name} : {type_}."

    def _recursed(self, constant: Constant, numbers: levels.Levels) -> tuple[Family, int]:
        """The type that a recursor is of, and the sort of its motive."""
        name = constant.name.rpartition(".")[0]
        owner = self.lookup(name)
        own = len(owner.parameters)
        at_ = numbers[len(numbers) - own :]
        self.constant(levels.label(name, at_))
        return family(owner, at_, self.lookup), numbers[0] if len(numbers) > own else 0


def _caught(work: Callable[[], str]) -> str:
    """What `work` gives, other troubles on the way turned into refusals."""
    try:
        return work()
    except levels.LevelError as error:
        raise NoCounterpartError("universe", error.message) from error
    except UntypedError as error:
        raise NoCounterpartError("term", f"a projection cannot be read: {error}") from error
    except RecursionError as error:
        raise NoCounterpartError("term", "the term is nested too deep") from error
