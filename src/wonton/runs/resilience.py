"""Lesions beside basins: a run with lesions and a basin run of the same searcher, theorem by theorem.

Reads artifacts only. What is counted is defined in `wonton.metrics.resilience`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wonton.artifacts.compare import differing
from wonton.artifacts.layout import BASIN_ANALYSIS
from wonton.artifacts.read import RunReader, TheoremReader, read_json
from wonton.core.errors import SettingsError
from wonton.metrics import LesionSolve, Rate, Resilience, resilience_of, width_and_recovery
from wonton.metrics.basin import Basin
from wonton.metrics.resilience import FALLBACKS
from wonton.runs.compare import headline
from wonton.runs.summary import theorem_row

#: Settings that may differ: they say which searches are made, not how.
_FREE = ("seed", "wild_only", "lesions")
#: Versions that structure hashes depend on.
_VERSIONS = ("assistant", "provider", "goal_sig", "structure_hash")


def lesions_beside_basin(basin_run: RunReader, lesion_run: RunReader) -> dict[str, Any]:
    """All theorems that both runs finished and whose wild type solved, as JSON values: `basin` and `lesions` (the
    runs), `left_out`, `theorems` (a `Resilience` each), `by_lesion`, rates over all lesions, and `correlations`.

    Raises `SettingsError` where the runs are not of these kinds, are of different searchers or share no such theorem,
    `ArtifactError` where they cannot be read.
    """
    _check_kinds(basin_run, lesion_run)
    _check_searcher(basin_run, lesion_run)
    basins = {reader.item_id: _basin(read_json(reader.folder / BASIN_ANALYSIS)) for reader in _analysed(basin_run)}
    rows = {reader.item_id: theorem_row(reader) for reader in lesion_run.theorems() if reader.done}
    common = sorted(basins.keys() & rows.keys())
    solved = [item_id for item_id in common if (rows[item_id]["wild_type"] or {"solved": False})["solved"]]
    if not solved:
        raise SettingsError(
            f"no theorem of {basin_run.run_dir.name} has a solved wild type in {lesion_run.run_dir.name}",
            "Make both runs over the same theorems: the same --sample and --seed.",
        )
    solves = {item_id: lesion_solves(rows[item_id]) for item_id in solved}
    found = [resilience_of(item_id, basins[item_id], solves[item_id]) for item_id in solved]
    structures = {item_id: {row.lesion: row.structure for row in solves[item_id]} for item_id in solved}
    return {
        "basin": headline(basin_run),
        "lesions": headline(lesion_run),
        "left_out": {
            "basin_only": sorted(basins.keys() - rows.keys()),
            "lesions_only": sorted(rows.keys() - basins.keys()),
            "wild_type_unsolved": sorted(set(common) - set(solved)),
        },
        **_rates(found),
        "by_lesion": _by_lesion(found),
        "correlations": [
            width_and_recovery(found, "unique_structures", "lesions").to_json(),
            width_and_recovery(found, "entropy", "lesions").to_json(),
        ],
        "theorems": [{"item_id": one.item_id, **one.to_json(), "structures": structures[one.item_id]} for one in found],
    }


def _check_kinds(basin_run: RunReader, lesion_run: RunReader) -> None:
    if "basin" not in basin_run.config():
        raise SettingsError(
            f"run {basin_run.run_dir.name} is no basin run", "First the basin run, then --lesions with the other."
        )
    config = lesion_run.config()
    if "basin" in config or config["settings"]["wild_only"]:
        raise SettingsError(
            f"run {lesion_run.run_dir.name} has no lesions", "Name a run that `wonton run` made without --wild-only."
        )


def _check_searcher(basin_run: RunReader, lesion_run: RunReader) -> None:
    moved = differing(_searcher(basin_run), _searcher(lesion_run))
    if moved:
        raise SettingsError(
            f"the runs {basin_run.run_dir.name} and {lesion_run.run_dir.name} are of different searchers: "
            f"{', '.join(moved)}",
            "A basin says what its own searcher does undamaged; make both runs with the same options.",
        )


def _searcher(run: RunReader) -> dict[str, Any]:
    """The settings and versions that decide which proofs an undamaged search falls into."""
    config = run.config()
    settings = {name: value for name, value in config["settings"].items() if name not in _FREE}
    return settings | {f"version of {name}": config["versions"][name] for name in _VERSIONS}


def _analysed(run: RunReader) -> list[TheoremReader]:
    return [reader for reader in run.theorems() if reader.done and (reader.folder / BASIN_ANALYSIS).is_file()]


def _basin(analysis: Mapping[str, Any]) -> Basin:
    """The agent's basin, from the file that tells of it."""
    return Basin(
        seeds=analysis["seeds"],
        solved=analysis["solve_rate"]["numerator"],
        structures=analysis["structure_distribution"],
        traces=analysis["unique_traces"],
        deterministic=analysis["deterministic_provider"],
    )


def lesion_solves(row: Mapping[str, Any]) -> list[LesionSolve]:
    """The lesioned searches of a theorem's row. A proof that did not stand up to its check solves nothing."""
    return [
        LesionSolve(lesion["variant"], lesion["structure"] if lesion["solved"] else None, lesion["escaped"])
        for lesion in row["lesions"]
    ]


def _rates(found: Sequence[Resilience]) -> dict[str, Any]:
    """Over all lesions of all theorems; `known` is the share of solves that fell into the basin."""
    fates = [fate for one in found for _, fate in one.fallbacks]
    known, new = fates.count("known"), fates.count("new")
    return {
        "recovered": Rate(known + new, len(fates)).to_json(),
        "recovered_inside": Rate(known, len(fates)).to_json(),
        "recovered_outside": Rate(new, len(fates)).to_json(),
        "known": Rate(known, known + new).to_json(),
        "escaped": sum(one.escaped for one in found),
    }


def _by_lesion(found: Sequence[Resilience]) -> dict[str, dict[str, int]]:
    """For each lesion how often it came to what."""
    cases = [case for one in found for case in one.fallbacks]
    names = sorted({lesion for lesion, _ in cases})
    return {name: {fate: cases.count((name, fate)) for fate in FALLBACKS} for name in names}
