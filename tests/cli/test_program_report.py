"""The whole program on Lean at a tiny scale, p1 to p7, with a foreign run beside its cohort; then its report."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from browser import opened
from wonton.cli.main import main
from wonton.lake import open_lake
from wonton.program import known_settings

from .conftest import Wonton

NAME = "followup-2026-03"
COHORT = f"2026-03-01-{NAME}"
TINY = {
    "LEAN_CORPUS_REF": "lean:core#constructive",
    "LEAN_PROVIDERS_CSV": "heuristic",
    "PANEL_SAMPLE": "6",
    "DISTRIBUTED_SAMPLE": "3",
    "BASIN_WIDE_SEEDS": "2",
    "BASIN_DEEP_SAMPLE": "2",
    "BASIN_DEEP_SEEDS": "3",
}
#: The data points of a figure that are visible: they have a size.
VISIBLE = """name => [...document.querySelectorAll(
  `#figure-${name} svg .mark-symbol.role-mark > path, #figure-${name} svg .mark-rect.role-mark > path`
)].filter(mark => { const box = mark.getBoundingClientRect(); return box.width > 0 && box.height > 0 }).length"""


@dataclass(frozen=True)
class Executed:
    """The home of the whole program's execution, its exit code, and what the foreign run's folder held before."""

    home: Path
    code: int
    foreign: Mapping[str, bytes]

    @property
    def cohort(self) -> Path:
        return self.home / "logs" / COHORT

    @property
    def report(self) -> Path:
        return self.home / "reports" / COHORT


def contents_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Executed]:
    """All phases, executed once for this module: a panel of six, and a run that is none of the cohort's beside it."""
    home = tmp_path_factory.mktemp("program") / "home"
    with pytest.MonkeyPatch.context() as patch:
        for known in known_settings():
            patch.delenv(known.name, raising=False)
        for name, value in {**TINY, "WONTON_HOME": str(home)}.items():
            patch.setenv(name, value)
        assert main(["run", "-b", "quick", "--sample", "2", "--seed", "3", "--run-id", "foreign"]) == 0
        before = contents_of(home / "logs" / "foreign")
        argv = ["program", "run", NAME, "--phase", "all", "--scale", "quick", "--date", "2026-03-01", "--execute"]
        yield Executed(home, main(argv), before)


@pytest.fixture
def executed(made: Executed, home: Path, monkeypatch: pytest.MonkeyPatch) -> Executed:
    """The execution, with its home in the environment."""
    monkeypatch.setenv("WONTON_HOME", str(made.home))
    return made


def commands(executed: Executed) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((executed.cohort / "program_state.json").read_text())["commands"]
    return found


def test_all_phases_end_and_the_skips_are_recorded(executed: Executed) -> None:
    found = {key: row["status"] for key, row in commands(executed).items()}
    skipped = {key for key, status in found.items() if status == "skipped"}
    assert executed.code == 3
    assert skipped == {
        *(f"p5/{backend}" for backend in ("e", "vampire", "z3", "cvc5", "coq")),
        *("p7/73_followup_k_ref_reprover_v1", "p7/74_followup_k_ref_deepseek_v1"),
    }
    assert {status for key, status in found.items() if key not in skipped} == {"done"}


def test_p6_and_p7_touch_the_cohort_and_nothing_beside_it(executed: Executed) -> None:
    assert contents_of(executed.home / "logs" / "foreign") == dict(executed.foreign)
    with open_lake(executed.home) as connection:
        tables = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        keyed = [name for name in tables if "run_key" in _columns(connection, name)]
        (strangers,) = connection.execute(
            "SELECT count(*) FROM scans WHERE NOT starts_with(path, ?)", [f"logs/{COHORT}/"]
        ).fetchone() or (None,)
        assert strangers == 0 and {"runs", "k_scores", "reference_members"} <= set(keyed)
        assert connection.execute("SELECT DISTINCT cohort FROM runs").fetchall() == [(COHORT,)]
        for table in keyed:
            unknown = f'SELECT count(*) FROM "{table}" WHERE run_key NOT IN (SELECT run_key FROM runs)'
            assert connection.execute(unknown).fetchall() == [(0,)], table
    for path in (executed.home / "lake" / "jobs").rglob("*"):
        assert path.is_dir() or b"foreign" not in path.read_bytes()


def _columns(connection: Any, table: str) -> list[str]:
    rows = connection.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = ?", [table]).fetchall()
    return [name for (name,) in rows]


