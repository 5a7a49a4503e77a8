"""One Coq process: started, bounded in time and memory, and gone when its owner is gone.

The only module that starts Coq. Two kinds of process: a *top level* that speaks the XML protocol over its pipes for as
long as it lives, and a *one-shot* run of a program, for what must happen in a clean process."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wonton.assistants.channel import MAX_BYTES, Channel, Stopped, Watch, run_to_end
from wonton.assistants.processes import Finished, ending_with_us
from wonton.assistants.rocq.protocol import REPLY_END, Reply, read_reply

#: How long after an interrupt Coq may take to answer before it is killed, seconds.
GRACE_SECONDS = 2.0
_SEND_SECONDS = 60.0  #: for a process that is still starting, before it reads


class RocqStopped(Stopped):
    """A Coq process ended, or was ended, before it answered."""


def spawn(words: Sequence[str], stdin: Any, stderr: Any, folder: Path | None = None) -> subprocess.Popen[bytes]:
    """Start a program in a process group of its own, and let it end with us. `words[0]` is its absolute path.

    Must be called from a thread that outlives the process. Coq reads neither the user's start-up file nor variables
    that add to its search path.
    """
    kept = {key: value for key, value in os.environ.items() if key not in ("COQPATH", "ROCQPATH", "COQFLAGS")}
    return subprocess.Popen(
        ending_with_us(words),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env={**kept, "WONTON_PARENT": str(os.getpid())},
        cwd=folder,
        start_new_session=True,
        bufsize=0,
    )


def run_once(
    words: Sequence[str], wall_seconds: float, memory_mb: float, folder: Path | None = None, name: str = ""
) -> Finished:
    """Run a program to its end in `folder` and collect what it wrote; messages call it `name`, or else by its first
    word. Raises `RocqStopped` at a limit; nothing survives it."""
    return run_to_end(
        lambda: spawn(words, subprocess.DEVNULL, subprocess.STDOUT, folder),
        name or Path(words[0]).name,
        RocqStopped,
        wall_seconds,
        memory_mb,
    )


class TopLevel:
    """A `coqidetop` process. Requests may be sent ahead of the replies to earlier ones; replies come in their order."""

    def __init__(self, words: Sequence[str]) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="wonton-rocq-")  # some tactics leave files where they run
        self.process = spawn(words, subprocess.PIPE, subprocess.PIPE, Path(self.folder.name))
        self.channel = Channel(self.process, "Coq", RocqStopped)
        self.buffer = bytearray()
        self.waiting = 0  #: replies that are still to come
        self.newest = 0  #: the last state that was made; Coq counts them

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process.poll() is None

    def send(self, data: bytes, replies: int) -> None:
        """Write requests that will have `replies` replies. Raises `RocqStopped` where nobody reads."""
        self.channel.send(data, Watch(_SEND_SECONDS, math.inf))
        self.waiting += replies

    def receive(self, watch: Watch) -> Reply:
        """The next reply. Raises `RocqStopped`: after `wall` the reply is still to come, after all else the process is
        of no use."""
        searched = 0
        while (end := self.buffer.find(REPLY_END, searched)) < 0:
            searched = max(0, len(self.buffer) - len(REPLY_END))
            self.buffer += self.channel.chunk(watch)
            if len(self.buffer) > MAX_BYTES:
                raise RocqStopped("memory", f"Coq wrote more than {MAX_BYTES >> 20} MB in one reply")
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
                self.receive(Watch(GRACE_SECONDS, memory_mb))
                struck = False
            except RocqStopped as stopped:
                if struck or stopped.why != "wall":
                    raise
                os.kill(self.process.pid, signal.SIGINT)
                struck = True

    def close(self) -> None:
        """End the process. Idempotent."""
        self.channel.close()
        self.folder.cleanup()
