"""A run on a live assistant in a process of its own, for tests that kill it:
`python running.py KIND ASSISTANT HOME CACHE RUN_ID WORKERS`, KIND being `run` or `basin`.

Prints its events as JSON lines; resumes whatever stands there already.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from wonton.corpus import Selection, open_corpus, select
from wonton.runs import RunEvent, RunPlan, RunReport, RunSettings, execute_run
from wonton.runs.order import BasinSettings

THEOREMS = 30
LONGEST = 3  #: tactics of the shortest known proof


def plan(assistant: str, home: Path, cache: Path, run_id: str) -> RunPlan:
    """Thirty short theorems of the core corpus under the heuristic provider, at the quick budget."""
    corpus = open_corpus(home, f"{assistant}:core")
    short = [item for item in corpus.items if item.shortest_known is not None and item.shortest_known <= LONGEST]
    chosen = select(short, Selection(sample=THEOREMS, seed=20260301))
    settings = RunSettings(assistant, lean_project=_project(assistant), corpus=str(corpus.ref), budget="quick", seed=1)
    return RunPlan(home / "logs", run_id, settings, tuple(corpus.theorem(item) for item in chosen), cache=cache)


def basin_plan(assistant: str, home: Path, cache: Path, run_id: str) -> RunPlan:
    """What phase p3 does at quick scale: 24 theorems of the core corpus, three seeds, agent and blind."""
    corpus = open_corpus(home, f"{assistant}:core")
    chosen = select(corpus.items, Selection(sample=24, seed=20260301))
    own = {"lean_project": _project(assistant), "corpus": str(corpus.ref)}
    settings = RunSettings(assistant, budget="quick", seed=20260301, wild_only=True, **own)
    theorems = tuple(corpus.theorem(item) for item in chosen)
    basin = BasinSettings(seeds=3, blind=True)
    return RunPlan(home / "logs", run_id, settings, theorems, cache=cache, store=home / "store", basin=basin)


def _project(assistant: str) -> str:
    """The Lake project that the tests use, where they use one."""
    return os.environ.get("LEAN_PROJECT_PATH", "") if assistant == "lean" else ""


PLANS = {"run": plan, "basin": basin_plan}


def run(kind: str, assistant: str, home: Path, cache: Path, run_id: str, workers: int) -> RunReport:
    """Execute or resume the run, telling its events on standard output."""

    def tell(event: RunEvent) -> None:
        sys.stdout.write(json.dumps(event.to_json()) + "\n")
        sys.stdout.flush()

    return execute_run(PLANS[kind](assistant, home, cache, run_id), workers=workers, resume=True, observer=tell)


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]), sys.argv[5], int(sys.argv[6]))
