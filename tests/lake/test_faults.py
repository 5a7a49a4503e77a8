"""Truncated, malformed, foreign, newer and missing artifacts: each is one row of `extract_errors`, with run and stage,
and everything that does not come from it is loaded as if nothing had happened."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from wonton.lake import lake_path
from wonton.lake.doctor import examine
from wonton.lake.reconcile import reconcile
from wonton.lake.reconcile.source import Source
from wonton.lake.schema import run_tables, tables

from .cohorts import BASIN, COHORT, RUN, Tables, content

Plant = Callable[[Path], None]

#: Tables that say something of the artifacts themselves, or of a theorem as a whole.
ALWAYS = {"files", "extract_errors", "scans", "runs", "theorems"}
MEASURES = {"variant_measures", "ged_matrix", "attractor_clusters", "step_invariants", "goal_tactics"}
#: Tables whose rows come from the artifacts of a stage.
FED = {
    "metrics": {"variant_metrics", "interventions"},
    "comparison": {"comparisons", "interventions"},
    "graph": {"graphs", "graph_nodes", "graph_edges"},
    "tree": {"mcts_trees", "step_candidates"},
    "trace": {"trace_stats", "goal_outcomes", "step_candidates"},
    "summary": {"aggregates"},
    "measures": MEASURES | {"tactic_fingerprints", "run_measures"},
    "basin": {"basins", "basin_seeds", "basin_structures", "basin_k"},
    "files": set[str](),
    "recheck": set[str](),
    "theorem": set(run_tables()),
    "run": set(run_tables()),
}


@dataclass(frozen=True)
class Fault:
    """Something wrong with `artifact` of a run, and the error that it must be."""

    run: str
    artifact: str
    what: str
    plant: Plant
    stage: str
    kind: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.artifact}-{self.what}"


# -- what can be wrong


def write(path: Path, data: bytes) -> None:
    path.write_bytes(gzip.compress(data) if path.name.endswith(".gz") else data)


def cut(path: Path) -> None:
    """The first half of the file, compressed or not."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def gone(path: Path) -> None:
    path.unlink()


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def data(content: bytes) -> Plant:
    return lambda path: write(path, content)


def change(**fields: Any) -> Plant:
    """The object with other values; `...` takes the key out."""

    def plant(path: Path) -> None:
        raw = path.read_bytes()
        value = json.loads(gzip.decompress(raw) if path.name.endswith(".gz") else raw)
        value |= fields
        kept = {name: each for name, each in value.items() if each is not ...}
        # one line per key of the top level, as the product writes
        lines = ",\n".join(f'"{name}": {json.dumps(kept[name])}' for name in sorted(kept))
        write(path, ("{\n" + lines + "\n}\n").encode())

    return plant


def line(number: int, text: str) -> Plant:
    def plant(path: Path) -> None:
        lines = path.read_text().splitlines()
        lines[number - 1] = text
        path.write_text("\n".join(lines) + "\n")

    return plant


def event(number: int, **fields: Any) -> Plant:
    def plant(path: Path) -> None:
        lines = path.read_text().splitlines()
        lines[number - 1] = json.dumps(json.loads(lines[number - 1]) | fields)
        path.write_text("\n".join(lines) + "\n")

    return plant


def theorem(place: int, **fields: Any) -> Plant:
    def plant(path: Path) -> None:
        value = json.loads(path.read_text())
        value["theorems"][place] |= fields
        path.write_text(json.dumps(value))

    return plant


