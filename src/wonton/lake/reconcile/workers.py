"""Reading runs in several processes. What comes out, and in which order, does not depend on how many there are."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wonton.lake.reconcile.extract.run import Extracted, extract

if TYPE_CHECKING:
    from concurrent.futures import Future

#: Runs that are read ahead of the one that is being loaded, for each worker.
_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Task:
    """A run directory to read and what the lake calls it."""

    folder: Path
    locator: str


def extract_all(tasks: Sequence[Task], count: int) -> Iterator[Extracted]:
    """What is in the runs, in the order of `tasks`."""
    if count <= 1 or len(tasks) < 2:
        yield from map(_extract, tasks)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(count, len(tasks)), mp_context=context, initializer=_end_with_parent) as pool:
        waiting: deque[Future[Extracted]] = deque()
        for task in tasks:
            waiting.append(pool.submit(_extract, task))
            if len(waiting) > _AHEAD * count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _extract(task: Task) -> Extracted:
    return extract(task.folder, task.locator)


def _end_with_parent() -> None:
    """Make this process end when its parent has, `kill -9` included."""
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: Any) -> None:
    from multiprocessing.connection import wait

    wait([sentinel])
    os._exit(1)
