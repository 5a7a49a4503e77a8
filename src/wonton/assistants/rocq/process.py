"""One Coq process: started, bounded in time and memory, and gone when its owner is gone.

The only module that starts Coq. Two kinds of process: a *top level* that speaks the XML protocol over its pipes for as
long as it lives, and a *one-shot* run of a program, for what must happen in a clean process."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Literal

from wonton.assistants.processes import POLL_SECONDS, Finished, kill, last_words, resident_mb
from wonton.assistants.rocq.protocol import REPLY_END, Reply, read_reply
from wonton.core.errors import WontonError

#: How long after an interrupt Coq may take to answer before it is killed, seconds.
GRACE_SECONDS = 2.0


class RocqStopped(WontonError):
    """A Coq process ended, or was ended, before it answered. `why`: `died`, `wall` (its time was up), `memory`."""

    def __init__(self, why: Literal["died", "wall", "memory"], message: str) -> None:
        super().__init__(message)
        self.why = why


def spawn(words: Sequence[str], stdin: Any, stderr: Any, folder: Path | None = None) -> subprocess.Popen[bytes]:
    """Start a program in a process group of its own, by way of the launcher. `words[0]` is its absolute path.

    Must be called from a thread that outlives the process. Coq reads neither the user's start-up file nor variables
    that add to its search path.
    """
    launcher = str(Path(__file__).with_name("launcher.py"))
    kept = {key: value for key, value in os.environ.items() if key not in ("COQPATH", "ROCQPATH", "COQFLAGS")}
    return subprocess.Popen(
        [sys.executable, "-I", "-S", launcher, *words],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env={**kept, "WONTON_PARENT": str(os.getpid())},
        cwd=folder,
        start_new_session=True,
        bufsize=0,
    )


class _Output:
    """The output of a process, read under a deadline and a memory limit."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        self.process = process
        self.fd = process.stdout.fileno()
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.fd, selectors.EVENT_READ)

    def chunk(self, deadline: float, memory_mb: float) -> bytes:
        """The next bytes, empty at the end of the output. Raises `RocqStopped` at a limit."""
        while not self.selector.select(POLL_SECONDS):
            if resident_mb(self.process.pid) > memory_mb:
                raise RocqStopped("memory", f"Coq used more than {memory_mb:.0f} MB")
            if time.monotonic() > deadline:
                raise RocqStopped("wall", "Coq took too long")
        if time.monotonic() > deadline + POLL_SECONDS:  # it never stops writing
            raise RocqStopped("wall", "Coq took too long")
        return os.read(self.fd, 1 << 16)


def run_once(words: Sequence[str], wall_seconds: float, memory_mb: float, folder: Path | None = None) -> Finished:
    """Run a program to its end in `folder` and collect what it wrote. Raises `RocqStopped` at a limit; nothing survives
    it."""
    process = spawn(words, subprocess.DEVNULL, subprocess.STDOUT, folder)
    chunks: list[bytes] = []
    deadline = time.monotonic() + wall_seconds
    try:
        output = _Output(process)
        with output.selector:
            while chunk := output.chunk(deadline, memory_mb):
                chunks.append(chunk)
        code = process.wait()
    except RocqStopped as stopped:
        if stopped.why == "wall":
            raise RocqStopped("wall", f"{Path(words[0]).name} took more than {wall_seconds:g} s") from stopped
        raise
    finally:
        kill(process)
    return Finished(code, b"".join(chunks).decode("utf-8", "replace"))


class TopLevel:
    """A `coqidetop` process. Requests may be sent ahead of the replies to earlier ones; replies come in their order."""

    def __init__(self, words: Sequence[str]) -> None:
        self.errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long; a pipe could fill up
        self.folder = tempfile.TemporaryDirectory(prefix="wonton-rocq-")  # some tactics leave files where they run
        self.process = spawn(words, subprocess.PIPE, self.errors, Path(self.folder.name))
        self.output = _Output(self.process)
        self.buffer = bytearray()
        self.waiting = 0  #: replies that are still to come
        self.newest = 0  #: the last state that was made; Coq counts them

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process.poll() is None

    def send(self, data: bytes, replies: int) -> None:
        """Write requests that will have `replies` replies. Raises `RocqStopped` where nobody reads."""
        assert self.process.stdin is not None
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self.process.stdin.write(rest) or 0 :]
        except (BrokenPipeError, ValueError) as error:
            raise RocqStopped("died", f"Coq closed its input{self._last_words()}") from error
        self.waiting += replies

    def receive(self, wall_seconds: float, memory_mb: float) -> Reply:
        """The next reply. Raises `RocqStopped`: after `wall` the reply is still to come, after all else the process is
        of no use."""
        deadline = time.monotonic() + wall_seconds
        searched = 0
        while (end := self.buffer.find(REPLY_END, searched)) < 0:
            searched = max(0, len(self.buffer) - len(REPLY_END))
            chunk = self.output.chunk(deadline, memory_mb)
            if not chunk:
                code = self.process.wait()
                raise RocqStopped("died", f"Coq ended with code {code}{self._last_words()}")
            self.buffer += chunk
        end += len(REPLY_END)
        raw = bytes(self.buffer[:end])
        del self.buffer[:end]
        self.waiting -= 1
        try:
            reply = read_reply(raw)
        except ValueError as error:
            raise RocqStopped("died", f"Coq sent what is no reply: {error}") from error
        self.newest = reply.state or self.newest
        return reply

    def interrupt(self, memory_mb: float) -> None:
        """Stop what it is doing and take in all replies that are still to come; what is behind it and takes long is
        stopped too. Raises `RocqStopped` where it does not answer in time."""
        os.kill(self.process.pid, signal.SIGINT)
        struck = True
        while self.waiting:
            try:
                self.receive(GRACE_SECONDS, memory_mb)
                struck = False
            except RocqStopped as stopped:
                if struck or stopped.why != "wall":
                    raise
                os.kill(self.process.pid, signal.SIGINT)
                struck = True

    def close(self) -> None:
        """End the process. Idempotent."""
        self.output.selector.close()
        kill(self.process)
        self.errors.close()
        self.folder.cleanup()

    def _last_words(self) -> str:
        """The end of what the process wrote to its standard error, behind a colon; `""` for nothing."""
        words = last_words(self.errors)
        return f": {words}" if words else ""
