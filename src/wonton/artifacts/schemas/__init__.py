"""The published JSON Schemas (draft 2020-12), one for each kind of file, and the way from a file to its kind."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

from wonton.artifacts.layout import SEEDS, VariantFile

_FIXED = {
    "run_config.json": "run_config",
    "run_status.json": "run_status",
    "summary.json.gz": "summary",
    "goal_cache.json.gz": "goal_cache",
    "events.jsonl": "events",
    "theorem.json": "theorem",
    "goals.json.gz": "goals",
    "failure.json": "failure",
    "basin_seeds.json": "basin_seeds",
    "basin_analysis.json": "basin_analysis",
    "done": "done",
    "ged_matrix.json": "ged_matrix",
    "attractor_clusters.json": "attractor_clusters",
    "proof_graph.json.gz": "proof_graph",
    "proof_check.json": "proof_check",
    "replay.json": "coq_replay",
    "postprocess_metrics.json": "postprocess_metrics",
}

#: The kind of the files in `seeds/`.
_SEED = "seed"
_SEED_NAME = re.compile(r"\d{6,}\.json")

#: Kinds of files, sorted. Of `events` and `mcts_trace` the schema describes one line.
KINDS: tuple[str, ...] = tuple(sorted([*_FIXED.values(), _SEED, *(kind.value for kind in VariantFile)]))


def kind_of(path: Path) -> str | None:
    """The kind of a file of a run directory by its name; None for a file that is not one of ours."""
    if path.name in _FIXED:
        return _FIXED[path.name]
    if path.parent.name == SEEDS and _SEED_NAME.fullmatch(path.name):
        return _SEED
    return next((kind.value for kind in VariantFile if path.name.endswith(kind.suffix)), None)


def schema(kind: str) -> dict[str, Any]:
    """The schema of one kind of file. Raises `KeyError` for a kind that there is not."""
    if kind not in KINDS:
        raise KeyError(kind)
    value: dict[str, Any] = json.loads(resources.files(__name__).joinpath(f"{kind}.json").read_text(encoding="utf-8"))
    return value
