"""Runs with a model on live assistants: a tiny reprover, through the command line, by one worker and by two."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from providers.models.conftest import folders
from wonton.artifacts.compare import differences
from wonton.artifacts.read import read_json
from wonton.cli.main import main

__all__ = ["folders"]

MODEL = ("--samples", "4", "--max-new-tokens", "14", "--wild-only", "-b", "quick", "--plain")
DISTRIBUTED = ("--mcts-mode", "distributed", "--agents", "2", "--inflight", "4")


def run(home: Path, name: str, *options: str) -> Path:
    """Run it, and give the run directory."""
    assert main(["run", "--home", str(home), "-p", "reprover", *MODEL, "--run-id", name, *options]) == 0
    return home / "logs" / name


@pytest.fixture
def home(tmp_path: Path, tool_cache: Path) -> Path:
    """A home that shares the session's compiled libraries."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "cache").symlink_to(tool_cache)
    return tmp_path / "home"


@pytest.mark.parametrize("assistant", ["lean", "rocq"])
def test_a_run_with_a_model_has_the_same_bytes_with_one_worker_and_with_two(
    assistant: str, home: Path, folders: Callable[[str], Path]
) -> None:
    model = ("-a", assistant, "--model", str(folders("reprover")), "--sampling", "--seed", "3", "--sample", "2")
    alone = run(home, "alone", *model)
    together = run(home, "together", *model, "--workers", "2", "--no-store")
    assert differences(alone, together) == []
    config = read_json(alone / "run_config.json")
    assert config["settings"]["model"]["samples"] == 4
    assert config["versions"]["provider_prompt"].startswith("reprover-1-")
    summary = read_json(alone / "summary.json.gz")
    model_used = summary["timings"]["model"]
    assert summary["counts"]["tau"] > 0
    assert model_used["goals"] >= 2 and model_used["prompt_tokens"] > 0 and model_used["seconds"] > 0


def test_hands_with_models_of_their_own_change_nothing(home: Path, folders: Callable[[str], Path]) -> None:
    model = ("--model", str(folders("reprover")), *DISTRIBUTED, "--sample", "1", "--seed", "3")
    alone, helped = run(home, "alone", *model), run(home, "helped", *model, "--workers", "2")
    assert differences(alone, helped) == []


def test_each_seed_of_a_basin_draws_anew(home: Path, folders: Callable[[str], Path]) -> None:
    model = ("--model", str(folders("reprover")), "--sampling", "--samples", "4", "--max-new-tokens", "14")
    basin = ("basin", "--home", str(home), "-p", "reprover", *model, "-b", "quick", "--sample", "1", "--seed", "3")
    assert main([*basin, "--seeds", "3", "--run-id", "basin", "--plain"]) == 0
    summary = read_json(home / "logs" / "basin" / "summary.json.gz")
    (theorem,) = (home / "logs" / "basin").glob("*/basin_seeds.json")
    seeds = read_json(theorem)
    asked = [sides["agent"]["model"]["goals"] for sides in seeds["timings"].values()]
    assert all(asked), "every seed asks the model itself"
    assert summary["timings"]["model"]["goals"] == sum(asked)


def test_two_providers_stand_side_by_side(home: Path, folders: Callable[[str], Path]) -> None:
    argv = ["run", "--home", str(home), "--providers", "heuristic,reprover", "--model", str(folders("reprover"))]
    argv += ["--sample", "3", "--seed", "3", *MODEL, "--run-id", "two"]
    assert main(argv) == 0
    summary = read_json(home / "logs" / "two" / "providers_summary.json")
    heuristic, reprover = summary["providers"]
    (pair,) = summary["pairs"]
    assert (heuristic["counts"]["theorems"], pair["all"]["items"]) == (3, 3)
    assert pair["all"]["first"]["numerator"] == heuristic["solved"]["numerator"] == 3
    assert pair["all"]["second"]["numerator"] == reprover["solved"]["numerator"]
    assert list(summary["timings"]) == ["reprover"] and summary["timings"]["reprover"]["model"]["goals"] >= 3
    configs = [read_json(home / "logs" / "two" / name / "run_config.json") for name in ("heuristic", "reprover")]
    assert ["model" in config["settings"] for config in configs] == [False, True]
    assert configs[0]["theorems"] == configs[1]["theorems"]
    assert main(["compare", "two/heuristic", "two/reprover", "--home", str(home), "--plain"]) == 0


def test_what_is_missing_is_said_before_anything_starts(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["run", "--home", str(home), "-p", "reprover", "--model", str(tmp_path / "none"), "--plain"])
    said = capsys.readouterr().err
    assert code == 2
    assert "provider reprover" in said
    assert not (home / "logs").exists()


def test_options_of_models_are_refused_by_other_providers(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--home", str(home), "--model", "x", "--plain"]) == 2
    assert "provider heuristic asks no model" in capsys.readouterr().err
