"""From the goals that Lean prints to `Goal` values.

Lean prints a goal as lines: an optional `case tag`, hypotheses (several names may share a type), and the target
behind `⊢`. Tags depend on how a batch was laid out and metavariable numbers on what ran before, so tags are dropped
and metavariables are renumbered in the order of their appearance: the same state gives the same text whatever process
printed it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from wonton.assistants.lean.terms import parse_term
from wonton.core.errors import WontonError
from wonton.core.goal import Goal, Hypothesis

_METAVARIABLE = re.compile(r"\?[^\s()\[\]{}⦃⦄:,;@]+")
_HYPOTHESIS = re.compile(r"(?P<names>[^:]+?) : (?P<type>.*)", re.DOTALL)


class GoalSyntaxError(WontonError):
    """Lean printed a goal that does not look like one."""


def metavariable_numbering() -> Callable[[str], str]:
    """A renaming that calls metavariables `?1`, `?2`, ... in the order in which it first meets them."""
    labels: dict[str, str] = {}

    def rename(label: str) -> str:
        return labels.setdefault(label, f"?{len(labels) + 1}")

    return rename


def stable_message(text: str) -> str:
    """Lean's message without what depends on the layout of a batch: case tags go, metavariables are renumbered."""
    rename = metavariable_numbering()
    lines = [line for line in text.splitlines() if not line.startswith("case ")]
    numbered = [re.sub(r"\?(?:m|u|_uniq)\.\d+", lambda match: rename(match.group()), line) for line in lines]
    return "\n".join(numbered).strip()


def parse_goals(text: str) -> tuple[Goal, ...]:
    """The goals of one message, in order; none for an empty text or `no goals`. Raises `GoalSyntaxError`."""
    rename = metavariable_numbering()
    numbered = _METAVARIABLE.sub(lambda match: rename(match.group()), text)
    return tuple(_goal(block) for block in _blocks(numbered))


def _blocks(text: str) -> list[tuple[str, ...]]:
    """The lines of each goal, its tag left out: a block ends at the blank line behind its target."""
    if text.strip() in ("", "no goals"):
        return []
    return [_joined(block.split("\n")) for block in re.split(r"\n\s*\n", text.strip())]


def _joined(lines: Sequence[str]) -> tuple[str, ...]:
    """Lines with their indented continuations put behind them, without the tag."""
    joined: list[str] = []
    for line in lines:
        if line.startswith(" ") and joined:
            joined[-1] += " " + line.strip()
        elif not line.startswith("case "):
            joined.append(line)
    return tuple(joined)


@lru_cache(maxsize=8192)
def _goal(lines: tuple[str, ...]) -> Goal:
    hypotheses: list[Hypothesis] = []
    names: frozenset[str] = frozenset()
    for line in lines:
        if line.startswith("⊢ "):
            return Goal(tuple(hypotheses), parse_term(line[2:], names), line[2:])
        found = _hypotheses(line, names)
        hypotheses += found
        names |= {hypothesis.name for hypothesis in found}
    raise GoalSyntaxError(f"cannot read Lean's goal: no target in {lines!r}")


@lru_cache(maxsize=8192)
def _hypotheses(line: str, scope: frozenset[str]) -> tuple[Hypothesis, ...]:
    match = _HYPOTHESIS.fullmatch(line)
    if match is None:
        raise GoalSyntaxError(f"cannot read Lean's hypothesis {line!r}")
    text, _, value_text = match.group("type").partition(" := ")
    type_ = parse_term(text, scope)
    value = parse_term(value_text, scope) if value_text else None
    return tuple(Hypothesis(name, text, type_, value) for name in match.group("names").split())
