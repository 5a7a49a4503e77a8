"""What the processes of all assistants have in common: their memory, their time, their end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_STARTER = Path(__file__).with_name("starter.py")
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Finished:
    """A one-shot run: exit code (negative: the signal that ended it) and everything it wrote to standard output."""

    code: int
    output: str


def ending_with_us(words: Sequence[str]) -> tuple[str, ...]:
    """How to start a program, `words[0]` by its absolute path, so that it ends with the process that starts it. Our
    process id goes with it as `WONTON_PARENT`, and the thread that starts it must outlive it."""
    return (sys.executable, "-I", "-S", str(_STARTER), *words)


def resident_mb(pid: int) -> float:
    """Resident memory of a process in MB; 0 where it is gone or the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE_MB
    except (OSError, IndexError, ValueError):
        return 0.0


def session_mb(session: int) -> float:
    """Resident memory of all processes of a session together, in MB; 0 where the system does not tell."""
    total = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            fields = path.read_bytes().rpartition(b")")[2].split()
            total += int(fields[21]) if int(fields[3]) == session else 0
    return total * _PAGE_MB


def computed_seconds(pid: int) -> float:
    """Processor time of a process and its threads, in seconds; -1 where it is gone or the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS
    except (OSError, IndexError, ValueError):
        return -1.0


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and its group, and wait until it is gone. Idempotent."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
