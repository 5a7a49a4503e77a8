"""K: by how many orders of magnitude searches beat blind ones, by reference, provider and policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wonton.program.report.charts import estimates
from wonton.program.report.model import (
    Figure,
    Row,
    Section,
    Table,
    column,
    count,
    decimal,
    fixed,
    in_words,
    span,
)
from wonton.program.report.sections.base import Ask
from wonton.program.report.statistics import groups, mean, middle

_PAIRED, _TRACE, _REFERENCE = "k_paired", "k_trace", "k_reference"
_PAIRED_NOTE = (
    "From basins, agent and blind on the same seeds. Mean and median over theorems whose K is a point or a lower "
    "bound; with any lower bound among them the mean is a lower bound for these theorems. Theorems whose K is an upper "
    "bound (most agent searches are unsolved) or undefined are left out of both and counted: the mean over all may be "
    "lower. restricted_mean is the estimator that handles censored searches properly; undefined: most searches of both "
    "sides are unsolved."
)
_SCORED_NOTE = (
    "Mean and median over theorems of log10(tau_blind / tau_agent), one value a theorem (the mean over its rows). "
    "in-sample: the scored run is one of those that the reference was built from. Where it is not, theorems seen "
    "counts those that the reference's runs searched all the same: only the others are new to it. "
    "A reference is current where its table is what its runs now say; of several such with one name and alpha, the one "
    "with the fewest runs beside the cohort, then with the most runs."
)


def section(ask: Ask) -> Section:
    """Paired K of basins, trace K of solved searches, reference K of every reference."""
    paired = _paired(ask(_PAIRED))
    trace = _scored(ask(_TRACE), _TRACE, "Trace K of solved wild types", ("phase", "provider", "policy", "mode"), "")
    names = ("scored_as", "reference", "current", "phase", "provider", "policy", "mode", "estimator", "alpha", "sample")
    reference = _scored(ask(_REFERENCE), _REFERENCE, "Reference K", names, _SCORED_NOTE)
    question = "K: by how much does a search beat a blind one, by reference, provider and policy?"
    return Section("k", question, _answer(paired.rows), (paired, trace, reference), _figures(paired, reference))


def _answer(paired: Sequence[Row]) -> str:
    told = [
        f"{row['phase']} {row['provider']}: {_mean(row)}{row['n']} theorems, {_left_out(row)}"
        for row in paired
        if row["estimator"] == "restricted_mean"
    ]
    return f"Paired K (restricted mean, mean over theorems): {'; '.join(told)}." if told else "No paired K."


def _mean(row: Row) -> str:
    """The mean and its interval; nothing where no theorem has a part in it."""
    least = "at least " if row["lower_bound"] else ""
    return "" if row["value"] is None else f"{least}{fixed(row['value'])}{in_words(row)}, "


def _left_out(row: Row) -> str:
    """How many theorems have no part in the mean, and why."""
    bounds = f"{row['upper_bounds']} upper bound{'' if row['upper_bounds'] == 1 else 's'}"
    return f"{bounds} and {row['undefined']} undefined left out"


def _paired(found: Sequence[Row]) -> Table:
    rows: list[dict[str, Any]] = []
    for names, members in groups(found, "phase", "provider", "policy", "estimator"):
        readings = [str(row["reading"]) for row in members]
        used = [row for row in members if row["reading"] in ("point", "lower_bound")]
        values = [float(row["k"]) for row in used]
        rows.append(
            {
                **names,
                **{f"{kind}s": readings.count(kind) for kind in ("point", "lower_bound", "upper_bound")},
                "undefined": readings.count("undefined"),
                "lower_bound": any(row["reading"] == "lower_bound" for row in used),
                **mean(values, f"{members[0]['seed']}:mean"),
                **middle(values, f"{members[0]['seed']}:median", "median_"),
            }
        )
    shown = (
        *map(column, ("phase", "provider", "policy", "estimator")),
        *map(count, ("points",)),
        count("lower bounds", "lower_bounds"),
        count("upper bounds, left out", "upper_bounds"),
        count("undefined, left out", "undefined"),
        count("theorems in the mean", "n"),
        decimal("mean K", "value"),
        span("95% bootstrap"),
        column("is a lower bound", "lower_bound"),
        decimal("median K", "median_value"),
        span("95% bootstrap", "median_"),
    )
    return Table("k_paired", "Paired K of basins", _PAIRED, tuple(rows), shown, _PAIRED_NOTE)


def _scored(found: Sequence[Row], query: str, title: str, names: tuple[str, ...], note: str) -> Table:
    rows: list[dict[str, Any]] = []
    for key, members in groups(found, *names):
        scored = [row for row in members if row["k"] is not None]
        values = [_mean_of(theorem) for _, theorem in groups(scored, "theorem")]
        rows.append(
            {
                **key,
                "rows": len(members),
                "without_k": len(members) - len(scored),
                **({"seen": len({r["theorem"] for r in scored if r["theorem_seen"]})} if "reference" in names else {}),
                **mean(values, f"report:{query}"),
                **middle(values, f"report:{query}:median", "median_"),
            }
        )
    shown = (
        *(column(name.replace("_", " "), name) for name in names),
        count("theorems", "n"),
        count("rows"),
        count("without K", "without_k"),
        *([count("theorems seen", "seen")] if "reference" in names else []),
        decimal("mean K", "value"),
        span("95% bootstrap"),
        decimal("median K", "median_value"),
        span("95% bootstrap", "median_"),
    )
    return Table(query, title, query, tuple(rows), shown, note)


def _mean_of(theorem: Sequence[Row]) -> float:
    return sum(float(row["k"]) for row in theorem) / len(theorem)


def _figures(paired: Table, reference: Table) -> tuple[Figure, ...]:
    figures: list[Figure] = []
    rows = [
        {"searcher": f"{row['phase']} {row['provider']}, {row['policy']}", **row}
        for row in paired.rows
        if row["value"] is not None
    ]
    if rows:
        spec = estimates(rows, y="searcher", group="estimator", x_title="mean K over theorems", zero=True)
        caption = (
            "Mean paired K of the basins by three estimators, with 95% bootstrap intervals; 0: no better than blind. "
            "Theorems whose K is an upper bound or undefined are left out; the table counts them."
        )
        figures.append(Figure("k_paired", "Paired K of basins", _PAIRED, caption, spec, len(rows)))
    known = [row for row in reference.rows if row["value"] is not None]
    for number, (names, members) in enumerate(groups(known, "scored_as", "reference", "alpha"), start=1):
        rows = [
            {"searcher": f"{row['phase']} {row['provider']}, {row['policy']}, {row['mode']}, {row['sample']}", **row}
            for row in members
        ]
        spec = estimates(rows, y="searcher", group="estimator", x_title="mean K over theorems", zero=True)
        caption = (
            "Mean reference K by two readings of the reference, with 95% bootstrap intervals; 0: no better than blind."
        )
        title = f"K against {names['scored_as']} ({names['reference']})"
        figures.append(Figure(f"k_reference_{number}", title, _REFERENCE, caption, spec, len(rows)))
    return tuple(figures)
