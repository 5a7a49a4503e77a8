"""Ways around a lesion, found in the words of a script that was executed.

A second opinion, made to fail in other ways than the filter: it builds no tree and follows no structure. A word counts
wherever it stands, unless it is part of a dotted name or the constructor of an arm (`| intro a b => ..`). Words that
are ordinary names in terms too (`left`, `rfl`, `absurd`) count only where a tactic may begin, judged by what stands
just before. Does not know local names: a hypothesis called `simp` counts. Blind to tactics without a table entry that
run blocked ones, and to the family `other`, whose tactics no table lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wonton.core.families import COMBINATORS, FAMILY_OF, Language
from wonton.core.tactics import UNREADABLE, heads_that_run
from wonton.core.tokens import unreadable

_WORD = re.compile(r"(?<![\w.'«✝])[^\W\d][\w'!?]*(?![\w'»✝]|\.\w)")
_ARM = re.compile(r"[^|;\n]*=>")
_FUNCTION = re.compile(r"\bfun\b|λ")
_BEGINS = ("", ";", "|", "·", "{", "<;>", "=>")
_TERMS_TOO = frozenset(
    "left right exists use rfl trivial absurd intro split symm trans congr funext ext ext1 group abel ring reduce "
    "change show decide injection contradiction done infer_instance infer_instance_as subst unfold delta match "
    "have let eq_refl continuity measurability finish hint tauto specialize suffices calc conv contrapose exfalso "
    "nofun nomatch cut fold pattern field compute case elim functional dependent lazy red replace easy now auto "
    "symmetry transitivity reflexivity hnf eleft eright".split()
)


def escaped_words(tactic: str, blocked: frozenset[str], language: Language) -> Iterator[str]:
    """The words of `tactic` that name a `blocked` tactic or one that runs it; `UNREADABLE` first where the text cannot
    be read for certain."""
    if unreadable(tactic, language):
        yield UNREADABLE
    running = heads_that_run(blocked, language)
    anywhere = running & FAMILY_OF[language].keys() - _TERMS_TOO
    for match in _WORD.finditer(tactic):
        word = match.group()
        if word not in running or _is_arm(tactic, match):
            continue
        if word in anywhere or _may_begin(tactic[: match.start()], language):
            yield word


def _is_arm(tactic: str, match: re.Match[str]) -> bool:
    """Whether the word names the constructor of an arm: behind a bar, before an arrow."""
    return tactic[: match.start()].rstrip().endswith("|") and _ARM.match(tactic, match.end()) is not None


def _may_begin(before: str, language: Language) -> bool:
    """Whether a tactic may begin behind `before`."""
    text = before.rstrip(" \t(")
    if text.endswith("=>"):
        return not _FUNCTION.search(re.split(r"[|;\n]", text)[-1])
    if not text or text.endswith("\n") or any(mark and text.endswith(mark) for mark in _BEGINS):
        return True
    if language == "ltac" and text.endswith((".", "[", ":")):
        return True
    last = re.search(r"[\w']+$", text)
    return last is not None and last.group() in {"by", "then", "else", "in", "now", *COMBINATORS[language]}
