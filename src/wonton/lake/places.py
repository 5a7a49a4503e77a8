"""How folders are called in the lake, and the keys that are made of it.

A locator is a folder's path relative to the home where it lies in the home (so that a home can be moved), else its
absolute path; symbolic links are followed first, so that two ways to a run give one key.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

_DIGITS = 16
_COHORT = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
_PHASE = re.compile(r"p[1-7]")


def locate(home: Path, folder: Path) -> str:
    """The locator of `folder`, which need not exist. Bytes that are no UTF-8 stand as `\\xff`."""
    whole, base = folder.resolve(), home.resolve()
    path = whole.relative_to(base) if whole.is_relative_to(base) else whole
    return os.fsencode(path.as_posix()).decode(errors="backslashreplace")


def resolve(home: Path, locator: str) -> Path:
    """The folder that `locator` calls."""
    return home / locator


def key_of(locator: str) -> str:
    """16 hex digits of the SHA-256 of `locator`."""
    return hashlib.sha256(locator.encode(errors="surrogateescape")).hexdigest()[:_DIGITS]


def below(locator: str, root: str) -> bool:
    """Whether `locator` is `root` or lies in it."""
    if root == ".":
        return not locator.startswith("/")
    return f"{locator}/".startswith(root.rstrip("/") + "/")


def innermost(locator: str, roots: Iterable[str]) -> str | None:
    """The longest of `roots` that `locator` lies in; None where there is none."""
    return max((root for root in roots if below(locator, root)), key=len, default=None)


class CohortPlace(NamedTuple):
    """Where a run stands in a cohort, as its path tells."""

    cohort: str
    date: str
    program_id: str
    phase: str | None
    label: str | None


def cohort_place(locator: str) -> CohortPlace | None:
    """The innermost folder above the run that is called like a cohort, and what stands below it; None without one."""
    parts = locator.split("/")
    for place in range(len(parts) - 2, -1, -1):
        if match := _COHORT.fullmatch(parts[place]):
            phase = parts[place + 1] if _PHASE.fullmatch(parts[place + 1]) else None
            label = "/".join(parts[place + (1 if phase is None else 2) :]) or None
            return CohortPlace(parts[place], match[1], match[2], phase, label)
    return None
