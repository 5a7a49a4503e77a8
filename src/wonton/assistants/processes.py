"""What the processes of all assistants have in common: their memory, their end, their last words."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO

#: How often a silent process is looked at, seconds.
POLL_SECONDS = 0.05
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20
_LAST_BYTES = 500


@dataclass(frozen=True, slots=True)
class Finished:
    """A one-shot run: exit code (negative: the signal that ended it) and everything it wrote to standard output."""

    code: int
    output: str


def resident_mb(pid: int) -> float:
    """Resident memory of a process in MB; 0 where it is gone or the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE_MB
    except (OSError, IndexError, ValueError):
        return 0.0


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and its group, and wait until it is gone. Idempotent."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()


def last_words(errors: IO[bytes]) -> str:
    """The end of what a process wrote to its standard error."""
    size = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, size - _LAST_BYTES))
    return errors.read().decode("utf-8", "replace").strip()
