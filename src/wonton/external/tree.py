"""The processes below this one: what they use, and their end. Linux, by /proc; elsewhere only children that are ours.

The process that executes provers adopts whatever they leave behind (`adopt_orphans`): nothing that a prover forks can
leave its tree, whatever sessions it makes, so all of it is found here.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

#: The variable in a prover's environment that holds the process id of its worker.
MARK = "WONTON_EXECUTION"
_PR_SET_CHILD_SUBREAPER = 36
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20
#: How long a tree is fought that makes new processes as fast as old ones are ended, seconds.
_FIGHT_SECONDS = 10.0
_ROUND_SECONDS = 0.001


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds (ended children of live processes included) and resident memory in MB of live processes."""

    cpu_seconds: float = 0.0
    memory_mb: float = 0.0


def adopt_orphans(adopt: bool = True) -> bool:
    """Make this process the parent of every orphan below it, or no longer; False where the system has no such thing."""
    if sys.platform != "linux":
        return False
    return bool(ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, int(adopt), 0, 0, 0) == 0)


def descendants(root: int) -> list[int]:
    """Every process below `root`, parents before children, zombies included."""
    found: list[int] = []
    waiting = [root]
    while waiting:
        children = list(_children(waiting.pop()))
        found += children
        waiting += children
    return found


def _children(pid: int) -> Iterator[int]:
    """The children of all threads of a process."""
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return
    for thread in threads:
        with contextlib.suppress(OSError):
            yield from map(int, Path(f"/proc/{pid}/task/{thread}/children").read_text(encoding="ascii").split())


def usage(pids: Iterable[int]) -> Usage:
    """What live processes use together. A page that several share counts for each."""
    cpu = memory = 0.0
    for pid in pids:
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            cpu += sum(map(int, fields[11:15])) / _TICK
            memory += int(fields[21]) * _PAGE_MB
    return Usage(cpu, memory)


def end_below(root: int) -> float:
    """End every process below `root`, itself excepted, and reap those that are children of this process; gives the CPU
    seconds of the reaped.

    Whole process groups are killed, which the kernel does at once: a process that forks faster than anybody can look
    is in the group that it began in. Only one that makes a session of its own for every child, and leaves it, has to be
    met by chance.
    """
    deadline = time.monotonic() + _FIGHT_SECONDS
    cpu = reap()
    while (found := descendants(root)) and time.monotonic() < deadline:
        _kill(found)
        time.sleep(_ROUND_SECONDS)
        cpu += reap()
    return cpu


def end_marked(root: int, mark: int) -> None:
    """End every process below `root` that carries `mark`, the process id of its worker, in its environment."""
    wanted = f"{MARK}={mark}".encode()
    deadline = time.monotonic() + _FIGHT_SECONDS
    while time.monotonic() < deadline:
        found = [pid for pid in descendants(root) if wanted in _environment(pid)]
        if not found:
            break
        _kill(found)
        for pid in found:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _environment(pid: int) -> list[bytes]:
    """The environment that a live process began with; none of one that is gone."""
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _kill(pids: Iterable[int]) -> None:
    """Kill processes and their groups; the group of this process is left alone."""
    own, groups = os.getpgrp(), set[int]()
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            group = os.getpgid(pid)
            if group not in (own, *groups):
                groups.add(group)
                os.killpg(group, signal.SIGKILL)
            os.kill(pid, signal.SIGKILL)


def reap(keep: frozenset[int] = frozenset()) -> float:
    """Reap every ended child of this process but those in `keep`; gives their CPU seconds, those of children that they
    reaped themselves included."""
    cpu = 0.0
    for child in list(_children(os.getpid())):
        if child not in keep:
            with contextlib.suppress(ChildProcessError):
                pid, _, used = os.wait4(child, os.WNOHANG)
                cpu += used.ru_utime + used.ru_stime if pid else 0.0
    return cpu
