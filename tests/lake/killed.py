"""A reconcile that kills itself: `python killed.py HOME STEP WORKERS` ends by SIGKILL before its step STEP.

A step is the insertion of one table's rows, or the commit of one transaction; -1 is none. Prints how many there were.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from wonton.lake import rows
from wonton.lake.reconcile import load, reconcile

_steps = count()
_insert_packed, _transaction = rows.insert_packed, load.transaction
_last = -1


def _step() -> None:
    if next(_steps) == _last:
        os.kill(os.getpid(), signal.SIGKILL)


def insert_packed(*args: Any) -> None:
    """The insertion, counted."""
    _step()
    _insert_packed(*args)


@contextmanager
def transaction(connection: Any) -> Iterator[None]:
    """The transaction, its commit counted."""
    with _transaction(connection):
        yield
        _step()


if __name__ == "__main__":
    _last = int(sys.argv[2])
    rows.insert_packed = load.insert_packed = insert_packed
    load.transaction = transaction
    reconcile(Path(sys.argv[1]), Path(sys.argv[1]) / "logs", count=int(sys.argv[3]))
    sys.stdout.write(f"{next(_steps)}\n")
