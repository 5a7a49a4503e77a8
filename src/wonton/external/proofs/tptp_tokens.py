"""The words of TPTP files and of derivations in its language.

Source: the TPTP syntax in BNF, version 9.0 (tptp.org, `SyntaxBNF`): white space, `%` and `#` line comments and block
comments are dropped. A token is its text and a class; quoted names lose quotes that they do not need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from wonton.external.proofs.errors import ProofSyntaxError

Class = Literal["name", "variable", "number", "object", "sign", "end"]

_TOKEN = re.compile(
    r"""(?P<blank>\s+|[%\#][^\n]*|/\*.*?\*/)
    |(?P<quoted>'(?:[^'\\]|\\.)*')
    |(?P<object>"(?:[^"\\]|\\.)*")
    |(?P<number>[+-]?\d+(?:/\d+|(?:\.\d+)?(?:[eE][+-]?\d+)?))
    |(?P<variable>[A-Z_][A-Za-z0-9_]*)
    |(?P<name>\$\$?[A-Za-z0-9_]+|[a-z][A-Za-z0-9_]*)
    |(?P<sign><=>|<~>|=>|<=|~\||~&|!=|:=|!>|!!|\?\?|@\+|@-|-->|[()\[\],.:~&|!?=@*>^{}<])""",
    re.VERBOSE | re.DOTALL,
)
_PLAIN = re.compile(r"[a-z][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Token:
    """A word: its class, its text, and the place where it begins."""

    kind: Class
    text: str
    place: int


def tokens(text: str) -> Iterator[Token]:
    """The words of `text`, and one of class `end` behind them. Raises `ProofSyntaxError` for what is no word."""
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise ProofSyntaxError(f"line {line_of(text, place)}: no word begins with {text[place : place + 20]!r}")
        kind = found.lastgroup
        if kind == "quoted":
            yield Token("name", _unquoted(found.group()), place)
        elif kind != "blank":
            yield Token(kind, found.group(), place)  # type: ignore[arg-type]
        place = found.end()
    yield Token("end", "", len(text))


def line_of(text: str, place: int) -> int:
    """The line, counted from 1, that the character at `place` stands in."""
    return text.count("\n", 0, place) + 1


def _unquoted(text: str) -> str:
    inner = text[1:-1]
    return inner if _PLAIN.fullmatch(inner) else text
