"""Writing: whole files or none, and the same bytes for the same values.

A file is written under a temporary name in its own folder and renamed. JSON objects have one line per key of the top
level, keys sorted throughout, UTF-8, a final newline; gzip members carry no time and no name. A value that may differ
between two executions of the same run stands under the top-level key `timings` and nowhere else.

This protects against the death of the process at any moment. Files are not forced to the disk one by one: after a
power cut `done` may outlive a file that it names, which `read.is_complete` notices.
"""

from __future__ import annotations

import errno
import gzip
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from wonton.artifacts.versions import FORMAT_VERSION
from wonton.core.errors import ArtifactError, SettingsError

Json = Mapping[str, object]

_RESUME = "What was finished stands; run the same command with --resume."


def encode_json(value: Json) -> bytes:
    """The bytes of a JSON file with `value` and our `format_version`.

    Raises `ValueError` for numbers that JSON does not have (NaN, infinity).
    """
    whole = {**value, "format_version": FORMAT_VERSION}
    lines = [f'"{key}": {_compact(whole[key])}' for key in sorted(whole)]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def encode_lines(rows: Iterable[Json]) -> bytes:
    """The bytes of a JSON Lines file."""
    return "".join(_compact(row) + "\n" for row in rows).encode()


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def write_json(path: Path, value: Json) -> None:
    """Write `value` to `path`, compressed where the name ends in `.gz`. Raises `ArtifactError`."""
    data = encode_json(value)
    write_bytes(path, gzip.compress(data, compresslevel=6, mtime=0) if path.name.endswith(".gz") else data)


def write_lines(path: Path, rows: Iterable[Json]) -> None:
    """Write `rows` to `path`, one JSON object a line. Raises `ArtifactError`."""
    write_bytes(path, encode_lines(rows))


def write_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path` at once: no reader ever sees a part of it. Raises `ArtifactError`."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise cannot_write(path, error) from error


def append_line(path: Path, row: Json) -> None:
    """Add one JSON object to the JSON Lines file `path`. Raises `ArtifactError`.

    One system call, so lines never mix. A death in the middle can leave a last line without its end: readers skip it.
    """
    data = encode_lines([row])
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(descriptor, data if _ends_with_newline(descriptor) else b"\n" + data)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise cannot_write(path, error) from error


def _ends_with_newline(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    return size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"


def make_folder(path: Path) -> None:
    """Create `path` and its parents. Raises `ArtifactError`."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error


def fresh_folder(path: Path) -> Path:
    """`path` as an empty folder: what an unfinished try left in it does not count. Raises `ArtifactError`."""
    try:
        if path.exists():
            shutil.rmtree(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    make_folder(path)
    return path


def check_writable(folder: Path, name: str = "logs folder") -> None:
    """Create a folder and try it. Raises `SettingsError`, which calls it `name`, where nothing can be written there."""
    probe = folder / f".write-test-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise SettingsError(
            f"cannot write to the {name} {folder}: {error.strerror}",
            "Choose another place with --home DIR or WONTON_HOME.",
        ) from error


def cannot_write(path: Path, error: OSError) -> ArtifactError:
    """The error for a file that could not be written: what happened, where, and what to do next."""
    first = {
        errno.ENOSPC: "Free some space.",
        errno.EDQUOT: "Free some space: the quota is used up.",
        errno.EACCES: "Make the folder writable.",
        errno.EPERM: "Make the folder writable.",
        errno.EROFS: "The file system is read-only.",
    }.get(error.errno or 0, "")
    return ArtifactError(f"cannot write {path}: {error.strerror or error}", f"{first} {_RESUME}".strip())
