"""Several theorems at a time: results in the order of the tasks, whatever the number of workers."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from wonton.core.errors import ArtifactError, MissingToolError, WontonError
from wonton.lake.postprocess.theorem import Task, TheoremResult, postprocess_theorem, standing_result

_PARENT_DEATH = 1
#: What a worker sends: a result, or the parts of an error, since not every error can be sent.
_Answer = TheoremResult | tuple[str, str, str]


class Pool:
    """Up to `workers` processes, started when there is first work for two, kept for all runs until `close`."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._executor: ProcessPoolExecutor | None = None

    def results(self, tasks: Sequence[Task]) -> Iterator[TheoremResult]:
        """The result of each task, in order; what is current is not handed out.

        Raises `ArtifactError` where a file cannot be written or a worker died.
        """
        known = [standing_result(task) for task in tasks]
        missing = [task for task, result in zip(tasks, known, strict=True) if result is None]
        found = self._computed(missing) if self.workers > 1 and len(missing) > 1 else map(postprocess_theorem, missing)
        for result in known:
            yield next(found) if result is None else result

    def _computed(self, tasks: Sequence[Task]) -> Iterator[TheoremResult]:
        if self._executor is None:
            context = multiprocessing.get_context("spawn")
            self._executor = ProcessPoolExecutor(self.workers, context, initializer=_begin, initargs=(os.getpid(),))
        try:
            for answer in self._executor.map(_answer, tasks):
                if isinstance(answer, tuple):
                    kind, message, remedy = answer
                    raise (MissingToolError if kind == "MissingToolError" else ArtifactError)(message, remedy)
                yield answer
        except BrokenProcessPool as error:
            remedy = "It may have run out of memory: try again with fewer --workers; what was written stands."
            raise ArtifactError("a worker of the postprocessing died", remedy) from error

    def close(self) -> None:
        """End the processes; what is begun is finished, what is not is left."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)


def _answer(task: Task) -> _Answer:
    try:
        return postprocess_theorem(task)
    except WontonError as error:
        return type(error).__name__, error.message, error.remedy


def _begin(parent: int) -> None:
    """In a worker: leave Ctrl-C to the parent, and end with it, whatever ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PARENT_DEATH, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
