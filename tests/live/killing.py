"""Runs in processes of their own that are killed, and what must be gone then."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from processes import await_end
from wonton.assistants.children import environment

from . import running

MARK = "WONTON_TESTMARK"
#: Run, worker, hand, assistant: each may have been starting the next one when it died, and that one ends once it sees
#: it.
_GENERATIONS = 4


@dataclass(frozen=True)
class Place:
    """An assistant, and where its runs and what it builds once are kept."""

    assistant: str
    home: Path
    cache: Path


def marked(mark: str) -> list[int]:
    """Process ids of living processes that carry `mark` in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"{MARK}={mark}".encode() in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def execute(
    kind: str, place: Place, mark: str, kill_at: Callable[[dict[str, Any]], bool], run_id: str = "killed"
) -> int:
    """Execute or resume a run in a process of its own, and kill it at the first event for which `kill_at` holds.

    Gives its exit code, after everything that it started is gone.
    """
    words = [sys.executable, running.__file__, kind, place.assistant, str(place.home), str(place.cache), run_id, "2"]
    own = {**environment(), MARK: mark}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=own) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if kill_at(json.loads(line)):
                assert len(marked(mark)) > 2, "the run, its workers and their assistants carry the mark"
                process.kill()
                break
    for _ in range(_GENERATIONS):
        for pid in marked(mark):
            await_end(pid)
    assert marked(mark) == []
    return process.returncode
