"""What Lean's constants are: kind, type, value, constructors, asked from Lean itself by `#check` and `#print`.

Nothing about the library is written down here. Constants are asked for in rounds, each for the names that the last
one brought up, until all that a set of terms rests on is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from wonton.assistants.exchange.halves import in_halves
from wonton.assistants.exchange.lean_run import run_file
from wonton.assistants.exchange.lean_to_rocq import levels
from wonton.assistants.lean.document import PRINTING, QUIET
from wonton.assistants.lean.terms import TermSyntaxError, parse_term
from wonton.assistants.lean.toolchain import WheelToolchain
from wonton.core.expr import Expr, ExprKind

ConstantKind = Literal["axiom", "definition", "inductive", "constructor", "recursor", "quotient", "unreadable"]

_KINDS: dict[str, ConstantKind] = {
    "axiom": "axiom",
    "opaque": "axiom",
    "def": "definition",
    "abbrev": "definition",
    "instance": "definition",
    "theorem": "definition",
    "inductive": "inductive",
    "structure": "inductive",
    "class": "inductive",
    "constructor": "constructor",
    "recursor": "recursor",
    "Quotient": "quotient",
}
_MODIFIERS = frozenset({"protected", "private", "noncomputable", "unsafe", "partial", "nonrec"})
_ATTRIBUTES = re.compile(r"^(@\[[^\]]*\]\s*)+")
_CONSTRUCTORS = re.compile(r"^constructors:\n((?:.*\n?)*)|^constructor:\n  (\S.*)", re.MULTILINE)
_NAME = re.compile(r"[^\s:.{(]+(?:\.[^\s:.{(]+)*")
_PARAMETERS = re.compile(r"^number of parameters: (\d+)", re.MULTILINE)
_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant of Lean. Trees have levels in their labels (see `levels`).

    `value` is that of a definition or theorem; `constructors` and `fixed` (the number of parameters) of an inductive
    type. Level parameters are called `parameters` in the type, `declared` in the value, in the same order. `note` says
    what is wrong with an unreadable one.
    """

    name: str
    kind: ConstantKind
    parameters: tuple[str, ...] = ()
    type: Expr | None = None
    declared: tuple[str, ...] = ()
    value: Expr | None = None
    constructors: tuple[str, ...] = ()
    fixed: int = 0
    note: str = ""

    def type_at(self, numbers: levels.Levels) -> Expr:
        """The type at these levels. Raises `LevelError`."""
        assert self.type is not None
        return levels.at_levels(self.type, self._assigned(self.parameters, numbers))

    def value_at(self, numbers: levels.Levels) -> Expr:
        """The value of a definition at these levels. Raises `LevelError`."""
        assert self.value is not None
        return levels.at_levels(self.value, self._assigned(self.declared, numbers))

    def _assigned(self, names: Sequence[str], numbers: levels.Levels) -> dict[str, int]:
        if len(names) != len(numbers):
            raise levels.LevelError(f"{self.name} has {len(names)} universe levels, not {len(numbers)}")
        return dict(zip(names, numbers, strict=True))


def _unreadable(name: str, note: str) -> Constant:
    return Constant(name, "unreadable", note=note)


