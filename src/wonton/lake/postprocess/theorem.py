"""Postprocessing one theorem's folder: what a worker does. Takes and gives plain values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from wonton.artifacts import layout
from wonton.artifacts.compare import comparable_bytes
from wonton.artifacts.layout import VariantFile
from wonton.artifacts.read import read_json
from wonton.artifacts.write import cannot_write, encode_json, write_bytes
from wonton.core.errors import ArtifactError, FormatVersionError
from wonton.core.families import Language
from wonton.lake.postprocess.clusters import clusters_of_basin, clusters_of_variants, ged_matrix
from wonton.lake.postprocess.measuring import Measurer, detours_json, k_json, trajectory_json
from wonton.lake.postprocess.parameters import MEASURES_VERSION, Parameters
from wonton.lake.postprocess.problems import Problem, Problems
from wonton.lake.postprocess.tactics import divergence_json, failure_json, fingerprint_json, goal_tactics
from wonton.lake.postprocess.views import Reader, View
from wonton.metrics.search_graphs import GED_FAMILIES

Json = dict[str, Any]

#: `computed` now, or `current` already; `incomplete` without its marker; `given_up` by its run; `unreadable`.
Status = Literal["computed", "current", "incomplete", "given_up", "unreadable"]

#: The kinds of files that measures are computed from.
_INPUTS = (
    VariantFile.METRICS,
    VariantFile.GRAPH,
    VariantFile.MCTS_TREE,
    VariantFile.MCTS_TRACE,
    VariantFile.HISTORY,
)
_FIXED_INPUTS = frozenset({layout.THEOREM, layout.GOALS, layout.BASIN_SEEDS, layout.DONE})


@dataclass(frozen=True, slots=True)
class Task:
    """One folder to be done. `force` computes it though it is current."""

    folder: Path
    language: Language
    parameters: Parameters
    force: bool


@dataclass(frozen=True, slots=True)
class TheoremResult:
    """What came of a folder. `written` counts files whose bytes are new; `key` is empty unless there are measures."""

    folder: str
    item_id: str
    status: Status
    key: str
    written: int
    problems: tuple[Problem, ...]


def postprocess_theorem(task: Task) -> TheoremResult:
    """Compute and write the files of one folder. Raises `ArtifactError` where a file cannot be written,
    `MissingToolError` where a package is absent."""
    problems = Problems(task.folder.parent, task.folder.name)
    if not _whole(task.folder, problems):
        given_up = (task.folder / layout.FAILURE).is_file()
        if given_up:
            problems.found[:] = []
            problems.add("", layout.FAILURE, "given_up", "its run gave it up")
        return _result(task, "given_up" if given_up else "incomplete", problems)
    key = task.parameters.key(_inputs(task.folder))
    reader = Reader(task.folder, task.language, problems)
    theorem = reader.theorem()
    if theorem is None:
        return _result(task, "unreadable", problems)
    files = _files(task, reader, theorem)
    return _written(task, theorem["item_id"], key, files, problems)


def standing_result(task: Task) -> TheoremResult | None:
    """The result of a folder whose files are current; None where there is something to compute, or to be told."""
    if task.force or not _whole(task.folder, Problems(task.folder.parent)):
        return None
    key = task.parameters.key(_inputs(task.folder))
    standing = _standing_clusters(task.folder, key)
    if standing is None:
        return None
    found = tuple(Problem(**problem) for problem in standing["problems"])
    return TheoremResult(task.folder.name, standing["item_id"], "current", key, 0, found)


def _result(task: Task, status: Status, problems: Problems) -> TheoremResult:
    return TheoremResult(task.folder.name, "", status, "", 0, tuple(sorted(problems.found)))


def _whole(folder: Path, problems: Problems) -> bool:
    """Whether the folder counts: its marker stands, and so does every file that the marker names."""
    if not (folder / layout.DONE).is_file():
        problems.add("", layout.DONE, "incomplete", "not finished, or not begun")
        return False
    with problems.guarding(layout.DONE):
        names = read_json(folder / layout.DONE)["files"]
        missing = [name for name in names if not (folder / str(name)).is_file()]
        if missing:
            problems.add("", layout.DONE, "incomplete", f"missing: {', '.join(map(str, missing[:3]))}")
        return not missing
    return False


def _inputs(folder: Path) -> dict[str, str]:
    """SHA-256, in hex, of what comparisons see of each file that measures are computed from."""
    suffixes = tuple(kind.suffix for kind in _INPUTS)
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return {name: _digest(folder / name) for name in names if name in _FIXED_INPUTS or name.endswith(suffixes)}


def _digest(path: Path) -> str:
    try:
        data = comparable_bytes(path)
    except ArtifactError:
        try:
            data = path.read_bytes()
        except OSError:
            data = b"unreadable"
    return hashlib.sha256(data).hexdigest()


def _standing_clusters(folder: Path, key: str) -> Json | None:
    """The folder's `attractor_clusters.json`, where it has that key and all files it names have the recorded bytes."""
    try:
        value = read_json(folder / layout.ATTRACTOR_CLUSTERS)
        if value["key"] != key or not isinstance(value["item_id"], str):
            return None
        for name, digest in value["outputs"].items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
                return None
        [Problem(**problem) for problem in value["problems"]]
    except (ArtifactError, FormatVersionError, KeyError, TypeError, AttributeError, ValueError, OSError):
        return None
    return value


