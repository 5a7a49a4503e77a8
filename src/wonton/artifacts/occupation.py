"""Holding a run directory: one process at a time, and an orderly end at SIGTERM."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from wonton.core.errors import RunExistsError


@contextlib.contextmanager
def locked(run_dir: Path) -> Iterator[None]:
    """Hold the lock of a run directory; the kernel gives it back when this process ends, however that happens."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(run_dir, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RunExistsError(
                f"{run_dir}: another process is working on this run", "Wait for it, or stop it first."
            ) from error
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def terminable() -> Iterator[None]:
    """Treat SIGTERM as Ctrl-C for a while (in the main thread, where signals arrive)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
