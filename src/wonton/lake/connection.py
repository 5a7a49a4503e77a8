"""Opening the lake: for reading by as many as like to, for writing by one, who is named to the others.

The writer holds a lock on `<home>/lake/lake.lock`, which the kernel lets go of however the writer ends, and writes who
it is into it. DuckDB's own lock keeps readers out of a lake that is being written; they are told the same name.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wonton.core.errors import ArtifactError, FormatVersionError, MissingToolError, SettingsError, WontonError
from wonton.lake import migrations
from wonton.lake.schema import SCHEMA_VERSION

if TYPE_CHECKING:
    import duckdb

_BUSY = "Wait until it is done, or end it, and try again."


class LakeBusyError(WontonError):
    """Somebody else has the lake open for writing, or for reading while we want to write."""


def lake_path(home: Path) -> Path:
    """The file of the lake of the home `home`."""
    return home / "lake" / "lake.duckdb"


def require_duckdb() -> None:
    """Raise `MissingToolError` where DuckDB is not installed."""
    try:
        import duckdb  # noqa: F401
    except ImportError as error:
        raise MissingToolError("the lake needs DuckDB", "Install it: pip install 'wonton-soup[lake]'") from error


@contextmanager
def open_lake(
    home: Path, *, write: bool = False, make: bool = False, folders: tuple[Path, ...] = ()
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the lake of `home`; it is closed at the end.

    With `write` the lake is migrated where it is older, and with `make`, too, made where there is none. Without, its
    SQL can neither change anything nor touch files, but those in `folders`. Raises `ArtifactError` where there is no
    lake or the file is none, `FormatVersionError` for a newer one, `LakeBusyError`, `MissingToolError`.
    """
    require_duckdb()
    if not (make or lake_path(home).is_file()):
        raise ArtifactError(f"there is no lake in {home}", "Make it: wonton lake reconcile")
    if write:
        with _write_lock(home), _closing(_connect(home, read_only=False)) as connection:
            migrations.prepare(connection, lake_path(home))
            yield connection
        return
    with _closing(_connect(home, read_only=True)) as connection:
        _check_version(connection, lake_path(home))
        _shut_in(connection, folders)
        yield connection


def _shut_in(connection: duckdb.DuckDBPyConnection, folders: tuple[Path, ...]) -> None:
    """Keep what is asked over `connection` from files outside `folders`; readers in one process share the first's."""
    if connection.execute("SELECT current_setting('lock_configuration')").fetchone() == (True,):
        return
    allowed = ", ".join("'" + f"{folder.resolve()}/".replace("'", "''") + "'" for folder in folders)
    connection.execute(f"SET allowed_directories = [{allowed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _check_version(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    found = migrations.version_of(connection, path)
    if found < SCHEMA_VERSION:
        raise SettingsError(
            f"{path} has schema version {found}; this program reads version {SCHEMA_VERSION}",
            "Bring it up to date: wonton lake reconcile",
        )


def _connect(home: Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    import duckdb

    path = lake_path(home)
    try:
        return duckdb.connect(str(path), read_only=read_only)
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            # A writer that came here holds the lock file itself: it is readers that keep it out.
            who = (_writer(home) if read_only else "") or _first_line(error)
            raise LakeBusyError(f"the lake {path} is in use: {who}", _BUSY) from error
        raise ArtifactError(f"{path} cannot be opened: {_first_line(error)}", _REMAKE) from error
    except duckdb.Error as error:
        raise ArtifactError(f"{path} cannot be opened: {_first_line(error)}", _REMAKE) from error


_REMAKE = "If it is damaged, delete it and run `wonton lake reconcile`: everything in it comes from files."


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


@contextmanager
def _closing(connection: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        yield connection
    finally:
        connection.close()


# -- the lock


def lock_path(home: Path) -> Path:
    """The file that the writer holds locked."""
    return home / "lake" / "lake.lock"


@contextmanager
def _write_lock(home: Path) -> Iterator[None]:
    path = lock_path(home)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise SettingsError(f"cannot write to {path.parent}: {error.strerror}", "Choose another --home.") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            who = _holder(home) or "another process"
            raise LakeBusyError(f"the lake {lake_path(home)} is being written by {who}", _BUSY) from error
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps(_myself(), sort_keys=True).encode(), 0)
            yield
        finally:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _myself() -> dict[str, object]:
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200],
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _writer(home: Path) -> str:
    """Who writes the lake; empty where nobody holds the lock: what stands in its file is of one that was killed."""
    try:
        descriptor = os.open(lock_path(home), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return ""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _holder(home)
    finally:
        os.close(descriptor)
    return ""


def _holder(home: Path) -> str:
    """Who holds the lock, as the lock tells; empty where it tells nothing."""
    try:
        row = json.loads(lock_path(home).read_bytes())
        return f"process {row['pid']} on {row['host']} (`{row['command']}`), since {row['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


__all__ = ["FormatVersionError", "LakeBusyError", "lake_path", "lock_path", "open_lake", "require_duckdb"]
