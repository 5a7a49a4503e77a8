"""Moves: what could be done to a goal, said without any assistant's syntax. A printer turns a move into a tactic.

Terms inside moves are expressions in which the metavariable `_` stands for an argument that the assistant finds by
itself and `?_` for a new goal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wonton.core.expr import Expr, ExprKind

GIVEN = Expr(ExprKind.META, "_")  #: an argument that follows from the others
OPEN = Expr(ExprKind.META, "?_")  #: an argument that becomes a goal
NAMED = "named"  #: the hint of constants that stand for themselves, without their implicit arguments

WordKind = Literal[
    "assumption", "constructor", "left", "right", "exfalso", "contradiction", "symm", "subst", "clear", "rfl", "simp",
    "omega", "decide", "congr", "clash", "reflexivity", "auto", "eauto", "easy", "lia", "tauto", "congruence", "ring",
    "simplify", "intro_one", "auto_star", "intuition", "lra", "field", "refl_term", "econstructor", "eexists",
    "refl_setoid", "nia", "nra", "firstorder", "intuition_star", "eauto_star", "order", "fsetdec", "nzsimpl", "bitwise",
    "f_equiv", "solve_proper", "decide_equality", "nzinduct",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A tactic that is one word, with a hypothesis behind it at most. `clash`: the hypothesis equates values that
    different constructors built."""

    kind: WordKind
    hypothesis: str = ""


@dataclass(frozen=True, slots=True)
class Intro:
    """Name the leading binders of the target; `as_term` builds the function instead."""

    names: tuple[str, ...]
    as_term: bool = False


@dataclass(frozen=True, slots=True)
class Use:
    """`exact`, `apply` or `refine` a term; `apply` and the like to the hypothesis `at`, where one is named."""

    verb: Literal["exact", "apply", "eapply", "refine"]
    term: Expr
    at: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """Give the witness of an existential target."""

    term: Expr


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of a case analysis: a constructor and the names it gives."""

    constructor: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """Case analysis or induction on `term`, whose arms may be none. `equation` names the equation that is kept, `""`
    for none; `generalizing` are variables that an induction keeps general. To `invert` is to analyse a fact by what its
    indexes allow."""

    verb: Literal["cases", "induction", "obtain", "invert"]
    term: Expr
    arms: tuple[Arm, ...]
    generalizing: tuple[str, ...] = ()
    equation: str = ""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Rewrite with equations from left to right (`backward` for the other way) in the target or a hypothesis `at`."""

    term: Expr
    backward: bool = False
    at: str = ""


@dataclass(frozen=True, slots=True)
class Have:
    """Add a fact with its proof."""

    name: str
    term: Expr


@dataclass(frozen=True, slots=True)
class Replace:
    """Replace the hypothesis `name` by what `term`, which applies it, proves."""

    name: str
    term: Expr


@dataclass(frozen=True, slots=True)
class Restate:
    """Replace the target, or the hypothesis `at`, by something that is equal to it by computation."""

    term: Expr
    at: str = ""


@dataclass(frozen=True, slots=True)
class Injection:
    """Take apart an equation between constructors; `names` for the equations that come out."""

    hypothesis: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unfold:
    """Open the definition `name` in the target or in the hypothesis `at`."""

    name: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Using:
    """Proof search with lemmas beside the hypotheses, by name, `depth` steps at most: without a guess (`auto`) or with
    guesses (`eauto`)."""

    verb: Literal["auto", "eauto"]
    lemmas: tuple[str, ...]
    depth: int


@dataclass(frozen=True, slots=True)
class Normalize:
    """Rewrite with each of the lemmas from left to right, as long as it can be done."""

    lemmas: tuple[str, ...]


Move = (
    Word | Intro | Use | Witness | Cases | Rewrite | Have | Replace | Restate | Injection | Unfold | Using | Normalize
)


CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Scored:
    """A move and how good it looks: the logarithm of its unnormalised probability.

    `group` is `CLOSING` for what ends the goal or fails. Any other name says that the move loses nothing (what could be
    proved before can be proved after), and that all moves of the group lead to the same goals. `""`: neither.
    """

    move: Move
    score: float
    group: str = ""


def named(name: str) -> Expr:
    """The constant `name`, to be applied to its explicit arguments only: the others are found by the assistant."""
    return Expr(ExprKind.CONST, name, (), NAMED)
