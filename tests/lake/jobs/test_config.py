"""What is a job, and what is refused before anything runs."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from wonton.core.errors import FormatVersionError, SettingsError, UnknownNameError
from wonton.lake.jobs.config import job_from, known_presets, load_job, read_job

JOB: dict[str, Any] = {
    "schema_version": 2,
    "name": "mine",
    "title": "A job",
    "parameters": {"assistant": "lean", "alpha": 1.0},
    "selection": {"assistants": ["${assistant}"], "phases": ["p2", "p1", "p1"]},
    "reference": {"build_outcomes": True, "alpha": "${alpha}", "selection": {"providers": ["heuristic"]}},
    "datasets": [{"name": "runs", "sql": "SELECT run_id FROM selected_runs"}],
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """`JOB` with `value` at `path` ("reference.alpha"); None takes the key away."""
    job = copy.deepcopy(JOB)
    *parents, last = path.split(".")
    table: Any = job
    for name in parents:
        table = table[int(name)] if name.isdecimal() else table[name]
    if value is None:
        del table[last]
    else:
        table[last] = value
    return job


def test_parameters_are_filled_in() -> None:
    config = job_from("mine", JOB).resolve({"assistant": "rocq", "alpha": "0.5"})
    assert config.selection.to_json() == {"assistants": ["rocq"], "phases": ["p1", "p2"]}
    assert config.reference is not None
    assert config.reference.alpha == 0.5
    assert config.datasets[0].file == "runs.jsonl"


def test_a_config_is_a_job_that_asks_for_the_same() -> None:
    config = job_from("mine", JOB).resolve({"assistant": "rocq"})
    again = job_from("again", config.to_json()).resolve({})
    assert again == config


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("schema_version", 1, "schema_version 1"),
        ("schema_version", None, "schema_version None"),
        ("name", "../mine", "the name is"),
        ("name", None, "the name is"),
        ("surprise", 1, "unknown keys: surprise"),
        ("parameters.alpha", [1], "neither text nor a number"),
        ("selection", None, "selects no runs"),
        ("selection", {}, "selects no runs"),
        ("selection", {"phases": []}, "selects no runs"),
        ("selection", {"phases": "p1"}, "not a list of strings"),
        ("selection", {"phase": ["p1"]}, "unknown criteria: phase"),
        ("reference.selection", None, "without a reference.selection"),
        ("reference.selection", {}, "without a reference.selection"),
        ("reference.selection", {"providers": []}, "without a reference.selection"),
        ("reference.selection", {"providers": [""]}, "without a reference.selection"),
        ("reference.build_outcomes", False, "either ref_id or build_outcomes"),
        ("reference.ref_id", "abc", "either ref_id or build_outcomes"),
        ("reference.alpha", 0, "a number above 0"),
        ("reference.alpha", "much", "a number above 0"),
        ("reference.variants", "wild_type", "not a list of strings"),
        ("when_empty", "shrug", "unknown when_empty"),
        ("datasets", [], "no datasets"),
        ("datasets.0.name", "a/b", "a name has"),
        ("datasets.0.sql", "  ", "has no sql"),
        ("datasets.0.format", "xlsx", "unknown format"),
        ("datasets", [*JOB["datasets"], *JOB["datasets"]], "two datasets have the name runs"),
    ],
)
def test_what_is_no_job(path: str, value: Any, says: str) -> None:
    with pytest.raises((SettingsError, UnknownNameError), match=says):
        job_from("mine", changed(path, value))


@pytest.mark.parametrize(
    "file",
    ["../x.jsonl", "/tmp/x.jsonl", "a/b.jsonl", "..", ".hidden", "", "manifest.json", "inputs.json", "a\\b", "x\n"],
)
def test_a_dataset_outside_its_folder_is_refused(file: str) -> None:
    with pytest.raises(SettingsError, match="would be written to"):
        job_from("mine", changed("datasets.0.file", file))


def test_a_newer_job_names_both_versions() -> None:
    with pytest.raises(FormatVersionError, match="schema_version 3; this program runs jobs of version 2"):
        job_from("mine", changed("schema_version", 3))


def test_unknown_parameters() -> None:
    with pytest.raises(UnknownNameError, match="assistent"):
        job_from("mine", JOB).resolve({"assistent": "rocq"})
    with pytest.raises(UnknownNameError, match="nobody"):
        job_from("mine", changed("selection", {"phases": ["${nobody}"]}))
    with pytest.raises(SettingsError, match="not a number"):
        job_from("mine", JOB).resolve({"alpha": "much"})


def test_a_job_of_ones_own(tmp_path: Path) -> None:
    """From JSON, and its SQL from a file beside it; a file elsewhere is refused."""
    table = changed("datasets.0.sql", None)
    table["datasets"][0]["sql_file"] = "runs.sql"
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(table))
    with pytest.raises(SettingsError, match=r"cannot read runs\.sql"):
        load_job(str(path))
    (tmp_path / "runs.sql").write_text("FROM selected_runs\n")
    assert load_job(str(path)).resolve({}).datasets[0].sql == "FROM selected_runs"
    table["datasets"][0]["sql_file"] = "../runs.sql"
    path.write_text(json.dumps(table))
    with pytest.raises(SettingsError, match="sql_file is"):
        load_job(str(path))


@pytest.mark.parametrize("text", ["[1]", "not json", ""])
def test_a_file_that_is_no_job(tmp_path: Path, text: str) -> None:
    (tmp_path / "mine.json").write_text(text)
    with pytest.raises(SettingsError, match="job"):
        read_job(tmp_path / "mine.json")


def test_an_unknown_preset_lists_the_close_ones() -> None:
    with pytest.raises(UnknownNameError, match="10_basin_k"):
        load_job("10_basin")


def test_presets_are_named_as_their_files_and_those_of_p7_are_there() -> None:
    names = [job.name for job in known_presets()]
    assert names == sorted(names)
    assert [load_job(name).name for name in names] == names
    assert {
        "01_runs_overview",
        "10_basin_k",
        "20_stability",
        "30_cross_assistant",
        "40_goal_tactic_invariants",
        "50_external_backends",
        "73_followup_k_ref_reprover_v1",
        "74_followup_k_ref_deepseek_v1",
        "75_followup_k_ref_heuristic_v1",
        "76_followup_k_ref_pooled_v1",
    } <= set(names)
    assert all(job.title for job in known_presets())


@pytest.mark.parametrize("name", [job.name for job in known_presets() if job.name >= "73"])
def test_presets_of_p7_score_rocq_as_they_score_lean(name: str) -> None:
    configs = [load_job(name).resolve({"assistant": assistant}) for assistant in ("lean", "rocq")]
    lean, rocq = (json.dumps(config.to_json()) for config in configs)
    assert lean.replace('"lean"', '"rocq"') == rocq
    assert lean != rocq
    assert all(config.reference and config.reference.selection and config.when_empty == "skip" for config in configs)
