"""Lesions: filters that take candidates away before the search may try them.

    wild_type, control_null     nothing is taken away
    block_<tactic>              no candidate that runs this tactic, wherever in it and by whatever name
    block_family_<family>       no candidate that runs a tactic of this family
    easy                        the easy list of the language; in force unless a run allows easy tactics

A lesion blocks what runs, not what is spelled: `block_simp` blocks `all_goals simp_all` too. A name is all there is to
a lesion: it prints as its name and is parsed from it. Blocked candidates stay visible, with what blocked them. Text
that cannot be read for certain is blocked by every lesion and by the easy list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from wonton.core.errors import UnknownNameError
from wonton.core.families import EASY, FAMILIES, FAMILY_OF, Family, Language
from wonton.core.tactics import (
    UNREADABLE,
    easy_heads,
    executed_families,
    executed_heads,
    head_family,
    normalize_tactic,
    tactic_family,
    tactic_head,
)
from wonton.core.tokens import tokenize
from wonton.providers.base import Candidate
from wonton.providers.escapes import escaped_words

WILD_TYPE = "wild_type"
CONTROL_NULL = "control_null"
EASY_LIST = "easy"

_TACTIC, _FAMILY = "block_", "block_family_"

LesionKind = Literal["nothing", "tactic", "family"]


@dataclass(frozen=True, slots=True)
class Lesion:
    """One lesion. `blocks` is the tactic's head or the family's name, `""` for a lesion that takes nothing away."""

    name: str
    kind: LesionKind
    blocks: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Filtered:
    """A candidate and the name of the filter that took it away, `""` where none did."""

    candidate: Candidate
    blocked_by: str = ""


def parse_lesion(name: str) -> Lesion:
    """The lesion of that name. Raises `UnknownNameError` where the name follows none of the patterns, or names a family
    that there is not. Any tactic may be named: providers propose more of them than a list could hold."""
    if name in (WILD_TYPE, CONTROL_NULL):
        return Lesion(name, "nothing")
    if name.startswith(_FAMILY):
        family = name.removeprefix(_FAMILY)
        if family not in set(FAMILIES):
            raise UnknownNameError("lesion", name, [_FAMILY + str(family) for family in FAMILIES])
        return Lesion(name, "family", family)
    blocked = name.removeprefix(_TACTIC)
    if name.startswith(_TACTIC) and _is_head(blocked):
        return Lesion(name, "tactic", blocked)
    known = [WILD_TYPE, CONTROL_NULL, "block_<tactic>", *(_FAMILY + str(family) for family in FAMILIES)]
    raise UnknownNameError("lesion", name, known)


def tactic_lesion(head: str) -> Lesion:
    """The lesion that blocks one tactic. Raises `UnknownNameError` where `head` cannot begin a tactic."""
    return parse_lesion(_TACTIC + head)


def family_lesion(family: Family) -> Lesion:
    """The lesion that blocks a family."""
    return parse_lesion(_FAMILY + family)


def lesions_for(tactics: Iterable[str], language: Language = "lean") -> list[Lesion]:
    """The lesions that a proof asks for: one per distinct head among its tactics, in order of appearance, then one per
    distinct family, in the fixed order."""
    used = list(tactics)
    heads = dict.fromkeys(head for tactic in used if (head := tactic_head(tactic, language)))
    families = {tactic_family(tactic, language) for tactic in used}
    return [
        *(tactic_lesion(head) for head in heads),
        *(family_lesion(family) for family in FAMILIES if family in families),
    ]


def hits(lesion: Lesion, tactic: str, language: Language = "lean") -> tuple[str, ...]:
    """The heads in `tactic` that `lesion` blocks, in order; empty where it leaves the tactic alone. `UNREADABLE` alone
    where the text cannot be read for certain."""
    if lesion.kind != "nothing" and UNREADABLE in executed_heads(tactic, language):
        return (UNREADABLE,)
    if lesion.kind == "tactic":
        return (lesion.blocks,) if lesion.blocks in executed_heads(tactic, language) else ()
    if lesion.kind == "family":
        family = Family(lesion.blocks)
        if family in executed_families(tactic, language):
            heads = executed_heads(tactic, language)
            return tuple(h for h in heads if head_family(h, language) is family) or heads[:1] or ("",)
    return ()


@dataclass(frozen=True, slots=True)
class LesionFilter:
    """What stands between a provider and the search: lesions, and the easy list unless `allow_easy`."""

    lesions: tuple[Lesion, ...] = ()
    allow_easy: bool = False
    language: Language = "lean"

    def blocked_by(self, tactic: str) -> str:
        """What takes `tactic` away: the first lesion that does, else the easy list; `""` where nothing does."""
        for lesion in self.lesions:
            if hits(lesion, tactic, self.language):
                return lesion.name
        return EASY_LIST if not self.allow_easy and easy_heads(tactic, self.language) else ""

    def apply(self, candidates: Sequence[Candidate]) -> list[Filtered]:
        """All `candidates` in order, each with what blocked it."""
        return [Filtered(candidate, self.blocked_by(candidate.tactic)) for candidate in candidates]

    def escapes(self, tactics: Iterable[str]) -> list[str]:
        """What should have been blocked in a script that was executed: the words, each once, in order of appearance.
        Empty for a sound run. Looks at words only, so it does not share the mistakes of `blocked_by`."""
        blocked = frozenset(lesion.blocks for lesion in self.lesions if lesion.kind == "tactic")
        families = {lesion.blocks for lesion in self.lesions if lesion.kind == "family"}
        blocked |= {head for head, family in FAMILY_OF[self.language].items() if family in families}
        if not self.allow_easy:
            blocked |= frozenset(EASY[self.language])
        found: dict[str, None] = {}
        for tactic in tactics if blocked else ():
            found.update(dict.fromkeys(escaped_words(tactic, blocked, self.language)))
        return list(found)


def lesion_filter(names: Iterable[str], allow_easy: bool = False, language: Language = "lean") -> LesionFilter:
    """The filter of the named lesions; `""` and the names of undamaged variants add nothing. Equal arguments give the
    same object, so that what it made of candidates can be remembered.

    Raises `UnknownNameError`.
    """
    return _filter(tuple(names), allow_easy, language)


@lru_cache(maxsize=256)
def _filter(names: tuple[str, ...], allow_easy: bool, language: Language) -> LesionFilter:
    lesions = [parse_lesion(name) for name in names if name]
    return LesionFilter(tuple(one for one in lesions if one.kind != "nothing"), allow_easy, language)


def _is_head(text: str) -> bool:
    """Whether `text` can begin a tactic: a single word."""
    tokens = tokenize(text, "lean")
    known = any(text in FAMILY_OF[language] for language in ("lean", "ltac"))
    return known or (len(tokens) == 1 and tokens[0].is_word and normalize_tactic(text) == text)
