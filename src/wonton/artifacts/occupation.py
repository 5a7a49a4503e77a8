"""Holding a run directory: one run in it, one process at a time, and an orderly end at SIGTERM."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

from wonton.artifacts import layout, write
from wonton.artifacts.compare import differing
from wonton.artifacts.read import read_json
from wonton.core.errors import RunExistsError, SettingsError


def check_run_id(run_id: str) -> None:
    """Raise `SettingsError` where `run_id` is no path of plain names."""
    if not layout.is_run_id(run_id):
        raise SettingsError(
            f"run id {run_id!r}: parts of letters, digits, '.', '_', '-', separated by '/'", "Choose another."
        )


def earlier_config(run_dir: Path, run_id: str, resume: bool) -> dict[str, Any] | None:
    """The config of the run that stands in `run_dir` already; None where there is none. Raises `RunExistsError`."""
    path = run_dir / layout.RUN_CONFIG
    if path.is_file():
        if not resume:
            raise RunExistsError(
                f"run {run_id} exists already: {run_dir}", "Add --resume to finish it, or choose another --run-id."
            )
        return read_json(path)
    if run_dir.is_dir() and any(not entry.name.endswith(".tmp") for entry in run_dir.iterdir()):
        raise RunExistsError(f"{run_dir} exists and is not a run", "Choose another --run-id.")
    return None


@contextlib.contextmanager
def occupied(
    run_dir: Path, run_id: str, config: Mapping[str, Any], earlier: Mapping[str, Any] | None
) -> Iterator[None]:
    """Make the run directory, or check that the `earlier` one is of the same run, and keep other processes out of it.

    Raises `SettingsError`, naming what differs, and `RunExistsError`.
    """
    if earlier is not None:
        old = {key: value for key, value in earlier.items() if key != "format_version"}
        names = differing(old, config)
        if names:
            raise SettingsError(
                f"run {run_id} was started with other settings: {', '.join(names)}",
                f"Use those of {run_dir / layout.RUN_CONFIG}, or choose another --run-id.",
            )
    write.make_folder(run_dir)
    with locked(run_dir):
        if earlier is None:
            earlier_config(run_dir, run_id, resume=False)  # another process may have been here since we looked
            write.write_json(run_dir / layout.RUN_CONFIG, config)
        yield


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
