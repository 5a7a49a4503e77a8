"""Basins: every seed once, whoever works and however often it is stopped; the files agree with each other."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from wonton.artifacts import layout, write
from wonton.artifacts.compare import differences, digest
from wonton.artifacts.read import read_json
from wonton.artifacts.schemas import kind_of, schema
from wonton.core.errors import SettingsError, WontonError
from wonton.runs import RunEvent, RunPlan, RunReport, execute_run, studies
from wonton.runs.order import BasinSettings

from .worlds import Ledger, plan

SEEDS = 6


def basin_plan(root: Path, *item_ids: str, seeds: int = SEEDS, blind: bool = True, **changes: Any) -> RunPlan:
    """A basin over some theorems of the small world."""
    return replace(plan(root, *item_ids, wild_only=True, **changes), basin=BasinSettings(seeds, blind))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> RunReport:
    """The basin that nothing disturbs, in this process."""
    return execute_run(basin_plan(tmp_path_factory.mktemp("whole")), workers=0)


def _folder(report: RunReport, item_id: str) -> Path:
    return layout.theorem_folder(report.run_dir, item_id)


def test_every_theorem_is_searched_with_every_seed_by_both(whole: RunReport) -> None:
    found = read_json(_folder(whole, "or") / layout.BASIN_SEEDS)["seeds"]
    assert [row["seed"] for row in found] == list(range(SEEDS))
    assert {row["agent"]["policy"] for row in found} == {"ucb1"}
    assert {row["blind"]["policy"] for row in found} == {"blind_uniform"}
    assert all(row["agent"]["search_seed"] == row["blind"]["search_seed"] for row in found)
    assert len({row["agent"]["search_seed"] for row in found}) == SEEDS


def test_the_analysis_counts_what_the_seeds_found(whole: RunReport) -> None:
    folder = _folder(whole, "or")
    rows, analysis = read_json(folder / layout.BASIN_SEEDS)["seeds"], read_json(folder / layout.BASIN_ANALYSIS)
    for side, found in (("agent", analysis), ("blind", analysis["blind"])):
        structures = Counter(row[side]["structure"] for row in rows if row[side]["solved"])
        assert found["structure_distribution"] == structures
        assert found["solve_rate"]["numerator"] == structures.total()
    assert len(analysis["blind"]["structure_distribution"]) > 1, "a blind search of `Or a b` falls into several proofs"
    assert analysis["costs"]["blind"]["attempts"] == sum(row["blind"]["attempts"] for row in rows)


def test_the_summary_tells_of_all_theorems(whole: RunReport) -> None:
    rows = {row["item_id"]: row for row in whole.summary["theorems"]}
    assert (whole.exit_code, rows["nonsense"]["status"], rows["nonsense"]["agent"]) == (3, "refused", None)
    assert rows["false"]["agent"]["solve_rate"]["numerator"] == 0
    assert rows["and"]["agent"]["solve_rate"]["numerator"] == SEEDS
    assert whole.summary["k"]["restricted_mean"]["points"] > 0
    counts = whole.summary["counts"]
    assert counts["seeds"] == SEEDS * (counts["theorems"] - counts["refused"])


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_workers_change_nothing(workers: int, whole: RunReport, tmp_path: Path) -> None:
    assert differences(whole.run_dir, execute_run(basin_plan(tmp_path), workers=workers).run_dir) == []


def test_fewer_theorems_than_workers_are_cut_by_seeds(tmp_path: Path) -> None:
    one, ledger = execute_run(basin_plan(tmp_path / "one", "or"), workers=0), Ledger()
    two = execute_run(basin_plan(tmp_path / "two", "or"), workers=3, observer=ledger)
    assert digest(one.run_dir) == digest(two.run_dir)
    assert sorted(e.data["seed"] for e in ledger.events if e.kind == "seed_finished") == list(range(SEEDS))


class _StopAt:
    """An observer that stops the run after so many seeds."""

    def __init__(self, number: int) -> None:
        self.left, self.seen = number, list[tuple[str, int]]()

    def __call__(self, event: RunEvent) -> None:
        if event.kind == "seed_finished":
            self.seen.append((event.item_id, event.data["seed"]))
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt


def test_a_stopped_basin_goes_on_where_it_was(whole: RunReport, tmp_path: Path) -> None:
    chosen, seen = basin_plan(tmp_path), list[tuple[str, int]]()
    for number in (1, 3, 8):
        observer = _StopAt(number)
        with pytest.raises(WontonError, match="was stopped"):
            execute_run(chosen, workers=1, resume=bool(seen), observer=observer)
        seen += observer.seen
    last = _StopAt(1_000)
    report = execute_run(chosen, workers=1, resume=True, observer=last)
    assert digest(report.run_dir) == digest(whole.run_dir)
    assert max(Counter(seen + last.seen).values()) == 1, "no seed is told to be finished twice"


def test_a_failed_theorem_keeps_its_seeds_and_can_be_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deaths = tmp_path / "deaths"
    deaths.mkdir()
    monkeypatch.setenv("WONTON_TEST_DIE", str(deaths))
    monkeypatch.setenv("WONTON_TEST_DEATHS", "2")
    chosen = basin_plan(tmp_path / "died", "killer")
    report = execute_run(chosen, workers=1)
    assert (report.exit_code, report.failed) == (3, ("killer",))
    again = execute_run(chosen, workers=1, resume=True)
    whole = execute_run(basin_plan(tmp_path / "whole", "killer"), workers=1)
    assert (again.exit_code, digest(again.run_dir)) == (0, digest(whole.run_dir))


def test_two_parts_that_fail_are_one_theorem_that_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deaths, ledger = tmp_path / "deaths", Ledger()
    deaths.mkdir()
    monkeypatch.setenv("WONTON_TEST_DIE", str(deaths))
    monkeypatch.setenv("WONTON_TEST_DEATHS", "1000")
    report = execute_run(basin_plan(tmp_path / "died", "killer"), workers=2, observer=ledger)
    assert (report.failed, len(list(deaths.iterdir()))) == (("killer",), 4)
    assert ledger.kinds("killer").count("theorem_failed") == 1


class _Pen:
    """The module `write`, which stops the run after so many files."""

    def __init__(self, files: int) -> None:
        self.left = files

    def __getattr__(self, name: str) -> Any:
        return getattr(write, name)

    def write_json(self, path: Path, value: Any) -> None:
        if self.left == 0:
            raise KeyboardInterrupt
        self.left -= 1
        write.write_json(path, value)


@pytest.mark.parametrize(("item_id", "files"), [*[("or", n) for n in range(5)], ("nonsense", 0), ("nonsense", 1)])
def test_a_death_while_a_theorem_is_finished_loses_nothing(
    item_id: str, files: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All searches are done; the run is stopped after so many of the files that are made of them."""
    whole = execute_run(basin_plan(tmp_path / "whole", item_id), workers=0)
    chosen, ledger = basin_plan(tmp_path / "stopped", item_id), Ledger()
    with monkeypatch.context() as patched, pytest.raises(WontonError, match="was stopped"):
        patched.setattr(studies, "write", _Pen(files))
        execute_run(chosen, workers=0)
    again = execute_run(chosen, workers=0, resume=True, observer=ledger)
    assert digest(again.run_dir) == digest(whole.run_dir)
    assert ledger.events[0].kind == "run_started"
    assert ledger.kinds(item_id) == (["theorem_finished"] if again.already_done == 0 else [])


