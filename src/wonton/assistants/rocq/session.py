"""The document of one Coq process: a header, a theorem's statement, and the path to the node that is worked on.

The document keeps as much as it can from one use to the next: a theorem whose header shares a beginning with the last
one's goes back to where they part, a node to the deepest common ancestor. What cannot be kept is added again, in a new
process if need be; a session never depends on what an earlier process knew."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from wonton.assistants.base import Limits, Node, Step, Theorem
from wonton.assistants.channel import Watch
from wonton.assistants.processes import resident_mb
from wonton.assistants.rocq import protocol
from wonton.assistants.rocq.goals import GoalSyntaxError, dependencies, groups, stable_message
from wonton.assistants.rocq.process import RocqStopped, TopLevel
from wonton.assistants.rocq.protocol import PrintedGoals, Reply
from wonton.assistants.rocq.terms import TermSyntaxError
from wonton.assistants.upkeep import Upkeep
from wonton.core.errors import AssistantError, StatementError
from wonton.core.sentences import split_sentences

#: Longest time for one sentence of a header or of the way to a node, and for running what is still to run, seconds.
LOAD_SECONDS = 600.0
#: Bytes sent ahead of their replies at most: a pipe holds twice as much, so that writing never waits.
_AHEAD_BYTES = 32_768
_RESYNC_TRIES = 4
_MAX_KNOWN = 10_000


class DocumentError(AssistantError):
    """A sentence that Coq does not accept where it must: the header, the statement, or a path that worked before."""


@dataclass(frozen=True, slots=True)
class Place:
    """A state that tactics are tried at: its number in the document, its goals, and the names of the shelved evars that
    are no concern of it."""

    state: int
    goals: PrintedGoals
    foreign: frozenset[str]


@lru_cache(maxsize=64)
def header_sentences(header: str) -> tuple[str, ...]:
    """The sentences of a header."""
    return tuple(sentence.text for sentence in split_sentences(header))


def focus(step: Step) -> str:
    """The sentence that leaves a step's goals in focus and no others; `""` where there are no others."""
    if step.goals == len(step.positions):
        return ""
    if len(step.positions) == 1:
        return f"{step.positions[0] + 1}: {{"
    others = ", ".join(str(place + 1) for place in range(step.goals) if place not in step.positions)
    return f"{others}: give_up."


