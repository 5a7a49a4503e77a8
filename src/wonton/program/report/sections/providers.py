"""What one provider solves and another does not, theorem by theorem."""

from __future__ import annotations

from collections.abc import Sequence

from wonton.program.report.model import Row, Section, Table, column, count, decimal, fixed, in_words, span
from wonton.program.report.sections.base import Ask
from wonton.program.report.sections.pairing import agreement, agreement_shown, costs, costs_table
from wonton.program.report.statistics import groups, mean

_PANEL, _BASINS = "provider_pairs", "provider_seed_pairs"
_SIDES = ("first", "second")


def section(ask: Ask) -> Section:
    """Every two providers on the panel and on the basins."""
    pairs = ask(_PANEL)
    counts, spent = _counts(pairs), _costs(pairs)
    tables = (counts, spent, _alone(pairs), _seeds(ask(_BASINS)))
    question = "What do providers solve that others do not?"
    return Section("providers", question, _answer(counts.rows, spent.rows), tables)


def _answer(counts: Sequence[Row], spent: Sequence[Row]) -> str:
    told = []
    attempts = {(row["first"], row["second"]): row for row in spent if row["cost"] == "attempts"}
    for row in counts:
        one, two = row["first"], row["second"]
        found = attempts[one, two]
        ratio_words = ""
        if found["value"] is not None:
            ratio_words = (
                f"; where both solved, {two} made {fixed(found['value'])} times the attempts of {one}{in_words(found)}"
            )
        told.append(
            f"{one} and {two}, {row['denominator']} theorems: both solved {row['both']}, {one} alone "
            f"{row['first_only']}, {two} alone {row['second_only']} (exact McNemar p {fixed(row['mcnemar_p'], 3)})"
            f"{ratio_words}"
        )
    return f"{'. '.join(told)}." if told else "No two providers searched the same theorems of the panel."


def _counts(pairs: Sequence[Row]) -> Table:
    rows = [{**names, **agreement(members, _SIDES)} for names, members in groups(pairs, *_SIDES)]
    shown = (*map(column, _SIDES), count("theorems", "denominator"), *agreement_shown(_SIDES))
    note = (
        "Theorems of the panel (p1) that both providers searched, by which of them solved them. McNemar's exact "
        "two-sided test: do both solve as often?"
    )
    return Table("provider_agreement", "Providers, paired", _PANEL, tuple(rows), shown, note)


def _costs(pairs: Sequence[Row]) -> Table:
    rows = [{**names, **cost} for names, members in groups(pairs, *_SIDES) for cost in costs(members, _SIDES)]
    return costs_table("provider_costs", "What it costs, providers paired", _PANEL, rows, _SIDES, _SIDES, "the second")


def _alone(pairs: Sequence[Row]) -> Table:
    rows = [
        {"theorem": row["theorem"], "solved_by": row[one], "not_by": row[other], "attempts": row[f"{one}_attempts"]}
        for row in pairs
        for one, other in (_SIDES, _SIDES[::-1])
        if row[f"{one}_solved"] and not row[f"{other}_solved"]
    ]
    rows.sort(key=lambda row: (row["solved_by"], row["not_by"], row["theorem"]))
    shown = (column("theorem"), column("solved by", "solved_by"), column("not by", "not_by"), count("attempts"))
    return Table("provider_alone", "Solved by one of two only", _PANEL, tuple(rows), shown)


def _seeds(pairs: Sequence[Row]) -> Table:
    rows = []
    for names, members in groups(pairs, "phase", *_SIDES):
        values = [row["second_rate"] - row["first_rate"] for row in members]
        counted = agreement(members, _SIDES)
        alone = {name: counted[name] for name in ("both", "first_only", "second_only", "neither", "mcnemar_p")}
        rows.append({**names, **alone, **mean(values, "seeds difference", least=-1, most=1)})
    shown = (
        *map(column, ("phase", *_SIDES)),
        count("theorems", "n"),
        count("both"),
        *(count(f"{side} only", f"{side}_only") for side in _SIDES),
        decimal("McNemar p", "mcnemar_p"),
        decimal("difference", "value"),
        span("95% bootstrap"),
    )
    note = (
        "Of the basins (p3, p4): theorems that some seed of both, of one only solved; and the share of seeds that "
        "solved, second less first, mean over theorems with a 95% studentised bootstrap interval."
    )
    return Table("provider_seeds", "Seeds solved, providers paired", _BASINS, tuple(rows), shown, note)
