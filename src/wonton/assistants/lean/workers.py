"""The Lean processes of one assistant: which one is asked, and when it makes way for another.

One is *at work* and keeps what it has come to know. It is replaced by plan (`upkeep.py`) and where it has died; shortly
before its time is up a *spare* is started beside it, which loads the same preamble meanwhile. For questions that must
neither meet nor leave anything there is a process *of its own*. Loading has a limit of its own, so that a new process
never makes a candidate late."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

from wonton.assistants.base import Limits, Node
from wonton.assistants.lean.base import HEADER_SECONDS, Elaboration
from wonton.assistants.lean.process import LeanStopped
from wonton.assistants.processes import resident_mb
from wonton.assistants.upkeep import Upkeep

#: A process that takes longer to load than these seconds, and so many times as long as any before it, has stopped.
_LOAD_SECONDS, _LOAD_TIMES = 30.0, 20
#: Share of a process's life after which its spare is started.
_SPARE_AT = 0.9
_MAX_KNOWN = 10_000


class Workers:
    """The processes that `start` starts. `load_seconds` is for how long preambles were waited for, `started` counts the
    processes, `recycled` those that were replaced by plan. `number` is that of the process at work; `known` are nodes
    that it has told of, or has been seen to reach."""

    def __init__(self, start: Callable[[], Elaboration], upkeep: Upkeep) -> None:
        self._start, self._upkeep = start, upkeep
        self._worker: Elaboration | None = None
        self._spare: Elaboration | None = None
        self._ready_mb = self._slowest = self.load_seconds = 0.0
        self._answered = 0
        self.started = self.recycled = self.number = 0
        self.known: set[Node] = set()

    @property
    def worker(self) -> Elaboration | None:
        """The process at work, None before the first question and behind a stop."""
        return self._worker

    @property
    def fresh(self) -> bool:
        """Whether the process at work has been asked no more than one question."""
        return self._answered <= 1

    def at_work(self, preamble: str, limits: Limits) -> Elaboration:
        """The process to ask next, with `preamble` loaded. Raises `LeanStopped` where it does not get that far."""
        spent = self._spent(limits)
        if spent >= 1.0:
            self.recycled += self._worker is not None and self._worker.process.poll() is None
            self.drop()
        worker = self._worker or self._next()
        self._load(worker, preamble, limits)
        if not self._answered:
            self._ready_mb = resident_mb(worker.process.pid)
        elif self._upkeep.spare and spent >= _SPARE_AT and self._spare is None:
            self._spare = self._begun(preamble)
        self._answered += 1
        if len(self.known) > _MAX_KNOWN:
            self.known.clear()
        return worker

    @contextlib.contextmanager
    def of_its_own(self, preamble: str, limits: Limits) -> Iterator[Elaboration]:
        """A new process with `preamble` loaded, for as long as it is asked. Raises `LeanStopped`."""
        worker = self._new()
        try:
            self._load(worker, preamble, limits)
            yield worker
        finally:
            worker.close()

    def drop(self) -> None:
        """End the process at work. Idempotent."""
        if self._worker is not None:
            self._worker.close()
        self._worker = None

    def close(self) -> None:
        """End all processes. Idempotent."""
        self.drop()
        if self._spare is not None:
            self._spare.close()
        self._spare = None

    def _next(self) -> Elaboration:
        """Set the spare to work, where there is one and it lives, or else a new process."""
        if self._spare is not None and self._spare.process.poll() is not None:
            self._spare.close()
            self._spare = None
        worker = self._worker = self._spare or self._new()
        self._spare, self._answered, self._ready_mb = None, 0, 0.0
        self.number += 1
        self.known.clear()
        return worker

    def _new(self) -> Elaboration:
        self.started += 1
        return self._start()

    def _begun(self, preamble: str) -> Elaboration | None:
        """A process that loads `preamble`, which nobody waits for."""
        spare = self._new()
        try:
            spare.load(preamble)
        except LeanStopped:
            spare.close()
            return None
        return spare

    def _load(self, worker: Elaboration, preamble: str, limits: Limits) -> None:
        most = _LOAD_SECONDS + _LOAD_TIMES * self._slowest if self._slowest else HEADER_SECONDS
        begun = time.monotonic()
        worker.loaded(most, limits.memory_mb)
        worker.load(preamble)
        worker.loaded(most, limits.memory_mb)
        seconds = time.monotonic() - begun
        self._slowest = max(self._slowest, seconds)
        self.load_seconds += seconds

    def _spent(self, limits: Limits) -> float:
        worker = self._worker
        if worker is None:
            return 0.0
        if worker.process.poll() is not None:
            return 1.0
        size = resident_mb(worker.process.pid)
        return self._upkeep.spent(self._answered, size, self._ready_mb, limits.memory_mb)
