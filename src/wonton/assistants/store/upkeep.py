"""Looking after the files of the store: what lies there, and making room. Never deletes unless it is told to."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from wonton.assistants.store.database import hour_now
from wonton.assistants.store.lock import alone
from wonton.assistants.store.tables import SUFFIX, connect, drop_places, evict, guarded, read_meta, used_bytes
from wonton.core.errors import ArtifactError, WontonError

_COMPANIONS = ("", "-wal", "-shm")
_HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class StoreFile:
    """One file. `size` is in bytes, its log included; `unused_hours` since something in it was last used, None for an
    empty one; `problem` says why it cannot be read (all else is empty then), `""` for a sound one."""

    path: Path
    size: int
    fingerprint: str = ""
    code: str = ""
    created: str = ""
    theorems: int = 0
    places: int = 0
    transitions: int = 0
    unused_hours: int | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Pruned:
    """What a file loses: the whole of it, or so many places."""

    path: Path
    whole: bool
    places: int
    size: int


def list_files(folder: Path, fingerprint: str = "") -> list[StoreFile]:
    """The files in `folder`, sorted by name; with a `fingerprint`, those whose own begins with it."""
    found = [_described(path) for path in sorted(folder.glob(f"*{SUFFIX}"))]
    return [file for file in found if file.fingerprint.startswith(fingerprint)]


def prune_all(files: Sequence[StoreFile], force: bool) -> list[Pruned]:
    """Delete `files`, or, without `force`, only say so. Raises `ArtifactError`."""
    if force:
        for file in files:
            delete(file.path)
    return [Pruned(file.path, True, file.places, file.size) for file in files]


def prune_unused(file: StoreFile, days: float, force: bool) -> Pruned:
    """Drop what was not used for `days`; the whole file where nothing else is left (an empty one, which a run may just
    have made, is left alone). Raises `ArtifactError`."""
    before = hour_now() - days * _HOURS_A_DAY
    with closing(connect(file.path, writable=force)) as base, guarded(file.path):
        (old,) = base.execute("SELECT count(*) FROM places WHERE used <= ?", (before,)).fetchone()
        if force and 0 < old < file.places:
            _shrink(base, lambda: drop_places(base, "WHERE used <= ?", (before,)))
    whole = 0 < old == file.places
    if force and whole:
        delete(file.path)
    return Pruned(file.path, whole, old, file.size if whole else 0)


def prune_to(file: StoreFile, max_bytes: int, force: bool) -> Pruned:
    """Drop what was not used for longest until the file holds no more than `max_bytes`. Raises `ArtifactError`."""
    with closing(connect(file.path, writable=force)) as base, guarded(file.path):
        excess = max(0, used_bytes(base) - max_bytes)
        if not force or not excess:
            share = min(1.0, excess / max(1, used_bytes(base)))
            return Pruned(file.path, False, round(share * file.places), excess)
        dropped = _shrink(base, lambda: evict(base, max_bytes))
    return Pruned(file.path, False, dropped, max(0, file.size - _size(file.path)))


def delete(path: Path) -> None:
    """Delete a file with its log. Raises `ArtifactError` where somebody has it open, or where that fails."""
    try:
        with alone(path):
            _check_idle(path)
            for companion in _COMPANIONS:
                path.with_name(path.name + companion).unlink(missing_ok=True)
    except BlockingIOError as error:
        raise _in_use(path, "a run has it open") from error
    except OSError as error:
        raise ArtifactError(f"cannot delete {path}: {error.strerror}", "See who owns it.") from error


def _check_idle(path: Path) -> None:
    """Raise `ArtifactError` where somebody is writing to it who holds no lock of ours."""
    try:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as base:
            base.execute("BEGIN EXCLUSIVE")
            base.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        raise _in_use(path, str(error)) from error
    except sqlite3.DatabaseError:
        pass  # no database at all: nobody can be at work on it


def _in_use(path: Path, why: str) -> ArtifactError:
    return ArtifactError(f"{path} is in use: {why}", "Wait until the runs that use it have ended.")


def _shrink(base: sqlite3.Connection, drop: Callable[[], int]) -> int:
    """Run `drop` in a transaction and give the room back to the file system."""
    base.execute("BEGIN IMMEDIATE")
    dropped = drop()
    base.execute("COMMIT")
    base.execute("VACUUM")
    base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return dropped


def _described(path: Path) -> StoreFile:
    size = _size(path)
    try:
        with closing(connect(path, writable=False)) as base, guarded(path):
            meta = read_meta(path, base)
            theorems, places, transitions = (
                int(base.execute(f"SELECT count(*) FROM {name}").fetchone()[0])
                for name in ("theorems", "places", "transitions")
            )
            (newest,) = base.execute("SELECT max(used) FROM places").fetchone()
    except WontonError as error:
        return StoreFile(path, size, problem=error.message)
    unused = None if newest is None else max(0, hour_now() - newest)
    return StoreFile(
        path, size, meta["fingerprint"], meta["code"], meta["created"], theorems, places, transitions, unused
    )


def _size(path: Path) -> int:
    parts = (path.with_name(path.name + companion) for companion in _COMPANIONS)
    return sum(part.stat().st_size for part in parts if part.is_file())
