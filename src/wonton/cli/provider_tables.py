"""Providers side by side for people: a folder of runs, one for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wonton.cli.basins import span
from wonton.cli.output import Cell, Output
from wonton.cli.pairs import listed, ratio_cells, solved_cells
from wonton.cli.summary import rate_cells, rate_text
from wonton.runs.providers import find_provider_runs, is_finished, recorded_skips, summarise_providers

Json = Mapping[str, Any]
_OUTCOMES = ("replicate", "reroute", "collapse")


def show_providers(folder: Path, output: Output) -> None:
    """The runs in `folder`, whether or not a summary of them was written there. Raises as `summarise_providers`."""
    runs = find_provider_runs(folder)
    output.say(f"providers side by side: {folder}", "bold")
    for run in runs:
        if not is_finished(run):
            output.say(f"{run.run_dir.name}: {run.status()['status']}, left out", "yellow")
    show_summary(summarise_providers([run for run in runs if is_finished(run)]), recorded_skips(folder), output)


def show_summary(summary: Json, skipped: Sequence[Json], output: Output) -> None:
    """What a `providers_summary.json` says: who solved what at what cost, skips, every two of them paired."""
    output.record({"kind": "providers", **summary, "skipped": skipped})
    _show_rows(summary["providers"], output)
    _show_models(summary.get("timings", {}), output)
    for skip in skipped:
        output.say(f"skipped {skip['provider']}: {skip['reason']}. {skip['remedy']}".rstrip(), "yellow")
    if summary["pairs"]:
        _show_pairs(summary["pairs"], output)


def _show_rows(found: Sequence[Json], output: Output) -> None:
    basin = any(row["seeds_solved"] for row in found)
    rows: list[Sequence[Cell]] = []
    for row in found:
        seeds = (rate_text(row["seeds_solved"]),) if row["seeds_solved"] else ()
        outcomes = () if basin else _outcome_cells(row["outcomes"]["lesions"])
        spent = (row["attempts"], row["iterations"])
        rows.append((row["provider"], *rate_cells(row["solved"]), *seeds, *spent, *outcomes))
    extra = ("seeds solved",) if basin else ()
    lesions = () if basin else (*_OUTCOMES, "rescue")
    columns = ("provider", "solved", "value", "95% Wilson", *extra, "attempts", "iterations", *lesions)
    output.table(columns, rows, title="Providers (lesions: main)" if lesions else "Providers (solved by some seed)")


def _outcome_cells(lesions: Json) -> tuple[Cell, ...]:
    return (*(lesions["main"][name]["numerator"] for name in _OUTCOMES), lesions["rescue"]["numerator"])


def _show_models(timings: Json, output: Output) -> None:
    """What the models cost, and how long they took for a goal."""
    rows: list[Sequence[Cell]] = []
    for provider, timing in timings.items():
        used = timing["model"]
        seconds = f"{used['seconds']:.1f}"
        latency = f"{used['seconds'] / used['goals']:.3f}" if used["goals"] else ""
        cost = f"{used['cost']:.4f}" if "cost" in used else ""
        tokens = (used["prompt_tokens"], used["new_tokens"])
        rows.append((provider, used["goals"], seconds, latency, *tokens, used.get("requests", ""), cost))
    columns = ("provider", "goals asked", "seconds", "s/goal", "tokens in", "tokens out", "requests", "cost")
    if rows:
        output.table(columns, rows, title="Models (all searches of the run)")


def _show_pairs(pairs: Sequence[Json], output: Output) -> None:
    columns = ("A", "B", "items", "A solved", "B solved", "both", "A only", "B only", "neither", "McNemar p")
    rows = [(*row["providers"], *solved_cells(row["all"])) for row in pairs]
    output.table(columns, rows, title="Solved, every two providers (McNemar: exact, two-sided)")
    basins = [row for row in pairs if row["seeds_difference"]]
    if basins:
        _show_seeds(basins, output)
    else:
        ratios = [(*row["providers"], *ratio_cells(row["attempts_ratio"])) for row in pairs]
        heads = ("A", "B", "solved by both", "attempts ratio", "95% bootstrap")
        output.table(heads, ratios, title="Attempts, B over A (ratio of geometric means)")
    for row in pairs:
        for one, other, ids in zip(row["providers"], row["providers"][::-1], _alone(row), strict=True):
            if ids:
                output.say(f"solved by {one}, not by {other}: {listed(ids)}")


def _show_seeds(pairs: Sequence[Json], output: Output) -> None:
    rows: list[Sequence[Cell]] = []
    for row in pairs:
        found = row["seeds_difference"]
        rows.append((*row["providers"], found["items"], f"{found['mean']:+.3f}", span(found["interval"])))
    columns = ("A", "B", "theorems", "difference", "95% bootstrap")
    output.table(columns, rows, title="Share of seeds solved, B less A (mean over theorems)")


def _alone(row: Json) -> tuple[Sequence[str], Sequence[str]]:
    return row["first_only"], row["second_only"]
