"""The tables of a store file: making them, opening them, saying what is wrong with them, and keeping them small."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from wonton.core.errors import ArtifactError, FormatVersionError

#: Raised whenever keys, codes or tables change their meaning.
FORMAT = 1
SUFFIX = ".sqlite"
BUSY_SECONDS = 60.0  #: longest wait for another writer
_SHARE = 0.8  #: of the size that is allowed, left after an eviction
_PORTION = 10  #: an eviction takes a tenth of the places at a time
_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE texts (key BLOB PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE theorems (
    id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, item_id TEXT NOT NULL, name TEXT NOT NULL,
    statement TEXT NOT NULL, header BLOB NOT NULL, footer BLOB NOT NULL, heartbeats INTEGER NOT NULL);
CREATE TABLE places (
    id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, theorem INTEGER NOT NULL, path BLOB NOT NULL,
    used INTEGER NOT NULL);
CREATE TABLE transitions (
    place INTEGER NOT NULL, tactic TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (place, tactic)) WITHOUT ROWID;
"""


def create(path: Path, fingerprint: str, code: str) -> None:
    """Make an empty file under another name and give it its own; where another process was faster, its file stands.
    Its folder must be there."""
    try:
        with tempfile.TemporaryDirectory(prefix=".building-", dir=path.parent) as folder:
            made = Path(folder) / path.name
            with closing(connect(made)) as base, guarded(path):
                base.execute("PRAGMA journal_mode = WAL")
                base.executescript(_TABLES)
                created = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                meta = {"format": str(FORMAT), "fingerprint": fingerprint, "code": code, "created": created}
                base.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
            with suppress(FileExistsError):
                os.link(made, path)
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> ArtifactError:
    """The error for a folder that takes no file."""
    return ArtifactError(
        f"cannot write to the store {path.parent}: {error.strerror}",
        "Choose a home that can be written, or go without the store.",
    )


def connect(path: Path, writable: bool = True) -> sqlite3.Connection:
    """A connection to a store file; one that may only read does not create it. Raises `ArtifactError`."""
    with guarded(path):
        mode = "rwc" if writable else "ro"
        base = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", timeout=BUSY_SECONDS, isolation_level=None, uri=True
        )
        base.execute("PRAGMA synchronous = NORMAL")
        base.execute("PRAGMA journal_size_limit = 67108864")
        return base


def read_meta(path: Path, base: sqlite3.Connection) -> dict[str, str]:
    """What the file says of itself. Raises `ArtifactError`, `FormatVersionError`."""
    with guarded(path):
        if not base.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            raise damaged(path, "it is no store at all")
        found = dict(base.execute("SELECT name, value FROM meta").fetchall())
    if found.get("format") != str(FORMAT):
        raise FormatVersionError(
            f"{path} is a store of format {found.get('format', 'unknown')}; this program reads format {FORMAT}",
            "Move it away or delete it: it only saves time.",
        )
    if not {"fingerprint", "code", "created"} <= set(found):
        raise damaged(path, "it does not say whose answers it holds")
    return found


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into an `ArtifactError` that names the file and what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise ArtifactError(
            f"the transition store {path} cannot be used: {error}",
            "Make room or give access to it, or go without the store.",
        ) from error
    except sqlite3.DatabaseError as error:
        raise damaged(path, str(error)) from error


def damaged(path: Path, why: str) -> ArtifactError:
    """The error for a file that cannot be trusted."""
    return ArtifactError(
        f"the transition store {path} is damaged: {why}", "Move it away or delete it: it only saves time."
    )


def used_bytes(base: sqlite3.Connection) -> int:
    """Bytes of the file that hold something."""
    ((pages,),), ((free,),), ((size,),) = (
        base.execute(f"PRAGMA {name}").fetchall() for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


def evict(base: sqlite3.Connection, max_bytes: int) -> int:
    """Where the file holds more than `max_bytes`, drop the places that were not used for longest until four fifths of
    that are left. Gives how many places went."""
    if used_bytes(base) <= max_bytes:
        return 0
    dropped = 0
    while used_bytes(base) > _SHARE * max_bytes:
        (places,) = base.execute("SELECT count(*) FROM places").fetchone()
        if not places:
            break
        dropped += drop_places(base, "ORDER BY used, id LIMIT ?", (max(1, places // _PORTION),))
    return dropped


def drop_places(base: sqlite3.Connection, which: str, arguments: Sequence[object]) -> int:
    """Drop the places that the end of a query picks, with their transitions and theorems that have no other. Gives how
    many."""
    base.execute("CREATE TEMP TABLE IF NOT EXISTS doomed (id INTEGER PRIMARY KEY)")
    base.execute("DELETE FROM doomed")
    base.execute(f"INSERT INTO doomed SELECT id FROM places {which}", arguments)
    base.execute("DELETE FROM transitions WHERE place IN (SELECT id FROM doomed)")
    dropped = base.execute("DELETE FROM places WHERE id IN (SELECT id FROM doomed)").rowcount
    base.execute("DELETE FROM theorems WHERE id NOT IN (SELECT theorem FROM places)")
    base.execute("DELETE FROM texts WHERE key NOT IN (SELECT header FROM theorems UNION SELECT footer FROM theorems)")
    return dropped
