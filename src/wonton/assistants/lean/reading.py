"""From what Lean says of candidates to transitions: messages on a document's lines, and attempts run from states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wonton.assistants.base import Failure, Node, Step, Transition
from wonton.assistants.lean.base import Attempt
from wonton.assistants.lean.document import Document, Span, trial
from wonton.assistants.lean.goals import GoalSyntaxError, Group, parse_goals, parse_groups, stable_message, with_shown
from wonton.assistants.lean.terms import TermSyntaxError
from wonton.core.goal import Goal

ERROR = 1
_UNSOLVED = "unsolved goals"
_TIMEOUT = "(deterministic) timeout"
_TAKEN = "already been declared"


def line_of(message: dict[str, Any]) -> int:
    """The line of a diagnostic, from 0."""
    return int(message["range"]["start"]["line"])


def probe_goals(page: Document, messages: Sequence[dict[str, Any]]) -> tuple[Goal, ...] | None:
    """The goals that the document's `trace_state` printed; None where it was not reached or cannot be read."""
    for message in messages:
        if line_of(message) == page.probe and message.get("severity") != ERROR:
            try:
                goals = parse_goals(message["message"])
                ((_, seen),) = with_shown([(tuple(range(len(goals))), goals)], _printed(messages, page.shown))
                return seen
            except (GoalSyntaxError, TermSyntaxError):
                return None
    return None


def is_taken(page: Document, messages: Sequence[dict[str, Any]]) -> bool:
    """Whether Lean refused to declare the theorem's name once more."""
    return any(line_of(m) == page.question and _TAKEN in m["message"] for m in messages)


def culprit(page: Document, messages: Sequence[dict[str, Any]]) -> int | None:
    """The candidate at which a batch broke off: the last one with an error."""
    last = max((line_of(m) for m in messages if m.get("severity") == ERROR), default=-1)
    return next((place for place, span in enumerate(page.spans) if span[0] <= last <= span[1]), None)


def read_document(
    node: Node, tactic: str, span: Span, messages: Sequence[dict[str, Any]], elapsed: float
) -> Transition | None:
    """What the messages on one candidate's lines say; None where they do not say anything."""
    start, done, shown = span
    errors = [m for m in messages if m.get("severity") == ERROR and start <= line_of(m) < done]
    if errors:
        return failed(tactic, errors, elapsed)
    for message in messages:
        if line_of(message) == done and message.get("severity") == ERROR:
            return _succeeded(node, tactic, message["message"], _printed(messages, shown), elapsed)
        if line_of(message) == done + 1 and message.get("severity") != ERROR:
            return Transition(tactic, elapsed=elapsed)
    return None


def read_attempt(node: Node, tactic: str, span: Span, attempt: Attempt, elapsed: float) -> Transition | None:
    """What came of a candidate run from a state; None where the messages do not say it."""
    errors = any(m.get("severity") == ERROR for m in attempt.messages)
    if attempt.closed and not errors:
        return Transition(tactic, elapsed=elapsed)
    if attempt.groups is not None and not errors:
        return _left(node, tactic, with_shown(attempt.groups, _printed(attempt.messages, span[2])), elapsed)
    return read_document(node, tactic, span, attempt.messages, elapsed)


def leads_to(node: Node, here: Attempt, shown: Sequence[str] = ()) -> bool:
    """Whether the last step of the path to `node`, run again, came to what it came to before."""
    if not node.path:
        return here.groups is None or [goals for _, goals in here.groups] == [node.goals]
    step = node.path[-1]
    span = trial(step.tactic, shown).spans[0]
    again = read_attempt(Node(node.theorem, node.path[:-1], ()), step.tactic, span, here, 0.0)
    found = [] if again is None else [child for child in again.children if child == node]
    return [child.goals for child in found] == [node.goals]


def _printed(messages: Sequence[dict[str, Any]], line: int) -> str:
    """What Lean printed on that line; empty where it printed nothing."""
    if line < 0:
        return ""
    return next((str(m["message"]) for m in messages if line_of(m) == line and m.get("severity") != ERROR), "")


def _succeeded(node: Node, tactic: str, message: str, shown: str, elapsed: float) -> Transition:
    try:
        return _left(node, tactic, with_shown(parse_groups(message.removeprefix(_UNSOLVED)), shown), elapsed)
    except (GoalSyntaxError, TermSyntaxError) as error:
        return Transition(
            tactic, failure=Failure("error", f"it left a goal that we cannot read. {error}"), elapsed=elapsed
        )


def _left(node: Node, tactic: str, groups: Sequence[Group], elapsed: float) -> Transition:
    """A candidate that left these goals."""
    left = sum(len(places) for places, _ in groups)
    children = tuple(
        Node(node.theorem, (*node.path, Step(tactic, number, places, left)), goals)
        for number, (places, goals) in enumerate(groups)
    )
    return Transition(tactic, children, elapsed=elapsed)


def failed(tactic: str, errors: Sequence[dict[str, Any]], elapsed: float) -> Transition:
    """A candidate that failed with these errors."""
    text = "\n".join(stable_message(m["message"]) for m in errors) or "Lean gave no answer"
    if _TIMEOUT in text:
        return Transition(tactic, failure=Failure("timeout", text), elapsed=elapsed, limit_met="heartbeats")
    return Transition(tactic, failure=Failure("error", text), elapsed=elapsed)
