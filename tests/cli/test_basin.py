"""`wonton basin`, and what `wonton show` makes of its runs: a run, a theorem, lesions beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Said, Wonton
from .fakes import FAKES

SEEDS = 4
#: With all successes kept, the seed decides which of two proofs is found.
WIDE = (*FAKES, "-b", "quick", "--expansion", "all_successes")


@pytest.fixture
def basins(wonton: Wonton) -> Said:
    """A finished basin run `basins` of three theorems."""
    return wonton("basin", *WIDE, "--limit", "3", "--seeds", str(SEEDS), "--blind", "--run-id", "basins")


@pytest.fixture
def lesions(wonton: Wonton, basins: Said) -> Said:
    """The run `panel` of the same theorems and searcher, with lesions."""
    return wonton("run", *WIDE, "--limit", "3", "--run-id", "panel")


def test_a_basin_run_ends_with_its_summary(basins: Said) -> None:
    assert basins.code == 0
    lines = [" ".join(line.split()) for line in basins.out.splitlines()]
    assert any(line.startswith("theorems that some seed solved 3/3 100.0%") for line in lines)
    assert any(line.startswith(f"agent searches solved {3 * SEEDS}/{3 * SEEDS} 100.0%") for line in lines)
    assert "restricted_mean" in basins.out
    assert "wonton show basins" in basins.out


def test_show_of_a_basin_run(basins: Said, wonton: Wonton) -> None:
    said = wonton("show", "basins", "--plain")
    assert said.code == 0
    assert "run basins: completed" in said.out
    line = next(line for line in said.out.splitlines() if line.startswith("and_assoc_iff"))
    assert line.split()[1:3] == [f"{SEEDS}/{SEEDS}", f"{SEEDS}/{SEEDS}"]


def test_show_of_a_basin_run_as_json(basins: Said, wonton: Wonton) -> None:
    said = wonton("show", "basins", "--json")
    (summary,) = said.of_kind("summary")
    assert summary["counts"]["seeds"] == 3 * SEEDS
    assert said.of_kind("config")[0]["basin"] == {"seeds": SEEDS, "blind": True}


def test_show_of_one_theorem_of_it(basins: Said, wonton: Wonton) -> None:
    (found,) = wonton("show", "basins", "and_assoc_iff", "--json").of_kind("basin")
    assert found["solve_rate"]["numerator"] == sum(found["structure_distribution"].values()) == SEEDS
    said = wonton("show", "basins", "and_assoc_iff", "--plain")
    assert said.code == 0
    for structure, count in found["structure_distribution"].items():
        assert f"agent   {structure}" in said.out and f"{structure}  {count:5}" in said.out
    assert f"K within {found['k']['horizon']} attempts ({SEEDS} pairs)" in said.out


def test_lesions_beside_basins(lesions: Said, wonton: Wonton) -> None:
    assert lesions.code == 0
    (found,) = wonton("show", "basins", "--lesions", "panel", "--json").of_kind("lesions_beside_basin")
    assert len(found["theorems"]) == 3
    assert found["recovered"]["denominator"] == sum(len(row["lesions"]) for row in found["theorems"])
    said = wonton("show", "basins", "--lesions", "panel", "--plain")
    assert said.code == 0
    rate = found["recovered"]
    assert f"lesioned searches that solve   {rate['numerator']}/{rate['denominator']}" in said.out
    assert "rank correlation of entropy with recovery, 3 theorems" in said.out
    assert "and_assoc_iff" in said.out


def test_lesions_beside_the_basin_of_one_theorem(lesions: Said, wonton: Wonton) -> None:
    argv = ("show", "basins", "and_assoc_iff", "--lesions", "panel")
    (found,) = wonton(*argv, "--json").of_kind("resilience")
    said = wonton(*argv, "--plain")
    words = {"known": "in the basin", "new": "outside it", "lost": "not solved"}
    for lesion, fate in found["lesions"].items():
        assert any(line.startswith(lesion) and words[fate] in line for line in said.out.splitlines())
    unknown = wonton("show", "basins", "nope", "--lesions", "panel")
    assert unknown.code == 2 and "and_assoc_iff" in unknown.err


def test_lesions_of_a_run_that_is_not_finished(lesions: Said, wonton: Wonton, home: Path) -> None:
    path = home / "logs/panel/run_status.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "status": "failed"}))
    (home / "logs/panel/and_assoc_right/done").unlink()
    said = wonton("show", "basins", "--lesions", "panel", "--plain")
    assert (lesions.code, said.code) == (0, 0)
    assert "panel: failed, finished theorems only" in said.out
    assert "left out, only in the basin run: 1 theorem" in said.out


def test_lesions_of_another_searcher_are_refused(basins: Said, wonton: Wonton) -> None:
    wonton("run", *FAKES, "-b", "quick", "--limit", "3", "--run-id", "narrow")
    said = wonton("show", "basins", "--lesions", "narrow")
    assert said.code == 2
    assert "different searchers: expansion" in said.err


def test_the_agent_of_a_basin_is_not_blind(wonton: Wonton, home: Path) -> None:
    said = wonton("basin", *FAKES, "--seeds", "2", "--policy", "blind_uniform")
    assert said.code == 2
    assert "--blind adds the other" in said.err
    assert not (home / "logs").exists()


def test_a_basin_that_is_whole_is_not_searched_again(basins: Said, wonton: Wonton) -> None:
    again = (*WIDE, "--limit", "3", "--seeds", str(SEEDS), "--blind", "--run-id", "basins", "--resume")
    said = wonton("basin", *again, "--json")
    assert said.code == 0
    assert not said.of_kind("seed_finished")
    assert said.of_kind("run_started")[0]["already_done"] == 3


def test_a_basin_run_has_nothing_to_compare(lesions: Said, wonton: Wonton) -> None:
    said = wonton("compare", "panel", "basins")
    assert (lesions.code, said.code) == (0, 2)
    assert "basins is a basin run" in said.err


def test_a_theorem_that_is_refused(wonton: Wonton) -> None:
    refusing = ("-a", f"{FAKES[1].partition(':')[0]}:open_fake_refusing", *FAKES[2:])
    said = wonton("basin", *refusing, "-b", "quick", "--limit", "1", "--seeds", "2", "--run-id", "refused")
    assert said.code == 3
    assert "1 refused" in said.out
    assert "refused" in wonton("show", "refused", "--plain").out
    assert wonton("show", "refused", "and_assoc_iff", "--plain").out.splitlines()[1] == "refused"
