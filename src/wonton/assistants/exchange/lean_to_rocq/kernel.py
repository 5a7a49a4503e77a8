"""Rocq's kernel as a judge of exported proofs: `coqc` without any prelude, many proofs in one file.

The mirror is compiled once; behind it stand the proofs, one a line. `coqc` stops at the first one that it refuses; the
rest goes into another file, so that a refusal never hides what comes after it. `Print Assumptions` behind each proof
says what it rests on."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wonton.assistants.accidents import limit_message
from wonton.assistants.exchange.outcome import Verdict
from wonton.assistants.rocq.check import run_shut_in
from wonton.assistants.rocq.process import RocqStopped
from wonton.assistants.rocq.toolchain import find_program, program_version
from wonton.core.errors import AssistantError

_PLACE = re.compile(r'^File "[^"]*", line (\d+), characters [^\n]*\n', re.MULTILINE)
_BLOCK = re.compile(r"^(Closed under the global context|Axioms:)$", re.MULTILINE)
#: Seconds that Rocq may spend on one proof, as a whole number.
PROOF_SECONDS = 60
_RUN_SECONDS, _MEMORY_MB = 600.0, 4_096.0
_LONGEST_MESSAGE = 600


@dataclass(frozen=True, slots=True)
class RocqKernel:
    """An installed Rocq: its compiler and its version."""

    coqc: Path
    version: str

    @property
    def name(self) -> str:
        """Name and version, for verdicts."""
        return f"rocq kernel {self.version}"


@dataclass(frozen=True, slots=True)
class Compiled:
    """What `coqc` said of a file: its output, and the line (from 1) and text of the error that stopped it, 0 and empty
    where it compiled."""

    output: str
    line: int = 0
    message: str = ""


def find_kernel() -> RocqKernel:
    """The Rocq that `coqc` on the path belongs to. Raises `MissingToolError`."""
    coqc = find_program("coqc")
    return RocqKernel(coqc, program_version(coqc))


class Workshop:
    """A folder with a compiled mirror. Use as a context manager; the folder is gone afterwards."""

    def __init__(self, kernel: RocqKernel) -> None:
        self.kernel = kernel
        self._folder = tempfile.TemporaryDirectory(prefix="wonton-exchange-")
        self.folder = Path(self._folder.name)
        self._files = 0

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def mirror(self, text: str) -> Compiled:
        """Compile the mirror; until that has worked, no proof can be judged."""
        return self.compile("Mirror", text)

    def compile(self, name: str, text: str) -> Compiled:
        """Compile `text` as the module `name`, shut in (`confinement.py`). Raises `RocqStopped` at a limit and where
        somebody ends `coqc`, `AssistantError` where it ends without saying where."""
        path = self.folder / f"{name}.v"
        path.write_text(text, encoding="utf-8")
        words = [str(self.kernel.coqc), "-q", "-noinit", "-w", "none", "-R", ".", "Wonton", path.name]
        done = run_shut_in(words, "coqc", self.folder, _RUN_SECONDS, _MEMORY_MB)
        if done.code == 0:
            return Compiled(done.output)
        places = list(_PLACE.finditer(done.output))
        if not places:
            raise AssistantError(f"coqc ended with code {done.code}: {done.output.strip()[-_LONGEST_MESSAGE:]}")
        place = places[-1]
        return Compiled(done.output[: place.start()], int(place[1]), stable_message(done.output[place.end() :]))

    def judge(self, definitions: Sequence[str]) -> list[Verdict]:
        """The verdict on each of `definitions` (`Definition NAME : TYPE := TERM.`, one line each), in order."""
        verdicts: list[Verdict] = []
        while len(verdicts) < len(definitions):
            verdicts += self._some(definitions[len(verdicts) :])
        return verdicts

    def _some(self, definitions: Sequence[str]) -> list[Verdict]:
        """Verdicts on a first part of `definitions`: all, or those up to the first that is refused.

        Where the whole file meets a limit, its first half is tried, and so on down to a single proof.
        """
        name = self.kernel.name
        try:
            done = self._file(definitions)
        except RocqStopped as stopped:
            message = limit_message(stopped)
            if len(definitions) == 1:
                return [Verdict("refused", name, "limit", message)]
            return self._some(definitions[: len(definitions) // 2])
        accepted = (done.line - 2) // 2 if done.line else len(definitions)
        verdicts = [Verdict("accepted", name, axioms=axioms) for axioms in _blocks(done.output)[:accepted]]
        if accepted < len(definitions):
            late = done.message.startswith("Timeout!")
            verdicts.append(Verdict("refused", name, "limit" if late else "kernel", done.message))
        return verdicts

    def _file(self, definitions: Sequence[str]) -> Compiled:
        self._files += 1
        lines = ["From Wonton Require Import Mirror."]
        for definition in definitions:
            name = definition.split(" ", 2)[1]
            lines += [f"Timeout {PROOF_SECONDS} {definition}", f"Print Assumptions {name}."]
        return self.compile(f"Proofs{self._files}", "\n".join([*lines, ""]))


def _blocks(output: str) -> list[tuple[str, ...]]:
    """The assumptions that each `Print Assumptions` named, sorted."""
    parts = _BLOCK.split(output)[1:]
    blocks = []
    for heading, body in zip(parts[::2], parts[1::2], strict=True):
        lines = [line for line in body.splitlines() if line and not line.startswith(" ")]
        names = {_assumption(line) for line in lines} if heading == "Axioms:" else set()
        blocks.append(tuple(sorted(names)))
    return blocks


def _assumption(line: str) -> str:
    """The name of an axiom, or the rule that a type relies on."""
    rule = line.partition(" relies on ")[2]
    return rule.rstrip(".") if rule else line.partition(" ")[0]


def stable_message(text: str) -> str:
    """Rocq's message on one line, at most so long."""
    message = " ".join(text.split()).removeprefix("Error: ")
    return message if len(message) <= _LONGEST_MESSAGE else message[: _LONGEST_MESSAGE - 1] + "…"
