"""What a header declares as the context of a theorem: the parameters of functors and of module types left open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from wonton.core.sentences import split_sentences

_OPENING = re.compile(r"Module\s+(?P<type>Type\s+)?(?P<name>[\w']+)(?P<rest>.*)", re.DOTALL)
_PARAMETER = re.compile(r"\(\s*(?:Import\s+|Export\s+)?(?P<names>[\w'\s]+?)\s*:")
_DECLARATION = re.compile(
    r"(?:#\[[^\]]*\]\s*)?(?:Local\s+|Global\s+)?(?:Axioms?|Parameters?|Conjectures?|Hypothes[ie]s|Variables?)\b"
    r"(?:\s+Inline(?:\s*\(\d+\))?)?\s+(?P<rest>.*)",
    re.DOTALL,
)
_INSTANCE = re.compile(r"Declare\s+Module\s+(?:Import\s+|Export\s+)?(?P<name>[\w']+)")


@dataclass
class _Room:
    """An open section, module or module type, with the names that are parameters inside it."""

    name: str
    is_type: bool
    names: set[str]


@lru_cache(maxsize=64)
def parameters(header: str) -> frozenset[str]:
    """Names that are parameters where `header` ends: module parameters of open functors, and what open module types
    declare. An assumption with such a name, or behind one, is context and no axiom."""
    return frozenset(name for room in _rooms(header) for name in room.names)


def open_types(header: str) -> frozenset[str]:
    """Names of the module types that are open where `header` ends: what stands in them is assumed, not proved."""
    return frozenset(room.name for room in _rooms(header) if room.is_type)


def _rooms(header: str) -> list[_Room]:
    """The rooms that are open where `header` ends, outermost first."""
    rooms: list[_Room] = []
    for sentence in split_sentences(header):
        word = sentence.text.split(maxsplit=1)[0].rstrip(".")
        if word == "End" and rooms:
            _close(rooms, sentence.text.split()[1].rstrip("."))
        elif word == "Section":
            rooms.append(_Room(sentence.text.split()[1].rstrip("."), False, set()))
        elif word == "Module":
            room = _room(sentence.text)
            rooms += [room] if room else []
        elif rooms and any(room.is_type for room in rooms):
            rooms[-1].names |= _declared(sentence.text)
    return rooms


def _close(rooms: list[_Room], name: str) -> None:
    while rooms and rooms.pop().name != name:
        continue


def _room(sentence: str) -> _Room | None:
    """The module that a sentence opens; None where it defines one at once (`Module A := B.`)."""
    match = _OPENING.match(sentence)
    if match is None or ":=" in match.group("rest"):
        return None
    names = {name for group in _PARAMETER.findall(match.group("rest")) for name in group.split()}
    return _Room(match.group("name"), match.group("type") is not None, names)


def _declared(sentence: str) -> set[str]:
    """Names that a declaration inside a module type introduces."""
    if instance := _INSTANCE.match(sentence):
        return {instance.group("name")}
    match = _DECLARATION.match(sentence)
    if match is None:
        return set()
    rest = match.group("rest")
    heads = re.findall(r"\(([^:()]*):", rest) if rest.startswith("(") else [rest.partition(":")[0]]
    return {name for head in heads for name in head.split()}
