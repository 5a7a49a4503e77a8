"""From the goals that Lean prints to `Goal` values.

Lean prints a goal as lines: an optional `case tag`, hypotheses (several names may share a type), and the target
behind `⊢`. Tags depend on how a batch was laid out and metavariable numbers on what ran before, so tags are dropped
and metavariables are renumbered in the order of their appearance: the same state gives the same text whatever process
printed it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from wonton.assistants.lean.terms import parse_declaration, parse_term
from wonton.core.errors import WontonError
from wonton.core.goal import Goal, Hypothesis

_METAVARIABLE = re.compile(r"\?[^\s()\[\]{}⦃⦄:,;@]+")
_DAGGER = re.compile("✝[⁰¹²³⁴⁵⁶⁷⁸⁹]*")  #: of a metavariable's name, not of the tag of its goal
_ANONYMOUS = re.compile(r"\?(?:m|u|_uniq)\.\d+")
_TAG = re.compile(r"\Acase .*\n")
_NAME = re.compile(r"(?:«[^»]*»|[^\s:«])+")
_HYPOTHESIS = re.compile(rf"(?P<names>{_NAME.pattern}(?: {_NAME.pattern})*) : (?P<type>.*)", re.DOTALL)


#: Goals that stay together, and their places among all.
Group = tuple[tuple[int, ...], tuple[Goal, ...]]


class GoalSyntaxError(WontonError):
    """Lean printed a goal that does not look like one."""


def stable_message(text: str) -> str:
    """Lean's message without what depends on the layout of a batch: case tags go, metavariables are renumbered."""
    labels: dict[str, str] = {}
    lines = [line for line in text.splitlines() if not line.startswith("case ")]
    numbered = _ANONYMOUS.sub(lambda m: labels.setdefault(m.group(), f"?{len(labels) + 1}"), "\n".join(lines))
    return numbered.strip()


def parse_goals(text: str) -> tuple[Goal, ...]:
    """All goals of one message as one group; none for an empty text or `no goals`. Raises `GoalSyntaxError`."""
    return _numbered(_blocks(text))


def parse_groups(text: str) -> list[Group]:
    """The goals of one message, grouped, metavariables numbered within the group. Raises `GoalSyntaxError`."""
    blocks = _blocks(text)
    groups = coupled([(block.label, _DAGGER.sub("", "\n".join(block.lines))) for block in blocks])
    return [(group, _numbered([blocks[place] for place in group])) for group in groups]


def with_shown(groups: Sequence[Group], text: str) -> list[Group]:
    """The same goals with what Lean printed of them for people; unchanged where that is not as many goals. Tags go and
    metavariables are numbered by group, as they appear."""
    blocks = [_TAG.sub("", block) for block in re.split(r"\n\s*\n", text.strip())] if text.strip() else []
    if len(blocks) != sum(len(places) for places, _ in groups):
        return list(groups)
    found = []
    for places, goals in groups:
        numbers = Numbers()
        shown = [numbers.text(blocks[place]) for place in places]
        found.append((places, tuple(replace(goal, shown=one) for goal, one in zip(goals, shown, strict=True))))
    return found


def coupled(goals: Sequence[tuple[str, str]]) -> list[tuple[int, ...]]:
    """Places of goals, by group, given the metavariable that each would be (or `""`) and its text. A goal that mentions
    a metavariable which another one mentions, or is, belongs together with it. All such goals form one group, which
    stands where its first goal does; each other goal is a group of its own."""
    mentioned = [frozenset(_METAVARIABLE.findall(text)) for _, text in goals]
    own = [names | {label} for names, (label, _) in zip(mentioned, goals, strict=True)]
    together = tuple(
        place
        for place in range(len(goals))
        if any(
            mentioned[place] & own[other] or own[place] & mentioned[other]
            for other in range(len(goals))
            if other != place
        )
    )
    groups: list[tuple[int, ...]] = [(place,) for place in range(len(goals)) if place not in together]
    return sorted([*groups, together] if together else groups)


class Numbers:
    """The metavariables of one group of goals, numbered in the order in which they are met."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def text(self, text: str) -> str:
        """`text` with numbers for its metavariables."""
        return _METAVARIABLE.sub(lambda match: self.found.setdefault(match.group(), f"?{len(self.found) + 1}"), text)


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of one printed goal, and its tag as the metavariable label that would mention it: `""` where the goal
    itself mentions that label, for then it is another one's, too."""

    label: str
    lines: tuple[str, ...]


def _blocks(text: str) -> list[_Block]:
    """The goals of a message, still as text: a block ends at the blank line behind its target."""
    if text.strip() in ("", "no goals"):
        return []
    blocks = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.split("\n")
        tag = lines.pop(0).removeprefix("case ") if lines[0].startswith("case ") else ""
        own = _METAVARIABLE.findall(_DAGGER.sub("", "\n".join(lines)))
        blocks.append(_Block(f"?{tag}" if tag and f"?{tag}" not in own else "", _joined(lines)))
    return blocks


def _numbered(blocks: Sequence[_Block]) -> tuple[Goal, ...]:
    """The goals of one group. Tags that no goal mentions are dropped."""
    numbers = Numbers()
    goals = [_goal(tuple(numbers.text(line) for line in block.lines)) for block in blocks]
    known = {_DAGGER.sub("", name): number for name, number in reversed(numbers.found.items())}
    fills = [known.get(block.label, "") for block in blocks]
    return tuple(replace(goal, fills=label) if label else goal for goal, label in zip(goals, fills, strict=True))


def _joined(lines: Sequence[str]) -> tuple[str, ...]:
    """Lines with their indented continuations put behind them."""
    joined: list[str] = []
    for line in lines:
        if line.startswith(" ") and joined:
            joined[-1] += " " + line.strip()
        else:
            joined.append(line)
    return tuple(joined)


@lru_cache(maxsize=8192)
def _goal(lines: tuple[str, ...]) -> Goal:
    hypotheses: list[Hypothesis] = []
    names: frozenset[str] = frozenset()
    for line in lines:
        mentioned = frozenset(name for name in names if name in line)  # or seems to be: enough to read the line alike
        if line.startswith("⊢ "):
            return Goal(tuple(hypotheses), parse_term(line[2:], mentioned), line[2:])
        found = _hypotheses(line, mentioned)
        hypotheses += found
        names |= {hypothesis.name for hypothesis in found}
    raise GoalSyntaxError(f"cannot read Lean's goal: no target in {lines!r}")


@lru_cache(maxsize=8192)
def _hypotheses(line: str, scope: frozenset[str]) -> tuple[Hypothesis, ...]:
    match = _HYPOTHESIS.fullmatch(line)
    if match is None:
        raise GoalSyntaxError(f"cannot read Lean's hypothesis {line!r}")
    declared = parse_declaration(match.group("type"), scope)
    names = _NAME.findall(match.group("names"))
    return tuple(Hypothesis(name, declared.text, declared.type, declared.value) for name in names)
