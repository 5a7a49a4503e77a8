"""The Rocq assistant: candidates sent to `coqidetop` one behind the other, states reached by going back in its
document."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from wonton.assistants.base import CheckedProof, Failure, Limits, Node, Script, Step, Theorem, Transition
from wonton.assistants.rocq import protocol
from wonton.assistants.rocq.check import check_proof
from wonton.assistants.rocq.forbidden import bare, refusal
from wonton.assistants.rocq.goals import GoalSyntaxError, dependencies, groups, stable_message
from wonton.assistants.rocq.lemmas import Lemmas
from wonton.assistants.rocq.process import RocqStopped, TopLevel
from wonton.assistants.rocq.protocol import PrintedGoals, Reply
from wonton.assistants.rocq.session import DocumentError, Place, Session
from wonton.assistants.rocq.terms import TermSyntaxError
from wonton.assistants.rocq.toolchain import Toolchain
from wonton.core.errors import AssistantError
from wonton.core.library import Lemma

MAX_BATCH = 16  #: candidates sent ahead of their replies, and
_BATCH_BYTES = 32_768  #: their bytes at most: a pipe holds twice as much, so that writing never waits


def open_assistant(cache: Path) -> RocqAssistant:
    """The installed Rocq; `cache` keeps the compiled library. Raises `MissingToolError` where there is no Rocq."""
    return RocqAssistant(Toolchain(cache))


class RocqAssistant:
    """Rocq, driven tactic by tactic.

    A node's path is its state. A candidate is appended to the document at the node, the goals are asked for, and the
    document goes back to the node. What a candidate leaves in the process (memory, a pending interrupt, its death) is
    no concern of the next one: it finds the same document."""

    name = "rocq"

    def __init__(self, toolchain: Toolchain) -> None:
        self.toolchain = toolchain
        self.fingerprint = toolchain.fingerprint
        self.session = Session(toolchain.top_level)
        self._lemmas = Lemmas(toolchain, self.session)

    def start(self, theorem: Theorem) -> Node:
        """The root of `theorem`. Raises `StatementError` with Coq's message, `AssistantError` where Coq gave none."""
        try:
            found = groups(self.session.open(theorem, Limits()).goals)
        except RocqStopped as stopped:
            raise AssistantError(f"{theorem.item_id}: {stopped.message}", "run it again with --resume") from stopped
        return Node(theorem, (), found[0][1])

    def lemmas(self, theorem: Theorem) -> tuple[Lemma, ...]:
        """Lemmas in reach of `theorem`: those of the Core library where its header imports that, else what `Search`
        finds for the statement."""
        return self._lemmas.of(theorem)

    def apply(self, node: Node, tactics: Sequence[str], limits: Limits) -> list[Transition]:
        """Try each tactic on `node`; see `Assistant.apply`."""
        found: dict[int, Transition] = {}
        for place, tactic in enumerate(tactics):
            reason = refusal(tactic)
            if reason:
                found[place] = Transition(tactic, failure=Failure("forbidden", reason))
        rest = [place for place in range(len(tactics)) if place not in found]
        while rest:
            answers = self._batch(node, [tactics[place] for place in rest], limits)
            found.update(zip(rest, answers, strict=False))
            rest = rest[len(answers) :]
        return [found[place] for place in range(len(tactics))]

    def proof(self, theorem: Theorem, script: Script) -> CheckedProof:
        """Compile the whole script in a clean process, read its axioms and its proof term."""
        return check_proof(self.toolchain, theorem, script)

    def close(self) -> None:
        """End the process. Idempotent."""
        self.session.drop()

    # -- candidates

    def _batch(self, node: Node, tactics: Sequence[str], limits: Limits) -> list[Transition]:
        """The transitions of the first of `tactics`, at least of one."""
        begun = time.monotonic()
        try:
            here = self.session.reach(node, limits)
        except RocqStopped as stopped:
            return [_stopped(tactics[0], stopped, time.monotonic() - begun)]
        top = self.session.top
        assert top is not None
        requests = _requests(here.state, tactics)
        try:
            top.send(b"".join(requests), 3 * len(requests))
        except RocqStopped:
            self.session.drop()
            return self._batch(node, tactics, limits)
        begun = time.monotonic()
        answers: list[Transition] = []
        deep: list[int] = []
        for tactic in tactics[: len(requests)]:
            answer, sound, cut_off = self._answer(top, here, node, tactic, limits)
            answers.append(answer)
            deep += [len(answers) - 1] if cut_off else []
            if not sound:
                return answers
        for place in deep:
            if self.session.top is top:
                answers[place] = self._with_numerals(here, node, tactics[place], limits)
        share = (time.monotonic() - begun) / len(answers)
        return [replace(answer, elapsed=share) for answer in answers]

    def _answer(
        self, top: TopLevel, here: Place, node: Node, tactic: str, limits: Limits
    ) -> tuple[Transition, bool, bool]:
        """What became of one candidate, whether the replies that follow can be trusted, and whether Coq cut its goals
        off."""
        begun = time.monotonic()
        deadline = begun + limits.wall_seconds
        try:
            replies = []
            for _ in range(3):
                replies.append(top.receive(max(0.0, deadline - time.monotonic()), limits.memory_mb))
        except RocqStopped as stopped:
            if stopped.why == "wall":
                self._interrupt(top, here, limits)
            else:
                self.session.drop()
            return _stopped(tactic, stopped, time.monotonic() - begun, limits), False, False
        added, goals, back = replies
        if not back.good:
            self.session.drop()
        answer = _read(here, node, tactic, added if added.state is None else goals, time.monotonic() - begun)
        return answer, back.good, goals.cut_off

    def _with_numerals(self, here: Place, node: Node, tactic: str, limits: Limits) -> Transition:
        """Try a candidate again and read its goals with numerals; it works, and the document stands at `here`."""
        begun = time.monotonic()
        try:
            self.session.ask(protocol.add(f"{bare(tactic)}.", here.state), limits)
            reply = self.session.with_numerals(limits)
            self.session.back(here.state, limits)
        except RocqStopped as stopped:
            self.session.drop()
            return _stopped(tactic, stopped, time.monotonic() - begun, limits)
        return _read(here, node, tactic, reply, time.monotonic() - begun)

    def _interrupt(self, top: TopLevel, here: Place, limits: Limits) -> None:
        """Stop the candidate at work, forget those behind it, and go back; in a new process where that fails."""
        try:
            top.interrupt(limits.memory_mb)
            self.session.back(here.state, limits)
        except RocqStopped:
            self.session.drop()


