"""What an export knows of variables, and small questions about terms that its parts share."""

from __future__ import annotations

from dataclasses import dataclass, field

from wonton.assistants.exchange.outcome import RefusalKind
from wonton.assistants.exchange.rocq_to_lean.declarations import Inductive
from wonton.core.expr import Expr, ExprKind

CASTS = (":", "<:", "<<:")


class NotExportableError(Exception):
    """Inside an export: the term has no counterpart."""

    def __init__(self, kind: RefusalKind, reason: str) -> None:
        super().__init__(reason)
        self.kind, self.reason = kind, reason


@dataclass(frozen=True, slots=True)
class Built:
    """A variable that is known to be constructor number `place` of `inductive`, on these arguments."""

    text: str
    inductive: Inductive
    place: int
    arguments: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable: its text, and for each fixpoint around it in which it is a smaller argument, the hypothesis."""

    text: str
    hypotheses: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Function:
    """A fixpoint that is being defined: its number, the place of its decreasing argument, which arguments before that
    one never change (their texts), and which ones the hypothesis takes."""

    number: int
    decreasing: int
    fixed: dict[int, str]
    general: tuple[int, ...]


Entry = Built | Variable | Function
Scope = tuple[Entry, ...]


def quoted(name: str) -> str:
    """Lean's name for the constant that Coq calls so."""
    return f"«{name}»"


def uncast(tree: Expr) -> Expr:
    """`tree` without the casts around it."""
    while tree.kind is ExprKind.APP and tree.head.label in CASTS and len(tree.children) == 3:
        tree = tree.children[2]
    return tree


def entry_of(tree: Expr, scope: Scope) -> Entry | None:
    """What is known of the variable that `tree` is."""
    if tree.kind is not ExprKind.BOUND or int(tree.label) >= len(scope):
        return None
    return scope[int(tree.label)]


def constructor_name(inductive: Inductive, place: int) -> str:
    """Lean's name of a constructor."""
    return f"{quoted(inductive.name)}.{quoted(inductive.constructors[place].name.rpartition('.')[2])}"


def pattern_size(body: Expr) -> int:
    """How many variables a pattern printed."""
    count = 0
    while body.kind is ExprKind.LAM and body.children[0].kind is ExprKind.CONST and body.children[0].label == "_":
        body, count = body.children[1], count + 1
    return count
