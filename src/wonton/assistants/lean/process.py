"""One Lean process: started, bounded in time and memory, and gone when its owner is gone.

The only module that starts Lean. Three kinds of process: the *frontend* of a search (its client is `elaborator.py`), a
*one-shot* run over a file, for what must happen in a clean process, and a *worker* that speaks the language server
protocol over its pipes, with which the frontend is compared."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from wonton.assistants.processes import POLL_SECONDS, Finished, kill, last_words, resident_mb
from wonton.core.errors import WontonError


class LeanStopped(WontonError):
    """A Lean process ended, or was ended, before it answered. `why`: `died`, `wall` (its time was up), `memory`."""

    def __init__(self, why: Literal["died", "wall", "memory"], message: str) -> None:
        super().__init__(message)
        self.why = why


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


class Guard:
    """Reads a process's output under a deadline and a memory limit."""

    def __init__(self, process: subprocess.Popen[bytes], wall_seconds: float, memory_mb: float) -> None:
        assert process.stdout is not None
        self.process = process
        self.fd = process.stdout.fileno()
        self.deadline = time.monotonic() + wall_seconds
        self.wall_seconds, self.memory_mb = wall_seconds, memory_mb

    def chunk(self, selector: selectors.BaseSelector) -> bytes:
        """The next bytes, empty at the end of the output. Raises `LeanStopped` at a limit."""
        while True:
            ready = selector.select(POLL_SECONDS)
            if time.monotonic() > self.deadline:
                raise LeanStopped("wall", f"Lean took more than {self.wall_seconds:g} s")
            if ready:
                return os.read(self.fd, 1 << 16)
            if resident_mb(self.process.pid) > self.memory_mb:
                raise LeanStopped("memory", f"Lean used more than {self.memory_mb:.0f} MB")


def run_once(command: Command, arguments: Sequence[str], wall_seconds: float, memory_mb: float) -> Finished:
    """Run Lean to its end and collect what it wrote. Raises `LeanStopped` at a limit; nothing survives it."""
    process = command.spawn(arguments, subprocess.STDOUT, subprocess.DEVNULL)
    guard = Guard(process, wall_seconds, memory_mb)
    chunks: list[bytes] = []
    try:
        with selectors.DefaultSelector() as selector:
            selector.register(guard.fd, selectors.EVENT_READ)
            while chunk := guard.chunk(selector):
                chunks.append(chunk)
        code = process.wait()
    finally:
        kill(process)
    return Finished(code, b"".join(chunks).decode("utf-8", "replace"))


class Worker:
    """A Lean language server that elaborates one document over and over.

    Speaks to the server's file worker directly (`lean --worker`), which is the language server for one document
    without the supervisor that would start it. Diagnostics are collected per document version."""

    URI = "file:///wonton/Search.lean"

    def __init__(self, command: Command, flags: Sequence[str] = ("-DElab.async=false",)) -> None:
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the worker; a pipe could fill up
        arguments = ["--worker", "-Dserver.reportDelayMs=0", *flags, self.URI]
        self.process = command.spawn(arguments, self.errors, subprocess.PIPE)
        assert self.process.stdout is not None
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout.fileno(), selectors.EVENT_READ)
        self.buffer = bytearray()
        self.requests = 0
        self.version = 0
        capabilities = {"lean": {"incrementalDiagnosticSupport": True}}
        self._request("initialize", {"processId": os.getpid(), "rootUri": None, "capabilities": capabilities})

    def elaborate(self, text: str, wall_seconds: float, memory_mb: float) -> list[dict[str, Any]]:
        """Replace the document and return its diagnostics once Lean is done with it.

        Raises `LeanStopped`; the worker is of no use afterwards.
        """
        self.version += 1
        document: dict[str, Any] = {"uri": self.URI, "version": self.version}
        if self.version == 1:
            self._notify("textDocument/didOpen", {"textDocument": {**document, "languageId": "lean", "text": text}})
        else:
            self._notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        answer = self._request("textDocument/waitForDiagnostics", document)
        guard = Guard(self.process, wall_seconds, memory_mb)
        diagnostics: list[dict[str, Any]] = []
        while True:
            message = self._receive(guard)
            if message.get("method") == "textDocument/publishDiagnostics":
                self._collect(message["params"], diagnostics)
            elif message.get("id") == answer and "method" not in message:
                return diagnostics

    def _collect(self, parameters: dict[str, Any], diagnostics: list[dict[str, Any]]) -> None:
        if parameters.get("version", self.version) != self.version:
            return
        if not parameters.get("isIncremental", False):
            diagnostics.clear()
        diagnostics += parameters["diagnostics"]

    def close(self) -> None:
        """End the process. Idempotent."""
        self.selector.close()
        kill(self.process)
        self.errors.close()

    def last_words(self) -> str:
        """The end of what the process wrote to its standard error."""
        return last_words(self.errors)

    # -- the protocol's framing

    def _request(self, method: str, parameters: object) -> int:
        self.requests += 1
        self._send({"id": self.requests, "method": method, "params": parameters})
        return self.requests

    def _notify(self, method: str, parameters: object) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: dict[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode()
        data = memoryview(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        assert self.process.stdin is not None
        try:
            while data:
                data = data[self.process.stdin.write(data) or 0 :]
        except (BrokenPipeError, ValueError) as error:
            raise LeanStopped("died", f"Lean closed its input: {self.last_words() or error}") from error

    def _receive(self, guard: Guard) -> dict[str, Any]:
        while (message := self._message()) is None:
            chunk = guard.chunk(self.selector)
            if not chunk:
                code = self.process.wait()
                raise LeanStopped("died", f"Lean ended with code {code}: {self.last_words()}".rstrip(": "))
            self.buffer += chunk
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
