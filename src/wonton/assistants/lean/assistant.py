"""The Lean assistant: batches of candidates for one Lean process, states reached by replaying paths."""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wonton.assistants.base import CheckedProof, Failure, Limits, Node, Script, Theorem, Transition
from wonton.assistants.lean import document
from wonton.assistants.lean.base import Attempt, Elaboration, NoStatesError, Toolchain
from wonton.assistants.lean.check import check_proof
from wonton.assistants.lean.document import Document
from wonton.assistants.lean.forbidden import refusal
from wonton.assistants.lean.process import LeanStopped
from wonton.assistants.lean.reading import (
    ERROR,
    culprit,
    failed,
    is_taken,
    leads_to,
    line_of,
    probe_goals,
    read_attempt,
    read_document,
)
from wonton.assistants.lean.toolchain import WheelToolchain
from wonton.assistants.lean.workers import Workers
from wonton.assistants.outside import OutsideChecker
from wonton.assistants.stops import Quarantine, Trial, asked_again, lost_transition, stopped_transition
from wonton.assistants.upkeep import Upkeep
from wonton.core.errors import AssistantError, StatementError
from wonton.core.library import Lemma

MAX_BATCH = 32  #: candidates in one document
MAX_DEATHS = 8  #: on end, of processes that ran candidates from states; after as many, documents only
#: `?a` in one candidate is the same hole as `?a` in the next one of the same document; `?_` is always a new one.
_NAMED_HOLE = re.compile(r"\?(?!_\b)\w")


def open_assistant(cache: Path, project: str = "") -> LeanAssistant:
    """The Lean of the wheel, or, where one is named, of the Lake project in that folder; `cache` keeps what is built or
    found out once. Raises `MissingToolError` where there is no Lean, `SettingsError` where there is no project."""
    upkeep = Upkeep.of_environment()
    if project:
        from wonton.assistants.lean.project import ProjectToolchain

        return LeanAssistant(ProjectToolchain(Path(project), cache), upkeep=upkeep)
    return LeanAssistant(WheelToolchain(cache), upkeep=upkeep)


