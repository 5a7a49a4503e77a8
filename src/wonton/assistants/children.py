"""What the processes that a run starts have in common: what they are started with, and how they end."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from types import FrameType

PR_SET_PDEATHSIG = 1


def environment() -> dict[str, str]:
    """The environment for a child that imports what this process can import."""
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)
    return {**os.environ, "PYTHONPATH": path}


def end_with(parent: int) -> None:
    """Begin as a child: end with `parent`, at once where it is gone already (the kernel sees to it on Linux), leave
    interrupts from the terminal to it, and leave in good order at SIGTERM."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise SystemExit(1)


def _leave(number: int, frame: FrameType | None) -> None:
    """End this process in good order at a signal: what it opened is closed."""
    raise SystemExit(128 + number)
