"""Lean over one file, from the first line to the last, for what it says of each."""

from __future__ import annotations

import signal
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from wonton.assistants.accidents import refuse_accident
from wonton.assistants.confinement import confined
from wonton.assistants.lean.process import Command, LeanStopped, json_messages, run_apart
from wonton.assistants.lean.toolchain import WheelToolchain

_MEMORY_MB = 4_096.0
_ERRORS = 1  #: Lean's exit code where it reported some
#: How it ends that overflows its stack, or is refused memory: no accident, another try comes to the same.
_OVERFLOWS = (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS)


def run_file(toolchain: WheelToolchain, text: str, wall_seconds: float) -> list[dict[str, Any]]:
    """Lean's messages, in order, on a file that says `text`, shut in with it (`confinement.py`).

    Raises `LeanStopped` at a limit, where it overflows its stack, and where somebody ends it or keeps it from its work.
    """
    with tempfile.TemporaryDirectory(prefix="wonton-exchange-") as folder:
        path = Path(folder) / "Proofs.lean"
        path.write_text(text, encoding="utf-8")
        command = toolchain.command
        shut_in = Command(confined(command.words, Path(folder)), {**command.environment, "TMPDIR": folder})
        words = ["--json", "-DmaxErrors=1000000", str(path)]
        done, complaints = run_apart(shut_in, words, wall_seconds, _MEMORY_MB)
    refuse_accident(replace(done, output=done.output + complaints), "Lean", LeanStopped)
    messages = json_messages(done.output)
    if done.code != (_ERRORS if any(message["severity"] == "error" for message in messages) else 0):
        said = f"Lean ended with code {done.code}: {(done.output + complaints)[-300:]}".rstrip(": \n")
        raise LeanStopped("memory" if -done.code in _OVERFLOWS else "died", said, done.code)
    return messages
