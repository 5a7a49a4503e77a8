"""One file of the store: a SQLite database (write-ahead log) with what one assistant answered.

    meta         format, fingerprint, code (a digest of our own code that reads the assistant's output), created (UTC)
    texts        headers and footers of theorems, compressed, by key
    theorems     what leads to a root again: name, statement, keys of header and footer, heartbeats
    places       a path or a goal (see `keys`): its theorem, one path that leads there, the hour it was last used
    transitions  by place and tactic, coded by `codec`

Any number of processes may read and write it at once. Answers are collected and written in short transactions; what is
there already stays as it is. A process that is killed loses what it has not written yet, and nothing else. A file that
is open is not deleted (`lock`)."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from wonton.assistants.base import Step, Theorem
from wonton.assistants.store.lock import held
from wonton.assistants.store.tables import connect, create, evict, guarded, read_meta, unwritable
from wonton.core.errors import ArtifactError

MAX_BYTES = 4 * 2**30  #: of one file, if nothing is said
_BATCH_ROWS, _BATCH_SECONDS = 512, 5.0  #: answers are written when there are so many, or after so long
_KEPT_PLACES = 256  #: places whose rows stay in memory
_HOURS = 6  #: a place that was used within these hours is not marked again


@dataclass(frozen=True, slots=True)
class Origin:
    """A way to a place: the theorem, under its key, with the heartbeats of an attempt, and the path."""

    theorem_key: bytes
    theorem: Theorem
    heartbeats: int
    path: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A transition to be kept: the key of its place, where that is, the tactic and the coded transition."""

    place: bytes
    origin: Origin
    tactic: str
    value: bytes


class TransitionFile:
    """An open file of the store. `max_bytes` bounds what it holds; what was not used for longest goes first.

    Opening creates it where it is not there. Raises `ArtifactError` where it is damaged or belongs to another
    fingerprint, `FormatVersionError` where it has another format; it is left as it is.
    """

    def __init__(self, path: Path, fingerprint: str, code: str = "", max_bytes: int = MAX_BYTES) -> None:
        self.path, self.fingerprint, self.code, self.max_bytes = path, fingerprint, code, max_bytes
        self._pending: list[Answer] = []
        self._touched: set[int] = set()
        self._kept: dict[bytes, dict[str, bytes]] = {}
        self._written = time.monotonic()
        self._connection: sqlite3.Connection | None = None
        self._opened = ExitStack()
        self._open()

    def rows(self, keys: Sequence[bytes]) -> dict[str, bytes]:
        """Every coded transition at the places `keys`, by tactic."""
        known = {key: self._kept[key] for key in keys if key in self._kept}
        missing = [key for key in keys if key not in known]
        if missing:
            self._read(missing)  # which may let go of those that were known
            known |= {key: self._kept[key] for key in missing}
        found: dict[str, bytes] = {}
        for key in keys:
            found.update(known[key])
        return found

    def add(self, answers: Iterable[Answer]) -> None:
        """Keep `answers`; they are found at once, and written some time soon."""
        for answer in answers:
            self._pending.append(answer)
            if answer.place in self._kept:
                self._kept[answer.place].setdefault(answer.tactic, answer.value)
        if len(self._pending) >= _BATCH_ROWS or time.monotonic() - self._written > _BATCH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what was added. Raises `ArtifactError` where that fails."""
        self._written = time.monotonic()
        if not self._pending and not self._touched:
            return
        with self.transaction() as base:
            if self._pending:
                _write(base, self._pending)
            hour = hour_now()
            base.executemany("UPDATE places SET used = ? WHERE id = ?", [(hour, place) for place in self._touched])
            evict(base, self.max_bytes)
        self._pending.clear()
        self._touched.clear()
        self._kept.clear()  # others have written too

    def close(self) -> None:
        """Write what was added and close the file; it is opened again when it is used again. Idempotent."""
        if self._connection is None:
            return
        try:
            self.flush()
        finally:
            self._connection = None
            self._opened.close()
            self._kept.clear()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A transaction that may write. Raises `ArtifactError`, naming the file, for whatever SQLite objects to."""
        base = self._connection or self._open()
        with guarded(self.path):
            base.execute("BEGIN IMMEDIATE")
            try:
                yield base
                base.execute("COMMIT")
            except BaseException:
                if base.in_transaction:
                    base.execute("ROLLBACK")
                raise

    def _open(self) -> sqlite3.Connection:
        with ExitStack() as opened:
            try:
                opened.enter_context(held(self.path))
            except OSError as error:
                raise unwritable(self.path, error) from error
            if not self.path.exists():
                create(self.path, self.fingerprint, self.code)
            base = opened.enter_context(closing(connect(self.path)))
            found = read_meta(self.path, base)
            if (found["fingerprint"], found["code"]) != (self.fingerprint, self.code):
                raise ArtifactError(
                    f"{self.path} holds the answers of {found['fingerprint']} ({found['code']}), "
                    f"not of {self.fingerprint} ({self.code})",
                    "Move it away; it will be made anew.",
                )
            self._connection, self._opened = base, opened.pop_all()
        return base

    def _read(self, keys: Sequence[bytes]) -> None:
        base = self._connection or self._open()
        for key in keys:
            self._kept[key] = {}
        while len(self._kept) > _KEPT_PLACES:
            del self._kept[next(iter(self._kept))]
        long_ago = hour_now() - _HOURS
        query = (
            "SELECT p.key, p.id, p.used, t.tactic, t.value FROM places p JOIN transitions t ON t.place = p.id "
            f"WHERE p.key IN ({', '.join('?' * len(keys))})"
        )
        with guarded(self.path):
            for key, place, used, tactic, value in base.execute(query, keys):
                self._kept[key][tactic] = value
                if used < long_ago:
                    self._touched.add(place)
        for answer in self._pending:
            if answer.place in keys:
                self._kept[answer.place].setdefault(answer.tactic, answer.value)


