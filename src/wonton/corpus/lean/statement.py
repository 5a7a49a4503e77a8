"""Where a theorem's statement ends and its proof begins.

The proof is behind the first `:=` outside brackets that belongs to no `let` or `have`, behind `where`, or it is a list
of alternatives, the first `|` of which is told from an absolute value by the `=>` that follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wonton.core.lean_lexer import LeanToken
from wonton.corpus.lean.commands import outside_brackets

_DEFINING = frozenset({"let", "have", "letI", "haveI", "let_fun"})
_BINDING = frozenset({"fun", "λ"})


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a statement ends: the place behind its last character, or `refused`, why it cannot be told."""

    end: int = 0
    refused: str = ""


def statement_extent(tokens: Sequence[LeanToken]) -> Extent:
    """The extent of the statement that `tokens` begin with: those behind a theorem's name."""
    flat = [token for _, token in outside_brackets(tokens)]
    waiting = 0
    typed = matching = False
    for place, token in enumerate(flat):
        typed = typed or token.text == ":"
        matching = matching or token.text == "match"
        if token.text in _DEFINING:
            waiting += 1
        elif token.text == "←" or (token.text == ":=" and waiting):
            waiting = max(0, waiting - 1)
        elif token.text in (":=", "where") or (token.text == "|" and _alternative(flat[place + 1 :])):
            if token.text == "|" and matching:
                return Extent(refused="pattern matching behind a match")
            return Extent(token.start) if typed else Extent(refused="no type")
    return Extent(refused="no proof and no sorry behind it")


def _alternative(behind: Sequence[LeanToken]) -> bool:
    """Whether the `|` before these tokens begins an alternative: a `=>` that is no function's comes before any `:=`,
    and before any other `|` that is the first of its line."""
    waiting = 0
    for token in behind:
        if token.text in _BINDING:
            waiting += 1
        elif token.text in ("=>", "↦"):
            if not waiting:
                return True
            waiting -= 1
        elif token.text == ":=" or (token.text == "|" and token.first):
            return False
    return False
