"""Lean over one file, from the first line to the last, for what it says of each."""

from __future__ import annotations

import signal
import tempfile
from pathlib import Path
from typing import Any

from wonton.assistants.lean.check import run_shut_in
from wonton.assistants.lean.process import LeanStopped, json_messages
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
        words = ["--json", "-DmaxErrors=1000000", str(path)]
        done, said = run_shut_in(toolchain.command, words, Path(folder), wall_seconds, _MEMORY_MB)
    messages = json_messages(done.output)
    if done.code != (_ERRORS if any(message["severity"] == "error" for message in messages) else 0):
        message = f"Lean ended with code {done.code}: {said[-300:]}".rstrip(": \n")
        raise LeanStopped("memory" if -done.code in _OVERFLOWS else "died", message, done.code)
    return messages
