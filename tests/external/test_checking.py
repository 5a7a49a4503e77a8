"""Proofs of small problems asked again of another prover. Skips what no prover is installed for; some 10 seconds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from wonton.artifacts import layout
from wonton.artifacts.occupation import locked
from wonton.artifacts.read import read_json
from wonton.artifacts.schemas import schema
from wonton.artifacts.write import write_json
from wonton.cli.main import main
from wonton.core.errors import Interrupted, MissingToolError, RunExistsError, SettingsError
from wonton.external.backends import backend
from wonton.external.base import Binary, Problem
from wonton.external.checking import Checker, check_run, find_checker, step_questions
from wonton.external.find import find
from wonton.external.order import ExternalSettings
from wonton.external.pool import ExternalPool
from wonton.external.proofs import read_proof
from wonton.external.run import ExternalPlan, execute_external
from wonton.lake import open_lake
from wonton.lake.reconcile import reconcile

SOCRATES = (
    "fof(all, axiom, ! [X] : (man(X) => (mortal(X) & ? [Y] : mourns(Y, X)))). "
    "fof(he, axiom, man(socrates) | man(plato)). "
    "fof(goal, conjecture, ? [X, Y] : (mortal(X) & mourns(Y, X)))."
)
SORTED = (
    "tff(s, type, thing: $tType). tff(c, type, it: thing). tff(r, type, red: thing > $o). tff(w, type, warm: $o). "
    "tff(all, axiom, ! [X: thing] : red(X)). tff(so, axiom, red(it) => warm). tff(goal, conjecture, warm)."
)
SMT = "(set-logic QF_LIA)(declare-const x Int)(assert (< x 0))(assert (> x 1))(check-sat)"


def solved(tmp_path: Path, name: str, text: str, logs: Path | None = None) -> tuple[Path, Problem]:
    try:
        binary = find(backend(name))
    except MissingToolError as error:
        pytest.skip(error.message)
    language = backend(name).format
    path = tmp_path / f"small{'.p' if language == 'tptp' else '.smt2'}"
    path.write_text(text)
    problem = Problem("small", path, tmp_path, language, "fof" if language == "tptp" else "QF_LIA")
    plan = ExternalPlan(logs or tmp_path / "logs", "r", ExternalSettings(name, "tptp:x"), binary, (problem,))
    return execute_external(plan).run_dir, problem


@pytest.mark.parametrize(
    ("made", "checker", "text"),
    [("e", "z3", SOCRATES), ("e", "cvc5", SOCRATES), ("z3", "cvc5", SMT), ("cvc5", "z3", SMT)],
)
def test_a_proof_is_confirmed(made: str, checker: str, text: str, tmp_path: Path) -> None:
    run_dir, problem = solved(tmp_path, made, text)
    try:
        found = check_run(run_dir, [problem], find_checker(made, checker, 10.0), workers=2)
    except MissingToolError as error:
        pytest.skip(error.message)
    assert (found["proofs"], found["rechecked"], found["refuted"]) == (1, 1, 0)
    assert found["confirmed"] + found["skipped"] == found["steps"] > 0
    content = read_json(layout.theorem_folder(run_dir, "small") / layout.PROOF_CHECK)
    jsonschema.validate(content, schema("proof_check"))
    assert content["checkers"]["rechecked"].startswith(f"{checker} ")


def test_a_step_that_does_not_follow_is_refuted(tmp_path: Path) -> None:
    run_dir, problem = solved(tmp_path, "e", SOCRATES)
    path = layout.theorem_folder(run_dir, "small") / layout.PROOF_GRAPH
    content = read_json(path)
    nodes = content["graph"]["nodes"]
    one, two = [place for place, node in enumerate(nodes) if node["kind"] == "input"][:2]
    step = next(node for node in nodes if node["rule"] == "split_conjunct")
    step["formula"], step["parents"] = nodes[one]["formula"], [two]
    write_json(path, {key: value for key, value in content.items() if key != "format_version"})
    found = check_run(run_dir, [problem], find_checker("e", "z3", 10.0))
    assert found["rechecked"] == 0
    assert found["refuted"] >= 1


def test_what_introduces_symbols_is_not_asked() -> None:
    text = """fof(a,axiom,(? [X] : p(X)),file('x.p',a)). fof(b,plain,(p(sk)),inference(skolemize,[status(esa)],[a])).
    fof(c,axiom,(! [X] : ~p(X)),file('x.p',c)). fof(d,plain,($false),inference(rw,[],[inference(sr,[],[b,c])]))."""
    graph = read_proof(text, "tstp").graph
    assert graph is not None
    found = step_questions("x", graph, "tptp")
    assert [(one.step, one.reason) for one in found] == [("b", "not entailed"), ("d", "")]
    assert found[1].text.count("axiom") == 2


def test_what_is_not_whole_is_not_rechecked(tmp_path: Path) -> None:
    run_dir, problem = solved(tmp_path, "e", SORTED)
    found = check_run(run_dir, [problem], find_checker("e", "z3", 10.0))
    content = read_json(layout.theorem_folder(run_dir, "small") / layout.PROOF_CHECK)
    assert "a variable of sort thing" in content["skipped"].values()
    assert content["counts"]["confirmed"] > 0
    assert (found["rechecked"], content["rungs"]["rechecked"], content["unconfirmed"]) == (0, None, {})
    path = layout.theorem_folder(run_dir, "small") / layout.PROOF_GRAPH
    graph = {**read_json(path), "complete": False}
    write_json(path, {key: value for key, value in graph.items() if key != "format_version"})
    assert check_run(run_dir, [problem], find_checker("e", "z3", 10.0))["proofs"] == 0


def test_who_may_check() -> None:
    with pytest.raises(SettingsError, match="cannot check proofs of z3"):
        find_checker("z3", "z3")
    with pytest.raises(SettingsError, match="Choose one of cvc5"):
        find_checker("z3", "e")


def test_the_lake_knows_what_was_checked(tmp_path: Path) -> None:
    home = tmp_path / "home"
    run_dir, problem = solved(tmp_path, "e", SOCRATES, home / "logs")
    for state in ("parsed", "checked"):
        reconcile(home, home / "logs")
        with open_lake(home) as lake:
            assert lake.execute("SELECT proof, proof_steps > 5 FROM external_results").fetchall() == [(state, True)]
        check_run(run_dir, [problem], find_checker("e", "z3", 10.0))


@pytest.fixture
def answered(tmp_path: Path) -> tuple[Path, list[Problem], Checker]:
    """A run whose three problems a script answered, and another script to ask, which notes each question."""
    script = tmp_path / "says-unsat"
    script.write_text(f'#!/bin/sh\necho x >> "{tmp_path}/asked"\necho unsat\n')
    script.chmod(0o755)
    binary = Binary((str(script),), "9.9", "path")
    problems = []
    for name in ("a", "b", "c"):
        path = tmp_path / f"{name}.smt2"
        path.write_text(SMT)
        problems.append(Problem(name, path, tmp_path, "smtlib", "QF_LIA"))
    plan = ExternalPlan(tmp_path / "logs", "r", ExternalSettings("z3", "smtlib:x"), binary, tuple(problems))
    run_dir = execute_external(plan).run_dir
    (tmp_path / "asked").unlink()
    return run_dir, problems, Checker(backend("cvc5"), binary)


def asked(run_dir: Path) -> int:
    return len((run_dir.parents[1] / "asked").read_text().splitlines())


def test_what_was_checked_before_a_stop_is_kept_and_not_asked_again(
    answered: tuple[Path, list[Problem], Checker], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir, problems, checker = answered
    answers = ExternalPool.run

    def stopped(pool: ExternalPool, given: Any) -> Iterator[Any]:
        yield from answers(pool, given[:2])
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ExternalPool, "run", stopped)
        with pytest.raises(Interrupted, match="was stopped"):
            check_run(run_dir, problems, checker)
    files = [layout.theorem_folder(run_dir, name) / layout.PROOF_CHECK for name in ("a", "b", "c")]
    assert [path.is_file() for path in files] == [True, True, False]
    found = check_run(run_dir, problems, checker)
    assert (asked(run_dir), found["proofs"], found["rechecked"], found["steps"]) == (3, 3, 3, 3)
    assert check_run(run_dir, problems, checker) == found
    assert asked(run_dir) == 3
    check_run(run_dir, problems, replace(checker, seconds=7.0))
    assert asked(run_dir) == 6


def test_a_question_over_which_the_checker_died_is_asked_again(answered: tuple[Path, list[Problem], Checker]) -> None:
    run_dir, problems, checker = answered
    found = check_run(run_dir, problems, checker)
    path = layout.theorem_folder(run_dir, "b") / layout.PROOF_CHECK
    content = json.loads(path.read_text())
    path.write_text(json.dumps({**content, "unconfirmed": {"step": "crashed"}}))
    assert (check_run(run_dir, problems, checker), asked(run_dir)) == (found, 4)
    assert json.loads(path.read_text()) == content


def test_nobody_else_works_on_a_run_that_is_checked(answered: tuple[Path, list[Problem], Checker]) -> None:
    run_dir, problems, checker = answered
    with locked(run_dir), pytest.raises(RunExistsError, match="another process"):
        check_run(run_dir, problems, checker)


def test_the_checker_is_held_to_its_limits(
    answered: tuple[Path, list[Problem], Checker], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_dir, problems, checker = answered
    told: list[Any] = []
    make = ExternalPool.__init__

    def noted(pool: ExternalPool, order: Any, workers: int) -> None:
        told.append(order.settings)
        make(pool, order, workers)

    monkeypatch.setattr(ExternalPool, "__init__", noted)
    check_run(run_dir, problems, replace(checker, memory_mb=512, output_mb=1, executor="process-tree"))
    assert told == [ExternalSettings("cvc5", "", 5.0, 512, 1, "process-tree")]


def test_the_command_line_hands_the_limits_to_the_checker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Z3", "cvc5"):
        script = tmp_path / name
        script.write_text(f'#!/bin/sh\ncase "$*" in *--version*) echo "{name} version 9.9" ;; *) echo unsat ;; esac\n')
        script.chmod(0o755)
        monkeypatch.setenv(f"WONTON_{name.upper()}", str(script))
    found: list[Checker] = []

    def check(run_dir: Path, problems: Any, checker: Checker, workers: int) -> dict[str, Any]:
        found.append(checker)
        return check_run(run_dir, problems, checker, workers)

    monkeypatch.setattr("wonton.cli.external.check_run", check)
    limits = ("--memory", "512", "--output-cap", "1", "--executor", "process-tree")
    argv = ["external", "z3", "-t", "integers/no_coins", "--check-proof", *limits, "--home", str(tmp_path / "home")]
    assert main([*argv, "--plain"]) == 0
    assert [checker.settings for checker in found] == [ExternalSettings("cvc5", "", 5.0, 512, 1, "process-tree")]
