"""Executing one prover: limits on its whole process tree, its output into a compressed file, no survivor.

The process that calls `execute` must belong to executions alone (`wonton.external.worker` does): it adopts what the
prover leaves behind, and everything below it is ended with the prover. Limits are kept by a control group where this
process may make one, else by looking at the tree every few milliseconds; which it was is in the result.
"""

from __future__ import annotations

import contextlib
import ctypes
import gzip
import os
import resource
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from wonton.external import cgroups, tree
from wonton.external.base import Ended, Invocation, Limits, Stop

_PR_SET_PDEATHSIG = 1
#: How often a running tree is looked at, seconds: at first, and later.
_FIRST_LOOK, _LOOK = 0.005, 0.02
_CHUNK = 1 << 18
_ERROR_BYTES = 1 << 16
#: A single process of a tree that is limited by looking may have so much more address space than the limit.
_ADDRESS_FACTOR, _ADDRESS_MB = 4, 4_096
#: What is left in a pipe after the end is read for so long at most, seconds.
_DRAIN_SECONDS = 2.0
_LIBRARY = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class ParentGone(BaseException):
    """Whoever asked for the execution is gone. Not an `Exception`: nothing but the end of this process is left."""


@dataclass(slots=True)
class Kept:
    """One stream of a prover: so many bytes of it are kept, in memory and, where `file` is set, compressed there."""

    limit: int
    file: gzip.GzipFile | None = None
    total: int = 0
    parts: list[bytes] = field(default_factory=list)

    def take(self, chunk: bytes) -> None:
        """Take what came in; what is beyond the limit only counts."""
        kept = chunk[: max(0, self.limit - self.total)]
        self.total += len(chunk)
        if kept:
            self.parts.append(kept)
            if self.file is not None:
                self.file.write(kept)

    @property
    def cut(self) -> bool:
        """Whether something was thrown away."""
        return self.total > self.limit

    def text(self) -> str:
        """What was kept, as text."""
        return b"".join(self.parts).decode("utf-8", "replace")


def execute(
    invocation: Invocation,
    limits: Limits,
    folder: Path,
    *,
    output: Path | None = None,
    employer: int | None = None,
    use_cgroups: bool = True,
) -> Ended:
    """Run `invocation` in `folder` under `limits`; its standard output goes to `output`, compressed, where that is set.

    `employer` is a file descriptor that ends when whoever asked for the execution does. Raises `ParentGone` then, with
    nothing left running, and `OSError` where the program cannot be started or `output` cannot be written.
    """
    tree.adopt_orphans()
    where = cgroups.place() if use_cgroups else None
    with contextlib.ExitStack() as stack:
        group = stack.enter_context(cgroups.Group(where, limits.memory_mb)) if where else None
        file = stack.enter_context(gzip.GzipFile(output, "wb", compresslevel=1, mtime=0)) if output else None
        try:
            return _Run(limits, group, Kept(limits.output_bytes, file)).do(invocation, folder, employer)
        finally:
            # Once more: a signal may have come in the middle of the first time.
            if group is not None:
                group.kill()
            tree.end_below(os.getpid())


