"""The Lean assistant: batches of candidates for one Lean process, states reached by replaying paths."""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from wonton.assistants.base import CheckedProof, Failure, Limits, Node, Script, Step, Theorem, Transition
from wonton.assistants.lean import document
from wonton.assistants.lean.base import Attempt, Elaboration, NoStatesError, Toolchain
from wonton.assistants.lean.check import check_proof
from wonton.assistants.lean.document import Document
from wonton.assistants.lean.forbidden import refusal
from wonton.assistants.lean.goals import GoalSyntaxError, Group, parse_goals, parse_groups, stable_message
from wonton.assistants.lean.process import LeanStopped
from wonton.assistants.lean.terms import TermSyntaxError
from wonton.assistants.lean.toolchain import WheelToolchain
from wonton.assistants.processes import resident_mb
from wonton.core.errors import AssistantError, StatementError
from wonton.core.goal import Goal
from wonton.core.library import Lemma

MAX_BATCH = 32  #: candidates in one document
MAX_DEATHS = 3  #: of processes that ran candidates from states; after as many, documents only
_ERROR = 1
_UNSOLVED = "unsolved goals"
#: `?a` in one candidate is the same hole as `?a` in the next one of the same document; `?_` is always a new one.
_NAMED_HOLE = re.compile(r"\?(?!_\b)\w")
_TIMEOUT = "(deterministic) timeout"


def open_assistant(cache: Path, project: str = "") -> LeanAssistant:
    """The Lean of the wheel, or, where one is named, of the Lake project in that folder; `cache` keeps what is built or
    found out once. Raises `MissingToolError` where there is no Lean, `SettingsError` where there is no project."""
    if project:
        from wonton.assistants.lean.project import ProjectToolchain

        return LeanAssistant(ProjectToolchain(Path(project), cache))
    return LeanAssistant(WheelToolchain(cache))


