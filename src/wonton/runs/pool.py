"""Who works on the theorems of a run: worker processes, or this process itself.

A pool takes tasks and gives messages: events as they happen, and one verdict per task, `Finished` or `Failed`. A task
whose worker died or lost its assistant is tried once more with a fresh worker. Pools write no artifacts: a theorem's
files are written where it is worked on, and only the messages come back. The order of messages depends on the machine;
nothing that is stored may depend on it.
"""

from __future__ import annotations

import selectors
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from wonton.assistants.children import LineChild, error_from_json
from wonton.core.errors import AssistantError
from wonton.runs.events import RunEvent
from wonton.runs.order import Task, WorkOrder

#: How often a task is tried when its worker dies or loses its assistant.
TRIES = 2
_GRACE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Finished:
    """A task is done."""

    task: Task


@dataclass(frozen=True, slots=True)
class Failed:
    """A task was given up. `reason` is for people."""

    task: Task
    reason: str


Message = RunEvent | Finished | Failed


class Pool(Protocol):
    """Works on tasks."""

    versions: Mapping[str, str]  #: fingerprints of assistant and provider

    def run(self, tasks: Sequence[Task]) -> Iterator[Message]:
        """Work on all of `tasks`. Raises what ends a run: a file that cannot be written, a tool that is missing."""
        ...

    def close(self) -> None:
        """End everything that works. Idempotent."""
        ...


class ProcessPool:
    """Worker processes (`wonton.runs.worker`), each with an assistant of its own.

    The first one starts at once, so that what is missing is known before anything is written; the others as they are
    needed. Once there are fewer tasks than workers, those that are at rest make way for hands (`wonton.runs.hands`) of
    those at work, where searches have several requests in flight. Must be used from one thread, which must outlive the
    workers.
    """

    def __init__(self, order: WorkOrder, workers: int) -> None:
        self._order, self._workers = order, workers
        self._members: list[WorkerProcess] = []
        self._selector = selectors.DefaultSelector()
        try:
            self.versions: Mapping[str, str] = self._hire().await_ready()
        except BaseException:
            self.close()
            raise

    def _hire(self) -> WorkerProcess:
        member = WorkerProcess(self._order)
        self._members.append(member)
        self._selector.register(member.output, selectors.EVENT_READ, member)
        return member

    def _dismiss(self, member: WorkerProcess, grace_seconds: float = 0.0) -> str:
        self._selector.unregister(member.output)
        self._members.remove(member)
        return member.kill(grace_seconds)

    def run(self, tasks: Sequence[Task]) -> Iterator[Message]:
        """See `Pool.run`."""
        waiting = deque((task, 1) for task in tasks)
        while True:
            self._hand_out(waiting)
            if self._order.inflight > 1 and not waiting:
                self._make_way()
            if not any(member.task for member in self._members):
                return
            for key, _ in self._selector.select():
                member: WorkerProcess = key.data
                for message in member.receive():
                    yield from self._handle(member, message, waiting)

    def _hand_out(self, waiting: deque[tuple[Task, int]]) -> None:
        while waiting:
            member = next((m for m in self._members if m.task is None), None)
            if member is None:
                if len(self._members) >= self._workers:
                    return
                member = self._hire()
            member.give(*waiting.popleft())

    def _make_way(self) -> None:
        """Dismiss who is at rest; those at work may have as many hands as there is room for, shared evenly."""
        for member in [member for member in self._members if member.task is None]:
            member.dismiss()
            self._dismiss(member, _GRACE_SECONDS)
        room = self._workers - len(self._members)
        for place, member in enumerate(self._members):
            member.allow(room // len(self._members) + (place < room % len(self._members)))

    def _handle(
        self, member: WorkerProcess, message: Mapping[str, Any], waiting: deque[tuple[Task, int]]
    ) -> Iterator[Message]:
        kind = message["type"]
        if kind == "event":
            yield RunEvent.from_json(message["event"])
        elif kind == "finished":
            assert member.task is not None
            task, member.task = member.task[0], None
            yield Finished(task)
        elif kind == "fatal":
            raise error_from_json(message["error"])
        elif kind in ("failed", "died"):
            words = self._dismiss(member)
            reason = message["reason"] if kind == "failed" else f"the worker process died: {words}"
            yield from self._again(member, reason, waiting)

    @staticmethod
    def _again(member: WorkerProcess, reason: str, waiting: deque[tuple[Task, int]]) -> Iterator[Message]:
        if member.task is None:
            return
        task, tries = member.task
        if tries < TRIES:
            waiting.appendleft((task, tries + 1))
            yield RunEvent("theorem_retried", task.theorem.item_id, data={"reason": reason})
        else:
            yield Failed(task, reason)

    def close(self) -> None:
        """End all workers: those at rest leave by themselves, the others are ended."""
        for member in self._members:
            member.dismiss()
        for member in self._members:
            member.kill(_GRACE_SECONDS)
        self._members.clear()
        self._selector.close()


class WorkerProcess(LineChild):
    """One worker process as its employer sees it. `task` is what it works on and the number of the try, None at
    rest."""

    def __init__(self, order: WorkOrder) -> None:
        self.task: tuple[Task, int] | None = None
        self._hands = 0
        super().__init__("wonton.runs.worker")
        self.send(order.to_json())

    def give(self, task: Task, tries: int) -> None:
        """Set it to work on `task`."""
        self.task = (task, tries)
        self.send({"type": "task", "task": task.to_json()})

    def allow(self, hands: int) -> None:
        """Let it have so many hands."""
        if hands != self._hands:
            self._hands = hands
            self.send({"type": "hands", "number": hands})

    def await_ready(self) -> Mapping[str, str]:
        """Wait for its first words: the fingerprints. Raises what kept it from opening assistant or provider."""
        while True:
            for message in self.receive():
                if message["type"] == "ready":
                    versions: Mapping[str, str] = message["versions"]
                    return versions
                if message["type"] == "fatal":
                    raise error_from_json(message["error"])
                raise AssistantError(f"a worker process did not start: {self.kill()}", "Run `wonton doctor`.")

    def dismiss(self) -> None:
        """Let it go: at rest it leaves by itself, at work it is told to stop."""
        self.end_input()
        if self.task is not None:
            self.terminate()
