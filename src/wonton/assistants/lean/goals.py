"""From the goals that Lean prints to `Goal` values.

Lean prints a goal as lines: an optional `case tag`, hypotheses (several names may share a type), and the target behind `⊢`.
Tags depend on how a batch was laid out and metavariable numbers on what ran before, so tags are dropped and metavariables are
renumbered in the order of their appearance: the same state gives the same text whatever process printed it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

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
    numbered = [re.sub(r"\?m\.\d+|\?_uniq\.\d+", lambda match: rename(match.group()), line) for line in lines]
    return "\n".join(numbered).strip()


def parse_goals(text: str) -> tuple[Goal, ...]:
    """The goals of one message, in order; none for an empty text or `no goals`. Raises `GoalSyntaxError`."""
    rename = metavariable_numbering()
    blocks = _blocks(text)
    return tuple(_goal(block, rename) for block in blocks)


def _blocks(text: str) -> list[list[str]]:
    """The lines of each goal: a block ends at the blank line behind its target."""
    if text.strip() in ("", "no goals"):
        return []
    return [_joined(block.split("\n")) for block in re.split(r"\n\s*\n", text.strip())]


def _joined(lines: Sequence[str]) -> list[str]:
    """Lines with their indented continuations put behind them."""
    joined: list[str] = []
    for line in lines:
        if line.startswith(" ") and joined:
            joined[-1] += " " + line.strip()
        else:
            joined.append(line)
    return joined


def _goal(lines: Sequence[str], rename: Callable[[str], str]) -> Goal:
    hypotheses: list[Hypothesis] = []
    names: list[str] = []
    for line in lines:
        if line.startswith("case "):
            continue
        if line.startswith("⊢ "):
            target = _METAVARIABLE.sub(lambda match: rename(match.group()), line[2:])
            return Goal(tuple(hypotheses), parse_term(target, frozenset(names)), target)
        for hypothesis in _hypotheses(line, names, rename):
            hypotheses.append(hypothesis)
            names.append(hypothesis.name)
    raise GoalSyntaxError(f"cannot read Lean's goal: no target in {lines!r}")


def _hypotheses(line: str, known: Sequence[str], rename: Callable[[str], str]) -> list[Hypothesis]:
    match = _HYPOTHESIS.fullmatch(line)
    if match is None:
        raise GoalSyntaxError(f"cannot read Lean's hypothesis {line!r}")
    text, _, value_text = match.group("type").partition(" := ")
    text = _METAVARIABLE.sub(lambda found: rename(found.group()), text)
    scope = frozenset(known)
    type_ = parse_term(text, scope)
    value = parse_term(_METAVARIABLE.sub(lambda m: rename(m.group()), value_text), scope) if value_text else None
    return [Hypothesis(name, text, type_, value) for name in match.group("names").split()]
