"""What Coq says of its constants: `Print` and `About` under `Printing All`, read into values.

Covers definitions, theorems (opaque ones too), axioms, and single inductive types with their constructors. Mutual and
coinductive types are not read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from wonton.assistants.rocq.terms import TermSyntaxError, parse_term
from wonton.core.expr import Expr, ExprKind

_VALUE = re.compile(r"\S+ =\s*(.*?)\n     : (.*?)(?:\n\n|\Z)", re.DOTALL)
_AXIOM = re.compile(r"\*\*\* \[ \S+ : (.*?) \]", re.DOTALL)
_INDUCTIVE = re.compile(r"(?:Inductive|Variant) (.*?) :=  ?(.*?)\.(?:\n\n|\s*\Z)", re.DOTALL)
_KIND = re.compile(r"Expands to: (\w+) (\S+)")


@dataclass(frozen=True, slots=True)
class Constructor:
    """A constructor: its short name, and its type behind the inductive's parameters (which are bound in it)."""

    name: str
    type: Expr

    @property
    def arguments(self) -> tuple[Expr, ...]:
        """The types of its arguments, each under those before it."""
        return telescope(self.type)[0]

    @property
    def result(self) -> Expr:
        """What it makes, under its arguments."""
        return telescope(self.type)[1]


@dataclass(frozen=True, slots=True)
class Inductive:
    """An inductive type: its parameters (name and type, each under those before it), its arity behind them, and its
    constructors. `name` is the full one, `label` what the printed types call it."""

    name: str
    label: str
    parameters: tuple[tuple[str, Expr], ...]
    arity: Expr
    constructors: tuple[Constructor, ...]


@dataclass(frozen=True, slots=True)
class Declaration:
    """A constant of Coq. `name` is its full name; `value` stands for definitions and theorems, `inductive` for types
    and constructors, neither for axioms and for what cannot be read."""

    name: str
    kind: Literal["constant", "axiom", "inductive", "constructor", "unread"]
    type: Expr | None = None
    value: Expr | None = None
    inductive: Inductive | None = None

    @property
    def place(self) -> int:
        """Which of its type's constructors this is."""
        assert self.inductive is not None
        short = self.name.rpartition(".")[2]
        return [one.name.rpartition(".")[2] for one in self.inductive.constructors].index(short)


def telescope(tree: Expr) -> tuple[tuple[Expr, ...], Expr]:
    """The domains of the products that `tree` begins with, and what stands behind them."""
    domains = []
    while tree.kind is ExprKind.PI:
        domains.append(tree.children[0])
        tree = tree.children[1]
    return tuple(domains), tree


def read_declaration(printed: str, about: str) -> Declaration | None:
    """What `Print NAME` and `About NAME` answered, together; None where Coq knows no such name."""
    found = _KIND.search(about)
    if found is None:
        return None
    word, name = found[1], found[2]
    try:
        if word in ("Inductive", "Constructor"):
            return Declaration(
                name, "inductive" if word == "Inductive" else "constructor", inductive=_inductive(printed, name, word)
            )
        if axiom := _AXIOM.search(printed):
            return Declaration(name, "axiom", parse_term(axiom[1]))
        if value := _VALUE.search(printed):
            return Declaration(name, "constant", parse_term(value[2]), parse_term(value[1]))
    except (TermSyntaxError, ValueError):
        pass
    return Declaration(name, "unread")


def _inductive(printed: str, name: str, word: str) -> Inductive:
    """An `Inductive` command. Raises `ValueError` where it is of another form."""
    found = _INDUCTIVE.search(printed)
    if found is None or "\nwith " in printed:
        raise ValueError(f"{name} is not a single inductive type")
    head = found[1]
    label, _, rest = head.partition(" ")
    binders, arity = _split_head(rest)
    parameters = []
    bound = parse_term(f"fun {binders} => Prop") if binders else None
    while bound is not None and bound.kind is ExprKind.LAM:
        parameters.append((bound.hint, bound.children[0]))
        bound = bound.children[1]
    constructors = []
    for text in _alternatives(found[2]):
        short, _, type_ = text.partition(" : ")
        constructors.append(Constructor(short.strip(), _under(binders, type_, len(parameters))))
    full = name if word == "Inductive" else name.rpartition(".")[0] + "." + label.rpartition(".")[2]
    return Inductive(full, label, tuple(parameters), _under(binders, arity, len(parameters)), tuple(constructors))


def _split_head(rest: str) -> tuple[str, str]:
    """Parameters and arity in `(A : Type) (x : A) : forall _ : A, Prop`."""
    depth = 0
    for place, character in enumerate(rest):
        depth += (character == "(") - (character == ")")
        if character == ":" and depth == 0:
            return rest[:place].strip(), rest[place + 1 :]
    raise ValueError("an inductive type without an arity")


def _alternatives(text: str) -> list[str]:
    """The constructors, split where a `|` stands outside parentheses."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == "|" and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [part for part in (*parts, text[start:]) if part.strip()]


def _under(binders: str, text: str, count: int) -> Expr:
    tree = parse_term(f"fun {binders} => {text}" if binders else text)
    for _ in range(count):
        tree = tree.children[1]
    return tree
