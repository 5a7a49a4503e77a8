"""The jobs that come with the program: every one runs, and what they say is checked by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lake.jobs.made import COHORT, rows
from lake.made import add, add_external, add_run, add_search
from wonton.lake import open_lake
from wonton.lake.jobs import known_presets, run_job


@pytest.mark.parametrize("preset", [found.name for found in known_presets()])
def test_every_preset_runs(home: Path, preset: str) -> None:
    with open_lake(home, write=True, make=True) as connection:
        add_run(connection, "k5", f"logs/{COHORT}/p3/heuristic", kind="basin", phase="p3")
        add(connection, "basins", {"run_key": "k5", "theorem": "t", "searcher": "agent", "seeds": 3, "solved": 2})
        add_run(connection, "k6", f"logs/{COHORT}/p1/deepseek", provider="deepseek", phase="p1")
        add_search(connection, "k6", "t", 2, [("g1", "apply", {"apply": 1}, 0)])
        lesion = {"run_key": "k6", "theorem": "t", "variant": "block_apply", "kind": "tactic", "in_main": True}
        add(connection, "interventions", lesion)
        for key, backend in (("k7", "e"), ("k8", "vampire")):
            add_external(connection, key, f"logs/{COHORT}/p5/{backend}", backend, phase="p5", corpus="tptp:small@1")
            solved = {"outcome": "proved", "solved": True, "verdict": "correct"}
            add(connection, "external_results", {"run_key": key, "backend": backend, "problem": "x", **solved})
    report = run_job(home, preset, logs_root=home / "logs" / COHORT)
    assert report.status == "done"
    assert report.datasets
    assert any(dataset.rows for dataset in report.datasets) or preset == "30_cross_assistant"


def test_a_job_of_p7_scores_its_cohort_and_nothing_else(home: Path) -> None:
    """The reference is the heuristic's run of the cohort: (g1, apply) (1+1)/(2+2) = 1/2, (g1, intro) (0+1)/(1+2) = 1/3.
    any_success: (1/2 + 1/2 + 1/3)/3 = 4/9: K = log10(9/4 / 4); used_operator: 2/3 * 1/2 = 1/3: K = log10(3/4). The
    foreign run, with 90 attempts on the same goal, is neither in the reference nor scored."""
    report = run_job(home, "75_followup_k_ref_heuristic_v1", logs_root=home / "logs" / COHORT)
    assert (report.status, report.exit_code, report.runs) == ("done", 0, 2)
    found = {(row["provider"], row["estimator"]): row for row in rows(report, "k_rows")}
    assert {key: row["k"] for key, row in found.items()} == pytest.approx(
        {
            ("heuristic", "any_success"): -0.24987747321659987,
            ("heuristic", "used_operator"): -0.12493873660829995,
            ("reprover", "any_success"): -0.24987747321659987,
            ("reprover", "used_operator"): -0.12493873660829995,
        }
    )
    assert {provider: row["in_sample"] for (provider, _), row in found.items()} == {
        "heuristic": True,
        "reprover": False,
    }
    assert [row["run_id"] for row in rows(report, "reference_members")] == [f"{COHORT}/p1/heuristic"]
    assert {row["family"]: row["p"] for row in rows(report, "reference_families")} == pytest.approx(
        {"apply": 1 / 2, "intro": 1 / 3}
    )
    assert {row["in_sample"]: row["solved"] for row in rows(report, "k_summary")} == {True: 1, False: 1}
    inputs = json.loads((report.folder / "inputs.json").read_text())
    assert [run["run_id"] for run in inputs["runs"]] == [f"{COHORT}/p1/heuristic", f"{COHORT}/p1/reprover"]
    assert inputs["reference"]["ref_id"] == report.ref_id


def test_stability_by_hand(home: Path) -> None:
    """Two lesions of theorems whose wild type solved, one of them with a solving control: of main 1 of 2 collapsed, of
    strict 1 of 1; Wilson's interval of 1 of 2 is (0.0945, 0.9055), that of 1 of 1 begins at 1/(1 + 1.96^2) = 0.2065.
    An escaped lesion counts nowhere, a rescue apart."""
    base = {"run_key": "k1", "kind": "tactic", "wild_solved": True, "in_main": True}
    with open_lake(home, write=True, make=True) as connection:
        add(
            connection,
            "interventions",
            {**base, "theorem": "t", "variant": "block_apply", "outcome": "collapse", "in_strict": True},
            {**base, "theorem": "u", "variant": "block_apply", "outcome": "reroute"},
            {**base, "theorem": "v", "variant": "block_apply", "in_main": False, "escaped": True},
            {
                "run_key": "k1",
                "kind": "tactic",
                "theorem": "w",
                "variant": "block_x",
                "outcome": "rescue",
                "in_rescue": True,
            },
        )
    report = run_job(home, "20_stability", logs_root=home / "logs" / COHORT)
    found = {(r["denominator"], r["subject"], r["outcome"]): r for r in rows(report, "outcomes")}
    collapsed = found["main", "lesions", "collapse"]
    assert (collapsed["numerator"], collapsed["trials"]) == (1, 2)
    assert (collapsed["low"], collapsed["high"]) == pytest.approx((0.0945, 0.9055), abs=1e-4)
    strict = found["strict", "block_apply", "collapse"]
    assert (strict["numerator"], strict["trials"], strict["high"]) == (1, 1, 1.0)
    assert strict["low"] == pytest.approx(0.2065, abs=1e-4)
    assert found["strict", "lesions", "reroute"]["numerator"] == 0
    assert found["rescue", "lesions", "rescue"]["trials"] == 1
