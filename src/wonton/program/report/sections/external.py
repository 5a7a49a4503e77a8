"""What the automatic provers of p5 decided."""

from __future__ import annotations

from wonton.program.report.model import (
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
from wonton.program.report.statistics import rate


def section(ask: Ask) -> Section:
    """Decided problems by backend, and backends side by side on the same problems."""
    by_backend = _by_backend(ask("external_by_backend"))
    pairs = _pairs(ask("external_pairs"))
    return Section("external", "What do automatic provers decide?", _answer(by_backend.rows), (by_backend, pairs))


def _answer(rows: tuple[Row, ...]) -> str:
    if not rows:
        return "No external pilot ran."
    told = [
        f"{row['backend']} {row['numerator']} of {row['denominator']} ({percent(row['value'])}, "
        f"{interval(percent(row['low']), percent(row['high']))})"
        for row in rows
        if row["format"] != "coq"
    ]
    alarms = sum(row["alarms"] for row in rows)
    alarm = f" ALARM: {alarms} answers contradict what their problems state." if alarms else ""
    return f"Problems decided: {joined(told) or 'none, no prover ran'}.{alarm}"


def _by_backend(found: list[Row]) -> Table:
    rows = tuple(dict(row) | rate(row["solved"], row["problems"]) for row in found)
    shown = (
        *map(column, ("backend", "version", "corpus")),
        ratio("decided"),
        share("value", "value"),
        share_span("95% Wilson", "low", "high"),
        *map(count, ("proved", "refuted", "timeouts")),
        count("out of memory", "memory_outs"),
        *map(count, ("others", "alarms")),
    )
    note = (
        "Decided: proved, or refuted by a model or saturation. Alarms are answers that contradict what the problem "
        "states itself: prover, problem or reading is wrong. coq replays human scripts: decided are those that ran to "
        "their end."
    )
    return Table("external_by_backend", "Problems by backend", "external_by_backend", rows, shown, note)


def _pairs(found: list[Row]) -> Table:
    shown = (
        *map(column, ("first", "second")),
        *map(count, ("problems", "both")),
        count("first only", "first_only"),
        count("second only", "second_only"),
        *map(count, ("neither", "disagree")),
    )
    note = "Problems that both were run on. Where one proves what the other refutes, they disagree."
    return Table("external_pairs", "Backends on the same problems", "external_pairs", tuple(found), shown, note)
