"""Failure analysis: why a search found no proof, and what its rejected tactics were told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

#: Why a variant has no proof.
#: `budget`: iterations spent, goals left; `dead`: every way was tried to its end; `dead_lesioned`: the same, but a
#: lesion or filter took candidates away; `dead_limited`: the same, but a cycle, the depth limit or a tactic's limit cut
#: something off; `unproved`: the search closed, its script did not reach `axioms_ok`; `open`: none of these.
FailureReason = Literal["budget", "dead", "dead_lesioned", "dead_limited", "unproved", "open"]
FAILURE_REASONS: tuple[FailureReason, ...] = get_args(FailureReason)

_QUOTED = re.compile(r"`[^`\n]*`|'[^'\n]*'|\"[^\"\n]*\"|“[^”\n]*”|«[^»\n]*»")
_NUMBER = re.compile(r"\d+")
_LONGEST = 100


def failure_reason(status: str, cuts: Iterable[str], search_closed: bool, solved: bool) -> FailureReason | None:
    """The reason, from a search's status (`open solved dead exhausted`) and the cuts at its root; None where solved.

    A dead root with several cuts counts as lesioned where `blocked` is among them.
    """
    if solved:
        return None
    if search_closed:
        return "unproved"
    if status == "dead":
        found = frozenset(cuts)
        return "dead_lesioned" if "blocked" in found else "dead_limited" if found else "dead"
    return "budget" if status == "exhausted" else "open"


def message_class(message: str) -> str:
    """A message's first line that says something, with what is quoted in it and all numbers taken out, at most 100
    characters: messages about different goals fall into one class."""
    line = next((line.strip() for line in message.splitlines() if line.strip()), "")
    return _NUMBER.sub("#", _QUOTED.sub("_", line))[:_LONGEST]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A tactic that was tried and failed."""

    family: str
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Rejections:
    """Rejected attempts, counted by kind of failure and by (class of message, family)."""

    kinds: tuple[tuple[str, int], ...]
    messages: tuple[tuple[str, str, int], ...]

    def to_json(self) -> dict[str, object]:
        """Counts by kind and by class of message."""
        rows = [{"message": m, "family": f, "count": n} for m, f, n in self.messages]
        return {"rejected": dict(self.kinds), "messages": rows}


def rejections(rows: Iterable[Rejection]) -> Rejections:
    """The rejected attempts counted: kinds by name, classes of messages by frequency, ties by their words."""
    found: Sequence[Rejection] = list(rows)
    kinds = Counter(row.kind or "error" for row in found)
    messages = Counter((message_class(row.message), row.family) for row in found)
    ordered = sorted(messages.items(), key=lambda item: (-item[1], item[0]))
    return Rejections(tuple(sorted(kinds.items())), tuple((m, f, n) for (m, f), n in ordered))
