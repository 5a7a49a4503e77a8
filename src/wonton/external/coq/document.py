"""One `coqidetop` process and the document in it, which only grows and is cut back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType

from wonton.assistants.channel import Watch
from wonton.assistants.rocq import protocol
from wonton.assistants.rocq.goals import GoalSyntaxError, Group, groups, stable_message
from wonton.assistants.rocq.process import RocqStopped, TopLevel
from wonton.assistants.rocq.protocol import PrintedGoal, PrintedGoals, Reply
from wonton.assistants.rocq.terms import TermSyntaxError
from wonton.core.goal import Goal
from wonton.core.signature import goal_sig

UNREAD = "?"
_START_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class SeenGoal:
    """A goal in focus: Coq's number of it, its signature (`UNREAD` where it could not be read) and the goal."""

    id: str
    signature: str
    goal: Goal | None


@dataclass(frozen=True, slots=True)
class Seen:
    """The goals in focus at a place; `open` says whether a proof is open, `error` why they could not be had."""

    goals: tuple[SeenGoal, ...] = ()
    open: bool = True
    error: str = ""

    @property
    def complete(self) -> bool:
        """Whether every goal was read."""
        return not self.error and all(goal.goal is not None for goal in self.goals)


class Document:
    """The document; `state` is its tip. Every call may raise `RocqStopped`, and does once `stopping` says so."""

    def __init__(
        self, words: Sequence[str], seconds: float, memory_mb: float, stopping: Callable[[], bool] = lambda: False
    ) -> None:
        self._stopping = stopping
        self._top = TopLevel(words)
        self._seconds, self._memory = _START_SECONDS, memory_mb
        self._read: dict[PrintedGoal, tuple[str, Goal | None]] = {}
        try:
            self.state = self._started()
        except BaseException:
            self._top.close()
            raise
        self._seconds = seconds

    def _started(self) -> int:
        text = self._ask(protocol.INIT).value.partition('<state_id val="')[2].partition('"')[0]
        if not text.isdigit():
            raise RocqStopped("died", "Coq does not start")
        return int(text)

    def __enter__(self) -> Document:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._top.close()

    def add(self, sentence: str) -> str:
        """Append a sentence; Coq's message where it cannot even be parsed, else `""`: what it does comes later."""
        reply = self._ask(protocol.add(sentence, self.state))
        made = reply.state
        if made is None:
            return stable_message(reply.error) or "Coq failed without a message"
        self.state = made
        return ""

    def back(self, state: int) -> bool:
        """Cut the document back to `state`; whether Coq does."""
        good = self._ask(protocol.edit_at(state)).good
        self.state = state
        return good

    def goals(self) -> Seen:
        """Run all that was appended; the goals in focus at the tip."""
        reply = self._ask(protocol.GOALS)
        if reply.cut_off:
            self._ask(protocol.WITH_NUMERALS)
            reply = self._ask(protocol.GOALS)
            self._ask(protocol.EXPLICIT)
        if not reply.good:
            return Seen(error=stable_message(reply.error) or "Coq failed without a message")
        printed = protocol.read_goals(reply.value)
        if printed is None:
            return Seen(open=False)
        ids = protocol.focused_ids(reply.value)
        return Seen(tuple(SeenGoal(id, *self._goal(goal)) for id, goal in zip(ids, printed.focused, strict=True)))

    def say(self, command: str) -> str:
        """What Coq says to a command that changes nothing; `""` where it fails."""
        reply = self._ask(protocol.query(command, self.state))
        return "\n".join(reply.messages) if reply.good else ""

    def _goal(self, printed: PrintedGoal) -> tuple[str, Goal | None]:
        if printed not in self._read:
            self._read[printed] = _read_goal(printed)
        return self._read[printed]

    def _ask(self, request: bytes) -> Reply:
        if self._stopping():
            raise RocqStopped("died", "stopped by the user")
        self._top.send(request, 1)
        return self._top.receive(Watch(self._seconds, self._memory))


def _read_goal(printed: PrintedGoal) -> tuple[str, Goal | None]:
    """A goal's signature and tree. One that Coq printed with dots for what stands too deep cannot be read."""
    if any("..." in text for text in (*printed.hypotheses, printed.target)):
        return UNREAD, None
    try:
        found: list[Group] = groups(PrintedGoals((printed,), (), ()))
    except (GoalSyntaxError, TermSyntaxError):
        return UNREAD, None
    goal = found[0][1][0]
    return goal_sig(goal), goal