def dangling(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to("nowhere")


NEWER, VERSIONLESS = change(format_version=99), change(format_version=...)
NOT_OBJECT, NOT_JSON = data(b"[1, 2]\n"), data(b"\x89PNG\r\n\x1a\n")
NOT_UTF8, DEEP = data(b'{"item_id": "\xff"}'), data(b'{"a":' * 100_000)
OTHER = change(item_id="another")
TWICE = change(theorems=[{"item_id": "x", "name": "x", "statement": "x"}] * 2)
METRICS, GRAPH, TREE = "or/wild_type_metrics.json", "or/wild_type_graph.json", "or/wild_type_mcts_tree.json"
TRACE, CONTROL = "or/wild_type_mcts_trace.jsonl", "or/control_null_comparison.json"
MEASURED, MATRIX = "or/control_null_measures.json", "or/ged_matrix.json"
CLUSTERS, WHOLE = "or/attractor_clusters.json", "postprocess_metrics.json"
SEEDS, ANALYSIS = "or/basin_seeds.json", "or/basin_analysis.json"

FAULTS = [
    Fault(RUN, "run_config.json", "cut", cut, "run", "malformed"),
    Fault(RUN, "run_config.json", "newer", NEWER, "run", "newer"),
    Fault(RUN, "run_config.json", "versionless", VERSIONLESS, "run", "foreign"),
    Fault(RUN, "run_config.json", "without settings", change(settings=...), "run", "malformed"),
    Fault(RUN, "run_config.json", "theorems twice", TWICE, "run", "malformed"),
    Fault(RUN, "run_config.json", "deep", DEEP, "run", "malformed"),
    Fault(RUN, "run_status.json", "cut", cut, "run", "malformed"),
    Fault(RUN, "run_status.json", "gone", gone, "run", "missing"),
    Fault(RUN, "summary.json.gz", "cut", cut, "summary", "unreadable"),
    Fault(RUN, "summary.json.gz", "no gzip", lambda path: path.write_bytes(b"{}"), "summary", "unreadable"),
    Fault(RUN, "summary.json.gz", "newer", NEWER, "summary", "newer"),
    Fault(RUN, "summary.json.gz", "no counts", change(counts={}), "summary", "malformed"),
    Fault(RUN, "goal_cache.json.gz", "cut", cut, "files", "unreadable"),
    Fault(RUN, "notes.txt", "unknown", data(b"my notes"), "files", "foreign"),
    Fault(RUN, "another", "unknown folder", lambda path: path.mkdir(), "files", "foreign"),
    Fault(RUN, "or/picture.png", "unknown", data(b"\x89PNG"), "files", "foreign"),
    Fault(RUN, "or/done", "cut", cut, "theorem", "malformed"),
    Fault(RUN, "or/done", "newer", NEWER, "theorem", "newer"),
    Fault(RUN, "or/done", "no list", change(files="all"), "theorem", "malformed"),
    Fault(RUN, "or/theorem.json", "gone", gone, "theorem", "missing"),
    Fault(RUN, "or/theorem.json", "other", OTHER, "theorem", "foreign"),
    Fault(RUN, "or/theorem.json", "status", change(status="perhaps"), "theorem", "malformed"),
    Fault(RUN, "or/theorem.json", "variants", change(variants=[1]), "theorem", "malformed"),
    Fault(RUN, "or/goals.json.gz", "cut", cut, "files", "unreadable"),
    Fault(RUN, "or/wild_type_history.json", "cut", cut, "files", "malformed"),
    Fault(RUN, "or/wild_type_history.json", "newer", NEWER, "files", "newer"),
    Fault(RUN, "or/wild_type_assembly.json.gz", "empty", empty, "files", "malformed"),
    Fault(RUN, "run_config.json", "NUL in a statement", theorem(0, statement="a\0b"), "run", "malformed"),
    Fault(RUN, "run_config.json", "half a surrogate in a name", theorem(0, name="\ud800"), "run", "malformed"),
    Fault(RUN, "run_config.json", "NUL in an item", theorem(0, item_id="o\0r"), "run", "malformed"),
    Fault(RUN, "run_config.json", "half a surrogate in an item", theorem(0, item_id="\udc00"), "run", "malformed"),
    Fault(RUN, "run_status.json", "NUL in the reason", change(reason="a\0b"), "run", "malformed"),
    Fault(RUN, "run_status.json", "half a surrogate", change(run_id="\ud800"), "run", "malformed"),
    Fault(RUN, "run_status.json", "timings", change(timings="long"), "run", "malformed"),
    Fault(RUN, "summary.json.gz", "truth", change(deterministic="yes"), "summary", "malformed"),
    Fault(RUN, "link", "dangling", lambda path: path.symlink_to("nowhere"), "files", "foreign"),
    Fault(RUN, "loop", "link to itself", lambda path: path.symlink_to("loop"), "files", "foreign"),
    Fault(RUN, "events.jsonl", "dangling", dangling, "files", "unreadable"),
    Fault(RUN, "or/theorem.json", "NUL in the message", change(message="a\0b"), "theorem", "malformed"),
    Fault(RUN, "or/theorem.json", "NUL in a variant", change(variants=["a\0b"]), "theorem", "malformed"),
    Fault(RUN, METRICS, "cut", cut, "metrics", "malformed"),
    Fault(RUN, METRICS, "empty", empty, "metrics", "malformed"),
    Fault(RUN, METRICS, "no object", NOT_OBJECT, "metrics", "malformed"),
    Fault(RUN, METRICS, "no json", NOT_JSON, "metrics", "malformed"),
    Fault(RUN, METRICS, "no utf-8", NOT_UTF8, "metrics", "malformed"),
    Fault(RUN, METRICS, "newer", NEWER, "metrics", "newer"),
    Fault(RUN, METRICS, "versionless", VERSIONLESS, "metrics", "foreign"),
    Fault(RUN, METRICS, "other theorem", OTHER, "metrics", "foreign"),
    Fault(RUN, METRICS, "other variant", change(variant="control_null"), "metrics", "foreign"),
    Fault(RUN, METRICS, "text for a number", change(iterations="three"), "metrics", "malformed"),
    Fault(RUN, METRICS, "truth for a number", change(iterations=True), "metrics", "malformed"),
    Fault(RUN, METRICS, "too large", change(iterations=10**30), "metrics", "malformed"),
    Fault(RUN, METRICS, "null", change(status=None), "metrics", "malformed"),
    Fault(RUN, METRICS, "NUL", change(rung="axioms\0ok"), "metrics", "malformed"),
    Fault(RUN, METRICS, "half a surrogate", change(rung="\ud800"), "metrics", "malformed"),
    Fault(RUN, METRICS, "infinite", change(timings={"seconds": float("inf")}), "metrics", "malformed"),
    Fault(RUN, CONTROL, "cut", cut, "comparison", "malformed"),
    Fault(RUN, CONTROL, "without outcome", change(outcome=...), "comparison", "malformed"),
    Fault(RUN, GRAPH, "no nodes", change(proof={"nodes": []}), "graph", "malformed"),
    Fault(RUN, GRAPH, "other variant", change(variant="block_x"), "graph", "foreign"),
    Fault(RUN, TREE, "cut", cut, "tree", "malformed"),
    Fault(RUN, TREE, "without its root", change(root=10_000), "tree", "inconsistent"),
    Fault(RUN, TRACE, "bad line", line(1, '{"iteration": 1, "rea'), "trace", "malformed", 1),
    Fault(RUN, TRACE, "list", line(1, "[]"), "trace", "malformed", 1),
    Fault(RUN, TRACE, "attempts", event(1, attempts=None), "trace", "malformed"),
    Fault(RUN, "or/wild_type_recheck.json", "foreign", data(b'{"format_version": 1}'), "recheck", "foreign"),
    Fault(RUN, MEASURED, "cut", cut, "measures", "malformed"),
    Fault(RUN, MATRIX, "pairs", change(pairs=[{}]), "measures", "malformed"),
    Fault(RUN, CLUSTERS, "newer", NEWER, "measures", "newer"),
    Fault(RUN, WHOLE, "cut", cut, "measures", "malformed"),
    Fault(BASIN, SEEDS, "cut", cut, "basin", "malformed"),
    Fault(BASIN, SEEDS, "other theorem", OTHER, "basin", "foreign"),
    Fault(BASIN, ANALYSIS, "k", change(k={}), "basin", "malformed"),
    Fault(BASIN, ANALYSIS, "folder", folder, "theorem", "missing"),
    Fault(BASIN, SEEDS, "gone", gone, "theorem", "missing"),
]  # fmt: skip


@pytest.fixture(scope="module")
def sound(cohort_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The lake of the cohort with nothing wrong."""
    home = tmp_path_factory.mktemp("sound") / "home"
    shutil.copytree(cohort_home, home)
    reconcile(home, home / "logs")
    return content(home)


def test_there_are_at_least_thirty_kinds() -> None:
    assert len({(fault.artifact, fault.what) for fault in FAULTS}) == len(FAULTS) >= 30
    assert {fault.kind for fault in FAULTS} == {
        "missing",
        "unreadable",
        "malformed",
        "newer",
        "foreign",
        "inconsistent",
    }


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_one_error_and_costs_its_own_rows_only(fault: Fault, lake_home: Path, sound: Tables) -> None:
    fault.plant(lake_home / "logs" / COHORT / fault.run / fault.artifact)
    reconcile(lake_home, lake_home / "logs")
    found = content(lake_home)
    errors = [dict(zip(columns("extract_errors"), row, strict=True)) for row in found["extract_errors"]]
    assert [(row["path"], row["stage"], row["artifact"], row["kind"], row["line"]) for row in errors] == [
        (f"logs/{COHORT}/{fault.run}", fault.stage, fault.artifact, fault.kind, fault.line)
    ]
    assert errors[0]["message"]
    assert errors[0]["theorem"] == ("or" if fault.artifact.startswith("or/") else None)
    for name, rows in found.items():
        lost = ours(name, sound[name], errors[0])
        if name not in ALWAYS | FED[fault.stage] | {"goal_outcomes_overall"}:
            assert rows == sound[name], name
        elif name not in ("extract_errors", "scans", "runs", "aggregates"):
            assert set(sound[name]) - set(rows) <= lost, f"{name} lost rows of something else"


def columns(table: str) -> list[str]:
    return [column.name for column in tables()[table].columns]


def ours(table: str, rows: list[tuple[Any, ...]], error: dict[str, Any]) -> set[tuple[Any, ...]]:
    """Rows of the run, and of the theorem if it is one's, that the error is of."""
    names = columns(table)
    wanted = {"run_key": error["run_key"]}
    if error["theorem"] is not None and "theorem" in names:
        wanted["theorem"] = error["theorem"]
    return {
        row for row in rows if all(row[names.index(name)] == each for name, each in wanted.items() if name in names)
    }


def test_a_statement_that_is_no_text_costs_nothing_but_itself(lake_home: Path, sound: Tables) -> None:
    theorem(0, statement="a\0b")(lake_home / "logs" / COHORT / RUN / "run_config.json")
    reconcile(lake_home, lake_home / "logs")
    found, place = content(lake_home), columns("theorems").index("statement")
    assert "a b" in {row[place] for row in found["theorems"]}
    assert found["variant_metrics"] == sound["variant_metrics"]
    assert len(found["theorems"]) == len(sound["theorems"])


def test_a_status_that_is_no_text_leaves_the_run(lake_home: Path, sound: Tables) -> None:
    change(reason="a\0b")(lake_home / "logs" / COHORT / RUN / "run_status.json")
    reconcile(lake_home, lake_home / "logs")
    found = content(lake_home)
    assert len(found["runs"]) == len(sound["runs"])
    assert found["theorems"] == sound["theorems"]


def errors_of(home: Path) -> list[tuple[Any, ...]]:
    names = columns("extract_errors")
    told = ("path", "stage", "artifact", "kind")
    return [tuple(row[names.index(name)] for name in told) for row in content(home)["extract_errors"]]


def test_a_folder_that_is_not_utf_8_is_one_error(lake_home: Path, sound: Tables) -> None:
    logs = os.fsencode(lake_home / "logs")
    shutil.copytree(logs + f"/{COHORT}/{RUN}".encode(), logs + b"/\xff\xfe")
    assert reconcile(lake_home, lake_home / "logs").errors == 1
    assert errors_of(lake_home) == [("logs/\\xff\\xfe", "run", ".", "unreadable")]
    assert content(lake_home)["theorems"] == sound["theorems"]
    assert reconcile(lake_home, lake_home / "logs").read == 0
    assert examine(lake_home) == []


def test_what_nobody_thought_of_is_one_error_too(
    lake_home: Path, sound: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    def surprise(source: Source) -> None:
        if source.locator.endswith(RUN):
            raise RuntimeError("half \ud800 a surrogate")

    monkeypatch.setattr("wonton.lake.reconcile.extract.measures.run", surprise)
    reconcile(lake_home, lake_home / "logs")
    assert errors_of(lake_home) == [(f"logs/{COHORT}/{RUN}", "run", ".", "malformed")]
    assert len(content(lake_home)["runs"]) == len(sound["runs"]) - 1


def closed(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Make `folder` one that cannot be listed, whoever runs the tests."""
    listing = os.scandir

    def scandir(path: str | Path) -> Any:
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied", str(path))
        return listing(path)

    monkeypatch.setattr(os, "scandir", scandir)


def test_runs_below_a_folder_that_cannot_be_listed_stay(lake_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reconcile(lake_home, lake_home / "logs")
    before = content(lake_home)
    with monkeypatch.context() as patch:
        closed(patch, lake_home / "logs" / COHORT)
        for _ in range(2):
            report = reconcile(lake_home, lake_home / "logs")
            assert (report.gone, report.errors) == (0, 1)
            assert errors_of(lake_home) == [(f"logs/{COHORT}", "scan", ".", "unreadable")]
            assert {**content(lake_home), "extract_errors": []} == before
    assert reconcile(lake_home, lake_home / "logs").errors == 0
    assert content(lake_home) == before


def test_a_theorem_that_cannot_be_listed_is_unreadable(lake_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed(monkeypatch, lake_home / "logs" / COHORT / RUN / "or")
    reconcile(lake_home, lake_home / "logs")
    assert errors_of(lake_home) == [(f"logs/{COHORT}/{RUN}", "theorem", "or", "unreadable")]


def test_all_faults_at_once_are_all_told(lake_home: Path) -> None:
    """One fault for each artifact; a run whose config is damaged hides its others."""
    chosen = {
        (fault.run, fault.artifact): fault
        for fault in FAULTS
        if fault.artifact not in ("run_config.json", "or/done", "or/theorem.json") and fault.stage != "theorem"
    }
    for fault in chosen.values():
        fault.plant(lake_home / "logs" / COHORT / fault.run / fault.artifact)
    reconcile(lake_home, lake_home / "logs")
    names = columns("extract_errors")
    found = content(lake_home)["extract_errors"]
    told = {tuple(row[names.index(name)] for name in ("stage", "artifact", "kind")) for row in found}
    assert examine(lake_home) == []
    assert told == {(fault.stage, fault.artifact, fault.kind) for fault in chosen.values()}


def test_a_fault_that_is_mended_is_forgotten(lake_home: Path, sound: Tables) -> None:
    path = lake_home / "logs" / COHORT / RUN / "summary.json.gz"
    whole = path.read_bytes()
    cut(path)
    assert reconcile(lake_home, lake_home / "logs").errors == 1
    path.write_bytes(whole)
    assert reconcile(lake_home, lake_home / "logs").errors == 0
    assert content(lake_home)["aggregates"] == sound["aggregates"]
    assert lake_path(lake_home).is_file()


def test_a_damaged_state_of_a_program_is_an_error_of_the_cohort(lake_home: Path) -> None:
    cut(lake_home / "logs" / COHORT / "program_state.json")
    reconcile(lake_home, lake_home / "logs")
    names = columns("extract_errors")
    (row,) = content(lake_home)["extract_errors"]
    assert (row[names.index("stage")], row[names.index("kind")]) == ("cohort", "malformed")
