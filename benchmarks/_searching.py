"""What the throughput benchmarks share: hard theorems, timed searches, recorded expansions, two workers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from wonton.assistants.base import Node, Theorem
from wonton.runs.bench import Bench
from wonton.runs.protocol import TheoremBench
from wonton.runs.run import RunPlan, execute_run
from wonton.runs.settings import RunSettings


@dataclass(frozen=True)
class Asked:
    """One expansion that a search asked for."""

    node: Node
    tactics: tuple[str, ...]


def hardest(bench: Bench, theorems: Sequence[Theorem], number: int) -> list[Theorem]:
    """Theorems that a small budget does not solve, the first `number` in order of their ids."""
    small = replace(bench, settings=replace(bench.settings, budget="quick", wild_only=True))
    found: list[Theorem] = []
    for theorem in theorems:
        if len(found) < number and not TheoremBench(small, theorem).run("wild_type", "").solved:
            found.append(theorem)
    return found


def searched(bench: Bench, theorems: Sequence[Theorem]) -> list[float]:
    """Wall seconds of one wild-type search of each theorem."""
    seconds = []
    for theorem in theorems:
        begun = time.perf_counter()
        TheoremBench(bench, theorem).run("wild_type", "")
        seconds.append(time.perf_counter() - begun)
    return seconds


def alike(theorems: Sequence[Theorem], seconds: Sequence[float]) -> list[Theorem]:
    """The two theorems whose searches took the most similar time, of those that took at least half the longest; the two
    longest where there is only one such."""
    ranked = sorted((time_, place) for place, time_ in enumerate(seconds))
    long = [pair for pair in ranked if pair[0] >= max(seconds) / 2]
    _, places = min((late[0] / soon[0], (soon[1], late[1])) for soon, late in pairwise(max(long, ranked[-2:], key=len)))
    return [theorems[place] for place in places]


def two_workers(home: Path, theorems: Sequence[Theorem], settings: RunSettings) -> tuple[float, float]:
    """Wall seconds of one run over the theorems with one worker, and with two."""
    seconds = []
    for workers in (1, 2):
        plan = RunPlan(home / "logs", f"bench-{workers}", settings, tuple(theorems), cache=home / "cache")
        begun = time.perf_counter()
        execute_run(plan, workers=workers)
        seconds.append(time.perf_counter() - begun)
    return seconds[0], seconds[1]
