"""What the Lean assistant asks of a toolchain, and of a process that elaborates for it.

A **toolchain** is where Lean and its library come from: `WheelToolchain` (`toolchain.py`) and `ProjectToolchain`
(`project.py`). An **elaboration** is a process of that Lean which takes document after document. There are two:
`Elaborator` (`elaborator.py`), Lean's frontend called from within, for a Lean whose inside is known, and
`ServedElaborator` (`served.py`), the language server's worker, for any other. Both say the same of the same document.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from wonton.assistants.base import Node, Theorem
from wonton.assistants.lean.document import Preamble
from wonton.assistants.lean.goals import Group
from wonton.assistants.lean.process import Command
from wonton.core.errors import WontonError
from wonton.core.library import Lemma

#: Imports take from a tenth of a second to many minutes, depending on the library and the disk.
HEADER_SECONDS = 1_800.0


class NoStatesError(WontonError):
    """The process keeps no states: Lean is not the one whose inside it knows. Documents do without."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one candidate: whether it came through and left no goals (after an error that was logged and
    recovered from, that proves nothing), and the messages on it, as LSP diagnostics."""

    closed: bool
    groups: list[Group] | None
    messages: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Attempts:
    """What came of candidates, None for those that must be asked with a document. `here` is what came of the last step
    of their path, where the process has just run it again; for the root, where it has just begun the theorem."""

    here: Attempt | None
    tries: list[Attempt | None]


class Elaboration(Protocol):
    """A process that elaborates for a search. It loads what its documents begin with once, however long that takes,
    and again only where that changes."""

    header_seconds: float  #: wall seconds that it has taken to load what documents begin with

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process as it is now."""
        ...

    def load(self, preamble: str) -> None:
        """Have `preamble` loaded, unless it is; that is not waited for. Raises `LeanStopped`."""
        ...

    def loaded(self, wall_seconds: float, memory_mb: float) -> None:
        """Wait until what was to be loaded is. Raises `LeanStopped`."""
        ...

    def elaborate(self, text: str, head: int, wall_seconds: float, memory_mb: float) -> list[dict[str, Any]]:
        """Lean's messages on `text`, whose first `head` characters are its preamble, as LSP diagnostics: `range`,
        `severity`, `message`. Raises `LeanStopped`; the process is of no use afterwards."""
        ...

    def attempt(
        self, node: Node, texts: Sequence[str], preamble: str, wall_seconds: float, memory_mb: float
    ) -> Attempts:
        """What Lean says of candidates on a node, run from states in memory. Each step of the path that is run again
        may take `wall_seconds`, and so may each candidate. Raises `NoStatesError` where the process keeps no states,
        and `LeanStopped`; it is of no use after the latter."""
        ...

    def close(self) -> None:
        """End the process. Idempotent."""
        ...


class Toolchain(Protocol):
    """A Lean with a library: everything about it that an assistant needs to know."""

    @property
    def name(self) -> str:
        """`wheel` or `project`: the setting `toolchain`."""
        ...

    @property
    def version(self) -> str:
        """Lean's version, `4.35.0`."""
        ...

    @property
    def fingerprint(self) -> str:
        """Assistant, version and library: equal fingerprints give equal answers."""
        ...

    @property
    def preamble(self) -> Preamble:
        """What stands at the top of every document."""
        ...

    @property
    def command(self) -> Command:
        """How to start Lean's own command (`lean`) so that it finds the library. May build the library first."""
        ...

    @property
    def allowed_axioms(self) -> frozenset[str]:
        """Axioms that a proof may rest on."""
        ...

    @property
    def in_memory(self) -> bool:
        """Whether candidates may run from states in memory; the process itself looks again."""
        ...

    def lemmas_for(self, theorem: Theorem) -> tuple[Lemma, ...]:
        """The theorems of the library in reach of `theorem` with their types, sorted by name."""
        ...

    def elaborator(self) -> Elaboration:
        """A new process that elaborates for a search."""
        ...