def _files(task: Task, reader: Reader, theorem: Mapping[str, Any]) -> dict[str, Json]:
    """The contents of the folder's files by name, the clusters' last."""
    problems = reader.problems
    if (task.folder / layout.BASIN_SEEDS).is_file():
        with problems.guarding(layout.BASIN_SEEDS):
            return {layout.ATTRACTOR_CLUSTERS: clusters_of_basin(read_json(task.folder / layout.BASIN_SEEDS))}
        return {}
    names: Sequence[Any] = ()
    with problems.guarding(layout.THEOREM):
        names = list(theorem["variants"])
    measurer = Measurer(reader.goals(), task.parameters)
    views = reader.variants(names)
    files: dict[str, Json] = {}
    for view in views:
        with problems.guarding("measures", view.variant):
            files[layout.variant_file(view.variant, VariantFile.MEASURES)] = measures(measurer, view, views)
    with problems.guarding(layout.GED_MATRIX):
        files[layout.GED_MATRIX] = ged_matrix(measurer, views)
    with problems.guarding(layout.ATTRACTOR_CLUSTERS):
        files[layout.ATTRACTOR_CLUSTERS] = clusters_of_variants(measurer, views)
    return files


def measures(measurer: Measurer, view: View, views: Sequence[View]) -> Json:
    """`<variant>_measures.json` without its frame."""
    references = [r for r in views if r.variant in (layout.WILD_TYPE, layout.CONTROL_NULL)]
    earlier = [r for r in references if r is not view and view.variant != layout.WILD_TYPE]
    return {
        "variant": view.variant,
        "solved": view.solved,
        "comparisons": [_comparison(measurer, view, reference) for reference in earlier],
        "k_search_efficiency": k_json(view),
        "detours": detours_json(view),
        "tactic_fingerprint": fingerprint_json(view),
        "goal_tactics": goal_tactics(view, measurer.goals),
        "failure_analysis": failure_json(view),
    }


def _comparison(measurer: Measurer, view: View, reference: View) -> Json:
    return {
        "reference": reference.variant,
        **{family: measurer.ged(family, view, reference) for family in GED_FAMILIES},
        "goal_novelty": measurer.novelty(view, reference),
        "solution_path_soft_distance": measurer.path(view, reference),
        "trajectory_comparison": trajectory_json(view, reference),
        "tactic_fingerprint_divergence": divergence_json(view, reference),
    }


def _written(task: Task, item_id: str, key: str, files: Mapping[str, Json], problems: Problems) -> TheoremResult:
    """Write the files, the clusters last: they say of which bytes the others are."""
    frame = {"item_id": item_id, "key": key, "measures_version": MEASURES_VERSION}
    encoded: dict[str, bytes] = {}
    for name, value in files.items():
        if name != layout.ATTRACTOR_CLUSTERS:
            with problems.guarding(name):
                encoded[name] = encode_json({**value, **frame})
    outputs = {name: hashlib.sha256(data).hexdigest() for name, data in encoded.items()}
    found = tuple(sorted(problems.found))
    if layout.ATTRACTOR_CLUSTERS in files:
        with problems.guarding(layout.ATTRACTOR_CLUSTERS):
            last = {"outputs": outputs, "problems": [problem.to_json() for problem in found]}
            encoded[layout.ATTRACTOR_CLUSTERS] = encode_json({**files[layout.ATTRACTOR_CLUSTERS], **frame, **last})
    _remove_stale(task.folder, encoded)
    written = sum(write_new(task.folder / name, data) for name, data in encoded.items())
    if layout.ATTRACTOR_CLUSTERS not in encoded:
        return TheoremResult(task.folder.name, item_id, "unreadable", "", written, tuple(sorted(problems.found)))
    return TheoremResult(task.folder.name, item_id, "computed", key, written, found)


def _remove_stale(folder: Path, kept: Mapping[str, bytes]) -> None:
    """Remove what an earlier postprocess computed and this one could not: it tells of files that are not there now.

    Raises `ArtifactError` where it cannot be removed.
    """
    for path in sorted(folder.iterdir()):
        if layout.is_postprocessed(path.name) and path.name not in kept:
            try:
                path.unlink()
            except OSError as error:
                raise cannot_write(path, error) from error


def write_new(path: Path, data: bytes) -> bool:
    """Write `data` where `path` does not have it yet, and say whether it was written. Raises `ArtifactError`."""
    try:
        if path.read_bytes() == data:
            return False
    except OSError:
        pass
    write_bytes(path, data)
    return True
