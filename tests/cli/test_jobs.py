"""`wonton lake job`, `reference` and `score-k` on a small lake, as a user calls them."""

from __future__ import annotations

import io
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pytest

from lake.made import add_run, add_search
from wonton.cli import jobs
from wonton.cli.output import Mode, Output
from wonton.core.errors import SettingsError, UnknownNameError
from wonton.lake import open_lake


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with open_lake(tmp_path, write=True, make=True) as connection:
        for key, provider in (("k1", "heuristic"), ("k2", "reprover")):
            add_run(connection, key, f"logs/study/p1/{provider}", provider=provider, phase="p1")
            add_search(connection, key, "t", 4, [("g1", "apply", {"apply": 2}, 2)])
    return tmp_path


def wonton_lake(home: Path, *argv: str, mode: Mode = "plain") -> tuple[int, str]:
    """The verbs on a parser of their own: how they are hung into `wonton lake` is tested there."""
    parser = ArgumentParser(prog="wonton lake")
    jobs.register_verbs(parser.add_subparsers(required=True))
    args = parser.parse_args([*argv, "--home", str(home)])
    said = io.StringIO()
    return args.command(args, Output(mode, said)), said.getvalue()


def records(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_presets(home: Path) -> None:
    code, text = wonton_lake(home, "job", "presets")
    assert code == 0
    assert "assistant, alpha=1.0" in text
    found = records(wonton_lake(home, "job", "presets", mode="json")[1])
    assert {row["name"] for row in found} >= {"01_runs_overview", "76_followup_k_ref_pooled_v1"}


def test_a_job_that_runs_and_is_shown(home: Path) -> None:
    code, text = wonton_lake(home, "job", "run", "75_followup_k_ref_heuristic_v1", "--logs-dir", str(home / "logs"))
    assert code == 0
    assert "2 runs, reference" in text
    folder = Path(text.splitlines()[-1])
    assert (folder / "manifest.json").is_file()
    assert folder.name in wonton_lake(home, "job", "show")[1]
    code, shown = wonton_lake(home, "job", "show", folder.name)
    assert code == 0
    assert "k_rows.jsonl" in shown


def test_parameters(home: Path) -> None:
    argv = ("job", "run", "76_followup_k_ref_pooled_v1", "--set", "alpha=0.5", "--set", "assistant=lean")
    (row,) = records(wonton_lake(home, *argv, mode="json")[1])
    config = json.loads((Path(row["folder"]) / "job_config.json").read_text())
    assert config["parameters"] == {"alpha": 0.5, "assistant": "lean"}
    with pytest.raises(UnknownNameError, match="betta"):
        wonton_lake(home, "job", "run", "76_followup_k_ref_pooled_v1", "--set", "betta=1")
    with pytest.raises(SystemExit):
        wonton_lake(home, "job", "run", "76_followup_k_ref_pooled_v1", "--set", "alpha")


def test_a_skip_is_loud_and_ends_with_3(home: Path) -> None:
    code, text = wonton_lake(home, "job", "run", "74_followup_k_ref_deepseek_v1")
    assert code == 3
    assert "skipped: no runs with outcomes meet the selection of the reference" in text
    assert "deepseek" in text


def test_a_reference_and_scores_against_it(home: Path) -> None:
    code, text = wonton_lake(home, "reference", "build", "--provider", "heuristic", "--assistant", "lean", mode="json")
    assert code == 0
    (built,) = records(text)
    assert (built["runs"], built["attempts"], built["successes"]) == (1, 2, 1)
    code, text = wonton_lake(home, "score-k", "--reference", built["ref_id"][:8], "--phase", "p1", mode="json")
    assert code == 0
    assert records(text) == [
        {"kind": "scored", "ref_id": built["ref_id"], "runs": 2, "rows": 4, "with_k": 4, "in_sample": 2}
    ]
    assert built["ref_id"] in wonton_lake(home, "reference", "show")[1]
    assert "study/p1/heuristic" in wonton_lake(home, "reference", "show", built["ref_id"])[1]


def test_scoring_nothing_is_told(home: Path) -> None:
    (built,) = records(wonton_lake(home, "reference", "build", "--phase", "p1", mode="json")[1])
    code, text = wonton_lake(home, "score-k", "--reference", built["ref_id"], "--provider", "nobody")
    assert code == 3
    assert "no runs meet the selection (providers nobody)" in text


def test_no_selection_is_refused(home: Path) -> None:
    with pytest.raises(SettingsError, match="the selection is empty"):
        wonton_lake(home, "reference", "build")
    (built,) = records(wonton_lake(home, "reference", "build", "--phase", "p1", mode="json")[1])
    with pytest.raises(SettingsError, match="the selection is empty"):
        wonton_lake(home, "score-k", "--reference", built["ref_id"])
    with pytest.raises(UnknownNameError, match="unknown reference 'x'"):
        wonton_lake(home, "score-k", "--reference", "x", "--phase", "p1")


@pytest.mark.parametrize("weight", ["0", "-1", "inf", "nan", "much"])
def test_alpha_is_above_0(home: Path, weight: str) -> None:
    with pytest.raises(SystemExit):
        wonton_lake(home, "reference", "build", "--phase", "p1", f"--alpha={weight}")
