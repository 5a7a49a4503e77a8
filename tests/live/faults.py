"""Faults that befall the processes of a live assistant, drawn by a seed.

Signals and closed pipes strike the real process between a question and its answer; what a real process does not do by
itself is done by a `meddler.py` in between. A process is left in peace for its first questions, so that a candidate is
not struck at every one of its tries: what becomes of it then is another test's matter."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from wonton.assistants.lean.base import Elaboration, Toolchain
from wonton.assistants.lean.elaborator import Elaborator
from wonton.assistants.lean.process import Command
from wonton.assistants.lean.project import ProjectToolchain
from wonton.assistants.lean.toolchain import WheelToolchain, wheel_command
from wonton.assistants.rocq.process import TopLevel

MEDDLER = Path(__file__).with_name("meddler.py")
#: Questions to a process that are never struck.
PEACE = 3
_SLOW_SECONDS = 0.1


def strike(kind: str, pid: int, pipe: Callable[[], None]) -> None:
    """Do something to a process that is at work; `pipe` closes what it is asked through."""
    with contextlib.suppress(ProcessLookupError):
        if kind == "pipe":
            pipe()
        elif kind == "kill":
            os.kill(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGSTOP)
        if kind == "slow":
            threading.Timer(_SLOW_SECONDS, _go_on, [pid]).start()


def _go_on(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)


class Fate:
    """Draws who is struck and how: one question in `every`, `most` at most. `struck` counts by kind."""

    def __init__(self, seed: str, every: int, most: int) -> None:
        self.dice, self.every, self.most = random.Random(seed), every, most
        self.struck: Counter[str] = Counter()

    def draw(self, asked: int) -> str:
        """What is to happen at a question to a process that was asked so many before; mostly nothing, `""`."""
        if asked < PEACE or self.struck.total() >= self.most or self.dice.randrange(self.every):
            return ""
        kind = "stop" if self.dice.randrange(20) == 0 else self.dice.choice(("kill", "pipe", "slow"))
        self.struck[kind] += 1
        return kind


class Front(NamedTuple):
    """How processes of Lean with a frontend in them are started, and how they print for people."""

    command: Command
    shown: Sequence[str]


def front_of(toolchain: Toolchain) -> Front:
    """That of the wheel or of a Lake project."""
    if isinstance(toolchain, ProjectToolchain):
        return Front(toolchain.frontend(), toolchain.preamble.shown)
    assert isinstance(toolchain, WheelToolchain)
    return Front(wheel_command(toolchain.folder, "frontend.py"), ())


class StruckLean(Elaborator):
    """A live Lean that is struck while it works."""

    def __init__(self, front: Front, fate: Fate) -> None:
        super().__init__(front.command, front.shown)
        self.fate = fate

    def _send(self, body: bytes, head: int) -> None:
        super()._send(body, head)
        kind = self.fate.draw(self.requests)
        if kind:
            assert self.process.stdin is not None
            strike(kind, self.process.pid, self.process.stdin.close)


def struck_lean(front: Front, fate: Fate) -> Callable[[], Elaboration]:
    """Starts processes of Lean that are struck."""
    return lambda: StruckLean(front, fate)


class Meddled:
    """Starts processes of Lean that somebody meddles with; `log` collects what was done."""

    def __init__(self, front: Front, seed: str, every: int, log: Path) -> None:
        self.front, self.seed, self.every, self.log = front, seed, every, log
        self.started = 0

    def __call__(self) -> Elaboration:
        """A process behind a meddler; lots are drawn anew for each."""
        self.started += 1
        words = (sys.executable, "-I", "-S", str(MEDDLER), f"{self.seed}/{self.started}", str(self.every), str(PEACE))
        command = Command((*words, str(self.log), *self.front.command.words), self.front.command.environment)
        return Elaborator(command, self.front.shown)

    @property
    def struck(self) -> Counter[str]:
        """What was done so far, by kind."""
        return Counter(self.log.read_text().splitlines() if self.log.exists() else ())


class StruckRocq(TopLevel):
    """A live Coq that is struck while it works."""

    fate: Fate
    asked = 0

    def send(self, data: bytes, replies: int) -> None:
        """Send, and strike."""
        super().send(data, replies)
        self.asked += 1
        kind = self.fate.draw(self.asked)
        if kind:
            assert self.process.stdin is not None
            strike(kind, self.process.pid, self.process.stdin.close)
