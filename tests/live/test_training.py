"""A model trained for a few steps on proofs that live Lean just found, and searched with: the whole loop."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wonton.artifacts.read import read_json
from wonton.cli.main import main

pytest.importorskip("torch", reason="the extra `models` is not installed")
pytest.importorskip("transformers", reason="the extra `models` is not installed")

THEOREMS = ("-t", "bool_not_not", "-t", "and_rotate", "-t", "bool_and_self")


def test_train_on_proofs_and_search_with_the_model(
    tmp_path: Path, tool_cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, out = tmp_path / "home", tmp_path / "model"
    home.mkdir()
    (home / "cache").symlink_to(tool_cache)
    place = ("--home", str(home), "--plain")
    assert main(["run", *place, *THEOREMS, "-b", "quick", "--run-id", "proofs"]) == 0
    assert main(["lake", "reconcile", *place]) == 0
    assert main(["train", "tacgen", *place, "--out", str(out), "--held-out", "0", "--steps", "4"]) == 0
    said = capsys.readouterr().out
    assert "step 4 of 4" in said and str(out / "round-0") in said
    facts = json.loads((out / "round-0" / "wonton.json").read_text())
    assert facts["data"]["theorems"] == 3 and facts["model"]["parameters"] > 700_000
    model = ("-p", "reprover", "--model", str(out / "round-0"), "--samples", "2", "--max-new-tokens", "12")
    assert main(["run", *place, *THEOREMS, *model, "-b", "quick", "--wild-only", "--run-id", "model"]) == 0
    config = read_json(home / "logs" / "model" / "run_config.json")
    assert config["versions"]["provider_prompt"].startswith("reprover-")
    assert read_json(home / "logs" / "model" / "summary.json.gz")["counts"]["tau"] > 0
