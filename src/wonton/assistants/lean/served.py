"""A process that elaborates for a search where Lean's inside is not known: the language server's own worker.

It takes the documents that `Elaborator` takes and says the same of them. It keeps no states in memory."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from typing import Any

from wonton.assistants.base import Node
from wonton.assistants.lean.base import HEADER_SECONDS, Attempts, NoStatesError
from wonton.assistants.lean.document import import_lines
from wonton.assistants.lean.process import Command, Worker


class ServedElaborator:
    """A language server's worker, a new one for other import lines: they are read once in its life."""

    def __init__(self, command: Command, flags: Sequence[str]) -> None:
        self.command, self.flags = command, flags
        self.header_seconds = 0.0
        self.imports: list[str] | None = None
        self.worker = Worker(command, flags)
        self._loading = 0.0  # since when

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process as it is now."""
        return self.worker.process

    def load(self, preamble: str) -> None:
        """See `Elaboration.load`: the import lines are what takes long."""
        imports = import_lines(preamble)
        if imports == self.imports:
            return
        if self.imports is not None:
            self.worker.close()
            self.worker = Worker(self.command, self.flags)
        self.imports, self._loading = imports, time.monotonic()
        self.worker.begin(preamble)

    def loaded(self, wall_seconds: float, memory_mb: float) -> None:
        """See `Elaboration.loaded`."""
        if self._loading:
            self.worker.finish(wall_seconds, memory_mb)
            self.header_seconds += time.monotonic() - self._loading
            self._loading = 0.0

    def elaborate(self, text: str, head: int, wall_seconds: float, memory_mb: float) -> list[dict[str, Any]]:
        """See `Elaboration.elaborate`."""
        self.load(text[:head])
        self.loaded(HEADER_SECONDS, memory_mb)
        return self.worker.elaborate(text, wall_seconds, memory_mb)

    def attempt(
        self, node: Node, texts: Sequence[str], preamble: str, wall_seconds: float, memory_mb: float
    ) -> Attempts:
        """Raises `NoStatesError`."""
        raise NoStatesError("a language server keeps no states")

    def close(self) -> None:
        """End the process. Idempotent."""
        self.worker.close()
