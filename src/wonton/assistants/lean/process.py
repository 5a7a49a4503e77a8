"""One Lean process: started, bounded in time and memory, and gone when its owner is gone.

The only module that starts Lean. Three kinds of process: the *frontend* of a search (its client is `elaborator.py`), a
*one-shot* run over a file, for what must happen in a clean process, and a *worker* that speaks the language server
protocol over its pipes, with which the frontend is compared."""

from __future__ import annotations

import contextlib
import json
import math
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wonton.assistants.channel import Channel, Stopped, Watch, run_to_end
from wonton.assistants.processes import Finished

_START_SECONDS = 600.0  #: for the first words of a language server
_PIPE_BYTES = 1 << 16  #: that a pipe holds


class LeanStopped(Stopped):
    """A Lean process ended, or was ended, before it answered."""


@dataclass(frozen=True, slots=True)
class Command:
    """How to start Lean: the words before its own arguments, and the environment it needs beside ours."""

    words: tuple[str, ...]
    environment: Mapping[str, str]

    def spawn(self, arguments: Sequence[str], stderr: Any, stdin: Any) -> subprocess.Popen[bytes]:
        """Start it in a process group of its own. Must be called from a thread that outlives the process."""
        environment = {**os.environ, **self.environment, "WONTON_PARENT": str(os.getpid())}
        return subprocess.Popen(
            [*self.words, *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=environment,
            start_new_session=True,
            bufsize=0,
        )


def run_once(command: Command, arguments: Sequence[str], wall_seconds: float, memory_mb: float) -> Finished:
    """Run Lean to its end and collect what it wrote. Raises `LeanStopped` at a limit; nothing survives it."""
    return run_to_end(
        lambda: command.spawn(arguments, subprocess.STDOUT, subprocess.DEVNULL),
        "Lean",
        LeanStopped,
        wall_seconds,
        memory_mb,
    )


def run_apart(
    command: Command, arguments: Sequence[str], wall_seconds: float, memory_mb: float
) -> tuple[Finished, str]:
    """Run Lean like `run_once`, with its standard error apart: that is the second part, as much as a pipe holds. The
    rest of it is lost, and Lean never waits for a reader."""
    reading, writing = os.pipe()
    try:
        os.set_blocking(reading, False)
        os.set_blocking(writing, False)
        done = run_to_end(
            lambda: command.spawn(arguments, writing, subprocess.DEVNULL), "Lean", LeanStopped, wall_seconds, memory_mb
        )
        complaints = b""
        with contextlib.suppress(BlockingIOError):
            complaints = os.read(reading, _PIPE_BYTES)
    finally:
        os.close(reading)
        os.close(writing)
    return done, complaints.decode("utf-8", "replace")


def json_messages(output: str) -> list[dict[str, Any]]:
    """Lean's messages in what it wrote under `--json`; a line that is none is passed over."""
    found = []
    for line in output.split("\n"):
        if line.startswith("{"):
            with contextlib.suppress(ValueError):
                found.append(json.loads(line))
    return found


class Worker:
    """A Lean language server that elaborates one document over and over.

    Speaks to the server's file worker directly (`lean --worker`), which is the language server for one document
    without the supervisor that would start it. Diagnostics are collected per document version."""

    URI = "file:///wonton/Search.lean"

    def __init__(self, command: Command, flags: Sequence[str] = ("-DElab.async=false",)) -> None:
        arguments = ["--worker", "-Dserver.reportDelayMs=0", *flags, self.URI]
        self.process = command.spawn(arguments, subprocess.PIPE, subprocess.PIPE)
        self.channel = Channel(self.process, "Lean", LeanStopped)
        self.watch = Watch(_START_SECONDS, math.inf)
        self.buffer = bytearray()
        self.requests = 0
        self.version = 0
        capabilities = {"lean": {"incrementalDiagnosticSupport": True}}
        self._request("initialize", {"processId": os.getpid(), "rootUri": None, "capabilities": capabilities})

    def elaborate(self, text: str, wall_seconds: float, memory_mb: float) -> list[dict[str, Any]]:
        """Replace the document and return its diagnostics once Lean is done with it.

        Raises `LeanStopped`; the worker is of no use afterwards.
        """
        self.begin(text)
        return self.finish(wall_seconds, memory_mb)

    def begin(self, text: str) -> None:
        """Replace the document. Raises `LeanStopped`."""
        self.version += 1
        self.watch = Watch(_START_SECONDS, math.inf)
        document: dict[str, Any] = {"uri": self.URI, "version": self.version}
        if self.version == 1:
            self._notify("textDocument/didOpen", {"textDocument": {**document, "languageId": "lean", "text": text}})
        else:
            self._notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        self._request("textDocument/waitForDiagnostics", document)

    def finish(self, wall_seconds: float, memory_mb: float) -> list[dict[str, Any]]:
        """The diagnostics on the document that was begun. Raises `LeanStopped`."""
        self.watch = Watch(wall_seconds, memory_mb)
        diagnostics: list[dict[str, Any]] = []
        while True:
            message = self._receive()
            if message.get("method") == "textDocument/publishDiagnostics":
                self._collect(message["params"], diagnostics)
            elif message.get("id") == self.requests and "method" not in message:
                return diagnostics

    def _collect(self, parameters: dict[str, Any], diagnostics: list[dict[str, Any]]) -> None:
        if parameters.get("version", self.version) != self.version:
            return
        if not parameters.get("isIncremental", False):
            diagnostics.clear()
        diagnostics += parameters["diagnostics"]

    def close(self) -> None:
        """End the process. Idempotent."""
        self.channel.close()

    # -- the protocol's framing

    def _request(self, method: str, parameters: object) -> int:
        self.requests += 1
        self._send({"id": self.requests, "method": method, "params": parameters})
        return self.requests

    def _notify(self, method: str, parameters: object) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: dict[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode()
        self.channel.send(b"Content-Length: %d\r\n\r\n%b" % (len(body), body), self.watch)

    def _receive(self) -> dict[str, Any]:
        while (message := self._message()) is None:
            self.buffer += self.channel.chunk(self.watch)
        return message

    def _message(self) -> dict[str, Any] | None:
        """The next whole message in the buffer, or None."""
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        try:
            length = int(self.buffer[:end].lower().split(b"content-length:")[1].split(b"\r\n")[0])
            body = bytes(self.buffer[end + 4 : end + 4 + length])
            if len(body) < length:
                return None
            del self.buffer[: end + 4 + length]
            message = json.loads(body)
        except (ValueError, IndexError) as error:
            raise LeanStopped("died", f"Lean sent what is not a message: {error}") from error
        if not isinstance(message, dict):
            raise LeanStopped("died", "Lean sent what is not a message")
        return message
