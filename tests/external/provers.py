"""Backends of the tests: the nasty prover behind a real seam, and executions of it in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

NASTY = Path(__file__).with_name("nasty.py")
#: Executes the nasty prover and prints how it ended: `execute` wants a process that nothing else is below.
_EXECUTE = """
import json, sys, time
from dataclasses import asdict, replace
from pathlib import Path
from wonton.external.base import Invocation, Limits
from wonton.external.execute import execute
from wonton.external.szs import read_szs
told = json.loads(sys.argv[1])
begun = time.monotonic()
ended = execute(Invocation(tuple(told["argv"])), Limits(**told["limits"]), Path(told["folder"]),
                output=Path(told["folder"]) / "output.gz", use_cgroups=told["cgroups"])
seconds = time.monotonic() - begun
print(json.dumps({**asdict(replace(ended, output=ended.output[:1000])), "whole_seconds": seconds,
                  "outcome": read_szs(ended).outcome, "reason": read_szs(ended).reason}))
"""


def run_nasty(folder: Path, *habits: str, cgroups: bool, **limits: Any) -> dict[str, Any]:
    """How an execution of the nasty prover ended, and what it says."""
    argv = [sys.executable, "-S", str(NASTY), *habits]
    told = {"argv": argv, "limits": limits, "folder": str(folder), "cgroups": cgroups}
    done = subprocess.run(
        [sys.executable, "-c", _EXECUTE, json.dumps(told)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def survivors(folder: Path) -> dict[int, str]:
    """Processes that work at or below `folder`, with where they do: everything that a prover started there, whatever
    became of its parents."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                place = os.readlink(entry / "cwd")
            except OSError:
                continue
            if Path(place).is_relative_to(folder):
                found[int(entry.name)] = place
    return found


def children(pid: int) -> list[int]:
    """The children of a process with one thread."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