def _requests(state: int, tactics: Sequence[str]) -> list[bytes]:
    """The requests of as many candidates as may be sent at once, at least one."""
    back = protocol.edit_at(state)
    requests: list[bytes] = []
    size = 0
    for tactic in tactics[:MAX_BATCH]:
        request = protocol.add(f"{bare(tactic)}.", state) + protocol.GOALS + back
        size += len(request)
        if requests and size > _BATCH_BYTES:
            break
        requests.append(request)
    return requests


def _read(here: Place, node: Node, tactic: str, reply: Reply, elapsed: float) -> Transition:
    """The transition that a reply speaks of: an error, or the goals that the tactic left."""
    if not reply.good:
        return _failed(tactic, stable_message(reply.error) or "Coq failed without a message", elapsed)
    try:
        state = protocol.read_goals(reply.value)
        problem = "it left no open proof" if state is None else _unfinished(here, state)
        if state is None or problem:
            return _failed(tactic, problem, elapsed)
        found = groups(state)
    except (GoalSyntaxError, TermSyntaxError, ValueError) as error:
        return _failed(tactic, f"it left a goal that we cannot read. {error}", elapsed)
    left = len(state.focused)
    children = tuple(
        Node(node.theorem, (*node.path, Step(bare(tactic), number, places, left)), goals)
        for number, (places, goals) in enumerate(found)
    )
    return Transition(tactic, children, elapsed=elapsed)


def _unfinished(here: Place, state: PrintedGoals) -> str:
    """Why a state cannot become a proof, whatever is done to its goals; `""` where it can."""
    if len(state.given_up) > len(here.goals.given_up):
        return "it gives a goal up"
    if not state.shelved:
        return ""
    known = dependencies(state) if state.focused else frozenset()
    lost = [goal for goal in state.shelved if goal.name not in known and goal.name not in here.foreign]
    if not lost:
        return ""
    types = ", ".join(stable_message(goal.target) for goal in lost)
    return f"it leaves an existential variable that no goal mentions, of type {types}"


def _failed(tactic: str, message: str, elapsed: float) -> Transition:
    return Transition(tactic, failure=Failure("error", message), elapsed=elapsed)


def _stopped(tactic: str, stopped: RocqStopped, elapsed: float, limits: Limits | None = None) -> Transition:
    if stopped.why == "wall":
        message = f"Coq took more than {limits.wall_seconds:g} s" if limits else stopped.message
        return Transition(tactic, failure=Failure("timeout", message), elapsed=elapsed, limit_met="wall")
    limit: Literal["", "memory"] = "memory" if stopped.why == "memory" else ""
    return Transition(tactic, failure=Failure("crashed", stopped.message), elapsed=elapsed, limit_met=limit)


__all__ = ["DocumentError", "RocqAssistant", "open_assistant"]
