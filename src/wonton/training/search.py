"""The search between two rounds: a run of the provider `reprover` over the training theorems, taken into the lake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wonton.artifacts.layout import RUN_CONFIG
from wonton.corpus import Corpus, Selection, select
from wonton.lake.reconcile import reconcile
from wonton.providers.models import Surroundings, resolve
from wonton.runs import RunPlan, RunSettings, execute_run
from wonton.runs.home import Home


@dataclass(frozen=True, slots=True)
class Searched:
    """What came of it: the run, and how many of its theorems it solved."""

    run_dir: Path
    theorems: int
    solved: int

    def to_json(self) -> dict[str, Any]:
        """For those who are told."""
        return {"run_dir": str(self.run_dir), "theorems": self.theorems, "solved": self.solved}


@dataclass(frozen=True, slots=True)
class RoundSearch:
    """What to search with: the folder of the model, and the settings that `wonton run` would be given."""

    home: Home
    run_id: str
    model: Path
    assistant: str
    budget: str
    seed: int
    lean_project: str = ""

    def settings(self, corpus: Corpus) -> RunSettings:
        """The settings of the run: wild types only."""
        return RunSettings(
            assistant=self.assistant,
            lean_project=self.lean_project,
            corpus=str(corpus.ref),
            provider="reprover",
            model=resolve("reprover", {"model": str(self.model)}, Surroundings({}, self.home.models)),
            budget=self.budget,
            seed=self.seed,
            wild_only=True,
        )


def search_round(search: RoundSearch, corpus: Corpus, theorems: Sequence[str], workers: int) -> Searched:
    """Do the run, or what is missing of it. Raises as `execute_run` and `reconcile` do."""
    home, items = search.home, select(corpus.items, Selection(theorems=tuple(theorems)))
    plan = RunPlan(
        logs_root=home.logs,
        run_id=search.run_id,
        settings=search.settings(corpus),
        theorems=tuple(corpus.theorem(item) for item in items),
        selection={"corpus": str(corpus.ref), "theorems": list(theorems)},
        command=f"a search of {search.run_id.rpartition('/')[0]}",
        cache=home.cache,
        store=home.store,
    )
    report = execute_run(plan, workers=workers, resume=(plan.run_dir / RUN_CONFIG).is_file())
    reconcile(home.root, plan.run_dir, count=1)
    return Searched(plan.run_dir, len(items), int(report.summary["counts"]["solved"]))
