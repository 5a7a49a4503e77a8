"""Sentences of a Rocq file: where each begins and ends.

Knows comments (they nest, and strings inside them count), strings, full stops (`.` and `...` before white space or the
end), bullets and braces, which are sentences of their own. It does not parse: what stands inside a sentence is no
concern of it, and text that Rocq's own parser refuses is cut all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BLANK = re.compile(r"\s+")
#: A sentence without a full stop: a bullet, a brace, a brace behind a goal selector.
_SHORT = re.compile(r"-+|\++|\*+|\}|(?:(?:\d+|\[\s*\w[\w']*\s*\])\s*:\s*)?\{")
_EVENT = re.compile(r'\(\*|"|\.+(?=\s|\Z)')
_COMMENT_EVENT = re.compile(r'\(\*|\*\)|"')
_STRING = re.compile(r'"(?:[^"]|"")*"')
_STOPS = frozenset({".", "..."})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `text` from its first word to its full stop, comments between these included, and its place in the
    file (`text == file[start:end]`)."""

    text: str
    start: int
    end: int


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of `text` in order, without the white space and the comments between them.

    What follows the last full stop is a sentence of its own; a comment that is not closed ends with the text.
    """
    found: list[Sentence] = []
    place = skip_blank(text, 0)
    while place < len(text):
        short = _SHORT.match(text, place)
        end = short.end() if short else _stop(text, place)
        found.append(Sentence(text[place:end], place, end))
        place = skip_blank(text, end)
    return found


def skip_blank(text: str, place: int) -> int:
    """The first position at or behind `place` that is neither white space nor part of a comment."""
    while place < len(text):
        if blank := _BLANK.match(text, place):
            place = blank.end()
        elif text.startswith("(*", place):
            place = comment_end(text, place)
        else:
            break
    return place


def comment_end(text: str, place: int) -> int:
    """The position behind the comment that begins at `place`; that of the end where it is not closed."""
    depth = 0
    while event := _COMMENT_EVENT.search(text, place):
        mark = event.group()
        place = string_end(text, event.start()) if mark == '"' else event.end()
        depth += {"(*": 1, "*)": -1}.get(mark, 0)
        if depth == 0:
            return place
    return len(text)


def string_end(text: str, place: int) -> int:
    """The position behind the string that begins at `place`; that of the end where it is not closed."""
    string = _STRING.match(text, place)
    return string.end() if string else len(text)


def _stop(text: str, place: int) -> int:
    """The position behind the full stop that ends the sentence that begins at `place`."""
    while event := _EVENT.search(text, place):
        mark = event.group()
        if mark == "(*":
            place = comment_end(text, event.start())
        elif mark == '"':
            place = string_end(text, event.start())
        else:
            place = event.end()
            if mark in _STOPS:
                return place
    return len(text)
