"""The files that span a run's theorems, built from the theorems' folders in sorted order when a run ends.

Reads artifacts only, so it gives the same bytes whoever worked on what, and in however many executions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from wonton.artifacts import layout, write
from wonton.artifacts.read import JsonObject, TheoremReader, read_json
from wonton.artifacts.trees import merge_tables
from wonton.assistants.base import RUNGS, Theorem
from wonton.metrics import LesionRow, Rate, outcome_rates
from wonton.providers.models import Usage


def write_summary(run_dir: Path, theorems: Sequence[Theorem], failed: Sequence[str]) -> dict[str, Any]:
    """Write `summary.json.gz` and `goal_cache.json.gz`; gives the summary. Raises `ArtifactError`."""
    readers = [
        TheoremReader(layout.theorem_folder(run_dir, item_id), item_id)
        for item_id in sorted(theorem.item_id for theorem in theorems)
    ]
    finished = [reader for reader in readers if reader.item_id not in failed]
    summary = summarise([theorem_row(reader) for reader in finished], failed)
    summary |= model_timings(timing for reader in finished for timing in _timings(reader))
    write.write_json(run_dir / layout.GOAL_CACHE, _goal_cache(finished))
    write.write_json(run_dir / layout.SUMMARY, summary)
    return summary


def _timings(reader: TheoremReader) -> Iterator[JsonObject]:
    for variant in reader.theorem()["variants"]:
        yield (reader.metrics(variant) or {}).get("timings", {})


def model_timings(timings: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What a model cost over all searches, as the part of a summary that comparisons leave out; empty for providers
    that ask none."""
    counted = [Usage(**timing["model"]) for timing in timings if "model" in timing]
    total = Usage()
    for usage in counted:
        total.add(usage)
    return {"timings": {"model": total.to_json()}} if counted else {}


def _goal_cache(readers: Sequence[TheoremReader]) -> dict[str, Any]:
    parts = [read_json(reader.folder / layout.GOALS) for reader in readers]
    trees, goals = merge_tables([(part["trees"], part["goals"]) for part in parts])
    return {"trees": trees, "goals": goals}


def theorem_row(reader: TheoremReader) -> dict[str, Any]:
    """One theorem in the summary: its wild type, its control and its lesions, as far as they have run."""
    theorem = reader.theorem()
    variants = {variant: reader.metrics(variant) or {} for variant in theorem["variants"]}
    control = variants.get(layout.CONTROL_NULL)
    return {
        "item_id": reader.item_id,
        "folder": reader.folder.name,
        "status": theorem["status"],
        "message": theorem["message"],
        "wild_type": _variant_row(variants[layout.WILD_TYPE]) if variants else None,
        "control_null": None if control is None else _variant_row(control) | _outcome(reader, layout.CONTROL_NULL),
        "lesions": [
            _variant_row(metrics) | _outcome(reader, variant)
            for variant, metrics in variants.items()
            if variant not in (layout.WILD_TYPE, layout.CONTROL_NULL)
        ],
        "nondeterministic": sum(metrics["nondeterministic"] for metrics in variants.values()),
    }


def _variant_row(metrics: JsonObject) -> dict[str, Any]:
    proof = metrics["proof"]
    return {
        "variant": metrics["variant"],
        "status": metrics["status"],
        "search_closed": metrics["search_closed"],
        "solved": metrics["solved"],
        "rung": metrics["rung"],
        "tier": metrics["tier"],
        "iterations": metrics["iterations"],
        "tau": metrics["attempts"]["tau"],
        "steps": proof["steps"] if proof else None,
        "structure": proof["structure"] if proof else None,
    }


def _outcome(reader: TheoremReader, variant: str) -> dict[str, Any]:
    comparison = reader.comparison(variant) or {}
    return {"outcome": comparison.get("outcome"), "escaped": bool(comparison.get("escapes"))}


def summarise(rows: Sequence[dict[str, Any]], failed: Sequence[str]) -> dict[str, Any]:
    """The summary of a run from the rows of its theorems and the names of those that were given up."""
    ran = [row for row in rows if row["wild_type"] is not None]
    wild = [row["wild_type"] for row in ran]
    lesions = [lesion for row in ran for lesion in _lesion_rows(row)]
    nondeterministic = sum(row["nondeterministic"] for row in rows)
    solved = sum(w["solved"] for w in wild)
    return {
        "counts": {
            "theorems": len(rows) + len(failed),
            "solved": solved,
            "unsolved": len(wild) - solved,
            "refused": len(rows) - len(ran),
            "failed": len(failed),
            "lesions": len(lesions),
            "tau": sum(v["tau"] for row in ran for v in _all_variants(row)),
        },
        "rates": {
            "solved": Rate(solved, len(wild)).to_json(),
            "rungs": {rung: Rate(_reached(wild, rung), len(wild)).to_json() for rung in RUNGS},
            "control_solved": _control_rate(ran).to_json(),
        },
        "tiers": _tiers(wild),
        "outcomes": {
            "control_null": outcome_rates(row for theorem in ran for row in _control_rows(theorem)),
            "lesions": outcome_rates(lesions),
            "by_lesion": {name: outcome_rates(r for r in lesions if r.lesion == name) for name in _names(lesions)},
        },
        "deterministic": nondeterministic == 0,
        "nondeterministic": nondeterministic,
        "failed": list(failed),
        "theorems": list(rows),
    }


def _all_variants(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [v for v in (row["wild_type"], row["control_null"], *row["lesions"]) if v is not None]


def _reached(wild: Sequence[dict[str, Any]], rung: str) -> int:
    """How many proofs reached `rung` or a higher one."""
    order: dict[str, int] = {name: place for place, name in enumerate(RUNGS)}
    return sum(w["rung"] is not None and order[w["rung"]] >= order[rung] for w in wild)


def _control_rate(rows: Sequence[dict[str, Any]]) -> Rate:
    controls = [row["control_null"] for row in rows if row["control_null"] is not None]
    return Rate(sum(control["solved"] for control in controls), len(controls))


def _tiers(wild: Sequence[dict[str, Any]]) -> list[dict[str, int]]:
    """Solved theorems by the tier at which they solved, in rising order of tiers."""
    counts = Counter(w["tier"] for w in wild if w["solved"])
    return [{"tier": tier, "solved": counts[tier]} for tier in sorted(counts)]


def _names(rows: Sequence[LesionRow]) -> list[str]:
    return sorted({row.lesion for row in rows})


def _lesion_rows(row: dict[str, Any]) -> list[LesionRow]:
    control = row["control_null"]
    control_solved = None if control is None else control["solved"]
    wild_solved = row["wild_type"]["solved"]
    return [
        LesionRow(row["item_id"], v["variant"], v["outcome"], wild_solved, control_solved, v["escaped"])
        for v in row["lesions"]
    ]


def _control_rows(row: dict[str, Any]) -> list[LesionRow]:
    control = row["control_null"]
    if control is None:
        return []
    wild_solved = row["wild_type"]["solved"]
    return [LesionRow(row["item_id"], control["variant"], control["outcome"], wild_solved, control["solved"])]
