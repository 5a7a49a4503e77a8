"""`wonton show`: runs, a run, a theorem."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wonton.assistants.base import RUNGS
from wonton.cli.output import Output
from wonton.cli.show import goal_line, proof_steps, show_steps

from .conftest import Said, Wonton
from .fakes import FAKES


def test_without_a_run_lists_the_runs(a_run: Said, wonton: Wonton) -> None:
    said = wonton("show", "--json")
    assert [(row["run_id"], row["status"]) for row in said.of_kind("run")] == [("panel", "completed")]


def test_a_run_that_cannot_be_read_hides_no_other(a_run: Said, wonton: Wonton, home: Path) -> None:
    begun = home / "logs/begun"
    begun.mkdir()
    (begun / "run_config.json").write_bytes((home / "logs/panel/run_config.json").read_bytes())
    said = wonton("show", "--json")
    rows = [(row["run_id"], row["status"]) for row in said.of_kind("run")]
    assert (said.code, rows) == (0, [("begun", "unreadable"), ("panel", "completed")])


def test_no_runs_yet(wonton: Wonton, home: Path) -> None:
    assert f"no runs under {home / 'logs'}" in wonton("show").out


def test_run_shows_rates_with_numerator_denominator_and_interval(a_run: Said, wonton: Wonton) -> None:
    said = wonton("show", "panel")
    assert said.code == 0
    assert "wild type solved (axioms_ok)  3/3  100.0%  [43.9%, 100.0%]" in said.out
    assert "lesions       strict       collapse" in said.out
    assert said.out.count("and_") >= 3


def test_run_by_path(a_run: Said, wonton: Wonton, home: Path) -> None:
    assert wonton("show", str(home / "logs/panel"), "--home", "elsewhere").code == 0


def test_theorem_shows_variants_and_the_proof(a_run: Said, wonton: Wonton) -> None:
    said = wonton("show", "panel", "and_assoc_iff")
    assert said.code == 0
    for word in ("control_null", "block_constructor", "reroute", "by constructor (2 goals)", "axioms_ok yes"):
        assert word in said.out


def test_theorem_of_another_variant(a_run: Said, wonton: Wonton) -> None:
    said = wonton("show", "panel", "and_assoc_iff", "--variant", "block_constructor", "--json")
    assert [row["tactic"] for row in said.of_kind("step")] == ["exact whole"]


def test_a_theorem_that_is_not_done_says_how_it_stands(a_run: Said, wonton: Wonton, home: Path) -> None:
    folder = home / "logs/panel/and_assoc_iff"
    (folder / "theorem.json").unlink()
    said = wonton("show", "panel", "and_assoc_iff")
    assert (said.code, "and_assoc_iff has not been begun" in said.err) == (1, True)
    (folder / "failure.json").write_text(json.dumps({"format_version": 1, "reason": "Lean died of old age"}))
    said = wonton("show", "panel", "and_assoc_iff")
    assert said.code == 1
    assert "and_assoc_iff was given up: Lean died of old age" in said.err and "--resume" in said.err


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("--lesions", "panel"), ("--lesions without a run",)),
        (("panel", "--variant", "control_null"), ("--variant is for one theorem",)),
        (("panel", "and_assoc_iff", "--variant", "control_null", "--lesions", "panel"), ("no --lesions",)),
    ],
)
def test_options_that_nothing_would_come_of(
    argv: tuple[str, ...], words: tuple[str, ...], a_run: Said, wonton: Wonton
) -> None:
    said = wonton("show", *argv)
    assert said.code == 2
    assert all(word in said.err for word in words), said.err


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("nope",), ("unknown run 'nope'", "panel")),
        (("panel", "nope"), ("unknown theorem of run panel 'nope'", "and_assoc_iff")),
        (("panel", "and_assoc_iff", "--variant", "nope"), ("unknown variant", "wild_type")),
    ],
)
def test_unknown_names_list_the_known(
    argv: tuple[str, ...], words: tuple[str, ...], a_run: Said, wonton: Wonton
) -> None:
    said = wonton("show", *argv)
    assert said.code == 2
    assert all(word in said.err for word in words), said.err


def test_run_of_a_newer_format_is_refused_with_both_versions(a_run: Said, wonton: Wonton, home: Path) -> None:
    path = home / "logs/panel/run_config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format_version": 99}))
    said = wonton("show", "panel")
    assert said.code == 2
    assert "format version 99" in said.err and "up to 1" in said.err


def test_unfinished_run_says_so(a_run: Said, wonton: Wonton, home: Path) -> None:
    path = home / "logs/panel/run_status.json"
    status = json.loads(path.read_text())
    status["status"] = "failed"
    status["theorems"]["done"] = 1
    path.write_text(json.dumps(status))
    assert "run panel: failed, 1 of 3 theorems done; finish it with --resume" in wonton("show", "panel").out
    path.write_text(json.dumps({**status, "reason": "interrupted"}))
    assert "run panel: interrupted, 1 of 3 theorems done; finish it with --resume" in wonton("show", "panel").out
    assert "panel  interrupted" in wonton("show").out


def test_proof_steps_are_in_order_of_the_script() -> None:
    nodes = [{"solved_by": n, "signature": s} for n, s in enumerate("abc")]
    edges = [{"tactic": "constructor", "children": [1, 2]}, {"tactic": "one", "children": []}]
    tree = {"root": 0, "nodes": nodes, "edges": [*edges, {"tactic": "two", "children": []}]}
    steps = list(proof_steps(tree, {"a": [{"text": "p : Prop\n⊢ And p p"}]}))
    assert [(step["tactic"], step["goal"], step["children"]) for step in steps] == [
        ("constructor", "p : Prop\n⊢ And p p", 2),
        ("one", "", 0),
        ("two", "", 0),
    ]


def test_steps_are_indented_where_they_branch(capsys: pytest.CaptureFixture[str]) -> None:
    children = [1, 2, 1, 0, 0]
    show_steps(
        [{"goal": f"⊢ g{n}", "tactic": "t", "children": count} for n, count in enumerate(children)], Output("plain")
    )
    goals = capsys.readouterr().out.splitlines()[::2]
    assert goals == ["  1. ⊢ g0", "  2. ⊢ g1", "  3.   ⊢ g2", "  4.   ⊢ g3", "  5.   ⊢ g4"]


def test_goal_on_one_line() -> None:
    assert goal_line("case inl\np : Prop\nh : p\n⊢ p") == "p : Prop, h : p ⊢ p"


def test_rungs_are_in_the_order_of_the_ladder(a_run: Said, wonton: Wonton) -> None:
    for said in (a_run, wonton("show", "panel")):
        shown = [line.split()[1] for line in said.out.splitlines() if line.startswith("  rung ")]
        assert shown == [rung for rung in RUNGS if rung in shown]
        assert len(shown) > 1


DISTRIBUTED = ("--mcts-mode", "distributed", "--agents", "8", "--inflight", "64", "--virtual-loss", "1")


@pytest.fixture
def pairs(wonton: Wonton) -> None:
    """A folder `cohort/p2` with the two runs of one provider, over three theorems."""
    for mode, options in (("centralized", ()), ("distributed", DISTRIBUTED)):
        argv = ("run", *FAKES, "-b", "quick", "--limit", "3", "--wild-only", *options)
        assert wonton(*argv, "--run-id", f"cohort/p2/mine-{mode}").code == 0


@pytest.mark.usefixtures("pairs")
def test_pairs_as_json(wonton: Wonton) -> None:
    (row,) = wonton("show", "cohort/p2", "--json").of_kind("pair")
    assert (row["provider"], row["all"]["both"], row["all"]["mcnemar_p"]) == ("mine", 3, 1.0)
    assert [run["run_id"] for run in row["runs"]] == ["cohort/p2/mine-centralized", "cohort/p2/mine-distributed"]
    assert row["agents"]["inflight"] == 64
    assert row["attempts_ratio"]["items"] == 3
    assert "unknown" not in row["topics"]


@pytest.mark.usefixtures("pairs")
def test_pairs_for_people(wonton: Wonton, home: Path) -> None:
    said = wonton("show", str(home / "logs/cohort/p2"), "--plain")
    assert said.code == 0
    lines = [line.split() for line in said.out.splitlines()]
    assert ["mine", "3", "3", "3", "3", "0", "0", "0", "1"] in lines
    assert "8 agents, 64 in flight, virtual loss 1" in said.out
    assert "agreement" in said.out and "3/3 100.0%" in said.out


@pytest.mark.usefixtures("pairs")
def test_a_folder_of_pairs_has_no_theorems(wonton: Wonton) -> None:
    said = wonton("show", "cohort/p2", "and_assoc_iff")
    assert said.code == 2
    assert "holds runs side by side" in said.err


@pytest.mark.usefixtures("pairs")
def test_a_side_that_is_missing_is_named(wonton: Wonton, home: Path) -> None:
    (home / "logs/cohort/p2/mine-distributed").rename(home / "logs/elsewhere")
    said = wonton("show", "cohort/p2")
    assert said.code == 2
    assert "mine-distributed is missing" in said.err