def test_p6_and_p7_again_change_nothing(executed: Executed, wonton: Wonton, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in TINY.items():
        monkeypatch.setenv(name, value)
    folders = (executed.cohort / "p1", executed.home / "lake" / "jobs")
    before = [contents_of(folder) for folder in folders]
    said = wonton("program", "run", NAME, "--phase", "p6..p7", "--scale", "quick", "--execute", "--plain")
    assert said.code == 3
    assert [contents_of(folder) for folder in folders] == before


def test_the_report_tells_what_the_runs_say(executed: Executed, wonton: Wonton) -> None:
    said = wonton("program", "report", NAME, "--json")
    assert said.code == 0
    (told,) = said.of_kind("report")
    assert told["index"] == str(executed.report / "index.html") and told["stale"] == []
    headline = {row["measure"]: row for row in said.of_kind("headline")}
    panel = wonton("show", f"{COHORT}/p1/heuristic", "--json").of_kind("summary")[0]
    rate = panel["rates"]["rungs"]["axioms_ok"]
    solved = headline["p1: wild types solved"]
    assert (solved["numerator"], solved["denominator"]) == (rate["numerator"], rate["denominator"])
    assert (solved["low"], solved["high"]) == (rate["wilson_low"], rate["wilson_high"])
    for outcome in ("replicate", "reroute", "collapse"):
        expected = panel["outcomes"]["lesions"]["main"][outcome]
        found = headline[f"p1: lesions, {outcome} (main)"]
        assert (found["numerator"], found["denominator"]) == (expected["numerator"], expected["denominator"])
    (pair,) = wonton("show", f"{COHORT}/p2", "--json").of_kind("pair")
    ratio = pair["attempts_ratio"]["geometric_mean"]
    assert headline["p2: attempts, distributed over centralized"]["value"] == pytest.approx(ratio)


def test_paired_k_and_widths_are_those_of_the_basins(executed: Executed, wonton: Wonton) -> None:
    assert wonton("program", "report", NAME).code == 0
    with (executed.report / "tables" / "k_paired.csv").open(encoding="utf-8") as file:
        rows = {(row["phase"], row["estimator"]): row for row in csv.DictReader(file)}
    summary = wonton("show", f"{COHORT}/p3/heuristic", "--json").of_kind("summary")[0]
    for estimator, pooled in summary["k"].items():
        row = rows["p3", estimator]
        assert int(row["points"]) == pooled["points"] and int(row["lower_bounds"]) == pooled["lower_bounds"]
        assert (float(row["value"]) if row["value"] else None) == pytest.approx(pooled["mean"])
        if pooled["mean_interval"]:
            ends = [pooled["mean_interval"][end] for end in ("low", "high")]
            assert [float(row["low"]), float(row["high"])] == pytest.approx(ends)


def test_references_are_scored_in_sample_and_out_of_sample(executed: Executed, wonton: Wonton) -> None:
    assert wonton("program", "report", NAME).code == 0
    with (executed.report / "tables" / "k_reference.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    samples = {(row["phase"], row["sample"]) for row in rows}
    assert samples == {("p1", "in-sample"), ("p2", "out-of-sample")}
    assert {row["scored_as"] for row in rows} == {"75_followup_k_ref_heuristic_v1", "76_followup_k_ref_pooled_v1"}


def test_foreign_runs_in_the_lake_change_neither_jobs_nor_report(
    executed: Executed, wonton: Wonton, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The foreign run has the cohort's assistant, provider and corpus; only its place tells it apart."""
    copy = Executed(tmp_path / "copy", 0, {})
    shutil.copytree(executed.home, copy.home)
    for name, value in {**TINY, "WONTON_HOME": str(copy.home)}.items():
        monkeypatch.setenv(name, value)
    assert wonton("program", "report", NAME).code == 0
    places = (copy.report / "tables", copy.report / "queries", copy.home / "lake" / "jobs")
    before = [contents_of(place) for place in places]
    assert wonton("lake", "reconcile").code == 0
    with open_lake(copy.home) as connection:
        assert connection.execute("SELECT count(*) FROM runs WHERE cohort IS NULL").fetchall() == [(1,)]
    assert wonton("program", "run", NAME, "--phase", "p6..p7", "--scale", "quick", "--execute").code == 3
    assert wonton("program", "report", NAME).code == 0
    assert [contents_of(place) for place in places] == before


def test_the_same_lake_gives_the_same_bytes_wherever_the_home_is(
    executed: Executed, wonton: Wonton, tmp_path: Path
) -> None:
    assert wonton("program", "report", NAME).code == 0
    again = executed.report.parent / "again"
    assert wonton("program", "report", NAME, "--out", str(again)).code == 0
    first, second = contents_of(executed.report), contents_of(again)
    shutil.rmtree(again)
    assert first == second
    assert not [name for name, data in first.items() if str(executed.home).encode() in data]
    assert wonton("program", "report", NAME, "--out", str(tmp_path / "elsewhere")).code == 0
    text = (tmp_path / "elsewhere" / "index.md").read_text()
    assert f"--home {os.path.relpath(executed.home, tmp_path / 'elsewhere')}" in text
    assert {"index.html", "index.md", "report.json"} <= first.keys()


def test_every_query_of_the_report_can_be_put_again(executed: Executed, wonton: Wonton) -> None:
    assert wonton("program", "report", NAME).code == 0
    text = (executed.report / "index.md").read_text()
    queries = sorted((executed.report / "queries").glob("*.sql"))
    assert len(queries) >= 13
    for path in queries:
        assert wonton("lake", "sql", "--file", str(path)).code == 0, path.name
        assert f"(queries/{path.name})" in text or path.stem == "cohort_runs"


def test_the_report_opens_in_a_browser_without_network(executed: Executed, wonton: Wonton, tmp_path: Path) -> None:
    assert wonton("program", "report", NAME).code == 0
    with opened(executed.report / "index.html") as watched:
        assert watched.complaints == [] and watched.requests == []
        figures = sorted(path.stem for path in (executed.report / "figures").glob("*.svg"))
        marks = {name: watched.page.evaluate(VISIBLE, name) for name in figures}
        assert len(figures) >= 6 and all(marks.values()), marks
        with (executed.report / "tables" / "solved_by_tier.csv").open(encoding="utf-8") as file:
            assert marks["solved_by_tier"] == len(list(csv.DictReader(file)))
        assert watched.page.locator("section h2").count() == 9
        assert len(watched.page.screenshot(path=tmp_path / "report.png", full_page=True)) > 50_000


def test_a_run_that_came_after_p6_is_told(executed: Executed, wonton: Wonton) -> None:
    late = executed.cohort / "p1" / "late"
    shutil.copytree(executed.cohort / "p1" / "heuristic", late)
    try:
        said = wonton("program", "report", NAME, "--plain")
    finally:
        shutil.rmtree(late)
    assert said.code == 3
    assert f"not in the lake as it now stands: {COHORT}/p1/late" in said.out
    (line,) = (line for line in said.out.splitlines() if line.startswith("bring the lake up to date: "))
    assert f"wonton program run {NAME} --phase p6 --execute --scale quick --date {COHORT[:10]} --home " in line


def test_a_folder_with_something_else_is_left_alone(executed: Executed, wonton: Wonton, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("years of work")
    said = wonton("program", "report", NAME, "--out", str(tmp_path / "mine"))
    assert said.code == 2 and "is there and is no report" in said.err
    assert os.listdir(tmp_path / "mine") == ["thesis.tex"]


def test_a_report_that_was_begun_and_not_ended_is_written_anew(
    executed: Executed, wonton: Wonton, tmp_path: Path
) -> None:
    out = ("--out", str(tmp_path / "report"))
    assert wonton("program", "report", NAME, *out).code == 0
    whole = contents_of(tmp_path / "report")
    for name in ("report.json", "index.md", "tables/headline.csv"):
        (tmp_path / "report" / name).unlink()
    assert wonton("program", "report", NAME, *out).code == 0
    assert contents_of(tmp_path / "report") == whole


def test_figures_that_the_report_no_longer_has_are_taken_away(
    executed: Executed, wonton: Wonton, tmp_path: Path
) -> None:
    folder = tmp_path / "report"
    assert wonton("program", "report", NAME, "--out", str(folder)).code == 0
    whole = contents_of(folder)
    told = json.loads((folder / "report.json").read_text())
    told["files"] |= {"figures/former.svg": "", "../mine.svg": ""}
    (folder / "report.json").write_text(json.dumps(told))
    for path in (folder / "figures" / "former.svg", tmp_path / "mine.svg"):
        path.write_text("<svg/>")
    assert wonton("program", "report", NAME, "--out", str(folder)).code == 0
    assert contents_of(folder) == whole and (tmp_path / "mine.svg").exists()


def test_without_a_cohort_or_a_lake_the_report_says_what_to_do(wonton: Wonton, home: Path) -> None:
    said = wonton("program", "report", NAME)
    assert said.code == 2 and "has not begun" in said.err
    assert not home.exists()
