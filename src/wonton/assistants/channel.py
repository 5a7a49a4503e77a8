"""The pipes of one process of an assistant: written and read under a deadline and a memory limit.

What a process writes to its standard error is read beside all else, so that one that complains without end is never
held up by it; the end of it is kept. Nothing that a process does makes a caller wait for longer than the limit, or keep
more than `MAX_BYTES`."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Literal

from wonton.assistants.processes import Finished, computed_seconds, kill, resident_mb
from wonton.core.errors import WontonError

MAX_BYTES = 1 << 26  #: of one answer, or of all that a one-shot run writes
#: How often a process that is waited for is looked at, seconds.
POLL_SECONDS = 0.05
#: A process that has computed for a smaller share of its time than this one was kept from working.
IDLE_SHARE = 0.2
#: How often a one-shot run is begun where somebody else ends it.
_RUNS = 3
_LAST_BYTES = 500
_CHUNK = 1 << 16
_END_SECONDS = 1.0


class Stopped(WontonError):
    """A process ended, or was ended, before it answered. `why`: `died`, `wall` (its time was up), `memory`. `code` is
    its exit code where it ended by itself. `idle` says that it hardly computed in its time: it was kept from working,
    and another one may do better."""

    def __init__(
        self, why: Literal["died", "wall", "memory"], message: str, code: int | None = None, idle: bool = False
    ) -> None:
        super().__init__(message)
        self.why, self.code, self.idle = why, code, idle


@dataclass(slots=True)
class Watch:
    """How long a process may take from now on, in seconds of the clock, and how many megabytes it may use."""

    wall_seconds: float
    memory_mb: float
    begun: float = field(default_factory=time.monotonic)
    _looks: int = 0
    _first: tuple[float, float] | None = None  # at the first look: seconds passed, and computed

    def renew(self) -> None:
        """Give it the same time once more."""
        self.begun, self._looks, self._first = time.monotonic(), 0, None

    @property
    def left(self) -> float:
        """Seconds that are left, none below zero."""
        return max(0.0, self.begun + self.wall_seconds - time.monotonic())

    def look(self, pid: int, ready: bool) -> tuple[Literal["", "wall", "memory"], bool]:
        """Which limit the process has met, and whether it was idle. What is `ready` to be read counts as in time."""
        passed = time.monotonic() - self.begun
        if passed >= (self._looks + 1) * POLL_SECONDS:
            self._looks = int(passed / POLL_SECONDS)
            if self._first is None:
                self._first = passed, computed_seconds(pid)
            if resident_mb(pid) > self.memory_mb:
                return "memory", False
        if passed > self.wall_seconds + (POLL_SECONDS if ready else 0.0):
            return "wall", self._idle(pid, passed)
        return "", False

    def _idle(self, pid: int, passed: float) -> bool:
        then, computed = self._first or (passed, 0.0)
        return computed >= 0.0 and computed_seconds(pid) - computed < IDLE_SHARE * (passed - then)


class Channel:
    """The pipes of `process`, which is called `name` in messages and raises `stopped`."""

    def __init__(self, process: subprocess.Popen[bytes], name: str, stopped: type[Stopped]) -> None:
        assert process.stdout is not None
        self.process, self.name, self.stopped = process, name, stopped
        self._fd = process.stdout.fileno()
        self._errors = process.stderr
        self._end = bytearray()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._fd, selectors.EVENT_READ)
        if self._errors is not None:
            os.set_blocking(self._errors.fileno(), False)
            self._selector.register(self._errors, selectors.EVENT_READ)
        if process.stdin is not None:
            os.set_blocking(process.stdin.fileno(), False)

    def send(self, data: bytes, watch: Watch) -> None:
        """Write all of `data`. Raises `Stopped` where nobody reads it."""
        stdin = self.process.stdin
        assert stdin is not None
        rest = memoryview(data)
        try:
            while rest:
                written: int | None = stdin.write(rest)
                if written is None:
                    self._await_room(stdin, watch)
                else:
                    rest = rest[written:]
        except (BrokenPipeError, ValueError) as error:
            words = self.last_words() or str(error)
            raise self.stopped("died", f"{self.name} closed its input: {words}", self.process.poll()) from error

    def _await_room(self, stdin: IO[bytes], watch: Watch) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(stdin, selectors.EVENT_WRITE)
            if self._errors is not None:
                selector.register(self._errors, selectors.EVENT_READ)
            ready = {key.fileobj for key, _ in selector.select(POLL_SECONDS)}
        if self._errors in ready:
            self._drain()
        self._look(watch, stdin in ready)

    def chunk(self, watch: Watch) -> bytes:
        """The next bytes that it writes. Raises `Stopped` at a limit and at the end of its output."""
        data = self.read(watch)
        if not data:
            raise self._gone()
        return data

    def read(self, watch: Watch) -> bytes:
        """The next bytes, empty at the end of the output. Raises `Stopped` at a limit."""
        while True:
            ready = {key.fd for key, _ in self._selector.select(POLL_SECONDS)}
            self._look(watch, self._fd in ready)
            if ready - {self._fd}:
                self._drain()
            if self._fd in ready:
                return os.read(self._fd, _CHUNK)

    def _look(self, watch: Watch, ready: bool) -> None:
        met, idle = watch.look(self.process.pid, ready)
        if met == "memory":
            raise self.stopped("memory", f"{self.name} used more than {watch.memory_mb:.0f} MB")
        if met == "wall":
            raise self.stopped("wall", f"{self.name} took more than {watch.wall_seconds:g} s", idle=idle)

    def _drain(self) -> bool:
        """Read what stands in standard error, as much as one reading gives; whether that is anything."""
        if self._errors is None or self._errors.closed:
            return False
        try:
            data = os.read(self._errors.fileno(), _CHUNK)
        except BlockingIOError:
            return False
        if not data:
            self._selector.unregister(self._errors)
            self._errors.close()
            self._errors = None
        self._end = (self._end + data)[-_LAST_BYTES:]
        return bool(data)

    def _gone(self) -> Stopped:
        """What there is to say of a process that has closed its output; it is ended where it lives on."""
        try:
            code = self.process.wait(_END_SECONDS)
            message = f"{self.name} ended with code {code}: {self.last_words()}"
        except subprocess.TimeoutExpired:
            code, message = None, f"{self.name} closed its output: {self.last_words()}"
        return self.stopped("died", message.rstrip(": "), code)

    def last_words(self) -> str:
        """The end of what the process wrote to its standard error."""
        for _ in range(MAX_BYTES // _CHUNK):
            if not self._drain():
                break
        return self._end.decode("utf-8", "replace").strip()

    def close(self) -> None:
        """End the process. Idempotent."""
        self._selector.close()
        kill(self.process)


def run_to_end(
    start: Callable[[], subprocess.Popen[bytes]],
    name: str,
    stopped: type[Stopped],
    wall_seconds: float,
    memory_mb: float,
) -> Finished:
    """Run a process to its end and collect what it wrote; once more, in another one, where somebody else ended it or
    kept it from working. Raises `Stopped` at a limit; nothing survives it."""
    for last in (False,) * (_RUNS - 1) + (True,):
        try:
            done = _collected(Channel(start(), name, stopped), Watch(wall_seconds, memory_mb))
        except Stopped as error:
            if last or not error.idle:
                raise
            continue
        if last or done.code != -signal.SIGKILL:
            break
    return done


def _collected(channel: Channel, watch: Watch) -> Finished:
    whole = bytearray()
    try:
        while data := channel.read(watch):
            whole += data
            if len(whole) > MAX_BYTES:
                raise channel.stopped("memory", f"{channel.name} wrote more than {MAX_BYTES >> 20} MB")
        code = channel.process.wait(watch.left)
    except subprocess.TimeoutExpired as error:
        raise channel.stopped("wall", f"{channel.name} took more than {watch.wall_seconds:g} s") from error
    finally:
        channel.close()
    return Finished(code, whole.decode("utf-8", "replace"))
