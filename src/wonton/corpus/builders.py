"""What can be built: a registry of builders by corpus name, and the builder of `lean:core` and `rocq:core`.

A builder gives the items with their provenance and slices; writing them is the business of `store`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from wonton.assistants.base import Theorem
from wonton.core.errors import UnknownNameError
from wonton.corpus.items import Item
from wonton.corpus.source import SourceTheorem, read_core
from wonton.corpus.surface import Statement, print_statement, to_gallina, to_lean_prefix, to_lean_source, to_rocq

#: Characters of context of an item of the slice `small`, at most.
SMALL_CONTEXT = 10_000

_ROCQ_CORE = "From Wonton Require Import Core.\n"
#: What stands before a theorem of `core`, and before a classical one: the Core libraries have no excluded middle. In
#: Rocq it is the standard library's, which a final check allows, and alone of its file: the rest states some theorems.
_HEADERS = {
    ("lean", False): "",
    ("lean", True): "import Core.Classical",
    ("rocq", False): _ROCQ_CORE,
    ("rocq", True): f"{_ROCQ_CORE}From Coq Require Classical_Prop.\nImport Classical_Prop(classic).\n",
}


@dataclass(frozen=True, slots=True)
class Slice:
    """A derived slice: the ids of some items, sorted, and the rule that picked them, in words. `provenance` says who
    was asked and with what, where an assistant or a provider was; JSON values."""

    name: str
    rule: str
    item_ids: tuple[str, ...]
    provenance: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """How many theorems of a source were left out for one reason, and the names of those that have one, sorted."""

    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Build:
    """What a builder gives: items sorted by id, where they come from, how they were made, slices of them, and the files
    that the items' contexts are taken from, by name. `refused` says what the source has beside them, by reason."""

    items: tuple[Item, ...]
    provenance: Mapping[str, Any]
    build_config: Mapping[str, Any]
    slices: tuple[Slice, ...] = ()
    default_slice: str = ""
    contexts: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, Refusal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Builder:
    """A corpus that can be built. `shipped` says that its source comes with the program, so that it is built when first
    asked for; `summary` is one line for people, `typed` what they type to build it, `""` for its name."""

    assistant: str
    corpus_id: str
    summary: str
    build: Callable[[], Build]
    shipped: bool = False
    typed: str = ""

    @property
    def command(self) -> str:
        """The command that builds it."""
        return f"wonton corpus build {self.typed or self.name}"

    @property
    def name(self) -> str:
        """`<assistant>:<corpus_id>`."""
        return f"{self.assistant}:{self.corpus_id}"


def builder(name: str) -> Builder:
    """The builder of the corpus `name` (`lean:core`). Raises `UnknownNameError` that lists the known ones."""
    found = BUILDERS.get(name)
    if found is None:
        raise UnknownNameError("corpus", name, BUILDERS)
    return found


def core_build(assistant: str = "lean") -> Build:
    """The `core` corpus of one assistant, from the files in this package.

    Raises `SurfaceSyntaxError` where one of them is wrong.
    """
    theorems = read_core()
    items = tuple(sorted((core_item(theorem, assistant) for theorem in theorems), key=lambda item: item.item_id))
    return Build(
        items,
        provenance={"source": "wonton.corpus.core", "source_sha256": _source_hash(theorems), "license": "Apache-2.0"},
        build_config={"library": "Core", "statements": "surface syntax 1"},
        slices=(
            _slice("constructive", "provable without excluded middle", [i for i in items if not i.classical]),
            _slice("classical", "provable only with excluded middle", [i for i in items if i.classical]),
            _slice("all", "every item", items),
        ),
        default_slice="constructive",
    )


def core_item(theorem: SourceTheorem, assistant: str = "lean") -> Item:
    """The item of one theorem of the `core` sources, to stand in a corpus of `assistant`."""
    return Item(
        item_id=theorem.name,
        name=theorem.name,
        statement=print_statement(theorem.statement),
        lean=to_lean_prefix(theorem.statement),
        rocq=to_rocq(theorem.statement),
        lean_source=to_lean_source(theorem.statement),
        gallina=to_gallina(theorem.statement),
        header=_HEADERS[assistant, theorem.classical],
        topic=theorem.topic,
        needs=theorem.needs,
        classical=theorem.classical,
        shortest_known=theorem.steps,
    )


def core_theorem(statement: Statement, assistant: str) -> Theorem:
    """A statement in surface syntax as a theorem over the Core library of `lean` or `rocq`; of Lean for any other."""
    if assistant == "rocq":
        return Theorem(statement.name, statement.name, to_rocq(statement), _HEADERS["rocq", False])
    return Theorem(statement.name, statement.name, to_lean_prefix(statement))


def all_and_small(items: Sequence[Item]) -> tuple[Slice, Slice]:
    """The slices `all` and `small` of a library: every item, and those with at most `SMALL_CONTEXT` characters of
    context."""
    small = [item for item in items if item.context_end <= SMALL_CONTEXT]
    return _slice("all", "every item", items), _slice("small", f"at most {SMALL_CONTEXT} characters of context", small)


def _stdlib_build() -> Build:
    from wonton.corpus.rocq.stdlib import stdlib_build

    return stdlib_build()


def _tptp_build() -> Build:
    from wonton.corpus.problems.building import small_build

    return small_build("tptp")


def _smtlib_build() -> Build:
    from wonton.corpus.problems.building import small_build

    return small_build("smtlib")


def _mathlib_build() -> Build:
    from wonton.corpus.lean.mathlib import checkout, mathlib_build

    return mathlib_build(checkout())


def _slice(name: str, rule: str, items: Sequence[Item]) -> Slice:
    return Slice(name, rule, tuple(item.item_id for item in items))


def _source_hash(theorems: Sequence[SourceTheorem]) -> str:
    text = "\n".join(f"{theorem.topic}\n{theorem.text}\n{theorem.proof}" for theorem in theorems)
    return hashlib.sha256(text.encode()).hexdigest()


_CORE = "theorems over the Core library, from propositions to lists"
BUILDERS: dict[str, Builder] = {
    made.name: made
    for made in (
        Builder("lean", "core", _CORE, core_build, shipped=True),
        Builder("rocq", "core", f"the same {_CORE}", partial(core_build, "rocq"), shipped=True),
        Builder(
            "lean",
            "mathlib4",
            "the theorems of a Mathlib checkout (MATHLIB_PATH), each in its context",
            _mathlib_build,
            typed="lean-mathlib DIR",
        ),
        Builder(
            "rocq", "stdlib", "the statements of the installed standard library, each in its context", _stdlib_build
        ),
        Builder("smtlib", "small", "small problems for SMT solvers", _smtlib_build, shipped=True),
        Builder("tptp", "small", "small problems for first-order provers", _tptp_build, shipped=True),
    )
}
