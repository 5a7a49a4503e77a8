"""Proofs of small problems asked again of another prover. Skips what no prover is installed for; some 10 seconds."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from wonton.artifacts import layout
from wonton.artifacts.read import read_json
from wonton.artifacts.schemas import schema
from wonton.artifacts.write import write_json
from wonton.core.errors import MissingToolError, SettingsError
from wonton.external.backends import backend
from wonton.external.base import Problem
from wonton.external.checking import check_run, find_checker, step_questions
from wonton.external.find import find
from wonton.external.order import ExternalSettings
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
