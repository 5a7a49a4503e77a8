"""Two searches of the same theorems side by side: the tables that every such comparison has.

A pair is a row with the columns `<side>_solved` and, for the costs, `<side>_attempts` and `<side>_iterations` of both
sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from wonton.metrics.pairing import count_pairs
from wonton.program.report.model import Row, Shown, Table, column, count, decimal, ratio, share, share_span, span
from wonton.program.report.statistics import log_ratio, rate

Sides = tuple[str, str]


def agreement(pairs: Sequence[Row], sides: Sides) -> dict[str, Any]:
    """`both <side>_only neither`, the rate of agreement, and McNemar's `mcnemar_p`."""
    counted = count_pairs((bool(row[f"{sides[0]}_solved"]), bool(row[f"{sides[1]}_solved"])) for row in pairs)
    alone = {f"{sides[0]}_only": counted.first_only, f"{sides[1]}_only": counted.second_only}
    ends = rate(counted.both + counted.neither, counted.items)
    return {"both": counted.both, **alone, "neither": counted.neither, **ends, "mcnemar_p": counted.mcnemar}


def agreement_shown(sides: Sides) -> tuple[Shown, ...]:
    """The columns of `agreement`."""
    return (
        count("both"),
        *(count(f"{side} only", f"{side}_only") for side in sides),
        count("neither"),
        ratio("agreement"),
        share("value", "value"),
        share_span("95% Wilson", "low", "high"),
        decimal("McNemar p", "mcnemar_p"),
    )


def costs(pairs: Sequence[Row], sides: Sides) -> Iterator[dict[str, Any]]:
    """For attempts and iterations (`cost`): the second's over the first's, theorems that both solved (`log_ratio`)."""
    both = [row for row in pairs if all(row[f"{side}_solved"] for side in sides)]
    for cost in ("attempts", "iterations"):
        values = [(max(1, row[f"{sides[0]}_{cost}"]), max(1, row[f"{sides[1]}_{cost}"])) for row in both]
        yield {"cost": cost, **log_ratio(values, f"{cost} ratio")}


def costs_table(
    name: str, title: str, query: str, rows: Sequence[Row], keys: Sequence[str], sides: Sides, spender: str
) -> Table:
    """The table of `costs` of two `sides`, one block of rows for each value of the columns `keys`; `spender` is what
    the note calls the second side as somebody who spends."""
    shown = (
        *map(column, (*keys, "cost")),
        count("theorems", "n"),
        decimal("ratio", "value"),
        span("95% bootstrap"),
    )
    note = (
        f"{sides[1].capitalize()} over {sides[0]}, over theorems that both solved: the ratio of geometric means, with "
        f"a 95% studentised bootstrap interval over theorems, on the logarithms. Above 1 {spender} spent more."
    )
    return Table(name, title, query, tuple(rows), shown, note)
