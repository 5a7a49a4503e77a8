"""A pool without processes: theorems one after another, in this process. For tests and for debugging.

It keeps the contract of the process pool, retries included; what it cannot survive is the death of the process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from queue import SimpleQueue

from wonton.assistants.base import Theorem
from wonton.core.errors import ArtifactError, UsageError, WontonError
from wonton.runs.bench import open_bench
from wonton.runs.events import RunEvent
from wonton.runs.pool import TRIES, Failed, Finished, Message, WorkOrder
from wonton.runs.protocol import run_theorem


class InlinePool:
    """Works in the caller's own process. Events of a theorem arrive when it is finished."""

    def __init__(self, order: WorkOrder) -> None:
        self._order = order
        self._bench = open_bench(order.settings, order.cache)
        self.versions = self._bench.versions

    def run(self, theorems: Sequence[Theorem]) -> Iterator[Message]:
        """See `Pool.run`."""
        for theorem in theorems:
            yield from self._try(theorem, 1)

    def _try(self, theorem: Theorem, tries: int) -> Iterator[Message]:
        events: SimpleQueue[RunEvent] = SimpleQueue()
        reason = ""
        try:
            run_theorem(self._bench, theorem, self._order.run_dir, events.put)
        except (ArtifactError, UsageError):
            raise
        except WontonError as error:
            reason = str(error)
        while not events.empty():
            yield events.get()
        if not reason:
            yield Finished(theorem.item_id)
            return
        self._bench.close()
        self._bench = open_bench(self._order.settings, self._order.cache)
        if tries < TRIES:
            yield RunEvent("theorem_retried", theorem.item_id, data={"reason": reason})
            yield from self._try(theorem, tries + 1)
        else:
            yield Failed(theorem.item_id, reason)

    def close(self) -> None:
        """Close the assistant."""
        self._bench.close()
