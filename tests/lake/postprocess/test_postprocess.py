"""Postprocessing of real runs on Lean: what it writes, that it writes it once, and that nothing else changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from wonton.artifacts.compare import digest
from wonton.artifacts.read import open_run, read_json
from wonton.artifacts.schemas import kind_of, schema
from wonton.cli.main import main
from wonton.core.errors import MissingToolError, RunExistsError, SettingsError
from wonton.lake.postprocess import Parameters, parameters, postprocess
from wonton.metrics.search_graphs import GED_FAMILIES

from .conftest import BASIN, RUN

KINDS = ("measures", "ged_matrix", "attractor_clusters", "postprocess_metrics")


def snapshot(root: Path) -> dict[str, tuple[int, bytes]]:
    """Time of the last change and content of every file below `root`."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {p.relative_to(root).as_posix(): (p.stat().st_mtime_ns, p.read_bytes()) for p in files}


def contents(root: Path) -> dict[str, bytes]:
    """Content of every file below `root`."""
    return {name: data for name, (_, data) in snapshot(root).items()}


def measures_of(run_dir: Path) -> Iterator[dict[str, Any]]:
    """All measures files of a run."""
    for path in sorted(run_dir.glob("*/*_measures.json")):
        yield read_json(path)


def test_files_follow_their_schemas_and_the_run_is_the_same(logs: Path, run_dir: Path) -> None:
    before, originals = digest(run_dir), snapshot(logs)
    report = postprocess(logs)
    assert report.exit_code == 0 and [run.computed for run in report.runs] == [len(RUN), len(BASIN)]
    after = snapshot(logs)
    assert {name: after[name] for name in originals} == originals, "no file of the runs was touched"
    assert digest(run_dir) == before, "what was added is no part of the run"
    added = [logs / name for name in after if name not in originals]
    assert len(added) == report.written
    seen = dict.fromkeys(KINDS, 0)
    for path in added:
        kind = kind_of(path)
        assert kind in KINDS
        problems = [f"{path}: {e.message}" for e in Draft202012Validator(schema(kind)).iter_errors(read_json(path))]
        assert problems == []
        seen[kind] += 1
    variants = sum(len(theorem.variants()) for theorem in open_run(run_dir).theorems())
    assert seen == {"measures": variants, "ged_matrix": len(RUN), "attractor_clusters": 6, "postprocess_metrics": 2}


def test_a_second_time_writes_nothing_and_force_gives_the_same_bytes(done: Path) -> None:
    logs = done
    first = snapshot(logs)
    again = postprocess(logs)
    assert again.written == 0 and sum(run.current for run in again.runs) == len(RUN) + len(BASIN)
    assert snapshot(logs) == first
    forced = postprocess(logs, force=True)
    assert sum(run.computed for run in forced.runs) == len(RUN) + len(BASIN)
    assert snapshot(logs) == first


def test_the_number_of_workers_and_the_root_change_no_byte(logs: Path, measured: Path) -> None:
    for run_dir in ("day/p1/run", "day/p3"):
        postprocess(logs / run_dir, workers=3)
    assert contents(logs) == contents(measured)


@pytest.mark.parametrize("lost", ["wild_type_measures.json", "ged_matrix.json", "attractor_clusters.json"])
def test_only_what_is_missing_or_changed_is_computed(done_run: Path, lost: str) -> None:
    run_dir = done_run
    whole = contents(run_dir)
    (run_dir / RUN[0] / lost).unlink()
    (run_dir / RUN[1] / lost).write_bytes(whole[f"{RUN[1]}/{lost}"][:-40])
    (report,) = postprocess(run_dir).runs
    assert (report.computed, report.current, report.written) == (2, len(RUN) - 2, 2)
    assert contents(run_dir) == whole


