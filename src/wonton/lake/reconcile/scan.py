"""Finding run directories, and a fingerprint of each that costs a stat per entry.

Every file of a run is written under a temporary name and renamed, which changes its folder's time: the times of a run's
theorem folders tell of every change in them without a look inside. What overwrites a file in a theorem's folder in
place is not seen; `wonton lake reconcile --force` reads everything again, and `wonton lake doctor` finds such files.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wonton.artifacts.layout import RUN_CONFIG

PROGRAM_STATE = "program_state.json"


@dataclass(frozen=True, slots=True)
class FoundRun:
    """A run directory and its fingerprint."""

    folder: Path
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A folder that cannot be looked into, so that nobody knows which runs lie in it."""

    folder: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What lies at or below a logs root, each sorted by path."""

    runs: list[FoundRun]
    unlisted: list[Unlisted]


def find_runs(root: Path) -> list[FoundRun]:
    """Every run directory at or below `root`, sorted by path. Links to folders are not followed."""
    return scan(root).runs


def scan(root: Path) -> Scan:
    """Every run directory at or below `root`, and every folder that cannot be listed. Links are not followed."""
    runs, unlisted = list[FoundRun](), list[Unlisted]()
    for found in _walk(str(root), inside_run=False):
        if isinstance(found, FoundRun):
            runs.append(found)
        else:
            unlisted.append(found)
    return Scan(sorted(runs, key=lambda run: str(run.folder)), sorted(unlisted, key=lambda each: str(each.folder)))


def _walk(folder: str, inside_run: bool) -> Iterator[FoundRun | Unlisted]:
    try:
        with os.scandir(folder) as entries:
            listed = [entry for entry in entries if not entry.name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        yield Unlisted(Path(folder), error.strerror or str(error))
        return
    is_run = any(entry.name == RUN_CONFIG for entry in listed)
    if is_run:
        yield FoundRun(Path(folder), _fingerprint(listed))
    elif inside_run:
        return
    for entry in listed:
        # Folders in a run are its theorems' or, where they are runs themselves, runs whose ids go on.
        if entry.is_dir(follow_symlinks=False) and (not is_run or _may_be_run(entry.path)):
            yield from _walk(entry.path, inside_run=is_run)


def _may_be_run(folder: str) -> bool:
    """Whether the folder has a run's settings, or is closed to us."""
    try:
        os.stat(f"{folder}/{RUN_CONFIG}")
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        pass
    return True


def _fingerprint(entries: list[os.DirEntry[str]]) -> str:
    digest = hashlib.sha256()
    for entry in sorted(entries, key=lambda each: each.name):
        try:
            stat = entry.stat()
            cells = f"{stat.st_mtime_ns}\0{'' if entry.is_dir() else stat.st_size}"
        except OSError:
            cells = "unreadable"
        digest.update(f"{entry.name}\0{cells}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()[:16]


def find_cohorts(root: Path) -> list[Path]:
    """The folders of cohorts at `root` or right below it, sorted."""
    states = [root / PROGRAM_STATE, *root.glob(f"*/{PROGRAM_STATE}")]
    return sorted(path.parent for path in states if os.path.isfile(path))