@pytest.mark.parametrize("name", [layout.BASIN_SEEDS, layout.BASIN_ANALYSIS, layout.THEOREM])
def test_a_file_that_is_lost_is_made_again(name: str, tmp_path: Path) -> None:
    chosen = basin_plan(tmp_path, "or", "nonsense")
    report = execute_run(chosen, workers=0)
    before = digest(report.run_dir)
    (_folder(report, "or") / name).unlink()
    assert digest(execute_run(chosen, workers=0, resume=True).run_dir) == before


def test_files_follow_their_schemas(whole: RunReport) -> None:
    for path in sorted(path for path in whole.run_dir.rglob("*.json*") if path.name != layout.EVENTS):
        kind = kind_of(path)
        assert kind is not None, path.name
        errors = [error.message for error in Draft202012Validator(schema(kind)).iter_errors(read_json(path))]
        assert errors == [], path.name


def test_without_blind_there_is_no_k(tmp_path: Path) -> None:
    report = execute_run(basin_plan(tmp_path, "or", blind=False), workers=0)
    analysis = read_json(_folder(report, "or") / layout.BASIN_ANALYSIS)
    assert (analysis["blind"], analysis["k"], report.summary["k"]) == (None, None, None)


def test_a_basin_needs_a_seed() -> None:
    with pytest.raises(SettingsError, match="seeds is 0"):
        BasinSettings(0)


def test_another_number_of_seeds_is_another_run(tmp_path: Path) -> None:
    execute_run(basin_plan(tmp_path, "or"), workers=0)
    with pytest.raises(SettingsError, match=r"basin\.seeds"):
        execute_run(basin_plan(tmp_path, "or", seeds=SEEDS + 1), workers=0, resume=True)
