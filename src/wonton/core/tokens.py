"""Tokens of tactic text, and token trees in which every bracket stands around what it holds.

Covers Lean and Ltac as far as tactics need it: words, numbers, strings, Lean's character literals, symbols, comments
(dropped), line ends. Raw and interpolated strings are not read: a Lean text that holds one, or any other quotation mark
that is not plainly a string's, is `unreadable`.
Unbalanced brackets are no error here: a bracket that is not closed ends with the text, one that was not opened is a
symbol.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wonton.core.families import Language

NEWLINE = "\n"

_PAIRS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "⟦": "⟧", "⦃": "⦄", "‹": "›", "«": "»"}
_SYMBOLS = ("<;>", "<|>", "<|", "|>", ":=", "=>", "->", "<-", "||", "|-", "..", "⊢", "▸")
_CHARACTER = re.compile(r"'(\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)|[^'\\\n])'")
_HIDING_LTAC = re.compile(
    r"\blet\s+(?:rec\s+)?\w+(?:\s+\w+)*\s*:=|\[>|//|\bby\s*\[\s*\]|\bautorewrite\b.*\busing\b", re.DOTALL
)
_PLAIN_STRING = re.compile(r"""(?<![^\s(\[,⟨])"[^"\\{}'«»\n]*"(?=[\s)\],⟩;]|$)""")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, string or symbol; `spaced` whether white space stands before it."""

    text: str
    spaced: bool = True

    @property
    def is_word(self) -> bool:
        """Whether it is a name or a keyword."""
        first = self.text[:1]
        return first.isalpha() or first in "_«"


@dataclass(frozen=True, slots=True)
class Group:
    """What stands between two brackets; `spaced` whether white space stands before the first."""

    opening: str
    items: tuple[Item, ...]
    spaced: bool = True


Item = Token | Group


def unreadable(text: str, language: Language) -> bool:
    """Whether `text` may hide what runs. In Lean a quotation mark might: in a character literal, a raw or an
    interpolated string, a string with escapes or braces. In Ltac: local tactic definitions, dispatch by `[> ..]`,
    rewriting that goes on with a tactic, ssreflect's closing switches. Errs on the side of unreadable."""
    if language == "ltac":
        return _HIDING_LTAC.search(text) is not None
    return '"' in _PLAIN_STRING.sub("", text)


def tokenize(text: str, language: Language) -> list[Token]:
    """The tokens of `text`, line ends among them, comments left out."""
    tokens: list[Token] = []
    place, spaced = 0, True
    while place < len(text):
        if text[place] == NEWLINE:
            tokens.append(Token(NEWLINE))
            place, spaced = place + 1, True
        elif text[place].isspace():
            place, spaced = place + 1, True
        elif after := _comment_end(text, place, language):
            place, spaced = after, True
        else:
            end = _token_end(text, place, language)
            tokens.append(Token(text[place:end], spaced))
            place, spaced = end, False
    return tokens


def trees(tokens: Sequence[Token]) -> list[Item]:
    """The tokens with brackets turned into groups."""
    stack: list[tuple[Token, list[Item]]] = []
    items: list[Item] = []
    for token in tokens:
        if token.text in _PAIRS:
            stack.append((token, items))
            items = []
        elif stack and token.text == _PAIRS[stack[-1][0].text]:
            opening, outer = stack.pop()
            outer.append(Group(opening.text, tuple(items), opening.spaced))
            items = outer
        else:
            items.append(token)
    while stack:
        opening, outer = stack.pop()
        outer.append(Group(opening.text, tuple(items), opening.spaced))
        items = outer
    return items


def _comment_end(text: str, place: int, language: Language) -> int:
    """Where the comment that begins at `place` ends; 0 where none begins."""
    if language == "lean" and text.startswith("--", place):
        end = text.find(NEWLINE, place)
        return len(text) if end < 0 else end
    opening, closing = ("/-", "-/") if language == "lean" else ("(*", "*)")
    if not text.startswith(opening, place):
        return 0
    depth, end = 0, place
    while end < len(text):
        if text.startswith(opening, end):
            depth, end = depth + 1, end + 2
        elif text.startswith(closing, end):
            depth, end = depth - 1, end + 2
            if depth == 0:
                return end
        else:
            end += 1
    return len(text)


def _token_end(text: str, place: int, language: Language) -> int:
    char = text[place]
    if char == '"':
        return _string_end(text, place)
    if language == "lean" and (literal := _CHARACTER.match(text, place)):
        return literal.end()
    if char == "«":
        end = text.find("»", place)
        return len(text) if end < 0 else end + 1
    if char.isalnum() or char == "_":
        return _word_end(text, place, language)
    for symbol in _SYMBOLS:
        if text.startswith(symbol, place):
            return place + len(symbol)
    return place + 1


def _word_end(text: str, place: int, language: Language) -> int:
    """Where a word ends: dots belong to it between two name characters, `!` and `?` in Lean only."""
    end = place
    while end < len(text):
        char = text[end]
        dotted = char == "." and end + 1 < len(text) and (text[end + 1].isalnum() or text[end + 1] in "_«")
        marked = language == "lean" and char in "!?✝"
        if not (char.isalnum() or char in "_'«»" or dotted or marked):
            break
        end += 1
    return end


def _string_end(text: str, place: int) -> int:
    end = place + 1
    while end < len(text) and text[end] != '"':
        end += 2 if text[end] == "\\" else 1
    return min(end + 1, len(text))
