"""How wide basins are, and whether wide ones are hardier under lesions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import inf
from typing import Any, Literal

from wonton.metrics.resilience import Resilience, width_and_recovery
from wonton.program.report.charts import bars, scatter
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
    interval,
    joined,
    ratio,
    share,
    share_span,
    span,
)
from wonton.program.report.sections.base import Ask
from wonton.program.report.statistics import groups, mean, rate

_BASINS, _LESIONS = "basins", "lesions_beside_basins"
#: What is averaged over basins: prefix of its columns, name, and the least and the most that it can be.
_MEASURES = (
    ("structures_", "unique_structures", 1, inf),
    ("entropy_", "entropy", 0, inf),
    ("dominant_", "dominant", 0, 1),
)
_WIDTHS: tuple[Literal["unique_structures", "entropy"], ...] = ("unique_structures", "entropy")


def widths(ask: Ask) -> Section:
    """Widths by phase, provider and searcher."""
    found = ask(_BASINS)
    summary, counts = _summary(found), _counts(found)
    mine = [row for row in summary.rows if row["search"] == "agent" and row["structures_value"] is not None]
    told = [
        f"{row['phase']} {row['provider']}, {row['seeds']} seeds a theorem: "
        f"{fixed(row['structures_value'])} structures"
        f"{in_words(row, 'structures_')}, entropy "
        f"{fixed(row['entropy_value'])} bits"
        for row in mine
    ]
    answer = f"Mean width of solved basins: {'; '.join(told)}." if told else "No basin in which a seed solved."
    return Section("widths", "How wide are the basins?", answer, (summary, counts), _width_figures(counts.rows))


def _summary(found: Sequence[Row]) -> Table:
    rows: list[dict[str, Any]] = []
    for names, members in groups(found, "phase", "provider", "search"):
        solved = [row for row in members if row["solved_seeds"]]
        seeds = joined(sorted({str(row["seeds"]) for row in members}, key=int))
        row = {**names, "seeds": seeds, "theorems": len(members), "solved_by_some": len(solved)}
        row |= rate(sum(r["solved_seeds"] for r in members), sum(r["seeds"] for r in members))
        for prefix, name, least, most in _MEASURES:
            values = [float(r[name]) for r in solved]
            row |= mean(values, f"report:{name}", prefix, least=least, most=most)
        rows.append(row)
    shown = (
        *map(column, ("phase", "provider", "search", "seeds")),
        ratio("seeds solved"),
        share("value", "value"),
        share_span("95% Wilson", "low", "high"),
        count("theorems", "solved_by_some"),
        decimal("structures", "structures_value"),
        span("95% bootstrap", "structures_"),
        decimal("entropy (bits)", "entropy_value"),
        span("95% bootstrap", "entropy_"),
        decimal("dominant", "dominant_value"),
    )
    note = (
        "Means over the theorems that some seed solved (their number is in the column theorems). The Wilson interval "
        "takes seeds as independent; seeds of one theorem are not, so it is too narrow for statements about theorems."
    )
    return Table("basin_widths", "Basins, by phase, provider and searcher", _BASINS, tuple(rows), shown, note)


def _counts(found: Sequence[Row]) -> Table:
    rows: list[Row] = []
    for names, members in groups(found, "phase", "provider", "search"):
        counted = Counter(int(row["unique_structures"]) for row in members)
        rows += [
            {**names, "structures": width, **rate(cases, len(members))} for width, cases in sorted(counted.items())
        ]
    shown = (
        *map(column, ("phase", "provider", "search")),
        count("structures"),
        ratio("theorems"),
        share("value", "value"),
        share_span("95% Wilson", "low", "high"),
    )
    note = "Theorems by the number of different proof structures that their seeds found; 0: no seed solved."
    return Table("basin_width_counts", "Theorems by width", _BASINS, tuple(rows), shown, note)


def _width_figures(counts: Sequence[Row]) -> tuple[Figure, ...]:
    rows = [
        {
            "basin": f"{row['phase']} {row['provider']}, {row['search']}",
            "structures": row["structures"],
            "cases": row["numerator"],
        }
        for row in counts
    ]
    if not rows:
        return ()
    spec = bars(rows, x="structures", group="basin", x_title="different proof structures", y_title="theorems")
    caption = "Theorems by the number of different proof structures among their seeds' proofs; 0: no seed solved."
    return (Figure("basin_widths", "Widths of basins", _BASINS, caption, spec, len(rows)),)


def resilience(ask: Ask) -> Section:
    """Lesions of p1 beside the basins of the same provider and theorems."""
    found = ask(_LESIONS)
    theorems = _theorems(found)
    correlations = _correlations(found)
    told = [
        f"{row['phase']} {row['provider']}: rho {fixed(row['rho'])} "
        f"{interval(fixed(row['low']), fixed(row['high'])) or '(no interval: too few theorems vary)'}, "
        f"{row['theorems']} theorems"
        for row in correlations.rows
        if row["width"] == "entropy" and row["rho"] is not None
    ]
    answer = (
        f"Rank correlation of a basin's entropy with the share of lesions that its theorem survives: {'; '.join(told)}."
        if told
        else "Too few theorems have both a basin that varies and lesions to relate the two."
    )
    question = "Are theorems with wide basins hardier?"
    return Section("resilience", question, answer, (correlations, theorems), _resilience_figures(theorems.rows))


def _read(theorem: str, members: Sequence[Row]) -> Resilience:
    first = members[0]
    valid = [row for row in members if not row["escaped"]]
    fallbacks = tuple((str(row["lesion"]), row["fate"]) for row in valid)
    return Resilience(
        theorem, first["seeds"], first["unique_structures"], first["entropy"], fallbacks, len(members) - len(valid)
    )


def _correlations(found: Sequence[Row]) -> Table:
    rows = []
    for names, members in groups(found, "phase", "provider"):
        theorems = [_read(key["theorem"], lesions) for key, lesions in groups(members, "theorem")]
        for width in _WIDTHS:
            related = width_and_recovery(theorems, width, "lesions")
            low, high = (related.interval.low, related.interval.high) if related.interval else (None, None)
            rows.append(
                {
                    **{**names, "width": width, "theorems": related.theorems, "n": related.theorems},
                    **{"rho": related.rho, "low": low, "high": high},
                    "method": related.interval.method if related.interval else "",
                }
            )
    shown = (
        *map(column, ("phase", "provider", "width")),
        count("theorems"),
        decimal("Spearman rho", "rho"),
        span("95% bootstrap"),
    )
    note = (
        "Over theorems that some undamaged seed solved and that have lesions. No interval where fewer than five "
        "theorems differ from the most common width or share: resamples without them say nothing."
    )
    return Table("width_and_recovery", "Width and recovery", _LESIONS, tuple(rows), shown, note)


def _theorems(found: Sequence[Row]) -> Table:
    rows = []
    for names, members in groups(found, "phase", "provider", "theorem"):
        one = _read(names["theorem"], members)
        inside = one.recovered_inside.numerator
        width = {"seeds": one.seeds, "unique_structures": one.unique_structures, "entropy": one.entropy}
        recovered = rate(one.recovered.numerator, one.recovered.denominator)
        rows.append({**names, **width, "inside_basin": inside, "escaped": one.escaped, **recovered})
    shown = (
        *map(column, ("phase", "provider", "theorem")),
        count("structures", "unique_structures"),
        decimal("entropy (bits)", "entropy"),
        ratio("lesions survived"),
        share("value", "value"),
        share_span("95% Wilson", "low", "high"),
        count("by a structure of the basin", "inside_basin"),
    )
    return Table("basin_resilience", "Theorem by theorem", _LESIONS, tuple(rows), shown)


def _resilience_figures(theorems: Sequence[Row]) -> tuple[Figure, ...]:
    rows = [
        {
            "entropy": round(row["entropy"], 6),
            "survived": row["value"],
            "basin": f"{row['phase']} {row['provider']}",
        }
        for row in theorems
        if row["entropy"] is not None and row["value"] is not None
    ]
    if not rows:
        return ()
    spec = scatter(
        rows,
        x="entropy",
        y="survived",
        group="basin",
        x_title="entropy of the basin (bits)",
        y_title="share of lesions survived",
        share=True,
    )
    caption = "Each theorem by the entropy of its undamaged basin and the share of its lesions that it survives."
    marks = len({tuple(row.values()) for row in rows})
    return (Figure("width_and_recovery", "Width and resilience", _LESIONS, caption, spec, marks),)