@dataclass
class Catalogue:
    """The constants of one toolchain's library, read as they are asked for."""

    toolchain: WheelToolchain
    known: dict[str, Constant] = field(default_factory=dict)

    def complete(self, trees: Iterable[Expr]) -> None:
        """Read everything that `trees` rest on. Raises `AssistantError` for an accident."""
        wanted = _named(trees)
        while missing := sorted(wanted - self.known.keys()):
            fresh = in_halves(self._read, missing, _unreadable)
            self.known.update((constant.name, constant) for constant in fresh)
            wanted = set().union(*(_mentioned(constant) for constant in fresh))

    def get(self, name: str) -> Constant:
        """The constant `name`; one of kind `unreadable` where the library has none."""
        return self.known.get(name) or _unreadable(name, "was never asked for")

    def _read(self, names: Sequence[str]) -> list[Constant]:
        """The constants `names`. Raises `LeanStopped`."""
        return [self._as_constant(name, answers) for name, answers in self._ask(names).items()]

    def _ask(self, names: Sequence[str]) -> dict[str, tuple[str, str]]:
        """What `#check` and `#print` say of each name; empty where they say nothing."""
        modules = sorted(path.removesuffix(".lean").replace("/", ".") for path in self.toolchain.sources)
        head = ["prelude", *(f"import {module}" for module in modules), *print_options()]
        lines = [line for name in names for line in (f"#check @{name}", f"#print {name}")]
        said = information(self.toolchain, [*head, *lines])
        first = len(head) + 1
        places = {name: first + 2 * place for place, name in enumerate(names)}
        return {name: (said.get(place, ""), said.get(place + 1, "")) for name, place in places.items()}

    def _as_constant(self, name: str, answers: tuple[str, str]) -> Constant:
        checked, printed = answers
        try:
            parameters, type_ = read_check(checked)
            kind, declared = _heading(printed)
            value = read_value(printed) if kind == "definition" else None
        except TermSyntaxError as error:
            return _unreadable(name, error.message)
        if type_ is None:
            return _unreadable(name, "is not in the library")
        fixed = _PARAMETERS.search(printed)
        constructors = _constructors(printed) if kind == "inductive" else ()
        return Constant(name, kind, parameters, type_, declared, value, constructors, int(fixed[1]) if fixed else 0)


def print_options() -> list[str]:
    """The lines that make Lean print terms in full, levels included."""
    return [f"set_option {option}" for option in (*QUIET, *PRINTING, "pp.universes true")]


def information(toolchain: WheelToolchain, lines: Sequence[str]) -> dict[int, str]:
    """What Lean says of each line (from 1) of a file, errors and warnings left out. Raises `LeanStopped`."""
    said: dict[int, str] = {}
    for message in run_file(toolchain, "\n".join(lines) + "\n", _SECONDS + 0.05 * len(lines)):
        if message["severity"] == "information":
            said.setdefault(message["pos"]["line"], message["data"])
    return said


def read_check(text: str) -> tuple[tuple[str, ...], Expr | None]:
    """Level parameters and type out of what `#check @NAME` says, None where it says nothing.

    Raises `TermSyntaxError`.
    """
    head, colon, type_ = levels.readable(text).partition(" : ")
    if not colon:
        return (), None
    return levels.split(head)[1], parse_term(type_)


def read_value(text: str) -> Expr | None:
    """The value out of what `#print NAME` says. Raises `TermSyntaxError`."""
    value = text.partition(" :=\n")[2] or text.partition(" := ")[2]
    return parse_term(levels.readable(value)) if value.strip() else None


def _heading(printed: str) -> tuple[ConstantKind, tuple[str, ...]]:
    """Kind and level parameters out of what `#print NAME` says."""
    words = [word for word in _ATTRIBUTES.sub("", levels.readable(printed)).split(" ") if word not in _MODIFIERS]
    if len(words) < 2:
        return "unreadable", ()
    return _KINDS.get(words[0], "unreadable"), levels.split(words[1])[1]


def _constructors(printed: str) -> tuple[str, ...]:
    """Names of the constructors, in order: of a structure one, indented; of other types those at line starts."""
    found = _CONSTRUCTORS.search(printed)
    if found is None:
        return ()
    names = (_NAME.match(line) for line in (found[1] or found[2] or "").splitlines() if not line.startswith(" "))
    return tuple(name[0] for name in names if name)


def _mentioned(constant: Constant) -> set[str]:
    names = _named(tree for tree in (constant.type, constant.value) if tree is not None) | set(constant.constructors)
    if constant.kind == "recursor":
        names.add(constant.name.rpartition(".")[0])
    if constant.kind == "inductive":
        names.add(f"{constant.name}.rec")
    return names


def _named(trees: Iterable[Expr]) -> set[str]:
    return {levels.split(node.label)[0] for tree in trees for node in tree.walk() if node.kind is ExprKind.CONST}
