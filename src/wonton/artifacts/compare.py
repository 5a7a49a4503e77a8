"""Whether two run directories hold the same run: equal bytes outside the timing fields.

The timing convention is one rule: a value that may differ between two executions of the same run stands under the
top-level key `timings` of its JSON file, which is one line of it. That line is left out here, and so are the files
that tell how an execution went (`run_status.json`, `events.jsonl`, what provers printed) and those that postprocessing
added. Compressed files are compared uncompressed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wonton.artifacts import layout
from wonton.artifacts.read import read_bytes

_TIMINGS = b'"timings": '


def comparable_bytes(path: Path) -> bytes:
    """What comparisons see of a file: its content, uncompressed, without the line of timings."""
    data = read_bytes(path)
    if path.name == layout.DONE or ".json" in path.suffixes[-2:]:
        return b"".join(line for line in data.splitlines(keepends=True) if not line.startswith(_TIMINGS))
    return data


def comparable_files(run_dir: Path) -> list[str]:
    """The files that comparisons look at, as sorted paths relative to `run_dir`."""
    paths = (path.relative_to(run_dir) for path in run_dir.rglob("*") if path.is_file())
    return sorted(
        path.as_posix()
        for path in paths
        if not layout.tells_of_execution(path.as_posix()) and not layout.is_postprocessed(path.name)
    )


def digest(run_dir: Path) -> str:
    """SHA-256, in hex, over names and comparable bytes of a run: equal digests, equal runs."""
    total = hashlib.sha256()
    for name in comparable_files(run_dir):
        data = comparable_bytes(run_dir / name)
        total.update(f"{name}\0{len(data)}\0".encode())
        total.update(data)
    return total.hexdigest()


def differences(first: Path, second: Path) -> list[str]:
    """One line for each file that only one of two runs has, or that differs, with the first line that does."""
    names = sorted({*comparable_files(first), *comparable_files(second)})
    found = []
    for name in names:
        one, two = first / name, second / name
        if not one.is_file() or not two.is_file():
            found.append(f"{name}: only in {first if one.is_file() else second}")
        elif comparable_bytes(one) != comparable_bytes(two):
            found.append(f"{name}: {_first_difference(comparable_bytes(one), comparable_bytes(two))}")
    return found


def _first_difference(first: bytes, second: bytes) -> str:
    ones, twos = first.splitlines(), second.splitlines()
    for number, (one, two) in enumerate(zip(ones, twos, strict=False), start=1):
        if one != two:
            at = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
            return f"line {number}, byte {at + 1}: {_around(one, at)} / {_around(two, at)}"
    return f"{len(ones)} lines / {len(twos)} lines"


def _around(line: bytes, at: int) -> str:
    return line[max(0, at - 20) : at + 40].decode(errors="replace")


def differing(one: Mapping[str, Any], two: Mapping[str, Any]) -> list[str]:
    """Names under which two nested mappings differ, dotted (`limits.heartbeats`), sorted."""
    names: list[str] = []
    for key in sorted({*one, *two}):
        left, right = one.get(key), two.get(key)
        if isinstance(left, Mapping) and isinstance(right, Mapping):
            names += [f"{key}.{name}" for name in differing(left, right)]
        elif left != right or (key in one) != (key in two):
            names.append(key)
    return names
