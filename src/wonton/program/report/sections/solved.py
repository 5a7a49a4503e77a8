"""What was solved by whom."""

from __future__ import annotations

from itertools import accumulate

from wonton.program.report.charts import curves
from wonton.program.report.model import (
    Figure,
    Row,
    Section,
    Table,
    column,
    count,
    interval,
    joined,
    percent,
    ratio,
    share,
    share_span,
)
from wonton.program.report.sections.base import Ask
from wonton.program.report.statistics import groups, rate

RUNG_NOTE = (
    "Solved: the search closed and its script, compiled anew in a clean process, rests on allowed axioms only "
    "(rung axioms_ok). Theorems whose statement the assistant refused are in no denominator."
)


def section(ask: Ask) -> Section:
    """Solve rates by run, by tier, and who alone solved what."""
    by_run = _by_run(ask("solved_by_run"))
    by_tier = _by_tier(ask("solved_by_tier"))
    tables = (by_run, by_tier, _overlap(ask("solved_overlap")))
    panel = [row for row in by_run.rows if row["phase"] == "p1"] or list(by_run.rows)
    told = [
        f"{row['provider']} {row['numerator']} of {row['denominator']} ({percent(row['value'])}, "
        f"{interval(percent(row['low']), percent(row['high']))})"
        for row in panel
    ]
    answer = f"Wild types solved on the shared panel: {joined(told)}." if told else "No run with wild types."
    return Section("solved", "What was solved, and by whom?", answer, tables, _figures(by_tier))


def _by_run(found: list[Row]) -> Table:
    rows = tuple(dict(row) | rate(row["solved"], row["theorems"]) for row in found)
    shown = (
        *map(column, ("phase", "provider", "mode", "policy", "budget")),
        ratio("solved"),
        share("value", "value"),
        share_span("95% Wilson", "low", "high"),
        count("search closed", "search_closed"),
        *map(count, ("rechecked", "refused", "attempts")),
    )
    return Table("solved_by_run", "Wild types solved, by run", "solved_by_run", rows, shown, RUNG_NOTE)


def _by_tier(found: list[Row]) -> Table:
    rows: list[Row] = []
    for names, tiers in groups(found, "phase", "provider", "mode"):
        ordered = sorted(tiers, key=lambda row: int(row["tier"]))
        totals = accumulate(int(row["solved_at_tier"]) for row in ordered)
        for row, solved in zip(ordered, totals, strict=True):
            rows.append({**names, "tier": row["tier"], **rate(solved, row["theorems"])})
    shown = (
        *map(column, ("phase", "provider", "mode")),
        count("iterations at most", "tier"),
        ratio("solved"),
        share("value", "value"),
        share_span("95% Wilson", "low", "high"),
    )
    title = "Wild types solved within each tier of the budget"
    return Table("solved_by_tier", title, "solved_by_tier", tuple(rows), shown)


def _overlap(found: list[Row]) -> Table:
    rows = tuple(dict(row) | rate(row["theorems"], row["of"]) for row in found)
    shown = (
        column("solved by", "solved_by"),
        ratio("theorems"),
        share("value", "value"),
        share_span("95% Wilson", "low", "high"),
    )
    note = "Theorems of the panel (p1) by the set of providers that solved them; of those that every provider tried."
    return Table("solved_overlap", "Who solved the same theorems", "solved_overlap", rows, shown, note)


def _figures(by_tier: Table) -> tuple[Figure, ...]:
    rows = [
        {"searcher": f"{row['phase']} {row['provider']} {row['mode']}", **row}
        for row in by_tier.rows
        if row["value"] is not None
    ]
    if not rows:
        return ()
    spec = curves(rows, x="tier", group="searcher", x_title="iterations at most", y_title="wild types solved")
    caption = "Share of theorems solved within each tier of the budget, with 95% Wilson intervals."
    return (Figure("solved_by_tier", "Solved by tier", "solved_by_tier", caption, spec, len(rows)),)
