"""`wonton postprocess` as it is called."""

from __future__ import annotations

from pathlib import Path

from .conftest import Wonton
from .fakes import FAKES


def a_run(wonton: Wonton) -> None:
    said = wonton("run", *FAKES, "-c", "lean:core", "--limit", "2", "--run-id", "day/one")
    assert said.code == 0, said.err


def test_the_logs_of_the_home_are_postprocessed_once(wonton: Wonton) -> None:
    a_run(wonton)
    first = wonton("postprocess", "--json")
    assert first.code == 0
    (row,) = first.of_kind("postprocess")
    assert (row["run"], row["computed"], row["problems"]) == ("day/one", 2, [])
    (summary,) = first.of_kind("summary")
    assert summary["written"] == row["written"] > 2 and summary["exit_code"] == 0
    (again,) = wonton("postprocess", "--json").of_kind("postprocess")
    assert (again["computed"], again["current"], again["written"]) == (0, 2, 0)


def test_problems_are_shown_and_make_exit_code_3(wonton: Wonton, home: Path) -> None:
    a_run(wonton)
    run = home / "logs" / "day" / "one"
    folder = next(path.parent for path in sorted(run.glob("*/theorem.json")))
    (folder / "wild_type_mcts_tree.json").write_text("{")
    said = wonton("postprocess", "--logs-dir", str(run), "--workers", "2", "--plain")
    assert said.code == 3
    assert "1 problem" in said.out
    assert f"one {folder.name} wild_type: mcts_tree: damaged: wild" not in said.out, "paths are not told twice"
    assert f"one {folder.name} wild_type: mcts_tree: damaged: {folder.name}/wild_type_mcts_tree.json" in said.out


def test_bad_usage_is_exit_code_2(wonton: Wonton, home: Path) -> None:
    assert wonton("postprocess", "--logs-dir", str(home / "nowhere")).code == 2
    assert "is not a folder" in wonton("postprocess", "--logs-dir", str(home / "nowhere")).err
    for words in (("--workers", "0"), ("--ged-limit", "-1"), ("--ged-limit", "nan"), ("--ged-limit", "x")):
        assert wonton("postprocess", *words).code == 2
