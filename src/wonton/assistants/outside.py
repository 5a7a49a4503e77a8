"""A checker from outside: a command of the user's that looks at a compiled proof, for the rung `rechecked`.

The command is words as a shell would split them, with places to be filled in:

    {file}      the source that was compiled
    {compiled}  what it was compiled to (`.olean`, `.vo`)
    {folder}    the folder of both
    {module}    the module's name

Exit code 0 accepts the proof and any other refuses it. A checker that cannot be started, that takes too much time or
memory or that a signal ends gives no verdict, and the rung stays open. Of what it writes the end is kept. Programs of
this kind: lean4checker, lean4lean, coqchk."""

from __future__ import annotations

import contextlib
import hashlib
import os
import select
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from wonton.assistants.base import CheckedProof
from wonton.assistants.channel import Stopped
from wonton.assistants.confinement import confined, was_kept_out
from wonton.assistants.processes import ending_with_us, kill, session_mb
from wonton.core.errors import MissingToolError, SettingsError

SECONDS = 600.0  #: that a checker may take
MEMORY_MB = 8_192.0  #: that it may use, its children included
_VERSION_SECONDS = 20.0
PLACES = ("file", "compiled", "folder", "module")
_LAST_CHARACTERS = 500
_LAST_BYTES = 1 << 16
_CHUNK = 1 << 16
#: How often its memory is looked at, seconds.
_LOOK_SECONDS = 0.1


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
        except (OSError, Stopped, subprocess.TimeoutExpired):
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
        memory_mb: float = MEMORY_MB,
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
            code, output = _run(confined(ending_with_us(words), folder), variables, folder, seconds, memory_mb)
        except Stopped as stopped:
            return None, f"{self.name} gave no verdict: {stopped.message}"
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


def _run(
    words: Sequence[str], environment: Mapping[str, str], folder: Path, seconds: float, memory_mb: float = MEMORY_MB
) -> tuple[int, str]:
    """Run a program to its end in a session of its own; exit code and the end of its output. Raises `OSError`,
    `subprocess.TimeoutExpired`, and `Stopped` for its memory; nothing of the session survives it."""
    process = subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **environment, "WONTON_PARENT": str(os.getpid())},
        cwd=folder,
        start_new_session=True,
        bufsize=0,
    )
    try:
        return _watched(process, seconds, memory_mb)
    finally:
        kill(process)


def _watched(process: subprocess.Popen[bytes], seconds: float, memory_mb: float) -> tuple[int, str]:
    assert process.stdout is not None
    place = process.stdout.fileno()
    os.set_blocking(place, False)
    end = bytearray()
    begun = looked = time.monotonic()
    while True:
        code = process.poll()  # before reading: what it wrote is there to be read then
        data = _read(place, 0.0 if code is not None else _LOOK_SECONDS)
        end = (end + data)[-_LAST_BYTES:]
        if code is not None and not data:
            return code, end.decode("utf-8", "replace")
        now = time.monotonic()
        if now > begun + seconds:
            raise subprocess.TimeoutExpired(process.args, seconds)
        if now > looked + _LOOK_SECONDS:
            looked = now
            if session_mb(process.pid) > memory_mb:
                raise Stopped("memory", f"it used more than {memory_mb:g} MB")


def _read(place: int, seconds: float) -> bytes:
    """What can be read now, or within `seconds`; nothing where the other end is closed, after that time."""
    begun = time.monotonic()
    if select.select([place], [], [], seconds)[0]:
        with contextlib.suppress(BlockingIOError):
            if data := os.read(place, _CHUNK):
                return data
        time.sleep(max(0.0, begun + seconds - time.monotonic()))
    return b""
