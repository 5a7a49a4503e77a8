"""A reconcile that kills itself: `python killed.py HOME STEP WORKERS` ends by SIGKILL before its step STEP.

A step is one statement that changes rows, or the commit of one transaction; -1 is none. Prints how many there were.
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from pathlib import Path
from typing import Any

from wonton.lake import connection
from wonton.lake.reconcile import reconcile

_steps = count()
_connect = connection._connect
_last = -1


def _step() -> None:
    if next(_steps) == _last:
        os.kill(os.getpid(), signal.SIGKILL)


class Counted:
    """A connection whose steps are counted."""

    def __init__(self, lake: Any) -> None:
        self.lake = lake

    def __getattr__(self, name: str) -> Any:
        return getattr(self.lake, name)

    def execute(self, sql: str, *parameters: Any) -> Any:
        """The statement."""
        if sql.lstrip().startswith(("INSERT", "DELETE", "UPDATE")):
            _step()
        return self.lake.execute(sql, *parameters)

    def commit(self) -> None:
        """The commit."""
        _step()
        self.lake.commit()


if __name__ == "__main__":
    _last = int(sys.argv[2])
    connection._connect = lambda *args, **named: Counted(_connect(*args, **named))  # type: ignore[assignment]
    reconcile(Path(sys.argv[1]), Path(sys.argv[1]) / "logs", count=int(sys.argv[3]))
    sys.stdout.write(f"{next(_steps)}\n")
