"""The headline table: a handful of numbers for each provider, each with what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from wonton.metrics.outcomes import KINDS
from wonton.metrics.reference_k import ALPHA
from wonton.program.report.model import Row, Section, Shown, Table, column, ends, fixed, interval, percent

_SHARE, _NUMBER = "share", "number"


def headline(sections: Sequence[Section]) -> Table:
    """One row for each measure and provider, out of the sections' tables."""
    tables = {table.name: table.rows for section in sections for table in section.tables}
    found = [*_solved(tables), *_outcomes(tables), *_distributed(tables), *_basins(tables), *_k(tables)]
    shown = (
        column("measure"),
        column("provider"),
        Shown("n/d", _cases, number=True),
        Shown("value", lambda row: _number(row, row["value"]), number=True),
        Shown("95% interval", _ends, number=True),
        column("table"),
    )
    note = (
        "Shares of cases n/d with Wilson intervals; means and ratios over n theorems with bootstrap intervals. "
        "Solved means axioms_ok. >= marks a lower bound."
    )
    if tables["k_reference"]:
        others = len({row["reference"] for row in tables["k_reference"] if not row["current"]})
        note += f" Reference K is against current references only (others, in table k_reference: {others})."
    lost = len(tables.get("extract_errors", ()))
    if lost:
        note += (
            f" {lost} kinds of artifacts could not be read (table extract_errors): what they hold is in no row here."
        )
    return Table("headline", "Headline", "", tuple(found), shown, note, "the tables that the last column names")


def _row(measure: str, source: Row, table: str, kind: str, prefix: str = "", bound: bool = False) -> dict[str, Any]:
    share = kind == _SHARE
    return {
        "measure": measure,
        "provider": source["provider"],
        "kind": kind,
        "numerator": source["numerator"] if share else None,
        "denominator": source["denominator"] if share else source[f"{prefix}n"],
        "n": None if share else source[f"{prefix}n"],
        **{name: source[prefix + name] for name in ("value", "low", "high")},
        "method": "wilson" if share else source[f"{prefix}method"],
        "lower_bound": bound,
        "table": table,
    }


def _solved(tables: dict[str, tuple[Row, ...]]) -> Iterator[dict[str, Any]]:
    for row in tables["solved_by_run"]:
        if row["phase"] in ("p1", "p2"):
            mode = f", {row['mode']}" if row["phase"] == "p2" else ""
            yield _row(f"{row['phase']}: wild types solved{mode}", row, "solved_by_run", _SHARE)


def _outcomes(tables: dict[str, tuple[Row, ...]]) -> Iterator[dict[str, Any]]:
    wanted = [("control_null", "main", "replicate")]
    wanted += [("lesions", "main", kind) for kind in KINDS]
    wanted += [("lesions", "strict", "collapse"), ("lesions", "rescue", "rescue")]
    for variant, counted, outcome in wanted:
        for row in tables["outcomes_by_provider"]:
            if (row["variant"], row["counted"], row["outcome"]) == (variant, counted, outcome) and row["cases"]:
                words = outcome if counted == "rescue" else f"{outcome} ({counted})"
                yield _row(f"p1: {variant}, {words}", row, "outcomes_by_provider", _SHARE)


def _distributed(tables: dict[str, tuple[Row, ...]]) -> Iterator[dict[str, Any]]:
    for row in tables["distributed_costs"]:
        if row["cost"] == "attempts" and row["n"]:
            yield _row("p2: attempts, distributed over centralized", row, "distributed_costs", _NUMBER)


def _basins(tables: dict[str, tuple[Row, ...]]) -> Iterator[dict[str, Any]]:
    for row in tables["basin_widths"]:
        if row["search"] == "agent":
            seeds = f"{row['phase']}: {{}} ({row['seeds']} seeds)"
            yield _row(seeds.format("seeds solved"), row, "basin_widths", _SHARE)
            yield _row(seeds.format("structures of a basin"), row, "basin_widths", _NUMBER, "structures_")
    for row in tables["width_and_recovery"]:
        if row["width"] == "entropy" and row["rho"] is not None:
            source = {**row, "value": row["rho"], "n": row["theorems"]}
            measure = f"{row['phase']}: entropy and lesions survived, rho"
            yield _row(measure, source, "width_and_recovery", _NUMBER)


def _k(tables: dict[str, tuple[Row, ...]]) -> Iterator[dict[str, Any]]:
    for row in tables["k_paired"]:
        if row["estimator"] == "restricted_mean" and row["value"] is not None:
            yield _row(f"{row['phase']}: paired K", row, "k_paired", _NUMBER, bound=row["lower_bound"])
    for row in tables["k_reference"]:
        told = row["current"] and row["estimator"] == "any_success" and row["phase"] == "p1"
        if told and row["value"] is not None:
            weight = "" if row["alpha"] == ALPHA else f", alpha {row['alpha']:g}"
            measure = f"p1: reference K, {row['scored_as']}{weight}, {row['sample']}"
            yield _row(measure, row, "k_reference", _NUMBER)


def _cases(row: Row) -> str:
    return f"{row['numerator']}/{row['denominator']}" if row["kind"] == _SHARE else f"n={row['denominator']}"


def _number(row: Row, value: float | None) -> str:
    if value is None:
        return ""
    text = percent(value) if row["kind"] == _SHARE else fixed(value)
    return f">= {text}" if row["lower_bound"] else text


def _ends(row: Row) -> str:
    return interval(percent(row["low"]), percent(row["high"])) if row["kind"] == _SHARE else ends(row)
