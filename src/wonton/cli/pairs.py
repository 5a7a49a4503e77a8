"""Centralized beside distributed search for people: a folder of pairs, as phase p2 makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wonton.cli.basins import span
from wonton.cli.output import Cell, Output, counted
from wonton.cli.search_mode import mode_words
from wonton.cli.summary import rate_text
from wonton.runs.compare import topics_of
from wonton.runs.home import Home
from wonton.runs.pairs import compare_pair, find_pairs


def show_pairs(home: Home, folder: Path, output: Output) -> None:
    """The pairs in `folder`: who solved what, at what cost, by the test. Raises as `find_pairs` and `compare_pair`."""
    found = [compare_pair(pair, topics_of(home, pair.centralized)) for pair in find_pairs(folder)]
    for row in found:
        output.record({"kind": "pair", **row})
    output.say(f"centralized beside distributed search: {folder}", "bold")
    for row in found:
        _say_head(row, output)
    _show_solved(found, output)
    _show_cost(found, output)
    for row in found:
        _say_alone(row, output)
    output.say()
    output.say("a pair by topic, and its proofs: wonton compare RUN_A RUN_B")


def _say_head(row: Mapping[str, Any], output: Output) -> None:
    central, distributed = row["runs"]
    output.say(
        f"{row['provider']}: {central['versions']['assistant']}, {central['corpus']}, budget {central['budget']}"
        f"{mode_words(row['agents'])}"
    )
    for run in (central, distributed):
        if run["status"] != "completed":
            output.say(f"{run['run_id']}: {run['status']}, finished items only", "yellow")
    left_out = len({*row["left_out"]["first"], *row["left_out"]["second"]})
    if left_out:
        output.say(f"{row['provider']}: left out, not finished by both: {counted(left_out, 'item')}", "yellow")


def _show_solved(found: Sequence[Mapping[str, Any]], output: Output) -> None:
    columns = ("provider", "items", "centralized", "distributed", "both", "c. only", "d. only", "neither", "McNemar p")
    rows: list[Sequence[Cell]] = []
    for row in found:
        rows.append((row["provider"], *solved_cells(row["all"])))
    output.table(columns, rows, title="Solved (McNemar: exact, two-sided)")


def _show_cost(found: Sequence[Mapping[str, Any]], output: Output) -> None:
    rows: list[Sequence[Cell]] = []
    for row in found:
        rows.append((row["provider"], *ratio_cells(row["attempts_ratio"]), rate_text(row["all"]["agreement"])))
    columns = ("provider", "solved by both", "attempts ratio", "95% bootstrap", "agreement")
    output.table(columns, rows, title="Attempts, distributed over centralized (ratio of geometric means)")


def solved_cells(counts: Mapping[str, Any]) -> tuple[Cell, ...]:
    """Of a pair: items, those that the first and the second solved, both, one only, neither, and McNemar's p."""
    sides = (counts["first"]["numerator"], counts["second"]["numerator"])
    four = (counts[name] for name in ("both", "first_only", "second_only", "neither"))
    return (counts["items"], *sides, *four, f"{counts['mcnemar_p']:.4g}")


def ratio_cells(ratio: Mapping[str, Any] | None) -> tuple[Cell, Cell, Cell]:
    """Of a pair: items that both solved, the ratio of geometric means of their attempts, and its interval."""
    if ratio is None:
        return 0, "", ""
    return ratio["items"], f"{ratio['geometric_mean']:.2f}", span(ratio["geometric_mean_interval"])


def _say_alone(row: Mapping[str, Any], output: Output) -> None:
    for mode, ids in (("centralized", row["first_only"]), ("distributed", row["second_only"])):
        if ids:
            output.say(f"{row['provider']}: solved by {mode} search only: {listed(ids)}")


def listed(ids: Sequence[str], most: int = 10) -> str:
    """The items by name, `most` of them, and how many more there are."""
    more = f" and {len(ids) - most} more (--json has all)" if len(ids) > most else ""
    return f"{', '.join(ids[:most])}{more}"
