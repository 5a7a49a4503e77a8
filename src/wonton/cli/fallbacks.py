"""Lesions beside basins for people: where lesioned searches come out, and whether wide basins are hardy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wonton.artifacts.read import RunReader
from wonton.cli.basins import number, span
from wonton.cli.output import Cell, Output, counted
from wonton.cli.summary import rate_cells, rate_text
from wonton.core.errors import UnknownNameError
from wonton.runs.resilience import lesions_beside_basin

Json = Mapping[str, Any]

_WORDS = {"known": "in the basin", "new": "outside it", "lost": "not solved"}


def show_fallbacks(basin_run: RunReader, lesion_run: RunReader, item_id: str | None, output: Output) -> None:
    """Both runs side by side, or one theorem of them. Raises as `lesions_beside_basin`, and `UnknownNameError`."""
    found = lesions_beside_basin(basin_run, lesion_run)
    if item_id is not None:
        rows = {row["item_id"]: row for row in found["theorems"]}
        if item_id not in rows:
            raise UnknownNameError("theorem that both runs finished and whose wild type solved", item_id, rows)
        output.record({"kind": "resilience", **rows[item_id]})
        _show_theorem(rows[item_id], output)
        return
    output.record({"kind": "lesions_beside_basin", **found})
    output.say(f"lesions of {found['lesions']['run_id']} beside the basins of {found['basin']['run_id']}", "bold")
    for run in (found["lesions"], found["basin"]):
        if run["status"] != "completed":
            output.say(f"{run['run_id']}: {run['status']}, finished theorems only", "yellow")
    _say_left_out(found["left_out"], output)
    _show_rates(found, output)
    _show_lesions(found["by_lesion"], output)
    _show_theorems(found["theorems"], output)
    wide = sum(row["unique_structures"] > 1 for row in found["theorems"])
    output.say()
    output.say(f"basins with more than one structure: {wide} of {len(found['theorems'])}")
    for row in found["correlations"]:
        output.say(_correlation(row))
    output.say("a lesioned solve outside the basin may be one that more seeds would have found")


def _say_left_out(left_out: Json, output: Output) -> None:
    words = {"basin_only": "only in the basin run", "lesions_only": "only in the run with lesions"}
    words |= {"wild_type_unsolved": "wild type unsolved"}
    for name, text in words.items():
        if left_out[name]:
            output.say(f"left out, {text}: {counted(len(left_out[name]), 'theorem')}")


def _show_rates(found: Json, output: Output) -> None:
    rows: list[Sequence[Cell]] = [
        ("lesioned searches that solve", *rate_cells(found["recovered"])),
        ("  by a structure of the basin", *rate_cells(found["recovered_inside"])),
        ("  by another", *rate_cells(found["recovered_outside"])),
        ("of the solves, in the basin", *rate_cells(found["known"])),
    ]
    output.table(("rate", "n/d", "value", "95% Wilson"), rows, title="Recovered")
    if found["escaped"]:
        output.say(f"{counted(found['escaped'], 'lesioned proof')} got around the lesion and counted in no rate")


def _show_lesions(by_lesion: Mapping[str, Mapping[str, int]], output: Output) -> None:
    cases = sorted(by_lesion.items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))
    rows: list[Sequence[Cell]] = [
        (name, sum(fates.values()), *[fates[fate] for fate in _WORDS]) for name, fates in cases
    ]
    output.table(("lesion", "cases", *_WORDS.values()), rows, title="By lesion")


def _show_theorems(theorems: Sequence[Json], output: Output) -> None:
    rows: list[Sequence[Cell]] = []
    for row in theorems:
        inside, outside = row["recovered_inside"]["numerator"], row["recovered_outside"]["numerator"]
        recovered = row["recovered"]
        share = "" if recovered["value"] is None else f"{recovered['value']:.0%}"
        entropy = number(row["entropy"])
        cells = (row["seeds"], row["unique_structures"], entropy, recovered["denominator"], share, inside, outside)
        rows.append((row["item_id"], *cells))
    columns = ("theorem", "seeds", "structures", "entropy", "lesions", "recovered", "in the basin", "outside it")
    output.table(columns, rows, title="Theorems: width of the basin, recovery under lesions")


def _correlation(row: Json) -> str:
    """One rank correlation in words."""
    what = f"rank correlation of {row['width'].replace('_', ' ')} with recovery, {counted(row['theorems'], 'theorem')}"
    if row["rho"] is None:
        return f"{what}: undefined (fewer than three, or one of the two never varies)"
    return f"{what}: rho = {row['rho']:.2f} {span(row['interval'])}".rstrip()


def _show_theorem(row: Json, output: Output) -> None:
    output.say(f"theorem {row['item_id']}", "bold")
    output.say(
        f"basin: {counted(row['unique_structures'], 'structure')} over {counted(row['seeds'], 'seed')}, "
        f"entropy {number(row['entropy']) or 'undefined'} bits; recovered {rate_text(row['recovered'])}"
    )
    rows: list[Sequence[Cell]] = [
        (name, _WORDS[fate], row["structures"][name] or "") for name, fate in row["lesions"].items()
    ]
    output.table(("lesion", "came out", "structure"), rows, title="Lesions")
