"""Text into tokens, with positions. ASCII spellings become the Unicode ones here, so nobody after has to know them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wonton.core.errors import SurfaceSyntaxError
from wonton.corpus.surface.names import ALTERNATIVES
from wonton.corpus.surface.syntax import Position

_TOKEN = re.compile(
    r"""(?P<space>\s+|--[^\n]*)
    | (?P<number>\d+)
    | (?P<word>[^\W\d][\w'₀-₉]*(?:\.[^\W\d][\w'₀-₉]*)*)
    | (?P<symbol><->|->|=>|/\\|\\/|!=|<=|>=|\+\+|::|:=|&&|\|\||[()\[\]{}:,=≠≤≥<>∈∉∧∨¬∀∃→↔×⊕+*!~↦-])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token. `kind` is `word`, `number`, `symbol` or `end`."""

    kind: str
    text: str
    at: Position


def tokens(text: str) -> list[Token]:
    """The tokens of `text` and a last one of kind `end`. Raises `SurfaceSyntaxError` at a character with no meaning."""
    found: list[Token] = []
    place, line, line_start = 0, 1, 0
    while place < len(text):
        at = Position(line, place - line_start + 1)
        match = _TOKEN.match(text, place)
        if match is None:
            raise syntax_error(at, f"the character {text[place]!r} has no meaning here")
        kind, piece = str(match.lastgroup), match.group()
        if kind != "space":
            found.append(_token(kind, piece, at))
        line += piece.count("\n")
        if "\n" in piece:
            line_start = place + piece.rindex("\n") + 1
        place = match.end()
    return [*found, Token("end", "", Position(line, place - line_start + 1))]


def _token(kind: str, piece: str, at: Position) -> Token:
    unicode = ALTERNATIVES.get(piece, piece)
    if unicode == piece:
        return Token(kind, "fun" if piece == "λ" else piece, at)
    return Token("symbol" if unicode != "fun" else "word", unicode, at)


def syntax_error(at: Position, what: str) -> SurfaceSyntaxError:
    """The error for something wrong at a place, with the place in front."""
    return SurfaceSyntaxError(
        f"line {at.line}, column {at.column}: {what}", "The grammar is in docs/reference/surface-syntax.md."
    )
