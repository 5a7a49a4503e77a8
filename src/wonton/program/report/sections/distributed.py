"""What distributed search changed, theorem by theorem."""

from __future__ import annotations

from collections.abc import Sequence

from wonton.program.report.charts import scatter
from wonton.program.report.model import (
    Figure,
    Row,
    Section,
    Table,
    column,
    count,
    fixed,
    in_words,
)
from wonton.program.report.sections.base import Ask
from wonton.program.report.sections.pairing import agreement, agreement_shown, costs, costs_table
from wonton.program.report.statistics import groups

_QUERY = "search_mode_pairs"
_SIDES = ("centralized", "distributed")


def section(ask: Ask) -> Section:
    """Agreement, costs where both solved, and the pairs themselves."""
    pairs = ask(_QUERY)
    counts, spent = _agreement(pairs), _costs(pairs)
    question = "What did distributed search change?"
    answer = _answer(counts.rows, spent.rows)
    return Section("distributed", question, answer, (counts, spent, _pairs(pairs)), _figures(pairs))


def _answer(counts: Sequence[Row], spent: Sequence[Row]) -> str:
    told = []
    for row in counts:
        attempts = next((c for c in spent if (c["provider"], c["cost"]) == (row["provider"], "attempts")), None)
        ratio_words = ""
        if attempts and attempts["value"] is not None:
            ratio_words = (
                f". Where both solved, distributed search made {fixed(attempts['value'])} times the attempts of "
                f"centralized{in_words(attempts)}"
            )
        told.append(
            f"{row['provider']}: of {row['denominator']} theorems both solved {row['both']}, centralized alone "
            f"{row['centralized_only']}, distributed alone {row['distributed_only']}{ratio_words}"
        )
    return f"{'; '.join(told)}." if told else "No matched pair of runs."


def _agreement(pairs: Sequence[Row]) -> Table:
    rows = [{**names, **agreement(members, _SIDES)} for names, members in groups(pairs, "provider")]
    shown = (column("provider"), *agreement_shown(_SIDES))
    note = "Theorems by which of the two searches solved them. McNemar's exact two-sided test: do both solve as often?"
    return Table("distributed_agreement", "Solved by both, by one, by neither", _QUERY, tuple(rows), shown, note)


def _costs(pairs: Sequence[Row]) -> Table:
    rows = [{**names, **cost} for names, members in groups(pairs, "provider") for cost in costs(members, _SIDES)]
    title, spender = "What distributed search costs", "the distributed search"
    return costs_table("distributed_costs", title, _QUERY, rows, ("provider",), _SIDES, spender)


def _pairs(pairs: Sequence[Row]) -> Table:
    shown = (
        *map(column, ("provider", "theorem")),
        column("centralized", "centralized_solved"),
        column("distributed", "distributed_solved"),
        count("attempts centralized", "centralized_attempts"),
        count("attempts distributed", "distributed_attempts"),
        column("same structure", "same_structure"),
    )
    return Table("distributed_pairs", "The pairs, theorem by theorem", _QUERY, tuple(pairs), shown)


def _figures(pairs: Sequence[Row]) -> tuple[Figure, ...]:
    both = [row for row in pairs if row["centralized_solved"] and row["distributed_solved"]]
    rows = [
        {"provider": row["provider"]}
        | {mode: max(1, row[f"{mode}_attempts"]) for mode in ("centralized", "distributed")}
        for row in both
    ]
    if not rows:
        return ()
    spec = scatter(
        rows,
        x="centralized",
        y="distributed",
        group="provider",
        x_title="attempts, centralized",
        y_title="attempts, distributed",
        logarithmic=True,
        diagonal=True,
    )
    caption = "Attempts of both searches for each theorem that both solved; below the line the distributed spent fewer."
    marks = len({tuple(row.values()) for row in rows})
    return (Figure("distributed_attempts", "Attempts, centralized and distributed", _QUERY, caption, spec, marks),)
