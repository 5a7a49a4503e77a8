"""Memory of a worker over many attempts: the slope, which should be flat.

    python benchmarks/soak.py [--assistants lean,rocq] [--attempts N]

One process searches theorems of `core` over and over, each time with another seed and nothing remembered from the time
before, as a worker of a long run does. Every so many attempts the resident memory of the process and of its assistant
is read; the first fifth is warming up and left out of the slope, which is that of the least-squares line.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from dataclasses import replace
from itertools import count
from pathlib import Path

from wonton.assistants.processes import resident_mb
from wonton.corpus import open_corpus
from wonton.runs.bench import Bench, open_bench
from wonton.runs.protocol import TheoremBench
from wonton.runs.settings import RunSettings

READINGS = 50


def children(pid: int) -> list[int]:
    """Process ids of the children of `pid`, of theirs too."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *children(int(child))]
    return found


def slope(points: list[tuple[int, float]]) -> float:
    """Megabytes for each 10,000 attempts, of the least-squares line."""
    number = len(points)
    mean_x = sum(x for x, _ in points) / number
    mean_y = sum(y for _, y in points) / number
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return 10_000 * sum((x - mean_x) * (y - mean_y) for x, y in points) / spread


def soak(bench: Bench, home: Path, attempts: int) -> list[tuple[int, float, float]]:
    """Attempts so far, megabytes of this process, megabytes of what it started; `READINGS` times."""
    corpus = open_corpus(home, f"{bench.settings.assistant}:core")
    rows: list[tuple[int, float, float]] = []
    made = 0
    for seed in count():
        for item in corpus.items:
            settings = replace(bench.settings, seed=seed)
            found = TheoremBench(replace(bench, settings=settings), corpus.theorem(item)).run("wild_type", "")
            made += found.played.search.attempts
            if made >= (len(rows) + 1) * attempts / READINGS:
                theirs = sum(resident_mb(pid) for pid in children(os.getpid()))
                rows.append((made, resident_mb(os.getpid()), theirs))
            if made >= attempts:
                return rows
    return rows


def main() -> None:
    """Run everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assistants", default="lean,rocq", help="which to measure (default lean,rocq)")
    parser.add_argument("--attempts", type=int, default=100_000, help="attempts (default 100000)")
    arguments = parser.parse_args()
    for assistant in arguments.assistants.split(","):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            settings = RunSettings(assistant=assistant, budget="quick", wild_only=True, seed=0)
            bench = open_bench(settings, home / "cache")
            rows = soak(bench, home, arguments.attempts)
            bench.close()
        settled = rows[len(rows) // 5 :]
        for name, place in (("worker", 1), ("assistant", 2)):
            first, last = settled[0][place], settled[-1][place]
            line = slope([(row[0], row[place]) for row in settled])
            print(
                f"{assistant:5} {name:9} {rows[-1][0]:7} attempts  {first:6.0f} to {last:6.0f} MB  {line:+7.2f} MB/10k"
            )


if __name__ == "__main__":
    main()
