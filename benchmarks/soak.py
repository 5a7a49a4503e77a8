"""Memory and throughput of a worker over many attempts: both curves should be flat.

    python benchmarks/soak.py [--assistants lean,rocq] [--attempts N]

One process searches the same theorems of `core` over and over, each time with another seed and nothing remembered from
the time before, as a worker of a long run does; its assistant's processes are replaced by plan (`WONTON_RECYCLE_*`).
Final checks are left out: they have processes of their own. After each pass the resident memory of the process and of
its assistant is read, and how many attempts a second of the clock and a second of processor time, ours and the
assistant's, have bought: the latter is what other programs on the machine change least. Slopes are those of the
least-squares line behind the first fifth, which is warming up.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from wonton.assistants.processes import computed_seconds, resident_mb
from wonton.corpus import Selection, open_corpus, select
from wonton.runs.bench import Bench, open_bench
from wonton.runs.expand import Expander
from wonton.runs.protocol import search_seed
from wonton.runs.searching import play
from wonton.runs.settings import RunSettings

THEOREMS = 12
LINES = 12


@dataclass(frozen=True)
class Reading:
    """What stands after so many attempts: seconds of the clock and of processors, megabytes of this process and of what
    it started, processes that were started and replaced by plan."""

    attempts: int
    wall: float
    computed: float
    ours: float
    theirs: float
    started: int
    recycled: int


def children(pid: int) -> list[int]:
    """Process ids of the children of `pid`, of theirs too."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *children(int(child))]
    return found


def slope(points: list[tuple[int, float]]) -> float:
    """How much a value grows in 10,000 attempts, by the least-squares line."""
    number = len(points)
    mean_x = sum(x for x, _ in points) / number
    mean_y = sum(y for _, y in points) / number
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return 10_000 * sum((x - mean_x) * (y - mean_y) for x, y in points) / spread


def reading(bench: Bench, attempts: int) -> Reading:
    """Look around now."""
    living = children(os.getpid())
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    computed = sum(usage.ru_utime + usage.ru_stime for usage in used) + sum(map(computed_seconds, living))
    keeper = getattr(bench.assistant, "workers", None) or getattr(bench.assistant, "session", None)
    ours, theirs = resident_mb(os.getpid()), sum(map(resident_mb, living))
    return Reading(attempts, time.monotonic(), computed, ours, theirs, keeper.started, keeper.recycled)


def soak(bench: Bench, home: Path, attempts: int) -> list[Reading]:
    """A reading after each pass over the theorems; prints one of so many."""
    corpus = open_corpus(home, f"{bench.settings.assistant}:core")
    theorems = [corpus.theorem(item) for item in select(corpus.items, Selection(sample=THEOREMS, seed=1))]
    blocks = bench.filter("").blocked_by
    rows = [reading(bench, 0)]
    shown = rows[0]
    print("assistant  attempts   worker MB   assistant MB   attempts/s   per processor second   started   replaced")
    for seed in count():
        made = rows[-1].attempts
        for theorem in theorems:
            root = bench.assistant.start(theorem)
            settings = bench.settings
            expander = Expander(bench.assistant, bench.provider, settings.limits, bench.signature(), seed)
            played = play(expander, root, settings.search(), search_seed(seed, theorem.item_id, "soak"), blocks)
            made += played.search.attempts
        rows.append(reading(bench, made))
        if made - shown.attempts >= attempts / LINES or made >= attempts:
            _print(bench.settings.assistant, shown, rows[-1])
            shown = rows[-1]
        if made >= attempts:
            return rows
    return rows


def _print(assistant: str, before: Reading, now: Reading) -> None:
    done = now.attempts - before.attempts
    print(
        f"{assistant:9} {now.attempts:9} {now.ours:11.0f} {now.theirs:14.0f} {done / (now.wall - before.wall):12.0f}"
        f" {done / (now.computed - before.computed):22.0f} {now.started:9} {now.recycled:10}",
        flush=True,
    )


def show(assistant: str, rows: list[Reading]) -> None:
    """Print what the curves come to."""
    fifth = len(rows) // 5
    settled = rows[fifth:]
    for name in ("ours", "theirs"):
        values = [getattr(row, name) for row in settled]
        line = slope([(row.attempts, value) for row, value in zip(settled, values, strict=True)])
        print(f"{assistant} {name}: {values[0]:.0f} to {values[-1]:.0f} MB, most {max(values):.0f}, {line:+.2f} MB/10k")
    early, late = _rate(rows[fifth], rows[2 * fifth]), _rate(rows[-1 - fifth], rows[-1])
    print(f"{assistant} last fifth over second: {late / early:.2f} attempts for a second of processor time (goal 0.9)")


def _rate(before: Reading, now: Reading) -> float:
    return (now.attempts - before.attempts) / (now.computed - before.computed)


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assistants", default="lean,rocq", help="which to measure (default lean,rocq)")
    parser.add_argument("--attempts", type=int, default=100_000, help="attempts (default 100000)")
    arguments = parser.parse_args()
    for assistant in arguments.assistants.split(","):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            settings = RunSettings(assistant=assistant, budget="standard", policy="blind_uniform", wild_only=True)
            bench = open_bench(settings, home / "cache")
            rows = soak(bench, home, arguments.attempts)
            bench.close()
        show(assistant, rows)


if __name__ == "__main__":
    main()
