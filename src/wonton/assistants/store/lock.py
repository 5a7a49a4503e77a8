"""Who has a store file open: a lock beside it, `NAME.sqlite-lock`, that keeps others from deleting it meanwhile.

It is a file of its own, since closing any descriptor of a database ends the locks that SQLite has on it. The kernel
gives the lock back when a process ends, however that happens. Who leaves last removes the file, as SQLite does with its
log; what a killed process leaves behind is taken over, and removed, by the next."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Keep the store file `path`, be it there yet or not, from being deleted; any number may at once. Raises `OSError`
    where its folder takes no file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path, fcntl.LOCK_SH):
        yield


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep everybody from opening the store file `path`. Raises `BlockingIOError` where somebody, be it this process,
    has it open, `OSError` where its folder takes no file."""
    with _locked(path, fcntl.LOCK_EX | fcntl.LOCK_NB):
        yield


@contextmanager
def _locked(path: Path, how: int) -> Iterator[None]:
    lock = path.with_name(f"{path.name}-lock")
    descriptor = _taken(lock, how)
    try:
        yield
    finally:
        with suppress(OSError):  # others hold it, or the folder is gone
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(lock, descriptor):
                lock.unlink()
        os.close(descriptor)


def _taken(lock: Path, how: int) -> int:
    """A descriptor of the file that is at `lock`, locked."""
    while True:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, how)
            if _is_at(lock, descriptor):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # its last holder removed it before we had it


def _is_at(lock: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(lock.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