class _Run:
    """One execution, from start to the last of its processes."""

    def __init__(self, limits: Limits, group: cgroups.Group | None, kept: Kept) -> None:
        self.limits, self.group, self.kept = limits, group, kept
        self.errors = Kept(_ERROR_BYTES)
        self.reaped_cpu = self.cpu = self.peak_mb = 0.0
        self.begun = time.monotonic()

    def do(self, invocation: Invocation, folder: Path, employer: int | None) -> Ended:
        process = subprocess.Popen(
            invocation.argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env={**os.environ, **invocation.environment, tree.MARK: str(os.getpid())},
            bufsize=0,
            preexec_fn=_preparation(os.getpid(), self.limits, self.group),  # noqa: PLW1509 - there is one thread
            start_new_session=True,
        )
        assert process.stdout is not None and process.stderr is not None
        streams: dict[Any, Kept] = {process.stdout: self.kept, process.stderr: self.errors}
        try:
            with selectors.DefaultSelector() as selector, _pidfd(process.pid) as pidfd:
                for stream in streams:
                    os.set_blocking(stream.fileno(), False)
                    selector.register(stream, selectors.EVENT_READ)
                for descriptor in (pidfd, employer):
                    if descriptor is not None:
                        selector.register(descriptor, selectors.EVENT_READ)
                stop = self._watch(process, selector, streams, employer)
                wall = time.monotonic() - self.begun
        finally:
            exit_code = self._end(process)
        for stream, kept in streams.items():
            _drain(stream, kept)
            stream.close()
        return self._ended(stop, exit_code, wall)

    def _watch(
        self,
        process: subprocess.Popen[bytes],
        selector: selectors.BaseSelector,
        streams: dict[Any, Kept],
        employer: int | None,
    ) -> Stop:
        """Wait until the process ends or meets a limit; says which."""
        looked, pause = self.begun, _FIRST_LOOK
        while True:
            left = max(0.0, min(looked + pause, self.begun + self.limits.wall_seconds) - time.monotonic())
            for key, _ in selector.select(left):
                if key.fd == employer:
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the same news once more must not disturb the end
                    raise ParentGone
                kept = streams.get(key.fileobj)
                if kept is not None and not _take(key.fd, kept):
                    selector.unregister(key.fileobj)
            now = time.monotonic()
            if now - looked >= pause or now - self.begun >= self.limits.wall_seconds:
                looked, pause = now, min(pause * 2, _LOOK)
                if stop := self._look(process.pid, now):
                    return stop
            if _has_ended(process.pid):
                return ""

    def _look(self, pid: int, now: float) -> Stop:
        """Look at what the tree uses; gives the limit that it met."""
        if self.group is not None:
            self.cpu = self.group.cpu_seconds()
            out_of_memory = self.group.out_of_memory()
        else:
            # Orphans are children of ours now; what of them has ended is counted once it is reaped.
            self.reaped_cpu += tree.reap(frozenset((pid,)))
            used = tree.usage(tree.descendants(os.getpid()))
            self.cpu = self.reaped_cpu + used.cpu_seconds
            self.peak_mb = max(self.peak_mb, used.memory_mb)
            out_of_memory = used.memory_mb > self.limits.memory_mb
        if out_of_memory:
            return "memory"
        if now - self.begun >= self.limits.wall_seconds:
            return "wall"
        return "cpu" if self.cpu >= self.limits.cpu else ""

    def _end(self, process: subprocess.Popen[bytes]) -> int:
        """End the whole tree; gives the exit code of its first process."""
        if self.group is not None:
            self.group.kill()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.reaped_cpu += used.ru_utime + used.ru_stime
        self.peak_mb = max(self.peak_mb, used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))
        self.reaped_cpu += tree.end_below(os.getpid())
        return process.returncode

    def _ended(self, stop: Stop, exit_code: int, wall: float) -> Ended:
        cpu, peak = self.reaped_cpu, self.peak_mb
        executor = "process-tree"
        if self.group is not None:
            cpu, peak = self.group.cpu_seconds(), self.group.peak_mb() or peak
            executor = f"cgroup-{self.group.version}"
            if not stop and self.group.out_of_memory():
                stop = "memory"
        return Ended(
            stop=stop,
            exit_code=exit_code,
            wall_seconds=wall,
            cpu_seconds=max(cpu, self.cpu),
            memory_mb=peak,
            output=self.kept.text(),
            errors=self.errors.text(),
            output_bytes=self.kept.total,
            output_cut=self.kept.cut,
            executor=executor,
        )


def _preparation(employer: int, limits: Limits, group: cgroups.Group | None) -> Callable[[], None]:
    """What the child does before it becomes the prover."""
    entrances = group.entrances if group is not None else ()
    address = (limits.memory_mb * _ADDRESS_FACTOR + _ADDRESS_MB) * 2**20

    def prepare() -> None:
        if _LIBRARY is not None:
            _LIBRARY.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            if os.getppid() != employer:
                os._exit(127)
        for entrance in entrances:
            descriptor = os.open(entrance, os.O_WRONLY)
            os.write(descriptor, b"0")
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if not entrances:
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (address if hard < 0 else min(address, hard), hard))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)

    return prepare


@contextlib.contextmanager
def _pidfd(pid: int) -> Iterator[int | None]:
    """A descriptor that becomes readable when the process ends; None where the system has none."""
    opened = getattr(os, "pidfd_open", None)
    try:
        descriptor: int | None = opened(pid) if opened else None
    except OSError:
        descriptor = None
    try:
        yield descriptor
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _has_ended(pid: int) -> bool:
    """Whether a child has ended; it stays to be reaped."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _take(descriptor: int, kept: Kept) -> bool:
    """Take what a stream holds; False at its end."""
    try:
        chunk = os.read(descriptor, _CHUNK)
    except BlockingIOError:
        return True
    if not chunk:
        return False
    kept.take(chunk)
    return True


def _drain(stream: IO[bytes], kept: Kept) -> None:
    """Take what is left in a stream whose writers are gone."""
    deadline = time.monotonic() + _DRAIN_SECONDS
    while time.monotonic() < deadline:
        chunk = stream.read(_CHUNK)
        if not chunk:
            return
        kept.take(chunk)