def test_a_changed_input_or_parameter_is_noticed(done_run: Path) -> None:
    run_dir = done_run
    history = run_dir / RUN[0] / "wild_type_history.json"
    value = read_json(history)
    value["timings"] = {}
    history.write_text(json.dumps(value))
    (report,) = postprocess(run_dir).runs
    assert report.computed == 1
    assert postprocess(run_dir, parameters=Parameters(ged_limit=0)).runs[0].computed == len(RUN)


def test_a_lost_run_file_is_written_again(done_run: Path) -> None:
    run_dir = done_run
    path = run_dir / "postprocess_metrics.json"
    data = path.read_bytes()
    for damage in (b"", data[:100]):
        path.write_bytes(damage)
        assert postprocess(run_dir).written == 1
        assert path.read_bytes() == data


@pytest.mark.parametrize("limit", [0.0, 0.02])
def test_a_distance_is_never_a_bare_number(done_run: Path, limit: float) -> None:
    run_dir = done_run
    postprocess(run_dir, parameters=Parameters(ged_limit=limit))
    inexact = invalid = 0
    for value in measures_of(run_dir):
        for comparison in value["comparisons"]:
            for family in GED_FAMILIES:
                found = comparison[family]
                if not found["valid"]:
                    assert found["value"] is found["lower"] is found["normalised"] is None and found["validity"]
                    invalid += 1
                    continue
                assert found["lower"] <= found["value"] == found["upper"]
                assert found["exact"] == (found["lower"] == found["upper"]) == (found["normalised"] is not None)
                assert found["exact"] or found["validity"]
                inexact += not found["exact"]
    assert invalid > 0
    assert inexact > 0 or limit > 0


def test_measures_agree_with_what_the_run_says_itself(measured_run: Path) -> None:
    solved = lesions = 0
    for theorem in open_run(measured_run).theorems():
        for variant in theorem.variants():
            metrics, value = theorem.metrics(variant), theorem.measures(variant)
            assert metrics is not None and value is not None
            known = metrics["trace_k"]
            if known is not None:
                solved += 1
                assert {key: value["k_search_efficiency"][key] for key in known} == known
                assert sum(value["tactic_fingerprint"]["proof"]) == metrics["proof"]["steps"]
                assert value["detours"]["attempts"] == metrics["attempts_at_solve"]
            assert sum(value["tactic_fingerprint"]["tried"]) == metrics["attempts"]["tau"]
            assert sum(cell["attempts"] for cell in value["goal_tactics"]) == metrics["attempts"]["tau"]
            assert (value["failure_analysis"]["reason"] is None) == metrics["solved"]
            comparison = theorem.comparison(variant)
            references = [row["reference"] for row in value["comparisons"]]
            if comparison is None:
                assert references == []
                continue
            lesions += comparison["lesion"] is not None
            assert references == (["wild_type", "control_null"] if comparison["lesion"] else ["wild_type"])
            beside_wild = value["comparisons"][0]
            if comparison["same_structure"] is not None:
                assert (beside_wild["ged_proof_graph"]["value"] == 0) == comparison["same_structure"]
            assert beside_wild["trajectory_comparison"]["reference_iterations"] is not None
    assert solved > 4 and lesions > 4


def test_the_soft_distance_never_exceeds_the_hard_one(measured_run: Path) -> None:
    softer = 0
    for value in measures_of(measured_run):
        for row in value["comparisons"]:
            hard, soft = row["ged_search_graph"], row["ged_search_graph_soft"]
            if hard["exact"] and soft["exact"]:
                assert soft["value"] <= hard["value"]
                softer += soft["value"] < hard["value"]
    assert softer > 0


