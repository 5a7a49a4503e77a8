"""Rows of basins: seeds, measures, structures and paired K."""

from __future__ import annotations

from typing import Any

from wonton.lake.reconcile.source import Found, JsonObject

Spot = tuple[str, str]
_SIDES = ("agent", "blind")
_SEARCH = ("search_seed", "policy", "status", "solved", "rung", "tier", "iterations", "attempts")
_PROOF = ("nondeterministic", "steps", "structure", "structure_unordered", "trace")
_TIMES = ("seconds", "assistant_seconds", "check_seconds", "asked")
_MEASURES = (
    "unique_structures dominant_structure_frequency entropy unique_traces identical_traces deterministic_provider "
    "tie_break_share"
).split()
ESTIMATORS = ("lower_bound_censored_at_H", "conditional_on_both_solved", "restricted_mean")


def seeds(at: Spot, value: JsonObject) -> Found:
    """The rows of `basin_seeds`."""
    timings = value.get("timings") or {}
    rows = []
    for seed in value["seeds"]:
        for side in _SIDES:
            if (search := seed[side]) is not None:
                times = (timings.get(str(seed["seed"])) or {}).get(side) or {}
                told = (search[name] for name in (*_SEARCH, *_PROOF))
                rows.append((*at, side, seed["seed"], *told, *(times.get(name) for name in _TIMES)))
    return {"basin_seeds": rows}


def analysis(at: Spot, value: JsonObject) -> Found:
    """The rows of `basins`, `basin_structures` and `basin_k`."""
    sides = {"agent": value, "blind": value["blind"]}
    present = {name: side for name, side in sides.items() if side is not None}
    basins = [(*at, name, *_measures(side), *_costs(value, name)) for name, side in present.items()]
    structures = [row for name, side in present.items() for row in _structures((*at, name), side)]
    return {"basins": basins, "basin_structures": structures, "basin_k": _paired(at, value["k"])}


def _measures(side: JsonObject) -> tuple[Any, ...]:
    rate = side["solve_rate"]
    rates = (rate["numerator"], rate["value"], rate["wilson_low"], rate["wilson_high"])
    return (side["seeds"], *rates, *(side[name] for name in _MEASURES))


def _costs(value: JsonObject, side: str) -> tuple[Any, Any]:
    cost = value["costs"].get(side) or {}
    return cost.get("attempts"), cost.get("iterations")


def _structures(at: tuple[str, str, str], side: JsonObject) -> list[tuple[Any, ...]]:
    ranked = sorted(side["structure_distribution"].items(), key=lambda each: (-each[1], each[0]))
    return [(*at, structure, seeds, place) for place, (structure, seeds) in enumerate(ranked, 1)]


def _paired(at: Spot, k: JsonObject | None) -> list[tuple[Any, ...]]:
    return [] if k is None else [(*at, name, *_estimate(k, k[name])) for name in ESTIMATORS]


def _estimate(k: JsonObject, estimate: JsonObject) -> tuple[Any, ...]:
    interval = estimate["interval"] or {}
    return (
        *(estimate[name] for name in ("k", "k_lower_bound", "k_upper_bound", "is_lower_bound")),
        *(interval.get(name) for name in ("low", "high", "method")),
        estimate["pairs"],
        k["horizon"],
        *(k[side]["censored"]["numerator"] for side in _SIDES),
        k["pairs"],
        estimate["reason"],
    )
