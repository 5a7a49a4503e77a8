"""What the processes that a run starts have in common: what they are started with, how they talk, and how they end."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from types import FrameType
from typing import Any

from wonton.core import errors
from wonton.core.errors import WontonError

PR_SET_PDEATHSIG = 1


def environment() -> dict[str, str]:
    """The environment for a child that imports what this process can import."""
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)
    return {**os.environ, "PYTHONPATH": path}


def end_with(parent: int, by: signal.Signals = signal.SIGKILL) -> None:
    """Begin as a child: end with `parent`, at once where it is gone already (the kernel sees to it on Linux, with the
    signal `by`), leave interrupts from the terminal to it, and leave in good order at SIGTERM."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, by)
    if os.getppid() != parent:
        raise SystemExit(1)


def _leave(number: int, frame: FrameType | None) -> None:
    """End this process in good order at a signal: what it opened is closed, which no second signal disturbs."""
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + number)


class LineChild:
    """A Python process of ours that talks in JSON lines, as its employer sees it: lines out through its standard input,
    lines in through its standard output. It runs `python -m <module> <our process id>` in a session of its own."""

    def __init__(self, module: str) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child; a pipe could fill up
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=environment(),
            start_new_session=True,
            bufsize=0,
        )
        assert self._process.stdout is not None
        self.output = self._process.stdout
        self._buffer = b""

    @property
    def pid(self) -> int:
        """Process id, which is also that of its process group."""
        return self._process.pid

    def send(self, value: Mapping[str, Any]) -> None:
        """Send one line; a child that is gone is noticed when its output ends."""
        assert self._process.stdin is not None
        data = memoryview(json.dumps(value).encode() + b"\n")
        try:
            while data:
                data = data[self._process.stdin.write(data) or 0 :]
        except BrokenPipeError:
            return

    def receive(self) -> list[Mapping[str, Any]]:
        """Messages that have come in; waits for some. The last one is `died` where its output has ended."""
        chunk = self.output.read(1 << 16)
        if not chunk:
            return [{"type": "died"}]
        *lines, self._buffer = (self._buffer + chunk).split(b"\n")
        return [json.loads(line) for line in lines]

    def end_input(self) -> None:
        """Close our end: a child at rest leaves by itself."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def terminate(self) -> None:
        """Tell it to stop."""
        self._process.terminate()

    def kill(self, grace_seconds: float = 0.0) -> str:
        """End the process, its last words on standard error are given. Waits until it is gone. Idempotent."""
        try:
            self._process.wait(grace_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        return f"exit code {self._process.returncode}. {self._last_words()}".strip()

    def _last_words(self) -> str:
        if self._errors.closed:
            return ""
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size - 2000))
        words = self._errors.read().decode(errors="replace").strip()
        self._errors.close()
        return words


def error_to_json(error: WontonError) -> dict[str, str]:
    """An error on its way between processes."""
    return {"class": type(error).__name__, "message": error.message, "remedy": error.remedy}


def error_from_json(value: Mapping[str, str]) -> WontonError:
    """The error that a worker reported, of its own class, and so with its own exit code."""
    kind = getattr(errors, value["class"], WontonError)
    if not (isinstance(kind, type) and issubclass(kind, WontonError)):
        kind = WontonError
    error = kind.__new__(kind)
    WontonError.__init__(error, value["message"], value["remedy"])
    return error
