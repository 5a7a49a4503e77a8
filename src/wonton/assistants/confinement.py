"""What a final check is shut in by: no network, and nothing to write on but a folder of its own.

A script is somebody else's text, and what checks it can run programs. Where the system offers it (Linux, without
privileges), a checker is started by way of `confine.py`, in a network namespace of its own and under Landlock. What
there is, is found out once per process by trying; what a check was shut in by is part of its verdict. Elsewhere a check
runs as it is, and its verdict says so."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from wonton.assistants.confine import REFUSED
from wonton.assistants.starter import NOT_STARTED

#: The measures, each with what a verdict calls it.
MEASURES = {"network": "no network (namespace)", "landlock": "writes in its folder only (landlock)"}
NONE = "none"  #: what a verdict says of a check that ran as it is
_SCRIPT = Path(__file__).with_name("confine.py")
_PROBE_SECONDS = 20.0


@lru_cache(maxsize=1)
def measures() -> tuple[str, ...]:
    """The measures that this system offers, each tried once per process."""
    if sys.platform != "linux":
        return ()
    return tuple(measure for measure in MEASURES if _works(measure))


def _works(measure: str) -> bool:
    with tempfile.TemporaryDirectory(prefix="wonton-confined-") as folder:
        words = _words((measure,), Path(folder), ["-"])
        try:
            done = subprocess.run(words, capture_output=True, timeout=_PROBE_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return False
    return done.returncode == 0


def description() -> str:
    """What a verdict says of a check that was shut in with `confined`."""
    return ", ".join(MEASURES[measure] for measure in measures()) or NONE


def confined(words: Sequence[str], folder: Path) -> tuple[str, ...]:
    """How to start a program, given how to start it free: `words[0]` is an absolute path. It can write beneath `folder`
    only, as far as the system has it."""
    return _words(measures(), folder, words) if measures() else tuple(words)


def was_kept_out(code: int, output: str) -> bool:
    """Whether a program that was to be confined was never started, given what its process ended with."""
    return code in (REFUSED, NOT_STARTED) and output.startswith(("cannot be confined", "cannot be started"))


def _words(chosen: Sequence[str], folder: Path, words: Sequence[str]) -> tuple[str, ...]:
    return (sys.executable, "-I", "-S", str(_SCRIPT), ",".join(chosen), str(folder), *words)
