"""What lesions did: replicate, reroute, collapse and rescue, by provider and by tactic, main and strict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import fsum
from typing import Any

from wonton.metrics.outcomes import KINDS
from wonton.program.report.charts import estimates
from wonton.program.report.model import (
    Figure,
    Row,
    Section,
    Shown,
    Table,
    column,
    count,
    decimal,
    interval,
    percent,
    ratio,
    share,
    share_span,
    span,
)
from wonton.program.report.sections.base import Ask
from wonton.program.report.statistics import groups, mean, rate

_NOTE = (
    "main: lesions of theorems whose wild type solved; strict: those whose control_null solved too; in both, "
    "replicate, reroute and collapse add up to the denominator. rescue: among lesions of theorems whose wild "
    "type failed. Escaped lesions (a blocked tactic ran all the same) are in no denominator. Lesions of one theorem "
    "are not independent: the intervals speak of lesions, not of theorems."
)
#: Lesions that the figure shows: those with the most cases.
_MOST = 16


def section(ask: Ask) -> Section:
    """Outcomes by provider, then by provider and lesion, and how far searches ended from the wild type."""
    by_provider, by_lesion = _by_provider(ask("outcomes_by_provider")), _by_lesion(ask("outcomes_by_lesion"))
    distances = _distances(ask("distances_to_wild_type"))
    question = "Replicate, reroute, collapse, rescue: what did lesions do, by tactic and by provider?"
    tables = (by_provider, by_lesion, distances)
    return Section("outcomes", question, _answer(by_provider.rows), tables, _figures(by_lesion.rows))


def _answer(rows: Sequence[Row]) -> str:
    told = []
    for names, members in groups(rows, "provider"):
        found = {r["outcome"]: r for r in members if (r["variant"], r["counted"]) == ("lesions", "main")}
        if found:
            counts = ", ".join(f"{kind} {found[kind]['numerator']}" for kind in KINDS)
            collapse = found["collapse"]
            ends = interval(percent(collapse["low"]), percent(collapse["high"]))
            told.append(
                f"{names['provider']}, {collapse['denominator']} lesions of solved theorems: {counts} "
                f"({percent(collapse['value'])} collapse, {ends})"
            )
    return f"{'; '.join(told)}." if told else "No lesion of a solved theorem."


def _kinds(row: Row) -> Sequence[str]:
    """The outcomes that a denominator has."""
    return ("rescue",) if row["counted"] == "rescue" else KINDS


def _by_provider(found: Sequence[Row]) -> Table:
    rows = tuple(
        {"provider": row["provider"], "variant": row["variant"], "counted": row["counted"], "outcome": kind}
        | {"cases": row["cases"], "escaped": row["escaped"], **rate(row[kind], row["cases"])}
        for row in found
        for kind in _kinds(row)
    )
    shown = (
        *map(column, ("provider", "variant", "counted", "outcome")),
        ratio("n/d"),
        share("value", "value"),
        share_span("95% Wilson", "low", "high"),
        count("escaped"),
    )
    name = "outcomes_by_provider"
    return Table(name, "Outcomes by provider", name, rows, shown, _NOTE)


def _by_lesion(found: Sequence[Row]) -> Table:
    names = ("provider", "lesion", "counted", "cases", "escaped")
    rows: list[Row] = []
    for row in found:
        whole = {name: row[name] for name in names}
        for kind in (*KINDS, "rescue"):
            whole |= rate(row[kind], row["cases"], f"{kind}_") if kind in _kinds(row) else rate(0, 0, f"{kind}_")
        rows.append(whole)
    kinds = [kind for kind in (*KINDS, "rescue") if any(kind in _kinds(row) for row in found)]
    shown = (
        *map(column, ("provider", "lesion", "counted")),
        count("cases"),
        *(Shown(f"{kind}, 95% Wilson", _cell(kind), number=True) for kind in kinds),
        count("escaped"),
    )
    return Table("outcomes_by_lesion", "Outcomes by lesion", "outcomes_by_lesion", tuple(rows), shown, _NOTE)


def _cell(kind: str) -> Callable[[Row], str]:
    """How often an outcome came, and its share with the interval; nothing where the denominator has no such outcome."""

    def text(row: Row) -> str:
        if row[f"{kind}_value"] is None:
            return ""
        low, high = percent(row[f"{kind}_low"]), percent(row[f"{kind}_high"])
        return f"{row[f'{kind}_numerator']}  {percent(row[f'{kind}_value'])}  {interval(low, high)}"

    return text


def _distances(found: Sequence[Row]) -> Table:
    rows: list[dict[str, Any]] = []
    for names, members in groups(found, "provider", "family", "outcome"):
        known = [row for row in members if row["normalised_upper"] is not None]
        counts = {"cases": len(members), "measured": len(known), "bounds_only": sum(not row["exact"] for row in known)}
        most, least = (_by_theorem(known, f"normalised_{end}") for end in ("upper", "lower"))
        at_least = fsum(least) / len(least) if least else None
        rows.append(
            {**names, **counts, **mean(most, f"report:{names['family']}", least=0, most=1), "at_least": at_least}
        )
    shown = (
        *map(column, ("provider", "family", "outcome")),
        *map(count, ("cases", "measured")),
        count("not exact", "bounds_only"),
        count("theorems", "n"),
        decimal("distance at most", "value"),
        span("95% bootstrap"),
        decimal("at least", "at_least"),
    )
    note = (
        "Graph edit distance to the wild type, normalised to [0, 1], mean over theorems (one value a theorem, the mean "
        "over its lesions). Families are never mixed: ged_proof_graph compares proofs and so does not apply to "
        "collapses, the others compare what was searched. Where the solver met its limit the distance lies between two "
        "bounds: the mean of the upper ones, with its interval, and that of the lower ones."
    )
    title = "How far lesioned searches end from the wild type"
    return Table("distances_to_wild_type", title, "distances_to_wild_type", tuple(rows), shown, note)


def _by_theorem(rows: Sequence[Row], name: str) -> list[float]:
    """The mean of a column for each theorem."""
    theorems = [[float(row[name]) for row in members] for _, members in groups(rows, "theorem")]
    return [fsum(values) / len(values) for values in theorems]


def _figures(rows: Sequence[Row]) -> tuple[Figure, ...]:
    figures: list[Figure] = []
    for names, members in groups(rows, "provider"):
        provider = names["provider"]
        mine = [row for row in members if row["counted"] == "main" and row["cases"]]
        most = sorted(mine, key=lambda row: (-row["cases"], row["lesion"]))[:_MOST]
        chosen = [
            {"lesion": f"{row['lesion']} ({row['cases']})", "outcome": kind}
            | {name: row[f"{kind}_{name}"] for name in ("value", "low", "high")}
            for row in most
            for kind in KINDS
        ]
        if not chosen:
            continue
        spec = estimates(chosen, y="lesion", group="outcome", x_title="share of cases", share=True)
        caption = (
            f"Shares of outcomes under each lesion (its cases), {provider}, denominator main, 95% Wilson intervals; "
            f"the {len(most)} lesions with the most cases."
        )
        name, title = f"outcomes_{len(figures) + 1}", f"Outcomes by lesion, {provider}"
        figures.append(Figure(name, title, "outcomes_by_lesion", caption, spec, len(chosen)))
    return tuple(figures)
