"""From what a model wrote to candidates. The texts are untrusted: what the assistants refuse they refuse themselves."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence

from wonton.core.families import Language
from wonton.core.tactics import normalize_tactic
from wonton.providers.base import Candidate
from wonton.providers.models.writing import Written

#: Longer texts are dropped.
MAX_CHARACTERS = 1_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f�]")
_FENCE = re.compile(r"```[a-z0-9]*\n?")
_TAC_END = "[/TAC]"

#: Finds the tactic in a text; `""` where there is none.
Cut = Callable[[str], str]


def whole(text: str) -> str:
    """All of it."""
    return text.strip()


def first_line(text: str) -> str:
    """The first line that is not empty."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def before_tac_end(text: str) -> str:
    """What stands before `[/TAC]`, else the first line that is not empty."""
    tactic, end, _ = text.partition(_TAC_END)
    return tactic.strip() if end else first_line(text)


def reply(text: str) -> str:
    """The first line of a chat's reply, fences and back quotes taken off."""
    return first_line(_FENCE.sub("", text)).strip("`").strip()


def tac_ended(text: str) -> bool:
    """Whether a text has come to its `[/TAC]`."""
    return _TAC_END in text


def line_ended(text: str) -> bool:
    """Whether a text has a line that is not empty behind it."""
    return "\n" in text.lstrip()


def never(text: str) -> bool:
    """Only the model ends a text."""
    return False


def candidates_of(written: Sequence[Written], cut: Cut, language: Language) -> list[Candidate]:
    """The tactics in `written`, most probable first, each once.

    Its probability is that of all texts that hold it; where the probability of some text is unknown, the share of texts
    that hold it. Texts without a usable tactic keep their part: the sum is at most 1.
    """
    found: dict[str, float] = {}
    for tactic, probability in _weighed(written, cut, language):
        if tactic:
            found[tactic] = found.get(tactic, 0.0) + probability
    scale = max(1.0, math.fsum(found.values()))
    ranked = sorted(found.items(), key=lambda item: -item[1])
    return [Candidate(tactic, probability / scale) for tactic, probability in ranked]


def _weighed(written: Sequence[Written], cut: Cut, language: Language) -> Iterator[tuple[str, float]]:
    logs = [text.log_probability for text in written]
    if any(log is None for log in logs):
        yield from ((_tactic(text.text, cut, language), 1 / len(written)) for text in written)
        return
    for text in written:
        yield _tactic(text.text, cut, language), math.exp(min(0.0, text.log_probability or 0.0))


def _tactic(text: str, cut: Cut, language: Language) -> str:
    """The tactic in `text` in normal form; `""` where it is none that could be sent."""
    tactic = normalize_tactic(cut(text), language)
    usable = 0 < len(tactic) <= MAX_CHARACTERS and not _CONTROL.search(tactic)
    return tactic if usable else ""
