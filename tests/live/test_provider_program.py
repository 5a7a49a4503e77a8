"""The run program with two real providers, and one whose model cannot be read: panel, lake, K by every reference."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from providers.models.conftest import folders
from wonton.cli.main import main
from wonton.lake import open_lake
from wonton.program import known_settings
from wonton.program.plan import DEEPSEEK_MODEL

__all__ = ["folders"]

NAME = "followup-2026-03"
COHORT = f"2026-03-01-{NAME}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, tool_cache: Path, folders: Callable[[str], Path]) -> Iterator[Path]:
    """p1, then p6 and p7, of a panel of three theorems; the folder of `deepseek` is there, and empty."""
    root = tmp_path_factory.mktemp("providers")
    (root / "home").mkdir()
    (root / "home" / "cache").symlink_to(tool_cache)
    (root / "artifacts" / DEEPSEEK_MODEL).mkdir(parents=True)
    environment = {
        "WONTON_HOME": str(root / "home"),
        "LEAN_CORPUS_REF": "lean:core#constructive",
        "LEAN_PROVIDERS_CSV": "heuristic,reprover,deepseek",
        "REPROVER_MODEL": str(folders("reprover")),
        "DEEPSEEK_ARTIFACT_ROOT": str(root / "artifacts"),
        "PANEL_SAMPLE": "3",
        "LEAN_WORKERS": "1",
    }
    with pytest.MonkeyPatch.context() as patch:
        for known in known_settings():
            patch.delenv(known.name, raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        for phase in ("p1", "p6..p7"):
            argv = ["program", "run", NAME, "--phase", phase, "--scale", "quick", "--date", "2026-03-01", "--execute"]
            assert main([*argv, "--plain"]) == 3
        yield root / "home"


def test_the_provider_that_cannot_run_is_a_recorded_skip(home: Path) -> None:
    commands = json.loads((home / "logs" / COHORT / "program_state.json").read_text())["commands"]
    found = {key: row["status"] for key, row in commands.items()}
    skipped = ["p1/deepseek", "p7/74_followup_k_ref_deepseek_v1"]
    assert sorted(key for key, status in found.items() if status == "skipped") == skipped
    assert all("deepseek" in commands[key]["reason"] for key in skipped)
    assert {found["p1/heuristic"], found["p1/reprover"]} == {"done"}
    assert {found[key] for key in found if key.startswith("p7/") and key not in skipped} == {"done"}


def test_every_reference_is_of_its_providers_and_scores_the_same_items(home: Path) -> None:
    with open_lake(home) as connection:
        members = connection.execute(
            "SELECT DISTINCT j.name[:2], r.provider FROM job_runs AS j JOIN reference_members USING (ref_id) "
            "JOIN runs AS r USING (run_key) ORDER BY ALL"
        ).fetchall()
        scored = connection.execute(
            "SELECT j.name[:2], list_sort(list(DISTINCT s.theorem)) FROM job_runs AS j "
            "JOIN k_scores AS s USING (ref_id) WHERE s.variant = 'wild_type' GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        panels = connection.execute(
            "SELECT DISTINCT list(theorem ORDER BY theorem) FROM theorems JOIN runs USING (run_key) GROUP BY provider"
        ).fetchall()
    assert members == [("73", "reprover"), ("75", "heuristic"), ("76", "heuristic"), ("76", "reprover")]
    assert [name for name, _ in scored] == ["73", "75", "76"]
    assert all(theorems == scored[0][1] for _, theorems in scored)
    assert len(panels) == 1, "both providers searched the same theorems"


def test_the_report_pairs_the_providers(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["program", "report", NAME, "--home", str(home), "--plain"]) == 0
    with (home / "reports" / COHORT / "tables" / "provider_agreement.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    capsys.readouterr()
    assert main(["show", f"{COHORT}/p1", "--home", str(home), "--json"]) == 0
    shown = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (pair,) = next(one for one in shown if one["kind"] == "providers")["pairs"]
    assert [row["first"], row["second"]] == pair["providers"] == ["heuristic", "reprover"]
    names = ("both", "first_only", "second_only", "neither")
    assert [int(row[name]) for name in names] == [pair["all"][name] for name in names]
    assert float(row["mcnemar_p"]) == pair["all"]["mcnemar_p"]
