"""Seeds of a basin: one theorem searched again and again, each seed once by the agent and, if asked, once blind.

A seed is done once its file stands; nothing of it is done twice. Agent and blind search share the search seed, the
provider's candidates and the assistant's answers; what differs is the policy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from wonton.artifacts import layout, write
from wonton.core.errors import StatementError
from wonton.runs import files
from wonton.runs.bench import Bench
from wonton.runs.events import Observer, RunEvent
from wonton.runs.hands import Hands
from wonton.runs.order import BasinSettings, Task
from wonton.runs.proofs import Found
from wonton.runs.protocol import TheoremBench, search_seed
from wonton.search.settings import SearchSettings
from wonton.search.trace import TraceEvent

AGENT, BLIND = "agent", "blind"


def run_seeds(
    bench: Bench, basin: BasinSettings, task: Task, run_dir: Path, tell: Observer, hands: Hands | None = None
) -> None:
    """Search for the seeds of `task` that have not been done, and write a file for each.

    A statement that the assistant refuses is recorded as such. Raises as `run_theorem` does.
    """
    theorem = task.theorem
    folder = layout.theorem_folder(run_dir, theorem.item_id)
    write.make_folder(folder / layout.SEEDS)
    try:
        on_bench = TheoremBench(bench, theorem, hands)
    except StatementError as error:
        refused = {"status": "refused", "message": error.assistant_message, "variants": []}
        write.write_json(folder / layout.THEOREM, {**files.recorded_theorem(theorem), **refused})
        return
    for seed in task.seeds:
        path = folder / layout.seed_file(seed)
        if not path.is_file():
            tell(RunEvent("seed_started", theorem.item_id, data={"seed": seed}))
            row = _Seed(on_bench, basin, seed).run()
            write.write_json(path, row)
            tell(RunEvent("seed_finished", theorem.item_id, data=_told(row)))


def _told(row: dict[str, Any]) -> dict[str, Any]:
    searches = {role: row[role] for role in (AGENT, BLIND) if row[role] is not None}
    costs = {role: {"solved": found["solved"], "attempts": found["attempts"]} for role, found in searches.items()}
    return {"seed": row["seed"], **costs}


class _Seed:
    """One seed of one theorem."""

    def __init__(self, on_bench: TheoremBench, basin: BasinSettings, seed: int) -> None:
        self.on_bench, self.basin, self.seed = on_bench, basin, seed
        self.timings: dict[str, Any] = {}

    def run(self) -> dict[str, Any]:
        """Both searches, as the seed's file has them."""
        agent = self.on_bench.bench.settings.search()
        blind = replace(agent, policy="blind_uniform", distributed=None)
        return {
            "item_id": self.on_bench.theorem.item_id,
            "seed": self.seed,
            AGENT: self._search(AGENT, agent),
            BLIND: self._search(BLIND, blind) if self.basin.blind else None,
            "timings": self.timings,
        }

    def _search(self, role: str, settings: SearchSettings) -> dict[str, Any]:
        bench = self.on_bench
        seed = search_seed(bench.bench.settings.seed, bench.theorem.item_id, f"basin:{self.seed}")
        found = bench.search(role, "", settings, seed, proposals=seed)
        asked = sum(expanded.asked for expanded in found.played.expansions)
        self.timings[role] = {**files.timings(found), "asked": asked}
        return _row(found)


def _row(found: Found) -> dict[str, Any]:
    search, shape = found.played.search, found.shape
    return {
        "policy": search.settings.policy,
        "search_seed": search.seed,
        "status": search.status,
        "solved": found.solved,
        "rung": found.rung,
        "tier": search.tier,
        "iterations": search.iterations,
        "attempts": search.attempts,
        "nondeterministic": search.nondeterministic,
        "steps": len(shape.tactics) if found.solved else None,
        "structure": shape.structure,
        "structure_unordered": shape.structure_unordered,
        "trace": trace_digest(found.played.trace),
    }


def trace_digest(trace: Sequence[TraceEvent]) -> str:
    """16 hex digits of SHA-256 over what a search did: nodes, reasons, tactics and what became of them, in order."""
    digest = hashlib.sha256()
    for event in trace:
        digest.update(f"{event.node.node_id} {event.reason}\n".encode())
        for attempt in event.attempts:
            digest.update(f" {attempt.status} {attempt.tactic}\n".encode())
    return digest.hexdigest()[:16]
