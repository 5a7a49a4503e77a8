"""Control groups, where this process may make them: limits that the kernel keeps for a whole process tree.

Version 1 wants the controllers `memory` and `cpuacct`, version 2 a delegated group with `memory`. Covers making a
group, reading it, and removing it; `execute` decides when.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Literal

from wonton.core.errors import MissingToolError

_ROOT = Path("/sys/fs/cgroup")
_NUMBERS = count()
_SHORTEST_LIMIT_MB = 1
#: How long a group is emptied at most, and how often it is looked at, seconds.
_EMPTY_SECONDS, _ROUND_SECONDS = 5.0, 0.001


@dataclass(frozen=True, slots=True)
class Place:
    """Where groups can be made: the version, the folders of the controllers (all the same in version 2). `processes` is
    that of the controller `pids`, None without one."""

    version: Literal["v1", "v2"]
    memory: Path
    cpu: Path
    processes: Path | None = None


@lru_cache(maxsize=1)
def place() -> Place | None:
    """Where this process can make groups; None where it cannot. Tries it once."""
    for found in (_place_v1(), _place_v2()):
        if found is not None and _works(found):
            return found
    return None


def check_place() -> None:
    """Raise `MissingToolError` where this process cannot make groups."""
    if place() is None:
        remedy = "Leave --executor out: the process tree is watched then."
        raise MissingToolError("--executor cgroup: no control group can be made here", remedy)


def _own(controller: str) -> str | None:
    """The group of this process under a controller (`""`: version 2)."""
    try:
        lines = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    for line in lines:
        _, names, path = line.split(":", 2)
        if controller in names.split(","):
            return path.lstrip("/")
    return None


def _place_v1() -> Place | None:
    memory, cpu, processes = (_folder_v1(controller) for controller in ("memory", "cpuacct", "pids"))
    return None if memory is None or cpu is None else Place("v1", memory, cpu, processes)


def _folder_v1(controller: str) -> Path | None:
    own = _own(controller)
    if own is None:
        return None
    folder = _ROOT / controller / own
    return folder if folder.is_dir() else _ROOT / controller


def _place_v2() -> Place | None:
    own = _own("")
    if own is None or not (_ROOT / "cgroup.controllers").is_file():
        return None
    return Place("v2", _ROOT / own, _ROOT / own, _ROOT / own)


def _works(found: Place) -> bool:
    try:
        with Group(found, 64):
            return True
    except OSError:
        return False


class Group:
    """One group, made for one execution: a context that leaves nothing behind. Raises `OSError` where it cannot be
    made or limited."""

    def __init__(self, where: Place, memory_mb: int, name: str = "") -> None:
        name = name or f"wonton-{os.getpid()}-{next(_NUMBERS)}"
        self.version = where.version
        self._memory, self._cpu = where.memory / name, where.cpu / name
        self._processes = where.processes / name if where.processes else None
        self.folders = tuple(dict.fromkeys(filter(None, (self._memory, self._cpu, self._processes))))
        self._limit = max(memory_mb, _SHORTEST_LIMIT_MB) * 2**20

    def __enter__(self) -> Group:
        try:
            for folder in self.folders:
                folder.mkdir()
            self._limit_memory()
        except OSError:
            self.remove()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    def _limit_memory(self) -> None:
        if self.version == "v2":
            (self._memory / "memory.max").write_text(str(self._limit), encoding="ascii")
            with contextlib.suppress(OSError):
                (self._memory / "memory.swap.max").write_text("0", encoding="ascii")
            return
        (self._memory / "memory.limit_in_bytes").write_text(str(self._limit), encoding="ascii")
        with contextlib.suppress(OSError):
            (self._memory / "memory.memsw.limit_in_bytes").write_text(str(self._limit), encoding="ascii")

    @property
    def entrances(self) -> tuple[str, ...]:
        """The files into which a process writes `0` to enter."""
        return tuple(str(folder / "cgroup.procs") for folder in self.folders)

    def cpu_seconds(self) -> float:
        """CPU seconds of everything that ever ran in it."""
        if self.version == "v1":
            return int((self._cpu / "cpuacct.usage").read_text(encoding="ascii")) / 1e9
        return _field(self._cpu / "cpu.stat", "usage_usec") / 1e6

    def peak_mb(self) -> float:
        """The most memory that it held at once, MB; 0 where the kernel does not tell."""
        name = "memory.max_usage_in_bytes" if self.version == "v1" else "memory.peak"
        try:
            return int((self._memory / name).read_text(encoding="ascii")) / 2**20
        except OSError:
            return 0.0

    def out_of_memory(self) -> bool:
        """Whether the kernel has ended a process of it for want of memory."""
        name = "memory.oom_control" if self.version == "v1" else "memory.events"
        return _field(self._memory / name, "oom_kill") > 0

    def pids(self) -> list[int]:
        """The processes in it."""
        try:
            return [int(word) for word in (self._memory / "cgroup.procs").read_text(encoding="ascii").split()]
        except OSError:
            return []

    def kill(self) -> None:
        """Kill everything in it: at once where the kernel can (version 2), else with no more forks allowed (where there
        is the controller `pids`)."""
        with contextlib.suppress(OSError):
            if self.version == "v2":
                (self._memory / "cgroup.kill").write_text("1", encoding="ascii")
            elif self._processes is not None:
                (self._processes / "pids.max").write_text("0", encoding="ascii")
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)

    def remove(self) -> None:
        """Remove its folders, after what may be left in it has been ended. What has just died holds them for a moment
        more: that is waited for."""
        deadline = time.monotonic() + _EMPTY_SECONDS
        while not self._removed() and time.monotonic() < deadline:
            self.kill()
            time.sleep(_ROUND_SECONDS)

    def _removed(self) -> bool:
        for folder in self.folders:
            with contextlib.suppress(OSError):
                folder.rmdir()
        return not any(folder.exists() for folder in self.folders)


def clear(worker: int) -> None:
    """End what is in the groups that the process `worker`, which is gone, had made, and remove them."""
    where = place()
    if where is None:
        return
    for folder in where.memory.glob(f"wonton-{worker}-*"):
        Group(where, _SHORTEST_LIMIT_MB, folder.name).remove()


def _field(path: Path, name: str) -> int:
    """The number behind `name` in a file of lines `name number`; 0 where there is none."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.split()[:1] == [name]), 0)
