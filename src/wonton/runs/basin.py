"""Basins as artifacts: from the rows of seeds to `basin_analysis.json`, from these to the summary of a basin run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wonton.metrics import Rate
from wonton.metrics.basin import BasinRow, basin_of
from wonton.metrics.k import ESTIMATORS, Effort, KEstimate, PairedK, SeedPair, common_horizon, paired_k, pool
from wonton.runs.order import BasinSettings
from wonton.runs.settings import RunSettings

Row = Mapping[str, Any]


def analyse(rows: Sequence[Row], settings: RunSettings, basin: BasinSettings) -> dict[str, Any]:
    """What `basin_analysis.json` says of one theorem; `rows` are its seeds', in order."""
    names = ("agent", "blind") if basin.blind else ("agent",)
    drawn = settings.model is not None and settings.model.sampling
    found = {name: basin_of(basin_rows(rows, name), deterministic_provider=not drawn).to_json() for name in names}
    k = k_of(rows, settings) if basin.blind else None
    return {
        **found["agent"],
        "blind": found.get("blind"),
        "costs": {name: _costs([row[name] for row in rows]) for name in names},
        "k": None if k is None else k.to_json(),
        "nondeterministic": sum(row[name]["nondeterministic"] for row in rows for name in names),
    }


def basin_rows(rows: Iterable[Row], name: str) -> list[BasinRow]:
    """The searches of one side, `agent` or `blind`, as the measures take them."""
    return [_basin_row(row["seed"], row[name]) for row in rows]


def _basin_row(seed: int, search: Row) -> BasinRow:
    effort = _effort(search)
    return BasinRow(seed, effort.end, search["structure"], search["iterations"], search["attempts"], search["trace"])


def _effort(search: Row) -> Effort:
    """A search that closed, but whose proof did not stand up to its check, was given up when it closed."""
    refuted = search["status"] == "solved" and not search["solved"]
    return Effort("exhausted" if refuted else search["status"], search["attempts"])


def k_of(rows: Sequence[Row], settings: RunSettings) -> PairedK:
    """Paired K of one theorem within the largest horizon that its seeds allow."""
    pairs = [SeedPair(row["seed"], _effort(row["agent"]), _effort(row["blind"])) for row in rows]
    return paired_k(pairs, common_horizon(pairs), str(settings.seed))


def _costs(searches: Sequence[Row]) -> dict[str, Any]:
    """What the searches of one side cost together."""
    return {name: sum(search[name] for search in searches) for name in ("attempts", "iterations")}


def summarise(theorems: Sequence[Row], failed: Sequence[str], settings: RunSettings) -> dict[str, Any]:
    """The summary of a basin run. A row of `theorems` has `item_id folder status message analysis`; `analysis` is None
    where the statement was refused."""
    analysed = [row["analysis"] for row in theorems if row["analysis"] is not None]
    found = [analysis["k"] for analysis in analysed if analysis["k"] is not None]
    nondeterministic = sum(analysis["nondeterministic"] for analysis in analysed)
    return {
        "counts": {
            "theorems": len(theorems) + len(failed),
            "solved": sum(row["status"] == "solved" for row in theorems),
            "unsolved": sum(row["status"] == "unsolved" for row in theorems),
            "refused": len(theorems) - len(analysed),
            "failed": len(failed),
            "seeds": sum(analysis["seeds"] for analysis in analysed),
            "tau": sum(side["attempts"] for analysis in analysed for side in analysis["costs"].values()),
        },
        "rates": {
            "solved": Rate(sum(row["status"] == "solved" for row in theorems), len(analysed)).to_json(),
            **{f"{name}_seeds": _seeds_solved(analysed, name).to_json() for name in ("agent", "blind")},
        },
        "k": _pooled(found, str(settings.seed)),
        "deterministic": nondeterministic == 0,
        "nondeterministic": nondeterministic,
        "failed": list(failed),
        "theorems": [_shown(row) for row in theorems],
    }


def _pooled(found: Sequence[Row], seed: str) -> dict[str, Any] | None:
    """K over theorems by each estimator, None without blind searches."""
    if not found:
        return None
    return {
        name: pool([KEstimate.from_json(name, row[name]) for row in found], name, seed).to_json() for name in ESTIMATORS
    }


def _seeds_solved(analysed: Iterable[Row], name: str) -> Rate:
    sides = [analysis if name == "agent" else analysis["blind"] for analysis in analysed]
    rates = [side["solve_rate"] for side in sides if side is not None]
    return Rate(sum(rate["numerator"] for rate in rates), sum(rate["denominator"] for rate in rates))


_SHOWN = (
    "solve_rate",
    "unique_structures",
    "dominant_structure_frequency",
    "entropy",
    "identical_traces",
    "tie_break_share",
)


def _shown(row: Row) -> dict[str, Any]:
    """A theorem's row in the summary: the measures of its analysis, the distribution left to its own file."""
    analysis = row["analysis"]
    names = {name: row[name] for name in ("item_id", "folder", "status", "message")}
    if analysis is None:
        return {**names, "agent": None, "blind": None, "k": None, "nondeterministic": 0}
    blind = analysis["blind"]
    return {
        **names,
        "agent": {name: analysis[name] for name in _SHOWN},
        "blind": None if blind is None else {name: blind[name] for name in _SHOWN},
        "costs": analysis["costs"],
        "k": None if analysis["k"] is None else {name: analysis["k"][name] for name in (*ESTIMATORS, "horizon")},
        "nondeterministic": analysis["nondeterministic"],
    }
