"""`wonton external`: runs, what they say, what is refused. The prover is a script that everything is satisfiable to."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Wonton


@pytest.fixture
def prover(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = tmp_path / "z3"
    program.write_text('#!/bin/sh\ncase "$*" in *--version*) echo "Z3 version 9.9" ;; *) echo sat ;; esac\n')
    program.chmod(0o755)
    monkeypatch.setenv("WONTON_Z3", str(program))
    return program


@pytest.mark.usefixtures("prover")
def test_a_run_says_its_alarms_first_and_is_shown_again(wonton: Wonton) -> None:
    chosen = ("-t", "integers/coins", "-t", "integers/no_coins")
    said = wonton("external", "z3", *chosen, "--timeout", "30", "--run-id", "r", "--plain")
    assert said.code == 3
    lines = [line for line in said.out.splitlines() if line]
    assert lines[0] == "2 problems, 1 worker"
    assert "ALARM: integers/no_coins: the answer is sat, the problem states unsat" in lines
    shown = wonton("show", "r")
    assert "ALARM: integers/no_coins" in shown.out and "z3 9.9, smtlib:small@" in shown.out
    assert "verdict:   wrong" in wonton("show", "r", "integers/no_coins").out
    assert wonton("show", "r", "nothing").code == 2
    assert "--check-proof" in wonton("recheck", "r").err
    assert wonton("external", "z3", *chosen, "--timeout", "30", "--run-id", "r").code == 2
    (summary,) = wonton("external", "z3", *chosen, "--timeout", "30", "--run-id", "r", "--resume", "--json").of_kind(
        "summary"
    )
    assert (summary["counts"]["refuted"], summary["verdicts"]["wrong"]) == (2, 1)


@pytest.mark.usefixtures("prover")
def test_a_sweep_makes_slices(wonton: Wonton, tmp_path: Path) -> None:
    root = tmp_path / "mine"
    root.mkdir()
    for name in ("a", "b"):
        (root / f"{name}.smt2").write_text("(check-sat)\n")
    said = wonton("external", "z3", "--root", str(root), "--sweep", "--plain")
    assert said.code == 0 and "smtlib:mine#feasible-z3 (2), smtlib:mine#feasible (2)" in said.out
    again = wonton("external", "z3", "-c", "smtlib:mine#feasible", "--root", str(root), "--run-id", "again", "--plain")
    assert again.code == 0 and "2 problems" in again.out
    assert wonton("external", "z3", "--sweep", "--sample", "1").code == 2


@pytest.mark.usefixtures("prover")
def test_a_slice_that_was_swept_otherwise_is_replaced_by_force_only(wonton: Wonton, home: Path, tmp_path: Path) -> None:
    root = tmp_path / "mine"
    root.mkdir()
    (root / "a.smt2").write_text("(check-sat)\n")
    sweep = ("external", "z3", "--root", str(root), "--sweep", "--plain")
    assert wonton(*sweep, "--run-id", "first").code == 0
    assert wonton(*sweep, "--run-id", "first", "--resume").code == 0
    assert wonton(*sweep, "--run-id", "alike").code == 0
    (made,) = home.glob("corpora/smtlib/mine/*/derived/feasible-z3.json")
    before = made.read_bytes()
    said = wonton(*sweep, "--run-id", "other", "--timeout", "7")
    assert said.code == 2 and "smtlib:mine#feasible-z3 is there already: z3 9.9 decides them within 20 s" in said.err
    assert "--force" in said.err and made.read_bytes() == before
    assert not (home / "logs/other").exists(), "nothing was started"
    assert wonton(*sweep, "--run-id", "other", "--timeout", "7", "--force").code == 0
    assert "within 7 s" in made.read_text()


def test_a_refuted_answer_is_an_alarm_of_the_exit_code(
    wonton: Wonton, prover: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The prover says `sat`, here the checker; the one that is checked says `unsat`, as the problem does."""
    checked = tmp_path / "cvc5"
    checked.write_text(prover.read_text().replace("Z3", "cvc5").replace("echo sat", "echo unsat"))
    checked.chmod(0o755)
    monkeypatch.setenv("WONTON_CVC5", str(checked))
    chosen = ("external", "cvc5", "-t", "integers/no_coins", "--timeout", "30")
    assert wonton(*chosen, "--run-id", "plain").code == 0
    said = wonton(*chosen, "--check-proof", "z3", "--run-id", "checked", "--plain")
    assert (said.code, "ALARM: a step does not follow" in said.out) == (3, True)


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("external", "z3", "-c", "tptp:small"), "z3 takes smtlib: corpora"),
        (("external", "z3", "--root", "nothing"), "is not a folder"),
        (("external", "z3", "--resume"), "--resume needs --run-id"),
        (("external", "z3", "--offset", "99"), "no problem is selected"),
        (("external", "z3", "-t", "nope"), "unknown theorem 'nope'"),
        (("external", "z3", "--sweep", "-c", "smtlib:small#feasible"), "not smtlib:small#feasible"),
        (("external", "z3", "--binary", "nope"), "nope is not a program"),
        (("external", "check", "nope"), "unknown backend 'nope'"),
        (("external", "z3", "--timeout", "0"), "not a positive number of seconds"),
    ],
)
@pytest.mark.usefixtures("prover")
def test_what_makes_no_sense_is_refused(wonton: Wonton, argv: tuple[str, ...], words: str) -> None:
    said = wonton(*argv)
    assert said.code == 2
    assert words in said.err
