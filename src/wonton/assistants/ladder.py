"""How a finished proof climbs the ladder of verdicts, whatever its assistant."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from wonton.assistants.accidents import stopped_check
from wonton.assistants.base import CheckedProof, Rung, Script
from wonton.assistants.channel import Stopped
from wonton.assistants.confinement import description

#: Takes a verdict and the folder of its files; gives the verdict as far as it now goes.
Step = Callable[[CheckedProof, Path], CheckedProof]

_OWN: tuple[Rung, ...] = ("compiles", "statement_match", "axioms_ok")  # the rungs that the assistant itself gives


def objection(system: str, script: Script, refusal: Callable[[str], str]) -> str:
    """What `refusal` has against a tactic of `script`, told before `system` saw it; `""` for nothing."""
    reason = next(filter(None, map(refusal, script.tactics())), "")
    return f"refused before {system} saw it: {reason}" if reason else ""


def climb(source: str, checker: str, against: str, judge: Step, recheck: Step | None) -> CheckedProof:
    """The verdict on `source`: where something speaks `against` it, that and nothing else; else what `judge`, named
    `checker`, gives in a fresh folder, and where all its rungs hold `recheck` on it. `judge` may raise `Stopped`."""
    begun = time.monotonic()
    verdict = CheckedProof(
        source,
        {"search_closed": True, "compiles": False},
        checkers=dict.fromkeys(_OWN, checker),
        confinement=description(),
    )
    if against:
        return replace(verdict, messages=(against,), elapsed=time.monotonic() - begun)
    with tempfile.TemporaryDirectory(prefix="wonton-check-") as folder:
        try:
            verdict = judge(verdict, Path(folder))
        except Stopped as stopped:
            verdict = stopped_check(verdict, stopped)
        if recheck is not None and verdict.rung == "axioms_ok":
            verdict = recheck(verdict, Path(folder))
    return replace(verdict, elapsed=time.monotonic() - begun)
