"""Sentences that open and close sections, modules and module types, and what is open at a place of a file.

Not covered: what a module means. A sentence that defines a module at once (`Module M := N.`, `Declare Module M : T.`)
opens nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from wonton.core.sentences import comment_end, string_end

Kind = Literal["Section", "Module", "Module Type"]

_OPENING = re.compile(
    r"(?P<kind>Section|Module\s+Type|Module)\s+(?:(?:Import|Export)\s+)?(?P<name>[^\W\d][\w']*)(?P<rest>.*)\.\Z", re.S
)
_CLOSING = re.compile(r"End\s+(?P<name>[^\W\d][\w']*)\s*\.\Z")
_BINDERS = re.compile(r"\([^()]*\)")
_COMMENT_OR_STRING = re.compile(r'\(\*|"')
_WITH = re.compile(r"\bwith\s+(?:Definition|Module)\s+[\w'.]+\s*:=")


@dataclass(frozen=True, slots=True)
class Opening:
    """Something open: its kind and name, and where in its sentence the signature stands that it is checked against.

    `check` is the span of `<: T ...` up to the full stop, empty where there is none; it only says something about the
    module's end. `sealed` marks `Module M : T`, whose end hides what `T` does not name.
    """

    kind: Kind
    name: str
    check: tuple[int, int] = (0, 0)
    sealed: bool = False


def read_opening(sentence: str) -> Opening | None:
    """What `sentence` opens; None where it opens nothing. Comments must have been blanked (`blank_comments`)."""
    found = _OPENING.match(sentence)
    if not found:
        return None
    kind: Kind = "Section" if found["kind"] == "Section" else "Module" if found["kind"] == "Module" else "Module Type"
    opening = Opening(kind, found["name"])
    rest, shift = _blank_groups(found["rest"]), found.start("rest")
    if ":=" in _WITH.sub("", rest) or "<+" in rest:
        return None
    if (mark := rest.find("<:")) >= 0:
        return replace(opening, check=(shift + mark, found.end("rest")))
    return replace(opening, sealed=":" in rest)


def read_closing(sentence: str) -> str | None:
    """The name that `End NAME.` closes; None for any other sentence."""
    found = _CLOSING.match(sentence)
    return found["name"] if found else None


def footer(stack: tuple[Opening, ...]) -> str:
    """The text that closes everything in `stack`, the innermost first: one `End NAME.` a line."""
    return "".join(f"End {opening.name}.\n" for opening in reversed(stack))


def blank_comments(text: str) -> str:
    """`text` with every character of a comment but line ends made a space, strings left alone; the length stays."""
    pieces: list[str] = []
    place = kept = 0
    while event := _COMMENT_OR_STRING.search(text, place):
        if event.group() == '"':
            place = string_end(text, event.start())
            continue
        place = comment_end(text, event.start())
        pieces += [text[kept : event.start()], re.sub(r"[^\n]", " ", text[event.start() : place])]
        kept = place
    return "".join([*pieces, text[kept:]])


def _blank_groups(text: str) -> str:
    """`text` with every parenthesised group made spaces, its length unchanged."""
    while group := _BINDERS.search(text):
        text = text[: group.start()] + " " * (group.end() - group.start()) + text[group.end() :]
    return text