def test_clusters_hold_every_proof_once(measured_run: Path) -> None:
    for theorem in open_run(measured_run).theorems():
        value = read_json(theorem.folder / "attractor_clusters.json")
        solved = [v for v in theorem.variants() if (theorem.metrics(v) or {})["solved"]]
        assert sorted(v for member in value["members"] for v in member["found_by"]) == sorted(solved)
        clustered = [structure for cluster in value["clusters"] for structure in cluster["members"]]
        assert sorted(clustered) == sorted(member["structure"] for member in value["members"])
        assert sum(cluster["weight"] for cluster in value["clusters"]) == len(solved)
        assert value["valid"] == bool(solved)
        # A replicate is the same proof again: each structure counts once among those that share their steps.
        assert value["invariants"]["proofs"] == len(value["members"])
        matrix = read_json(theorem.folder / "ged_matrix.json")
        assert len(matrix["pairs"]) == len(solved) * (len(solved) - 1) // 2


def test_a_basin_has_the_clusters_of_its_structures(measured: Path) -> None:
    basin = measured / "day" / "p3" / "basin"
    for item in BASIN:
        value = read_json(basin / item / "attractor_clusters.json")
        known = read_json(basin / item / "basin_analysis.json")["structure_distribution"]
        assert {c["medoid"]: c["weight"] for c in value["clusters"]} == known
        assert value["method"] == "identical_structure" and value["invariants"] is None
    ends = read_json(basin / "postprocess_metrics.json")["basin_searches"]
    assert [(row["searcher"], row["searches"]) for row in ends] == [("agent", 8), ("blind", 8)]


def test_the_run_is_the_sum_of_its_theorems(measured_run: Path) -> None:
    whole = read_json(measured_run / "postprocess_metrics.json")
    values = list(measures_of(measured_run))
    for name in ("attempts", "successes", "proof_steps"):
        parts = sum(cell[name] for value in values for cell in value["goal_tactics"])
        assert sum(cell[name] for cell in whole["goal_tactics"]) == parts > 0
    wild = whole["tactic_fingerprints"][0]
    assert wild["variant"] == "wild_type" and wild["theorems"] == len(RUN)
    assert wild["divergence_from_wild_type"] is None
    reasons = whole["failure_analysis"]["variants"]
    assert sum(row["solved"] for row in reasons) == sum(value["solved"] for value in values)
    assert sum(sum(row["reasons"].values()) + row["solved"] for row in reasons) == len(values)
    told = [value["failure_analysis"] for value in values]
    assert all(sum(m["count"] for m in one["messages"]) == sum(one["rejected"].values()) for one in told)
    assert len(whole["failure_analysis"]["messages"]) <= 20
    similar = whole["root_goal_similarity"]
    assert similar["items"] == sorted(RUN)
    assert [len(row) for row in similar["distances"]] == list(range(len(RUN)))
    assert all(0 <= row["similarity"] < 1 and row["item_id"] in RUN for row in similar["nearest"])


def test_what_is_no_run_is_refused(tmp_path: Path, logs: Path) -> None:
    with pytest.raises(SettingsError, match="not a folder"):
        postprocess(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SettingsError, match="no run"):
        postprocess(tmp_path / "empty")


@pytest.mark.parametrize("bad", [{"ged_limit": -1.0}, {"ged_limit": float("nan")}, {"cluster_threshold": 1.5}])
def test_parameters_out_of_range_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(SettingsError):
        Parameters(**bad)


def test_without_the_extra_nothing_is_touched(
    run_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(parameters, "_PACKAGES", ("no-such-package",))
    before = snapshot(run_dir)
    with pytest.raises(MissingToolError, match=r"wonton-soup\[lake\]"):
        postprocess(run_dir)
    assert main(["postprocess", "--logs-dir", str(run_dir), "--plain"]) == 2
    assert "pip install 'wonton-soup[lake]'" in capsys.readouterr().err
    assert snapshot(run_dir) == before


def test_two_at_a_time_are_refused(done_run: Path) -> None:
    def second(*_: object) -> None:
        with pytest.raises(RunExistsError, match="another process"):
            postprocess(done_run)
        refused.append(True)

    refused: list[bool] = []
    postprocess(done_run, observer=second)
    assert refused == [True] * len(RUN)
