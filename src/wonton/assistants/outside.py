"""A checker from outside: a command of the user's that looks at a compiled proof, for the rung `rechecked`.

The command is words as a shell would split them, with places to be filled in:

    {file}      the source that was compiled
    {compiled}  what it was compiled to (`.olean`, `.vo`)
    {folder}    the folder of both
    {module}    the module's name

Exit code 0 accepts the proof and any other refuses it. A checker that cannot be started, that takes too long or that a
signal ends gives no verdict, and the rung stays open. Programs of this kind: lean4checker, lean4lean, coqchk."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import IO

from wonton.assistants.base import CheckedProof
from wonton.assistants.confinement import confined, was_kept_out
from wonton.assistants.processes import ending_with_us
from wonton.core.errors import MissingToolError, SettingsError

SECONDS = 600.0  #: that a checker may take
_VERSION_SECONDS = 20.0
PLACES = ("file", "compiled", "folder", "module")
_LAST_CHARACTERS = 500


@dataclass(frozen=True)
class OutsideChecker:
    """A checker by its command. `program` is the absolute path of the first word, `words` are the others; `title` is
    its name and version where these are known."""

    command: str
    program: Path
    words: tuple[str, ...]
    title: str = ""

    @cached_property
    def name(self) -> str:
        """The program's name, with the version that it tells, or a digest of it where it tells none."""
        if self.title:
            return self.title
        try:
            done = _run([str(self.program), "--version"], {}, Path.cwd(), _VERSION_SECONDS)
        except (OSError, subprocess.TimeoutExpired):
            done = None
        first = done[1].strip().splitlines()[:1] if done and done[0] == 0 else []
        if first and len(first[0]) <= 80:
            return first[0] if self.program.stem in first[0] else f"{self.program.name} {first[0]}"
        digest = hashlib.sha256(self.program.read_bytes()).hexdigest()[:12]
        return f"{self.program.name} sha256:{digest}"

    def complete(
        self,
        verdict: CheckedProof,
        folder: Path,
        module: str,
        endings: tuple[str, str],
        environment: Mapping[str, str] | None = None,
    ) -> CheckedProof:
        """`verdict` with the rung `rechecked`: True or False, None where the checker gave no verdict. The module's
        source and what it was compiled to lie in `folder`, with these endings."""
        accepted, message = self.judge(folder, module, endings, environment or {})
        return replace(
            verdict,
            rungs={**verdict.rungs, "rechecked": accepted},
            checkers={**verdict.checkers, "rechecked": self.name},
            messages=(*verdict.messages, message) if message else verdict.messages,
        )

    def judge(
        self,
        folder: Path,
        module: str,
        endings: tuple[str, str],
        environment: Mapping[str, str],
        seconds: float = SECONDS,
    ) -> tuple[bool | None, str]:
        """Whether it accepts the module in `folder`, None where it gave no verdict; and what it said, where it did not
        accept. It can write in `folder` only."""
        fills = {
            "file": str(folder / f"{module}{endings[0]}"),
            "compiled": str(folder / f"{module}{endings[1]}"),
            "folder": str(folder),
            "module": module,
        }
        words = [str(self.program), *(_filled(word, fills) for word in self.words)]
        variables = {**environment, "TMPDIR": str(folder)}
        if "LEAN_PATH" in environment:
            variables["LEAN_PATH"] = os.pathsep.join([environment["LEAN_PATH"], str(folder)])
        try:
            code, output = _run(confined(ending_with_us(words), folder), variables, folder, seconds)
        except subprocess.TimeoutExpired:
            return None, f"{self.name} gave no verdict within {seconds:g} s"
        except OSError as error:
            return None, f"{self.program} cannot be started: {error}"
        if code == 0:
            return True, ""
        said = output.strip()[-_LAST_CHARACTERS:]
        if was_kept_out(code, said):
            return None, f"{self.command} was not asked: it {said}"
        if code < 0:
            return None, f"{self.name} gave no verdict: {signal.Signals(-code).name} {said}".rstrip()
        return False, f"{self.name} refuses it with code {code}: {said}".rstrip(": ")


def open_outside(command: str) -> OutsideChecker:
    """The checker of a command. Raises `SettingsError` for a command without a place for the proof, `MissingToolError`
    where there is no such program."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise SettingsError(f"external_checker is {command!r}: {error}", "Quote it as a shell wants it.") from error
    places = [f"{{{name}}}" for name in PLACES]
    if not any(place in word for word in words[1:] for place in places):
        raise SettingsError(
            f"external_checker is {command!r}, and does not say where the proof goes",
            f"Write one of {' '.join(places)} in it: 'lean4checker {{module}}'.",
        )
    found = shutil.which(words[0])
    if found is None:
        raise MissingToolError(f"The external checker {words[0]!r} is not there.", "Give its full path.")
    return OutsideChecker(command, Path(found).absolute(), tuple(words[1:]))


def _filled(word: str, fills: Mapping[str, str]) -> str:
    for name, value in fills.items():
        word = word.replace(f"{{{name}}}", value)
    return word


def _run(words: Sequence[str], environment: Mapping[str, str], folder: Path, seconds: float) -> tuple[int, str]:
    """Run a program to its end in a process group of its own; exit code and output. Raises `OSError` and
    `subprocess.TimeoutExpired`; nothing survives it."""
    with tempfile.TemporaryFile() as output:
        process = _spawn(words, environment, folder, output)
        try:
            code = process.wait(seconds)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        output.seek(0)
        return code, output.read(1 << 20).decode("utf-8", "replace")


def _spawn(
    words: Sequence[str], environment: Mapping[str, str], folder: Path, output: IO[bytes]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env={**os.environ, **environment, "WONTON_PARENT": str(os.getpid())},
        cwd=folder,
        start_new_session=True,
    )