def hour_now() -> int:
    """Hours since 1970."""
    return int(time.time()) // 3600


def path_bytes(path: Sequence[Step]) -> bytes:
    """A path, compressed."""
    return _packed(json.dumps([(s.tactic, s.child, s.positions, s.goals) for s in path], ensure_ascii=False))


def path_from(data: bytes) -> tuple[Step, ...]:
    """What `path_bytes` wrote. Raises `ValueError`, `TypeError`, `zlib.error`."""
    rows = json.loads(zlib.decompress(data))
    return tuple(Step(tactic, child, tuple(positions), goals) for tactic, child, positions, goals in rows)


def _write(base: sqlite3.Connection, answers: Sequence[Answer]) -> None:
    hour = hour_now()
    origins = {answer.place: answer.origin for answer in reversed(answers)}
    theorems = {origin.theorem_key: origin for origin in origins.values()}
    for key, origin in theorems.items():
        _write_theorem(base, key, origin)
    base.executemany(
        "INSERT OR IGNORE INTO places (key, theorem, path, used) SELECT ?, id, ?, ? FROM theorems WHERE key = ?",
        [(place, path_bytes(origin.path), hour, origin.theorem_key) for place, origin in origins.items()],
    )
    base.executemany(
        "INSERT OR IGNORE INTO transitions (place, tactic, value) SELECT id, ?, ? FROM places WHERE key = ?",
        [(answer.tactic, answer.value, answer.place) for answer in answers],
    )


def _write_theorem(base: sqlite3.Connection, key: bytes, origin: Origin) -> None:
    if base.execute("SELECT 1 FROM theorems WHERE key = ?", (key,)).fetchone():
        return
    theorem = origin.theorem
    header, footer = (_write_text(base, text) for text in (theorem.header, theorem.footer))
    base.execute(
        "INSERT INTO theorems (key, item_id, name, statement, header, footer, heartbeats) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (key, theorem.item_id, theorem.name, theorem.statement, header, footer, origin.heartbeats),
    )


def _write_text(base: sqlite3.Connection, text: str) -> bytes:
    key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]
    base.execute("INSERT OR IGNORE INTO texts VALUES (?, ?)", (key, _packed(text)))
    return key


def text_at(base: sqlite3.Connection, key: bytes) -> str:
    """The text that was written under `key`. Raises `LookupError`, `ValueError`, `zlib.error`."""
    row = base.execute("SELECT data FROM texts WHERE key = ?", (key,)).fetchone()
    if row is None:
        raise LookupError("a header is missing")
    return zlib.decompress(row[0]).decode("utf-8", "surrogatepass")


def _packed(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8", "surrogatepass"))
