"""Attempts a second with two processes over one, for distributed searches of hard theorems, the store off.

    python benchmarks/parallel_search.py [--assistants lean,rocq] [--theorems N] [--sample N] [--budget B]

Two questions, each on a slice of `core` that the quick budget does not solve, with 8 agents and 64 requests in flight:

    slice   several theorems: two workers share them, and whoever is left without one becomes a hand of the other
    one     the most costly of them alone: one worker and its hand share the requests in flight of a single search

Results are the same with one and with two, which is checked. Starting the workers counts. The claim of
docs/performance.md is the ratio for the slice (goal 1.7).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from _searching import hardest, searched
from wonton.artifacts.compare import digest
from wonton.assistants.base import Theorem
from wonton.corpus import Selection, open_corpus, select
from wonton.runs import RunPlan, RunSettings, execute_run
from wonton.runs.bench import open_bench
from wonton.search.distributed import DistributedSettings


def timed(home: Path, settings: RunSettings, theorems: Sequence[Theorem], workers: int) -> tuple[float, int, str]:
    """Wall seconds of a run, its attempts, and its digest."""
    plan = RunPlan(home / "logs", f"bench-{len(theorems)}-{workers}", settings, tuple(theorems), cache=home / "cache")
    begun = time.perf_counter()
    report = execute_run(plan, workers=workers)
    return time.perf_counter() - begun, report.summary["counts"]["tau"], digest(report.run_dir)


def compare(name: str, home: Path, settings: RunSettings, theorems: Sequence[Theorem]) -> None:
    """Run with one process and with two, and print both."""
    one, attempts, first = timed(home, settings, theorems, 1)
    two, _, second = timed(home, settings, theorems, 2)
    assert first == second, "the number of workers changed a result"
    rates = f"{attempts / one:7.0f} {attempts / two:7.0f} attempts/s"
    print(
        f"{settings.assistant:5} {name:6} {len(theorems):3} theorems {attempts:7} attempts  {rates}  {one / two:5.2f}"
    )


def main() -> None:
    """Run everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assistants", default="lean,rocq", help="which to measure (default lean,rocq)")
    parser.add_argument("--theorems", type=int, default=8, help="hard theorems to search (default 8)")
    parser.add_argument("--sample", type=int, default=80, help="theorems to choose them from (default 80)")
    parser.add_argument("--budget", default="standard", help="iterations of each search (default standard)")
    arguments = parser.parse_args()
    print("two processes over one, store off, 8 agents, 64 in flight (goal for the slice: 1.7)")
    for assistant in arguments.assistants.split(","):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            corpus = open_corpus(home, f"{assistant}:core")
            items = select(corpus.items, Selection(sample=arguments.sample, seed=1))
            plain = RunSettings(assistant=assistant, budget=arguments.budget, wild_only=True, seed=1)
            bench = open_bench(plain, home / "cache")
            theorems = hardest(bench, [corpus.theorem(item) for item in items], arguments.theorems)
            times = searched(bench, theorems)
            bench.close()
            settings = RunSettings(
                assistant=assistant,
                budget=arguments.budget,
                wild_only=True,
                seed=1,
                mcts_mode="distributed",
                distributed=DistributedSettings(agents=8, inflight=64),
            )
            compare("slice", home, settings, theorems)
            compare("one", home, settings, [theorems[times.index(max(times))]])


if __name__ == "__main__":
    main()