class LeanAssistant:
    """Lean 4, driven tactic by tactic.

    A node's path is its state. The worker keeps the states of the paths that it has seen and replays any other; so a
    worker that dies costs the time of a new one and nothing else. With `in_memory`, candidates run from these states;
    what that cannot decide, and everything without `in_memory`, is asked with documents, and says the same. A batch in
    which something went wrong beyond one candidate (a syntax error, a limit, a death) is taken apart and its candidates
    are tried alone; so what is reported of a candidate never depends on its company."""

    name = "lean"

    def __init__(self, toolchain: Toolchain, in_memory: bool = True) -> None:
        self.toolchain = toolchain
        self.fingerprint = toolchain.fingerprint
        self.command = toolchain.command
        self.in_memory = in_memory and toolchain.in_memory
        self.deaths = 0
        self._worker: Elaboration | None = None

    def start(self, theorem: Theorem) -> Node:
        """The root of `theorem`. Raises `StatementError` with Lean's message, `AssistantError` where Lean gave none."""
        limits = Limits()
        root = Node(theorem, (), ())
        page = document.opening(self._preamble(theorem, limits), root)
        try:
            messages = self._elaborate(page, limits)
        except LeanStopped as stopped:
            self._drop_worker()
            raise AssistantError(f"{theorem.item_id}: {stopped.message}", "run it again with --resume") from stopped
        if any(_line(m) == page.question and m.get("severity") != _ERROR for m in messages):
            raise StatementError(theorem.item_id, f"{theorem.name!r} is declared already", "give it another name")
        errors = [m["message"] for m in messages if m.get("severity") == _ERROR and _line(m) != page.question]
        if errors:
            raise StatementError(theorem.item_id, "\n".join(errors))
        goals = _probe_goals(page, messages)
        if goals is None:
            raise StatementError(theorem.item_id, "Lean printed no goal for it")
        return Node(theorem, (), goals)

    def lemmas(self, theorem: Theorem) -> tuple[Lemma, ...]:
        """The lemmas of the toolchain's library; see `Assistant.lemmas`."""
        return self.toolchain.lemmas_for(theorem)

    def apply(self, node: Node, tactics: Sequence[str], limits: Limits) -> list[Transition]:
        """Try each tactic on `node`; see `Assistant.apply`."""
        found: dict[int, Transition] = {}
        for place, tactic in enumerate(tactics):
            reason = refusal(tactic)
            if reason:
                found[place] = Transition(tactic, failure=Failure("forbidden", reason))
        rest = [place for place in range(len(tactics)) if place not in found]
        if self.in_memory:
            quick = self._from_states(node, [tactics[place] for place in rest], limits)
            found.update((place, answer) for place, answer in zip(rest, quick, strict=True) if answer)
            rest = [place for place in rest if place not in found]
        apart = (
            rest if node.coupled or len(rest) == 1 else [place for place in rest if _NAMED_HOLE.search(tactics[place])]
        )
        for place in apart:
            found[place] = self._alone(node, tactics[place], limits)
        rest = [place for place in rest if place not in found]
        while rest:
            now, rest = rest[:MAX_BATCH], rest[MAX_BATCH:]
            answers = self._batch(node, [tactics[place] for place in now], limits)
            found.update(zip(now, answers, strict=True))
        return [found[place] for place in range(len(tactics))]

    def proof(self, theorem: Theorem, script: Script) -> CheckedProof:
        """Compile the whole script in a clean process, read its axioms and its proof term."""
        return check_proof(self.toolchain, theorem, script)

    def close(self) -> None:
        """End the worker. Idempotent."""
        self._drop_worker()

    # -- from states in memory

    def _from_states(self, node: Node, tactics: Sequence[str], limits: Limits) -> list[Transition | None]:
        """The transitions of candidates that need no document; None for the others."""
        found: list[Transition | None] = []
        while len(found) < len(tactics):
            now = tactics[len(found) : len(found) + MAX_BATCH]
            pages = [document.trial(tactic) for tactic in now]
            begun = time.monotonic()
            try:
                answers = self._attempts(node, [page.text for page in pages], limits)
            except LeanStopped as stopped:
                self._drop_worker()
                self.deaths += stopped.why == "died"
                self.in_memory = self.in_memory and self.deaths < MAX_DEATHS
                if len(now) == 1:
                    found.append(_stopped(now[0], stopped, time.monotonic() - begun))
                else:
                    found += [self._alone(node, tactic, limits) for tactic in now]
                continue
            share = (time.monotonic() - begun) / len(now)
            for tactic, page, answer in zip(now, pages, answers, strict=True):
                found.append(_attempted(node, tactic, page.spans[0], answer, share) if answer else None)
        return found

    def _attempts(self, node: Node, texts: Sequence[str], limits: Limits) -> list[Attempt | None]:
        """What Lean says of these; nothing, from the first time on that it keeps no states."""
        preamble = self._preamble(node.theorem, limits)
        try:
            return self._live(limits).attempt(node, texts, preamble, limits.wall_seconds, limits.memory_mb)
        except NoStatesError as error:
            self.in_memory = False
            warnings.warn(f"Lean is asked with documents, which takes longer: {error}", stacklevel=2)
            return [None] * len(texts)

    # -- one document

    def _batch(self, node: Node, tactics: Sequence[str], limits: Limits) -> list[Transition]:
        """The transitions of a batch; candidates that spoil it are taken out and tried alone."""
        page = document.batch(self._preamble(node.theorem, limits), node, tactics)
        begun = time.monotonic()
        try:
            messages = self._elaborate(page, limits)
        except LeanStopped:
            self._drop_worker()
            return [self._alone(node, tactic, limits) for tactic in tactics]
        share = (time.monotonic() - begun) / len(tactics)
        if _probe_goals(page, messages) == node.goals:
            answers = [_read(node, t, span, messages, share) for t, span in zip(tactics, page.spans, strict=True)]
            return [answer or self._alone(node, t, limits) for answer, t in zip(answers, tactics, strict=True)]
        return self._taken_apart(node, tactics, _culprit(page, messages), limits)

    def _taken_apart(self, node: Node, tactics: Sequence[str], culprit: int | None, limits: Limits) -> list[Transition]:
        """The transitions of a batch that broke off: the culprit is tried alone, the others together again."""
        if culprit is None:
            return [self._alone(node, tactic, limits) for tactic in tactics]
        blamed = self._alone(node, tactics[culprit], limits)
        rest = [*tactics[:culprit], *tactics[culprit + 1 :]]
        others = self._batch(node, rest, limits) if rest else []
        return [*others[:culprit], blamed, *others[culprit:]]

    def _alone(self, node: Node, tactic: str, limits: Limits) -> Transition:
        page = document.alone(self._preamble(node.theorem, limits), node, tactic)
        begun = time.monotonic()
        try:
            messages = self._elaborate(page, limits)
        except LeanStopped as stopped:
            self._drop_worker()
            return _stopped(tactic, stopped, time.monotonic() - begun)
        elapsed = time.monotonic() - begun
        answer = _read(node, tactic, page.spans[0], messages, elapsed)
        return answer or _failed(tactic, [m for m in messages if m.get("severity") == _ERROR], elapsed)

    def _elaborate(self, page: Document, limits: Limits) -> list[dict[str, Any]]:
        return self._live(limits).elaborate(page.text, page.head, limits.wall_seconds, limits.memory_mb)

    def _live(self, limits: Limits) -> Elaboration:
        """The worker, a new one where there is none or it has grown."""
        worker = self._worker
        if worker is not None and (
            worker.process.poll() is not None or resident_mb(worker.process.pid) > limits.memory_mb / 2
        ):
            self._drop_worker()
            worker = None
        if worker is None:
            worker = self._worker = self.toolchain.elaborator()
        return worker

    def _drop_worker(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _preamble(self, theorem: Theorem, limits: Limits) -> str:
        return self.toolchain.preamble.text(limits.heartbeats, theorem.header)


def _line(message: dict[str, Any]) -> int:
    return int(message["range"]["start"]["line"])


def _probe_goals(page: Document, messages: Sequence[dict[str, Any]]) -> tuple[Goal, ...] | None:
    """The goals that the document's `trace_state` printed; None where it was not reached or cannot be read."""
    for message in messages:
        if _line(message) == page.probe and message.get("severity") != _ERROR:
            try:
                return parse_goals(message["message"])
            except (GoalSyntaxError, TermSyntaxError):
                return None
    return None


def _culprit(page: Document, messages: Sequence[dict[str, Any]]) -> int | None:
    """The candidate at which a batch broke off: the last one with an error."""
    last = max((_line(m) for m in messages if m.get("severity") == _ERROR), default=-1)
    return next((place for place, span in enumerate(page.spans) if span[0] <= last <= span[1]), None)


def _read(
    node: Node, tactic: str, span: tuple[int, int], messages: Sequence[dict[str, Any]], elapsed: float
) -> Transition | None:
    """What the messages on one candidate's lines say; None where they do not say anything."""
    start, done = span
    errors = [m for m in messages if m.get("severity") == _ERROR and start <= _line(m) < done]
    if errors:
        return _failed(tactic, errors, elapsed)
    for message in messages:
        if _line(message) == done and message.get("severity") == _ERROR:
            return _succeeded(node, tactic, message["message"], elapsed)
        if _line(message) == done + 1 and message.get("severity") != _ERROR:
            return Transition(tactic, elapsed=elapsed)
    return None


def _attempted(node: Node, tactic: str, span: tuple[int, int], attempt: Attempt, elapsed: float) -> Transition | None:
    """What came of a candidate run from a state; None where the messages do not say it."""
    errors = any(m.get("severity") == _ERROR for m in attempt.messages)
    if attempt.closed and not errors:
        return Transition(tactic, elapsed=elapsed)
    if attempt.groups is not None and not errors:
        return _left(node, tactic, attempt.groups, elapsed)
    return _read(node, tactic, span, attempt.messages, elapsed)


def _succeeded(node: Node, tactic: str, message: str, elapsed: float) -> Transition:
    try:
        return _left(node, tactic, parse_groups(message.removeprefix(_UNSOLVED)), elapsed)
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


def _failed(tactic: str, errors: Sequence[dict[str, Any]], elapsed: float) -> Transition:
    text = "\n".join(stable_message(m["message"]) for m in errors) or "Lean gave no answer"
    if _TIMEOUT in text:
        return Transition(tactic, failure=Failure("timeout", text), elapsed=elapsed, limit_met="heartbeats")
    return Transition(tactic, failure=Failure("error", text), elapsed=elapsed)


def _stopped(tactic: str, stopped: LeanStopped, elapsed: float) -> Transition:
    if stopped.why == "wall":
        return Transition(tactic, failure=Failure("timeout", stopped.message), elapsed=elapsed, limit_met="wall")
    limit: Literal["", "memory"] = "memory" if stopped.why == "memory" else ""
    return Transition(tactic, failure=Failure("crashed", stopped.message), elapsed=elapsed, limit_met=limit)
