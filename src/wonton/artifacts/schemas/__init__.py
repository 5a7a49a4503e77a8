"""The published JSON Schemas (draft 2020-12), one for each kind of file, and the way from a file to its kind."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
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
    "result.json": "external_result",
    "providers_summary.json": "providers_summary",
}

#: Files of text, which have a kind and no schema.
_TEXTS = {"output.txt.gz": "prover_output", "errors.txt.gz": "prover_errors"}
#: What `run_config.json` and `summary.json.gz` of an external run are, by what they are of other runs.
_EXTERNAL = {"run_config": "external_config", "summary": "external_summary"}

#: The kind of the files in `seeds/`.
_SEED = "seed"
_SEED_NAME = re.compile(r"\d{6,}\.json")

#: Kinds of files, sorted. Of `events` and `mcts_trace` the schema describes one line.
KINDS: tuple[str, ...] = tuple(
    sorted([*_FIXED.values(), *_EXTERNAL.values(), _SEED, *(kind.value for kind in VariantFile)])
)


def kind_of(path: Path) -> str | None:
    """The kind of a file of a run directory by its name; None for a file that is not one of ours."""
    if path.name in _FIXED or path.name in _TEXTS:
        return _FIXED.get(path.name) or _TEXTS[path.name]
    if path.parent.name == SEEDS and _SEED_NAME.fullmatch(path.name):
        return _SEED
    return next((kind.value for kind in VariantFile if path.name.endswith(kind.suffix)), None)


def kind_of_value(path: Path, value: Mapping[str, Any]) -> str | None:
    """The kind of a JSON file whose content is `value`: what `kind_of` says, told apart for external runs."""
    kind = kind_of(path)
    return _EXTERNAL.get(kind or "", kind) if "problems" in value else kind


def schema(kind: str) -> dict[str, Any]:
    """The schema of one kind of file. Raises `KeyError` for a kind that there is not."""
    if kind not in KINDS:
        raise KeyError(kind)
    value: dict[str, Any] = json.loads(resources.files(__name__).joinpath(f"{kind}.json").read_text(encoding="utf-8"))
    return value
