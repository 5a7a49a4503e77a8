"""The client of `frontend.py`: one process that elaborates document after document for a search.

Says what a language server would say of the same document, message by message, without being one. Bounds and deaths are
those of `process.py`: a worker that met a limit or died is of no use afterwards."""

from __future__ import annotations

import json
import selectors
import tempfile
import time
from collections.abc import Sequence
from subprocess import PIPE
from typing import Any

from wonton.assistants.base import Node
from wonton.assistants.lean import document
from wonton.assistants.lean.base import HEADER_SECONDS, Attempt, NoStatesError
from wonton.assistants.lean.goal_table import GoalTable
from wonton.assistants.lean.process import Command, Guard, LeanStopped
from wonton.assistants.processes import kill, last_words

_SEVERITIES = {"error": 1, "warning": 2, "information": 3}


class Elaborator:
    """A process with Lean's frontend in it. `command` starts `frontend.py` on Lean's shared library."""

    def __init__(self, command: Command) -> None:
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process; a pipe could fill up
        self.process = command.spawn((), self.errors, PIPE)
        assert self.process.stdout is not None
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout.fileno(), selectors.EVENT_READ)
        self.buffer = bytearray()
        self.table = GoalTable()
        self.header_seconds = 0.0
        self.imports: list[str] | None = None

    def elaborate(self, text: str, head: int, wall_seconds: float, memory_mb: float) -> list[dict[str, Any]]:
        """Lean's messages on `text`; see `Elaboration.elaborate`."""
        self._enter(text[:head], memory_mb)
        return self._messages(text, head, wall_seconds, memory_mb)

    def _enter(self, preamble: str, memory_mb: float) -> None:
        """Import what the preamble says, where that is not what was imported last."""
        imports = document.import_lines(preamble)
        if imports != self.imports:
            self.imports = imports
            begun = time.monotonic()
            self._messages(preamble, len(preamble), HEADER_SECONDS, memory_mb)
            self.header_seconds += time.monotonic() - begun

    def _messages(self, text: str, head: int, wall_seconds: float, memory_mb: float) -> list[dict[str, Any]]:
        body = text.encode()
        self._send(b"%d %d\n%b" % (len(body), len(text[:head].encode()), body))
        rows = json.loads(self._receive(Guard(self.process, wall_seconds, memory_mb)))
        return [_diagnostic(row) for row in rows]

    def attempt(
        self, node: Node, texts: Sequence[str], preamble: str, wall_seconds: float, memory_mb: float
    ) -> list[Attempt | None]:
        """What Lean says of candidates on a node; see `Elaboration.attempt`, and `states.py`."""
        self._enter(preamble, memory_mb)
        path = [(document.trial(step.tactic).text, step.positions, step.goals) for step in node.path]
        request = {"head": preamble, "statement": node.theorem.statement, "path": path, "tries": texts}
        body = json.dumps(request).encode()
        self._send(b"%d %d\n%b" % (len(body), -1, body))
        answer = json.loads(self._receive(Guard(self.process, wall_seconds, memory_mb)))
        if isinstance(answer, str):
            raise NoStatesError(answer)
        self.table.learn(answer["base"], answer["rows"])
        return [tried and self._attempt(*tried) for tried in answer["tries"]]

    def _attempt(self, closed: bool, goals: list[Any] | None, *messages: dict[str, Any]) -> Attempt:
        groups = None if goals is None else self.table.groups(goals)
        return Attempt(closed, groups, [_diagnostic(row) for row in messages])

    def close(self) -> None:
        """End the process. Idempotent."""
        self.selector.close()
        kill(self.process)
        self.errors.close()

    def _send(self, request: bytes) -> None:
        data = memoryview(request)
        assert self.process.stdin is not None
        try:
            while data:
                data = data[self.process.stdin.write(data) or 0 :]
        except (BrokenPipeError, ValueError) as error:
            raise LeanStopped("died", f"Lean closed its input: {last_words(self.errors) or error}") from error

    def _receive(self, guard: Guard) -> bytes:
        """The next answer."""
        while True:
            size, newline, _ = self.buffer.partition(b"\n")
            if newline and len(self.buffer) >= (whole := len(size) + 1 + int(size)):
                answer = bytes(self.buffer[len(size) + 1 : whole])
                del self.buffer[:whole]
                return answer
            chunk = guard.chunk(self.selector)
            if not chunk:
                code = self.process.wait()
                raise LeanStopped("died", f"Lean ended with code {code}: {last_words(self.errors)}".rstrip(": "))
            self.buffer += chunk


def _diagnostic(row: dict[str, Any]) -> dict[str, Any]:
    """A message of Lean's as the language server's protocol has it; lines count from 0 there."""
    start = {"line": row["pos"]["line"] - 1, "character": row["pos"]["column"]}
    return {"range": {"start": start}, "severity": _SEVERITIES[row["severity"]], "message": row["data"]}