class LeanAssistant:
    """Lean 4, driven tactic by tactic.

    A node's path is its state. The worker keeps the states of the paths that it has seen and replays any other; so a
    worker that dies costs the time of a new one and nothing else. With `in_memory`, candidates run from these states;
    what that cannot decide, and everything without `in_memory`, is asked with documents, and says the same. A batch in
    which something went wrong beyond one candidate (a syntax error, a limit, a death) is taken apart and its candidates
    are tried alone; so what is reported of a candidate never depends on its company. Nor does it depend on what its
    process went through before: see `stops.py`. A replayed path that leads to another goal than before is a death."""

    name = "lean"

    def __init__(self, toolchain: Toolchain, in_memory: bool = True, upkeep: Upkeep | None = None) -> None:
        self.toolchain = toolchain
        self.fingerprint = toolchain.fingerprint
        self.command = toolchain.command
        self.in_memory = in_memory and toolchain.in_memory
        self.shown = toolchain.preamble.shown
        self.outside: OutsideChecker | None = None
        self.deaths = 0
        self.workers = Workers(toolchain.elaborator, upkeep or Upkeep())
        self.quarantine = Quarantine()

    def start(self, theorem: Theorem) -> Node:
        """The root of `theorem`. Raises `StatementError` with Lean's message, `AssistantError` where Lean gave none."""
        limits = Limits()
        page = document.opening(self._preamble(theorem, limits), Node(theorem, (), ()), self.shown)
        messages = self._opened(theorem, page, limits)
        if is_taken(page, messages):
            raise StatementError(theorem.item_id, f"{theorem.name!r} is declared already", "give it another name")
        errors = [m["message"] for m in messages if m.get("severity") == ERROR and line_of(m) != page.question]
        if errors:
            raise StatementError(theorem.item_id, "\n".join(errors))
        goals = probe_goals(page, messages)
        if goals is None:
            raise StatementError(theorem.item_id, "Lean printed no goal for it")
        root = Node(theorem, (), goals)
        self.workers.known.add(root)
        return root

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
        if self.in_memory and not self.quarantine.holds(node):
            quick = self._from_states(node, [tactics[place] for place in rest], limits)
            found.update((place, answer) for place, answer in zip(rest, quick, strict=True) if answer)
            rest = [place for place in rest if place not in found]
        by_itself = node.coupled or len(rest) == 1 or self.quarantine.holds(node)
        for place in rest if by_itself else [place for place in rest if _NAMED_HOLE.search(tactics[place])]:
            found[place] = self._alone(node, tactics[place], limits)
        rest = [place for place in rest if place not in found]
        while rest:
            now, rest = rest[:MAX_BATCH], rest[MAX_BATCH:]
            answers = self._batch(node, [tactics[place] for place in now], limits)
            found.update(zip(now, answers, strict=True))
        return [found[place] for place in range(len(tactics))]

    def proof(self, theorem: Theorem, script: Script) -> CheckedProof:
        """Compile the whole script in a clean process, read its axioms and its proof term; see `check.py`."""
        return check_proof(self.toolchain, theorem, script, self.outside)

    @property
    def header_seconds(self) -> float:
        """Wall seconds spent on loading what documents begin with, imports above all. Part of no transition's."""
        return self.workers.load_seconds

    def close(self) -> None:
        """End all processes. Idempotent."""
        self.workers.close()

    # -- from states in memory

    def _from_states(self, node: Node, tactics: Sequence[str], limits: Limits) -> list[Transition | None]:
        """The transitions of candidates that need no document; None for the others."""
        found: list[Transition | None] = []
        while len(found) < len(tactics):
            now = tactics[len(found) : len(found) + MAX_BATCH]
            pages = [document.trial(tactic, self.shown) for tactic in now]
            begun = self._clock()
            try:
                answers = self._attempts(node, [page.text for page in pages], limits)
            except LeanStopped as stopped:
                self._stopped_at(node)
                self.deaths += stopped.why == "died"
                self.in_memory = self.in_memory and self.deaths < MAX_DEATHS
                found += [self._alone(node, tactic, limits) for tactic in now]
                continue
            self.deaths = 0
            share = (self._clock() - begun) / len(now)
            for tactic, page, answer in zip(now, pages, answers, strict=True):
                found.append(read_attempt(node, tactic, page.spans[0], answer, share) if answer else None)
        return found

    def _attempts(self, node: Node, texts: Sequence[str], limits: Limits) -> list[Attempt | None]:
        """What Lean says of these; nothing, from the first time on that it keeps no states. Raises `LeanStopped`."""
        preamble = self._preamble(node.theorem, limits)
        try:
            worker = self.workers.at_work(preamble, limits)
            found = worker.attempt(node, texts, preamble, limits.wall_seconds, limits.memory_mb)
        except NoStatesError as error:
            self.in_memory = False
            warnings.warn(f"Lean is asked with documents, which takes longer: {error}", stacklevel=2)
            return [None] * len(texts)
        if found.here is not None and not leads_to(node, found.here, self.shown):
            raise _elsewhere(node)
        self.quarantine.worked(node, self.workers.number)
        return found.tries

    # -- with documents

    def _batch(self, node: Node, tactics: Sequence[str], limits: Limits) -> list[Transition]:
        """The transitions of a batch; candidates that spoil it are taken out and tried alone."""
        page = document.batch(self._preamble(node.theorem, limits), node, tactics, self.shown)
        begun = self._clock()
        try:
            messages = self._elaborate(page, limits)
        except LeanStopped:
            self._stopped_at(node)
            return [self._alone(node, tactic, limits) for tactic in tactics]
        self.quarantine.worked(node, self.workers.number)
        share = (self._clock() - begun) / len(tactics)
        if probe_goals(page, messages) != node.goals:
            return self._taken_apart(node, tactics, culprit(page, messages), limits)
        found = []
        for tactic, span in zip(tactics, page.spans, strict=True):
            answer = read_document(node, tactic, span, messages, share)
            found.append(self._known(answer) if answer else self._alone(node, tactic, limits))
        return found

    def _taken_apart(self, node: Node, tactics: Sequence[str], place: int | None, limits: Limits) -> list[Transition]:
        """The transitions of a batch that broke off: the culprit is tried alone, the others together again."""
        if place is None:
            return [self._alone(node, tactic, limits) for tactic in tactics]
        blamed = self._alone(node, tactics[place], limits)
        rest = [*tactics[:place], *tactics[place + 1 :]]
        others = self._batch(node, rest, limits) if rest else []
        return [*others[:place], blamed, *others[place:]]

    def _alone(self, node: Node, tactic: str, limits: Limits) -> Transition:
        """The transition of one candidate by itself, on a quarantined path in a process of its own."""
        trial, apart = Trial(), self.quarantine.holds(node)
        while not self.quarantine.lost(node):
            begun = self._clock()
            try:
                answer = self._tried_apart(node, tactic, limits) if apart else self._tried(node, tactic, limits)
            except LeanStopped as stopped:
                fresh = apart or self.workers.fresh
                if not apart:
                    self.workers.drop()
                if trial.counts(stopped, fresh):
                    self.quarantine.tried(node, answered=False)
                    return stopped_transition(tactic, stopped, self._clock() - begun)
            else:
                self.quarantine.tried(node, answered=True)
                return answer
        return lost_transition(tactic)

    def _tried(self, node: Node, tactic: str, limits: Limits) -> Transition:
        """What the process at work says of one candidate. Raises `LeanStopped`."""
        worker = self.workers.at_work(self._preamble(node.theorem, limits), limits)
        if node not in self.workers.known:
            self._look(worker, node, limits)
            self.workers.known.add(node)
        return self._known(self._said(worker, node, tactic, limits))

    def _tried_apart(self, node: Node, tactic: str, limits: Limits) -> Transition:
        """What a process of its own says of one candidate. Raises `LeanStopped`."""
        with self.workers.of_its_own(self._preamble(node.theorem, limits), limits) as worker:
            self._look(worker, node, limits)
            return self._said(worker, node, tactic, limits)

    def _look(self, worker: Elaboration, node: Node, limits: Limits) -> None:
        """Have the goals of `node` printed and compare. Raises `LeanStopped` where they are others."""
        page = document.look(self._preamble(node.theorem, limits), node)
        goals = probe_goals(page, _asked(worker, page, limits))
        if goals is not None and goals != node.goals:
            raise _elsewhere(node)

    def _said(self, worker: Elaboration, node: Node, tactic: str, limits: Limits) -> Transition:
        page = document.alone(self._preamble(node.theorem, limits), node, tactic, self.shown)
        begun = self._clock()
        messages = _asked(worker, page, limits)
        elapsed = self._clock() - begun
        answer = read_document(node, tactic, page.spans[0], messages, elapsed)
        return answer or failed(tactic, [m for m in messages if m.get("severity") == ERROR], elapsed)

    # -- the processes

    def _opened(self, theorem: Theorem, page: Document, limits: Limits) -> list[dict[str, Any]]:
        """Lean's messages on a theorem's first document. Raises `AssistantError` where it gives none."""
        try:
            return asked_again(lambda: self._elaborate(page, limits), lambda: self.workers.fresh, self.workers.drop)
        except LeanStopped as stopped:
            raise AssistantError(f"{theorem.item_id}: {stopped.message}", "run it again with --resume") from stopped

    def _elaborate(self, page: Document, limits: Limits) -> list[dict[str, Any]]:
        """What the process at work says of a document. Raises `LeanStopped`."""
        return _asked(self.workers.at_work(page.text[: page.head], limits), page, limits)

    def _known(self, transition: Transition) -> Transition:
        """A transition that the process at work spoke of just now: it knows where it leads."""
        self.workers.known.update(transition.children)
        return transition

    def _stopped_at(self, node: Node) -> None:
        """The process at work stopped at `node`."""
        self.quarantine.stopped(node, self.workers.number)
        self.workers.drop()

    def _clock(self) -> float:
        """Seconds, without those that processes took to load."""
        return time.monotonic() - self.workers.load_seconds

    def _preamble(self, theorem: Theorem, limits: Limits) -> str:
        return self.toolchain.preamble.text(limits.heartbeats, theorem.header)


def _asked(worker: Elaboration, page: Document, limits: Limits) -> list[dict[str, Any]]:
    return worker.elaborate(page.text, page.head, limits.wall_seconds, limits.memory_mb)


def _elsewhere(node: Node) -> LeanStopped:
    """A process in which a path does not lead where it led."""
    steps = " | ".join(step.tactic for step in node.path)
    return LeanStopped("died", f"{node.theorem.item_id}: another goal than before behind {steps or 'the statement'}")
