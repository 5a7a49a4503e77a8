"""What many seeds cost: 50 over one, with the transition store cold at the start, and without a store.

    python benchmarks/basin_store.py [--assistants lean,rocq] [--theorems N] [--seeds N] [--blind] [--budget B]

The theorems are a random slice of `core`, solved or not. For each assistant three runs with one worker: one seed, all
seeds with a store that is empty at first, and all seeds without a store and without the memory that one theorem's
searches share, each seed in a run of its own. The claim of docs/performance.md is the first ratio (goal: at most 8 for
50 seeds); the second is near the number of seeds. Starting the assistant counts in all of them.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from wonton.artifacts.read import open_run, read_json
from wonton.corpus import Selection, open_corpus, select
from wonton.runs import RunPlan, RunSettings, execute_run
from wonton.runs.order import BasinSettings


def timed(plan: RunPlan) -> float:
    """Wall seconds of a run with one worker."""
    begun = time.perf_counter()
    execute_run(plan, workers=1)
    return time.perf_counter() - begun


def asked(plan: RunPlan) -> tuple[int, int]:
    """Attempts of all seeds, and tactics that went to the assistant or the store instead of memory."""
    attempts = fresh = 0
    for theorem in open_run(plan.run_dir).theorems():
        found = read_json(theorem.folder / "basin_seeds.json")
        sides = [row[side] for row in found["seeds"] for side in ("agent", "blind") if row[side] is not None]
        attempts += sum(side["attempts"] for side in sides)
        fresh += sum(side["asked"] for row in found["timings"].values() for side in row.values())
    return attempts, fresh


def main() -> None:
    """Run everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assistants", default="lean,rocq", help="which to measure (default lean,rocq)")
    parser.add_argument("--theorems", type=int, default=12, help="theorems (default 12)")
    parser.add_argument("--seeds", type=int, default=50, help="seeds (default 50)")
    parser.add_argument("--blind", action="store_true", help="search blind too")
    parser.add_argument("--budget", default="quick", help="iterations of each search (default quick)")
    arguments = parser.parse_args()
    for assistant in arguments.assistants.split(","):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            corpus = open_corpus(home, f"{assistant}:core")
            items = select(corpus.items, Selection(sample=arguments.theorems, seed=1))
            theorems = tuple(corpus.theorem(item) for item in items)
            settings = RunSettings(assistant=assistant, budget=arguments.budget, wild_only=True, seed=1)
            plan = RunPlan(home / "logs", "one", settings, theorems, cache=home / "cache")
            plan = replace(plan, basin=BasinSettings(1, arguments.blind))
            timed(replace(plan, run_id="first"))  # builds what assistants build once
            one = timed(plan)
            all_seeds = BasinSettings(arguments.seeds, arguments.blind)
            stored = replace(plan, run_id="stored", basin=all_seeds, store=home / "store")
            many = timed(stored)
            attempts, fresh = asked(stored)
            alone = sum(
                timed(replace(plan, run_id=f"alone-{seed}", settings=replace(settings, seed=seed + 2)))
                for seed in range(arguments.seeds)
            )
        print(f"{assistant}: {arguments.theorems} theorems, {arguments.seeds} seeds, blind: {arguments.blind}")
        print(f"  one seed                      {one:8.1f} s")
        print(f"  all seeds, store cold         {many:8.1f} s  {many / one:6.1f} times one (goal for 50: 8)")
        print(f"  all seeds, nothing remembered {alone:8.1f} s  {alone / one:6.1f} times one")
        print(f"  {attempts} attempts, {fresh} of them beyond what the theorem's own memory knew")


if __name__ == "__main__":
    main()
