"""A pool without processes: tasks one after another, in this process. For tests and for debugging.

It keeps the contract of the process pool, retries included; what it cannot survive is the death of the process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from queue import SimpleQueue

from wonton.core.errors import ArtifactError, RequestCapError, UsageError, WontonError
from wonton.runs.bench import open_bench
from wonton.runs.events import RunEvent
from wonton.runs.order import Task, WorkOrder
from wonton.runs.pool import TRIES, Failed, Finished, Message
from wonton.runs.tasks import Workshop, do_task


class InlinePool:
    """Works in the caller's own process. Events of a task arrive when it is finished."""

    def __init__(self, order: WorkOrder) -> None:
        self._order = order
        self._bench = open_bench(order.settings, order.cache, order.store, order.purse)
        self.versions = self._bench.versions

    def run(self, tasks: Sequence[Task]) -> Iterator[Message]:
        """See `Pool.run`."""
        for task in tasks:
            yield from self._try(task, 1)

    def _try(self, task: Task, tries: int) -> Iterator[Message]:
        events: SimpleQueue[RunEvent] = SimpleQueue()
        reason = ""
        try:
            do_task(Workshop(self._order, self._bench), task, events.put)
        except (ArtifactError, RequestCapError, UsageError):
            raise
        except WontonError as error:
            reason = str(error)
        while not events.empty():
            yield events.get()
        if not reason:
            yield Finished(task)
            return
        self._bench.close()
        order = self._order
        self._bench = open_bench(order.settings, order.cache, order.store, order.purse)
        if tries < TRIES:
            yield RunEvent("theorem_retried", task.theorem.item_id, data={"reason": reason})
            yield from self._try(task, tries + 1)
        else:
            yield Failed(task, reason)

    def close(self) -> None:
        """Close the assistant."""
        self._bench.close()
