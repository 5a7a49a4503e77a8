"""The Rocq assistant: candidates sent to `coqidetop` one behind the other, states reached by going back in its
document."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wonton.assistants.base import CheckedProof, Failure, Limits, Node, Script, Step, Theorem, Transition
from wonton.assistants.channel import Watch
from wonton.assistants.outside import OutsideChecker
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
from wonton.assistants.stops import Quarantine, Trial, asked_again, lost_transition, stopped_transition
from wonton.assistants.upkeep import Upkeep
from wonton.core.errors import AssistantError
from wonton.core.library import Lemma

MAX_BATCH = 16  #: candidates sent ahead of their replies, and
_BATCH_BYTES = 32_768  #: their bytes at most: a pipe holds twice as much, so that writing never waits


def open_assistant(cache: Path) -> RocqAssistant:
    """The installed Rocq; `cache` keeps the compiled library. Raises `MissingToolError` where there is no Rocq,
    `SettingsError`."""
    return RocqAssistant(Toolchain(cache), Upkeep.of_environment())


@dataclass(frozen=True, slots=True)
class _Stop:
    """A process that stopped at a candidate: whether that tells something of the candidate, and after how long."""

    stopped: RocqStopped
    fresh: bool
    elapsed: float


class RocqAssistant:
    """Rocq, driven tactic by tactic.

    A node's path is its state. A candidate is appended to the document at the node, the goals are asked for, and the
    document goes back to the node. What a candidate leaves in the process (memory, a pending interrupt, its death) is
    no concern of the next one: it finds the same document. Where the process stops, see `stops.py`."""

    name = "rocq"

    def __init__(self, toolchain: Toolchain, upkeep: Upkeep | None = None) -> None:
        self.toolchain = toolchain
        self.fingerprint = toolchain.fingerprint
        self.outside: OutsideChecker | None = None
        self.session = Session(toolchain.top_level, upkeep)
        self.quarantine = Quarantine()
        self._lemmas = Lemmas(toolchain, self.session)

    def start(self, theorem: Theorem) -> Node:
        """The root of `theorem`. Raises `StatementError` with Coq's message, `AssistantError` where Coq gave none."""
        try:
            place = asked_again(
                lambda: self.session.open(theorem, Limits()), lambda: self.session.asked == 0, self.session.drop
            )
            found = groups(place.goals)
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
        trial = Trial()
        while rest:
            answers, stop = self._asked(node, [tactics[place] for place in rest], limits)
            found.update(zip(rest, answers, strict=False))
            rest = rest[len(answers) :]
            trial = Trial() if answers else trial
            if stop is not None and trial.counts(stop.stopped, stop.fresh):
                self.quarantine.tried(node, answered=False)
                found[rest[0]] = stopped_transition(tactics[rest[0]], stop.stopped, stop.elapsed)
                rest, trial = rest[1:], Trial()
        return [found[place] for place in range(len(tactics))]

    def proof(self, theorem: Theorem, script: Script) -> CheckedProof:
        """Compile the whole script in a clean process, read its axioms and its proof term; see `check.py`."""
        return check_proof(self.toolchain, theorem, script, self.outside)

    def close(self) -> None:
        """End the process. Idempotent."""
        self.session.drop()

    # -- candidates

    def _asked(self, node: Node, tactics: Sequence[str], limits: Limits) -> tuple[list[Transition], _Stop | None]:
        """The transitions of the first of `tactics`, and the stop at the one behind them, where there was one. On a
        quarantined path it is the first one only, in a process of its own."""
        if self.quarantine.lost(node):
            return [lost_transition(tactic) for tactic in tactics], None
        if not self.quarantine.holds(node):
            return self._batch(node, tactics, limits)
        self.session.drop()
        try:
            return self._batch(node, tactics[:1], limits)
        finally:
            self.session.drop()

    def _batch(self, node: Node, tactics: Sequence[str], limits: Limits) -> tuple[list[Transition], _Stop | None]:
        """The same in the process at work, for as many as may be sent at once."""
        begun = time.monotonic()
        try:
            here = self._reached(node, limits)
        except RocqStopped as stopped:  # also in a new process
            self._lost_at(node)
            return [], _Stop(stopped, True, time.monotonic() - begun)
        top = self.session.top
        assert top is not None
        requests = _requests(here.state, tactics)
        answers: list[Transition] = []
        deep: list[int] = []
        stop = None
        begun = last = time.monotonic()
        try:
            top.send(b"".join(requests), 3 * len(requests))
            for tactic in tactics[: len(requests)]:
                answer, cut_off = self._answer(top, here, node, tactic, limits)
                deep += [len(answers)] if cut_off else []
                answers.append(answer)
                last = time.monotonic()
                if self.session.top is not top:
                    break
        except RocqStopped as stopped:
            stop = self._stop(stopped, top, here, node, limits, time.monotonic() - last)
        else:
            self.quarantine.worked(node, self.session.started)
        for place in deep if self.session.top is top or len(tactics) > 1 else ():
            again, more = self._again(top, here, node, tactics[place], limits)
            answers[place : place + 1] = again
            if more is not None:
                del answers[place:]
                stop = more
                break
        share = (last - begun) / max(len(answers), 1)
        self.session.knows(child for answer in answers for child in answer.children)
        return [replace(answer, elapsed=share) for answer in answers], stop

    def _reached(self, node: Node, limits: Limits) -> Place:
        """The place of `node`. Raises `RocqStopped`, also where its path leads elsewhere than before."""
        try:
            return self.session.reach(node, limits)
        except DocumentError as error:
            raise RocqStopped("died", error.message) from error

    def _answer(self, top: TopLevel, here: Place, node: Node, tactic: str, limits: Limits) -> tuple[Transition, bool]:
        """What became of one candidate, and whether Coq cut its goals off. The replies that follow cannot be trusted
        where the process is dropped. Raises `RocqStopped`."""
        watch = Watch(limits.wall_seconds, limits.memory_mb)
        added, goals, back = (top.receive(watch) for _ in range(3))
        self.session.asked += 1
        if not back.good:
            self.session.drop()
        answer = _read(here, node, tactic, added if added.state is None else goals)
        return answer, goals.cut_off

    def _again(
        self, top: TopLevel, here: Place, node: Node, tactic: str, limits: Limits
    ) -> tuple[list[Transition], _Stop | None]:
        """A candidate whose goals were cut off once more, in a new process where that one is lost."""
        if self.session.top is not top:
            return self._batch(node, [tactic], limits)
        begun = time.monotonic()
        try:
            return [self._with_numerals(here, node, tactic, limits)], None
        except RocqStopped as stopped:
            return [], self._stop(stopped, top, here, node, limits, time.monotonic() - begun)

    def _with_numerals(self, here: Place, node: Node, tactic: str, limits: Limits) -> Transition:
        """Try a candidate again and read its goals with numerals; it works, and the document stands at `here`. Raises
        `RocqStopped`."""
        self.session.ask(protocol.add(f"{bare(tactic)}.", here.state), limits)
        reply = self.session.with_numerals(limits)
        self.session.back(here.state, limits)
        return _read(here, node, tactic, reply)

    def _stop(
        self, stopped: RocqStopped, top: TopLevel, here: Place, node: Node, limits: Limits, elapsed: float
    ) -> _Stop:
        """What the process that stopped at a candidate leaves; one that was at work on it and can be interrupted works
        on, and only the candidate was at fault."""
        fresh = self.session.asked == 0
        self.session.asked += 1
        if stopped.why == "wall" and not stopped.idle and self._interrupt(top, here, limits):
            return _Stop(stopped, True, elapsed)
        self._lost_at(node)
        return _Stop(stopped, fresh, elapsed)

    def _lost_at(self, node: Node) -> None:
        """The process is of no use any more after `node`."""
        self.quarantine.stopped(node, self.session.started)
        self.session.drop()

    def _interrupt(self, top: TopLevel, here: Place, limits: Limits) -> bool:
        """Stop the candidate at work, forget those behind it, and go back; whether all that works."""
        try:
            top.interrupt(limits.memory_mb)
            self.session.back(here.state, limits)
        except RocqStopped:
            return False
        return True


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


def _read(here: Place, node: Node, tactic: str, reply: Reply) -> Transition:
    """The transition that a reply speaks of: an error, or the goals that the tactic left."""
    if not reply.good:
        return _failed(tactic, stable_message(reply.error) or "Coq failed without a message")
    try:
        state = protocol.read_goals(reply.value)
        problem = "it left no open proof" if state is None else _unfinished(here, state)
        if state is None or problem:
            return _failed(tactic, problem)
        found = groups(state)
    except (GoalSyntaxError, TermSyntaxError, ValueError) as error:
        return _failed(tactic, f"it left a goal that we cannot read. {error}")
    left = len(state.focused)
    children = tuple(
        Node(node.theorem, (*node.path, Step(bare(tactic), number, places, left)), goals)
        for number, (places, goals) in enumerate(found)
    )
    return Transition(tactic, children)


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


def _failed(tactic: str, message: str) -> Transition:
    return Transition(tactic, failure=Failure("error", message))


__all__ = ["DocumentError", "RocqAssistant", "open_assistant"]
