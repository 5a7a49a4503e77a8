"""`wonton train tacgen`: what it refuses, and what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wonton.cli.main import main
from wonton.providers.models import software


def test_without_the_extra_it_says_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(software, "find_spec", lambda name: None)
    assert main(["train", "tacgen", "--out", str(tmp_path / "out"), "--home", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "training a model needs torch, transformers" in said and "wonton-soup[models]" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--held-out", "1"), "not a share"),
        (("--held-out", "x"), "not a share"),
        (("--steps", "0"), "positive"),
    ],
)
def test_values_out_of_range(
    options: tuple[str, str], named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["train", "tacgen", "--out", str(tmp_path / "out"), *options])
    assert stop.value.code == 2
    assert named in capsys.readouterr().err


def test_a_corpus_of_the_other_assistant(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch", reason="the extra `models` is not installed")
    options = ("--out", str(tmp_path / "out"), "--home", str(tmp_path / "home"))
    assert main(["train", "tacgen", *options, "-c", "rocq:core"]) == 2
    assert "rocq:core is not for lean" in capsys.readouterr().err


def test_without_a_lake_it_says_how_to_make_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch", reason="the extra `models` is not installed")
    pytest.importorskip("duckdb", reason="the extra `lake` is not installed")
    options = ("--out", str(tmp_path / "out"), "--home", str(tmp_path / "home"))
    assert main(["train", "tacgen", *options, "--json"]) == 1
    assert "wonton lake reconcile" in capsys.readouterr().err
    settings = json.loads((tmp_path / "out" / "training.json").read_text())["settings"]
    assert settings["corpus"].startswith("lean:core@")
    assert main(["train", "tacgen", *options, "--steps", "7"]) == 1, "nothing is lost, so it may begin anew"
    assert "wonton lake reconcile" in capsys.readouterr().err
    settings = json.loads((tmp_path / "out" / "training.json").read_text())["settings"]
    assert settings["recipe"]["steps"] == 7
