"""Lean's lexical structure: the tokens of a source file, each with its place.

Knows comments (they nest), documentation comments (tokens, as for Lean), strings with escapes, raw strings, strings
with `{..}` holes behind `s!` and its like, characters, numbers, and names with dots and `«»`. Symbols are one
character, but for those in `_SYMBOLS`: Lean's own table of tokens grows with every notation, and nobody who only looks
for where things begin and end needs it. Text that Lean would refuse is cut all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["name", "number", "string", "character", "doc", "symbol"]

#: Letters that may begin a name: ASCII, and what Lean counts as letter-like; `λ`, `Π` and `Σ` are symbols.
_FIRST = (
    "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f\u0391-\u039f\u03a1-\u03a2\u03a4-\u03a9\u03b1-\u03ba\u03bc-\u03fb"
)
_FIRST += "\u1f00-\u1ffe\u2100-\u214f\U0001d49c-\U0001d59f"
_REST = _FIRST + "0-9'!?\u2080-\u2089\u2090-\u209c\u1d62-\u1d6a\u2c7c"
#: The last part is no name of Lean's: so hypotheses are printed that no tactic can name.
_PART = rf"(?:«[^»\n]*»|[{_FIRST}][{_REST}]*)(?:✝[⁰¹²³⁴⁵⁶⁷⁸⁹]*)?"
_SYMBOLS = (":=", "=>", ".{", "''", "<;>", "<|>", "<|", "|>", "|||", "||", "..", "⁻¹'")
_TOKEN = re.compile(
    rf"""(?P<blank>\s+ | --[^\n]* | /-(?![-!]))
    | (?P<doc>/-[-!])
    | (?P<string>r(?P<fence>\#*)"(?s:.*?)"(?P=fence) | (?<!!)"(?:\\.|[^"\\])*"?)
    | (?P<hole>")
    | (?P<character>'(?:\\(?:x[0-9a-fA-F]{{2}}|u\{{?[0-9a-fA-F]+\}}?|.)|[^'\\\n])')
    | (?P<name>{_PART}(?:\.{_PART})*)
    | (?P<number>0[xXbBoO][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)
    | (?P<symbol>{"|".join(map(re.escape, _SYMBOLS))}|\#[A-Za-z_]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_LAST_PART = re.compile(r"(?:«[^»]*»|[^.«»]*)$")  #: of a dotted name
_COMMENT_MARK = re.compile(r"/-|-/")
_STRING_EVENT = re.compile(r'\\.|["{]', re.DOTALL)


class LeanToken(NamedTuple):
    """A token and its place (`text == source[start:end]`). `first` says that nothing but comments stands before it on
    its line, and `column` is its place in the line."""

    kind: Kind
    text: str
    start: int
    column: int
    first: bool

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.start + len(self.text)


class Lexed(NamedTuple):
    """The tokens of a source in order, and the spans of its comments, documentation comments left out."""

    tokens: list[LeanToken]
    comments: list[tuple[int, int]]


def lean_tokens(source: str) -> list[LeanToken]:
    """The tokens of `source`, white space and comments left out."""
    return lex(source).tokens


def theorem_opening(name: str, statement: str) -> str:
    """A theorem up to its proof, given its name and what follows that: universe parameters stand right behind the
    name, all else behind a space."""
    gap = "" if statement.startswith(".{") else " "
    return f"theorem {name}{gap}{statement} :="


def namespace_of(name: str) -> str:
    """The namespaces that stand before the last part of a dotted name; `""` where there are none."""
    return _LAST_PART.sub("", name, count=1).removesuffix(".")


def lex(source: str) -> Lexed:
    """The tokens and comments of `source`."""
    tokens: list[LeanToken] = []
    comments: list[tuple[int, int]] = []
    line, fresh = 0, True
    for kind, start, end in _pieces(source):
        if kind:
            tokens.append(LeanToken(kind, source[start:end], start, start - line, fresh))
            fresh = False
        elif source[start] in "-/":
            comments.append((start, end))
        newline = source.rfind("\n", start, end)
        if newline >= 0:
            line, fresh = newline + 1, kind is None
    return Lexed(tokens, comments)


def _pieces(source: str) -> Iterator[tuple[Kind | None, int, int]]:
    """Tokens, and what separates them (None), in order and without gaps."""
    place = 0
    while match := _TOKEN.match(source, place):
        start, end = match.span()
        kind = match.lastgroup
        if kind == "doc" or (match["blank"] and source.startswith("/-", start)):
            end = _comment_end(source, start)
        elif kind == "hole":
            end = _interpolated_end(source, start)
        yield _KINDS[kind or "blank"], start, end
        place = end


_KINDS: dict[str, Kind | None] = {
    "blank": None,
    "doc": "doc",
    "string": "string",
    "fence": "string",
    "hole": "string",
    "character": "character",
    "name": "name",
    "number": "number",
    "symbol": "symbol",
}


def _comment_end(source: str, place: int) -> int:
    """The place behind the comment that begins at `place`; the end of the text where it is not closed."""
    depth = 0
    while mark := _COMMENT_MARK.search(source, place):
        depth += 1 if mark.group() == "/-" else -1
        place = mark.end()
        if depth == 0:
            return place
    return len(source)


def _interpolated_end(source: str, place: int) -> int:
    """The place behind the string with holes that begins at `place`."""
    place += 1
    while event := _STRING_EVENT.search(source, place):
        place = event.end()
        if event.group() == '"':
            return place
        if event.group() == "{":
            place = _hole_end(source, place)
    return len(source)


def _hole_end(source: str, place: int) -> int:
    """The place behind the bracket that closes a hole whose text begins at `place`."""
    depth = 1
    while match := _TOKEN.match(source, place):
        place = match.end()
        if match.lastgroup == "hole":
            place = _interpolated_end(source, match.start())
        elif match.lastgroup == "symbol":
            depth += {"{": 1, ".{": 1, "}": -1}.get(match.group(), 0)
            if depth == 0:
                break
    return place