class Session:
    """One `coqidetop` process and what stands in its document. `words` start it. `asked` counts the candidates that the
    process was asked; `known` are nodes that it has told of, or has been seen to reach."""

    def __init__(self, words: Sequence[str], upkeep: Upkeep | None = None) -> None:
        self.words = words
        self.asked = 0
        self.started = self.recycled = 0
        self.known: set[Node] = set()
        self._upkeep, self._ready_mb = upkeep or Upkeep(), 0.0
        self.top: TopLevel | None = None
        self._header: list[str] = []
        self._states: list[int] = []  # behind each sentence of the header, the initial one first
        self._theorem: Theorem | None = None
        self._root: Place | None = None
        self._path: list[tuple[Step, int]] = []  # the steps in the document, with the state behind each
        self._place: Place | None = None  # of the last step, once it has been asked for

    def drop(self) -> None:
        """End the process; the next use starts another. Idempotent."""
        if self.top is not None:
            self.top.close()
        self.top = None

    def open(self, theorem: Theorem, limits: Limits) -> Place:
        """Put the theorem's statement into the document and return its root.

        Raises `StatementError` with Coq's message, `RocqStopped` where the process ends over it."""
        if self.top is not None and self._spent(self.top, limits):
            self.drop()
        if self.top is not None and self._root is not None and self._theorem == theorem:
            return self._root
        try:
            return self._open(theorem, limits)
        except (RocqStopped, StatementError) as error:
            self._forget_theorem()
            if isinstance(error, RocqStopped):
                self.drop()
            raise

    def reach(self, node: Node, limits: Limits) -> Place:
        """Make `node` the tip of the document, in a new process where the old one is lost.

        Raises `RocqStopped` where the new one is lost too, `DocumentError` where its path does not work any more, or
        leads to other goals than before."""
        fresh = self.top is None
        try:
            return self._reach(node, limits)
        except (RocqStopped, DocumentError) as error:
            self.drop()
            if fresh or (isinstance(error, RocqStopped) and error.why == "memory"):
                raise
        try:
            return self._reach(node, limits)
        except (RocqStopped, DocumentError):
            self.drop()
            raise

    def back(self, state: int, limits: Limits) -> None:
        """Make `state` the tip again after an interrupt, which may strike the first calls behind it. Raises
        `RocqStopped` where Coq does not go there."""
        for _ in range(_RESYNC_TRIES):
            if self.ask(protocol.edit_at(state), limits).good:
                return
        raise RocqStopped("died", "Coq does not go back")

    def ask(self, request: bytes, limits: Limits, seconds: float = LOAD_SECONDS) -> Reply:
        """One request and its reply. Raises `RocqStopped`."""
        assert self.top is not None
        self.top.send(request, 1)
        return self.top.receive(Watch(seconds, limits.memory_mb))

    def knows(self, nodes: Iterable[Node]) -> None:
        """Remember what the process has told of."""
        if len(self.known) > _MAX_KNOWN:
            self.known.clear()
        self.known.update(nodes)

    def with_numerals(self, limits: Limits) -> Reply:
        """The goals of the tip with numerals in place of their constructors: less deep, where they are cut off."""
        self.ask(protocol.WITH_NUMERALS, limits)
        reply = self.ask(protocol.GOALS, limits)
        self.ask(protocol.EXPLICIT, limits)
        return reply

    def _goals(self, limits: Limits) -> Reply:
        """The goals of the tip."""
        reply = self.ask(protocol.GOALS, limits)
        return self.with_numerals(limits) if reply.cut_off else reply

    # -- the header and the statement

    def _open(self, theorem: Theorem, limits: Limits) -> Place:
        self._forget_theorem()
        if self.top is None:
            self._start(limits)
        wanted = header_sentences(theorem.header)
        kept = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(self._header, wanted, strict=False)))
        if kept < len(self._header) and not _outside_proofs(self._header[: kept + 1]):
            self.drop()
            self._start(limits)
            kept = 0
        if not self.ask(protocol.edit_at(self._states[kept]), limits).good:  # an obligation or a plug-in in the way
            self.drop()
            self._start(limits)
            kept = 0
        del self._header[kept:], self._states[kept + 1 :]
        error = self._add_header(wanted[kept:], limits) or self._state_theorem(theorem, limits)
        if error:
            self._after_refusal(limits)
            raise StatementError(theorem.item_id, error)
        assert self._root is not None and self.top is not None
        self._ready_mb = self._ready_mb or resident_mb(self.top.process.pid)
        return self._root

    def _start(self, limits: Limits) -> None:
        self.top = TopLevel(self.words)
        self.started += 1
        self.asked, self._ready_mb = 0, 0.0
        self._header, self._states = [], []
        state = self.ask(protocol.INIT, limits).value.partition('<state_id val="')[2].partition('"')[0]
        if not state.isdigit():
            raise RocqStopped("died", "Coq does not start")
        self._states = [int(state)]

    def _add_header(self, sentences: Sequence[str], limits: Limits) -> str:
        """Append sentences to the header; Coq's message for the first that it cannot read. They are run later."""
        for sentence in sentences:
            state, error = self._add(sentence, self._states[-1], limits)
            if error:
                return error
            self._header.append(sentence)
            self._states.append(state)
        return ""

    def _state_theorem(self, theorem: Theorem, limits: Limits) -> str:
        """Append the statement, run everything, read the goal; Coq's message where something fails."""
        state, error = self._add(f"Lemma {theorem.name} {theorem.statement}.", self._states[-1], limits)
        if error:
            return error
        reply = self._goals(limits)
        if not reply.good:
            return reply.error or "Coq failed without a message"
        goals = protocol.read_goals(reply.value)
        if goals is None or len(goals.focused) != 1:
            return "Coq printed no goal for it"
        self._theorem, self._root = theorem, Place(state, goals, frozenset())
        return ""

    def _after_refusal(self, limits: Limits) -> None:
        """Keep the header where it runs, else give the process up."""
        running = self.ask(protocol.edit_at(self._states[-1]), limits).good
        if not running or not self.ask(protocol.GOALS, limits).good:
            self.drop()

    def _add(self, sentence: str, state: int, limits: Limits) -> tuple[int, str]:
        reply = self.ask(protocol.add(sentence, state), limits)
        made = reply.state
        if made is None:
            return state, stable_message(reply.error) or "Coq failed without a message"
        return made, ""

    def _forget_theorem(self) -> None:
        self._theorem, self._root, self._path, self._place = None, None, [], None
        self.known.clear()

    def _spent(self, top: TopLevel, limits: Limits) -> bool:
        """Whether the process has died or is to be replaced by plan."""
        if not top.alive:
            return True
        spent = self._upkeep.spent(self.asked, resident_mb(top.process.pid), self._ready_mb, limits.memory_mb)
        self.recycled += spent >= 1.0
        return spent >= 1.0

    # -- the path

    def _reach(self, node: Node, limits: Limits) -> Place:
        root = self._opened(node.theorem, limits)
        kept = sum(1 for _ in takewhile(lambda pair: pair[0][0] == pair[1], zip(self._path, node.path, strict=False)))
        if kept == len(self._path) == len(node.path) and self._place is not None:
            return self._place
        state = self._path[kept - 1][1] if kept else root.state
        del self._path[kept:]
        self._place = None
        if not node.path:
            self.back(state, limits)
            self._place = root
            return root
        goals = self._hurried(node.path[kept:], state, limits) or self._careful(node, kept, state, limits)
        shelved = frozenset(goal.name for goal in goals.shelved)
        place = Place(self._path[-1][1], goals, shelved - dependencies(goals) if shelved else shelved)
        self._compare(node, limits)
        self._place = place
        return place

    def _compare(self, node: Node, limits: Limits) -> None:
        """See whether the tip has the goals of `node`, unless that is known. (Of two goals printed together, one that
        is cut off has the other printed with numerals too.) Raises `DocumentError`."""
        if node in self.known:
            return
        for ask in (self._goals, self.with_numerals):
            printed = protocol.read_goals(ask(limits).value)
            with contextlib.suppress(GoalSyntaxError, TermSyntaxError):
                if printed is not None and [goals for _, goals in groups(printed)] == [node.goals]:
                    self.known.add(node)
                    return
        raise DocumentError(f"{node.theorem.item_id}: another goal than before behind {node.path[-1].tactic!r}")

    def _hurried(self, steps: Sequence[Step], state: int, limits: Limits) -> PrintedGoals | None:
        """Go back to `state`, append steps and ask for the targets, all in one message: Coq counts its states, so their
        numbers are known ahead. None where anything is not as expected, or where hypotheses are wanted too."""
        assert self.top is not None
        requests, path, newest = [protocol.edit_at(state)], [], self.top.newest
        for step in steps:
            for sentence in filter(None, (f"{step.tactic}.", focus(step))):
                requests.append(protocol.add(sentence, state))
                newest = state = newest + 1
            path.append((step, state))
        requests.append(protocol.TARGETS)
        message = b"".join(requests)
        if len(message) > _AHEAD_BYTES:
            return None
        self.top.send(message, len(requests))
        replies = [self.top.receive(Watch(LOAD_SECONDS, limits.memory_mb)) for _ in requests]
        if self.top.newest != newest or not all(reply.good for reply in replies):
            return None
        goals = protocol.read_goals(replies[-1].value)
        if goals is None or goals.shelved:
            return None
        self._path += path
        return goals

    def _careful(self, node: Node, kept: int, state: int, limits: Limits) -> PrintedGoals:
        """The same one by one, with all there is to say where a step does not work."""
        self.back(state, limits)
        for step in node.path[kept:]:
            state = self._take(step, state, limits)
        reply = self._goals(limits)
        goals = protocol.read_goals(reply.value) if reply.good else None
        if goals is None:
            raise DocumentError(f"{node.theorem.item_id}: the path to a node does not work again: {reply.error}")
        return goals

    def _opened(self, theorem: Theorem, limits: Limits) -> Place:
        try:
            return self.open(theorem, limits)
        except StatementError as error:
            raise DocumentError(f"{theorem.item_id}: its statement is not accepted again: {error.message}") from error

    def _take(self, step: Step, state: int, limits: Limits) -> int:
        """Append a step; the state behind it."""
        for sentence in (f"{step.tactic}.", focus(step)):
            if sentence:
                state, error = self._add(sentence, state, limits)
                if error:
                    raise DocumentError(f"the path to a node does not work again at {step.tactic!r}: {error}")
        self._path.append((step, state))
        return state


def _outside_proofs(sentences: Sequence[str]) -> bool:
    """Whether the document may be cut before the last of `sentences`: not in the middle of a proof."""
    for sentence in reversed(sentences[:-1]):
        word = sentence.split(maxsplit=1)[0].rstrip(".")
        if word in ("Qed", "Defined", "Admitted", "Abort", "Save", "End", "Require", "From", "Import", "Section"):
            return True
        if word in ("Proof", "Lemma", "Theorem"):
            return False
    return True
