"""Basins for people: a run of them, and one theorem's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wonton.cli.output import Cell, Output, counted
from wonton.cli.summary import rate_cells, rate_text, say_place, show_faults
from wonton.metrics import ESTIMATORS
from wonton.runs.home import Home

Json = Mapping[str, Any]


def show_basins(output: Output, summary: Json) -> None:
    """The summary of a basin run: solve rates, K over theorems, what is worth a remark."""
    rates, counts = summary["rates"], summary["counts"]
    rows: list[Sequence[Cell]] = [("theorems that some seed solved", *rate_cells(rates["solved"]))]
    rows += [
        (f"{name} searches solved", *rate_cells(rates[f"{name}_seeds"]))
        for name in ("agent", "blind")
        if rates[f"{name}_seeds"]["denominator"]
    ]
    output.table(("rate", "n/d", "value", "95% Wilson"), rows, title="Solved")
    if summary["k"] is not None:
        _show_pooled(output, summary["k"])
    output.say()
    output.say(
        f"{counted(counts['theorems'], 'theorem')}: {counts['solved']} solved by some seed, {counts['unsolved']} by "
        f"none, {counts['refused']} refused, {counts['failed']} failed; {counted(counts['seeds'], 'seed')}; "
        f"{counted(counts['tau'], 'attempt')}"
    )
    show_faults(output, summary)


def show_basins_end(home: Home, run_id: str, summary: Json, output: Output) -> None:
    """The summary of a finished basin run, and where to look next."""
    show_basins(output, summary)
    say_place(home, run_id, output)


def _show_pooled(output: Output, pooled: Json) -> None:
    """K over theorems, an estimator a line."""
    rows: list[Sequence[Cell]] = []
    for name in ESTIMATORS:
        one = pooled[name]
        bounds = [counted(one[f"{kind}s"], kind.replace("_", " ")) for kind in ("point", "lower_bound", "upper_bound")]
        at_least = {what: "≥ " if one[f"{what}_is_lower_bound"] else "" for what in ("mean", "median")}
        rows.append(
            (
                name,
                at_least["median"] + number(one["median"]),
                span(one["median_interval"]),
                at_least["mean"] + number(one["mean"]),
                span(one["mean_interval"]),
                ", ".join([*bounds, f"{one['undefined']} undefined"]),
            )
        )
    columns = ("estimator", "median K", "95%", "mean K", "95%", "theorems")
    output.table(columns, rows, title="K = log10(tau_blind / tau_agent) over theorems")


def show_basin_theorems(output: Output, rows: Sequence[Json]) -> None:
    """One line per theorem: solve rates, width, entropy, K."""
    columns = ("theorem", "agent", "blind", "structures", "dominant", "entropy", "traces alike", "K", "95%")
    output.table(columns, [_theorem_cells(row) for row in rows], title="Basins")


def _theorem_cells(row: Json) -> tuple[Cell, ...]:
    agent, blind, k = row["agent"], row["blind"], row["k"]
    if agent is None:
        return (row["item_id"], row["status"], *([""] * 7))
    estimate = k["restricted_mean"] if k else None
    return (
        row["item_id"],
        _solved(agent),
        _solved(blind) if blind else "",
        agent["unique_structures"],
        number(agent["dominant_structure_frequency"]),
        number(agent["entropy"]),
        "yes" if agent["identical_traces"] else "no",
        k_text(estimate) if estimate else "",
        span(estimate["interval"]) if estimate else "",
    )


def _solved(side: Json) -> str:
    rate = side["solve_rate"]
    return f"{rate['numerator']}/{rate['denominator']}"


def show_basin(output: Output, analysis: Json) -> None:
    """One theorem's basin: its structures, its costs, its K by each estimator."""
    sides = [("agent", analysis), ("blind", analysis["blind"])]
    rows: list[Sequence[Cell]] = []
    for name, side in sides:
        if side is not None:
            rows.append(
                (
                    name,
                    rate_text(side["solve_rate"]),
                    side["unique_structures"],
                    number(side["dominant_structure_frequency"]),
                    number(side["entropy"]),
                    side["unique_traces"],
                    number(side["tie_break_share"]),
                    analysis["costs"][name]["attempts"],
                )
            )
    columns = ("search", "solved", "structures", "dominant", "entropy (bits)", "traces", "tie-break share", "attempts")
    output.table(columns, rows, title="Basin")
    found: list[Sequence[Cell]] = [
        (name, structure, count)
        for name, side in sides
        if side is not None
        for structure, count in sorted(side["structure_distribution"].items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    if found:
        output.table(("search", "structure", "seeds"), found, title="Structures")
    if analysis["k"] is not None:
        _show_k(output, analysis["k"])


def _show_k(output: Output, k: Json) -> None:
    rows = [
        (name, k_text(k[name]), span(k[name]["interval"]), k[name]["pairs"], k[name]["reason"]) for name in ESTIMATORS
    ]
    output.table(
        ("estimator", "K", "95%", "pairs", "remark"),
        rows,
        title=f"K within {k['horizon']} attempts ({counted(k['pairs'], 'pair')})",
    )
    for name in ("agent", "blind"):
        side = k[name]
        mean = number(side["restricted_mean"])
        output.say(f"{name}: restricted mean {mean} attempts {span(side['interval'])}, {_censored(side)}")


def _censored(side: Json) -> str:
    return f"{rate_text(side['censored'])} censored, {side['dead']} dead, {side['cut_short']} cut short"


def k_text(estimate: Json) -> str:
    """K as a point or as a bound; `undefined` where it is neither."""
    for name, sign in (("k", ""), ("k_lower_bound", "≥ "), ("k_upper_bound", "≤ ")):
        if estimate[name] is not None:
            return f"{sign}{estimate[name]:.2f}"
    return "undefined"


def number(value: float | None) -> str:
    """A number with two decimals, nothing for None."""
    return "" if value is None else f"{value:.2f}"


def span(interval: Json | None) -> str:
    """An interval in brackets, an end without bound left empty; nothing where there is none."""
    if interval is None:
        return ""
    low, high = ("" if interval[end] is None else f"{interval[end]:.2f}" for end in ("low", "high"))
    return f"[{low}, {high}]"
