"""The client of `frontend.py`: one process that elaborates document after document for a search.

Says what a language server would say of the same document, message by message, without being one. Bounds and deaths are
those of `process.py`: a process that met a limit, died, or said what is no answer to the question is of no use
afterwards. Questions are numbered and answers carry their number and a checksum, so that nothing that a process says
late, twice or broken is taken for an answer."""

from __future__ import annotations

import json
import math
import time
import zlib
from collections.abc import Sequence
from subprocess import PIPE
from typing import Any

from wonton.assistants.base import Node
from wonton.assistants.channel import MAX_BYTES, Channel, Watch
from wonton.assistants.lean import document
from wonton.assistants.lean.base import HEADER_SECONDS, Attempt, Attempts, NoStatesError
from wonton.assistants.lean.goal_table import GoalTable
from wonton.assistants.lean.process import Command, LeanStopped

#: For a process to read what it is sent before it is waited for, seconds.
_SEND_SECONDS = 60.0
_LONGEST_LINE = 64  #: before an answer
_SEVERITIES = {"error": 1, "warning": 2, "information": 3}
#: What reading an answer raises that is none.
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)


class Elaborator:
    """A process with Lean's frontend in it. `command` starts `frontend.py` on Lean's shared library; `shown` are the
    options with which its candidates print for people."""

    def __init__(self, command: Command, shown: Sequence[str] = ()) -> None:
        self.shown = shown
        self.process = command.spawn((), PIPE, PIPE)
        self.channel = Channel(self.process, "Lean", LeanStopped)
        self.buffer = bytearray()
        self.table = GoalTable()
        self.requests = 0
        self.header_seconds = 0.0
        self.preamble = ""
        self._loading = 0.0  # since when

    def load(self, preamble: str) -> None:
        """See `Elaboration.load`."""
        if preamble != self.preamble:
            self._loading = time.monotonic()
            self._send(preamble.encode(), len(preamble.encode()))
            self.preamble = preamble

    def loaded(self, wall_seconds: float, memory_mb: float) -> None:
        """See `Elaboration.loaded`."""
        if self._loading:
            self._answer(Watch(wall_seconds, memory_mb))
            self.header_seconds += time.monotonic() - self._loading
            self._loading = 0.0

    def _enter(self, preamble: str, memory_mb: float) -> None:
        self.load(preamble)
        self.loaded(HEADER_SECONDS, memory_mb)

    def elaborate(self, text: str, head: int, wall_seconds: float, memory_mb: float) -> list[dict[str, Any]]:
        """Lean's messages on `text`; see `Elaboration.elaborate`."""
        self._enter(text[:head], memory_mb)
        self._send(text.encode(), len(text[:head].encode()))
        try:
            return [_diagnostic(row) for row in self._answer(Watch(wall_seconds, memory_mb))]
        except _UNREADABLE as error:
            raise _nonsense(repr(error)) from error

    def attempt(
        self, node: Node, texts: Sequence[str], preamble: str, wall_seconds: float, memory_mb: float
    ) -> Attempts:
        """What Lean says of candidates on a node; see `Elaboration.attempt`, and `states.py`."""
        self._enter(preamble, memory_mb)
        path = [(document.trial(step.tactic, self.shown).text, step.positions, step.goals) for step in node.path]
        request = {"head": preamble, "opening": document.root_opening(node.theorem), "path": path, "tries": texts}
        self._send(json.dumps(request).encode(), -1)
        answer = self._answer(Watch(wall_seconds, memory_mb), notices=len(path) + len(texts))
        if isinstance(answer, str):
            raise NoStatesError(answer)
        try:
            self.table.learn(answer["base"], answer["rows"])
            here = answer["here"] and self._attempt(*answer["here"])
            tries = [tried and self._attempt(*tried) for tried in answer["tries"]]
        except _UNREADABLE as error:
            raise _nonsense(repr(error)) from error
        if len(tries) != len(texts):
            raise _nonsense(f"{len(tries)} answers to {len(texts)} candidates")
        return Attempts(here, tries)

    def _attempt(self, closed: bool, goals: list[Any] | None, *messages: dict[str, Any]) -> Attempt:
        groups = None if goals is None else self.table.groups(goals)
        return Attempt(closed, groups, [_diagnostic(row) for row in messages])

    def close(self) -> None:
        """End the process. Idempotent."""
        self.channel.close()

    def _send(self, body: bytes, head: int) -> None:
        self.requests += 1
        self.channel.send(b"%d %d %d\n%b" % (len(body), head, self.requests, body), Watch(_SEND_SECONDS, math.inf))

    def _answer(self, watch: Watch, notices: int = 0) -> Any:
        """The answer to the last question. At each notice that Lean goes on to the next thing to do, of which there may
        be so many, its time begins anew."""
        while not (body := self._frame(watch)):
            notices -= 1
            if notices < 0:
                raise _nonsense("it has more to do than it was asked")
            watch.renew()
        try:
            return json.loads(body)
        except _UNREADABLE as error:
            raise _nonsense(repr(error)) from error

    def _frame(self, watch: Watch) -> bytes:
        """The next answer as it came, empty for a notice."""
        while (end := self.buffer.find(b"\n")) < 0:
            if len(self.buffer) > _LONGEST_LINE:
                raise _nonsense(repr(bytes(self.buffer[:_LONGEST_LINE])))
            self.buffer += self.channel.chunk(watch)
        line = bytes(self.buffer[:end])
        words = line.split()
        if end > _LONGEST_LINE or len(words) != 3 or not all(word.isdigit() for word in words):
            raise _nonsense(repr(line[:_LONGEST_LINE]))
        size, number, checksum = map(int, words)
        if number != self.requests or size > MAX_BYTES:
            raise _nonsense(f"{size} bytes on question {number}, after question {self.requests}")
        while len(self.buffer) < end + 1 + size:
            self.buffer += self.channel.chunk(watch)
        body = bytes(self.buffer[end + 1 : end + 1 + size])
        del self.buffer[: end + 1 + size]
        if zlib.crc32(body) != checksum:
            raise _nonsense("an answer that was changed on its way")
        return body


def _nonsense(what: str) -> LeanStopped:
    """A process of which nothing can be believed."""
    return LeanStopped("died", f"Lean said what is no answer: {what}")


def _diagnostic(row: dict[str, Any]) -> dict[str, Any]:
    """A message of Lean's as the language server's protocol has it; lines count from 0 there."""
    start = {"line": row["pos"]["line"] - 1, "character": row["pos"]["column"]}
    return {"range": {"start": start}, "severity": _SEVERITIES[row["severity"]], "message": row["data"]}
