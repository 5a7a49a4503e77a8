"""What outputs say: the words of each prover, without running any."""

from __future__ import annotations

from pathlib import Path

import pytest

from wonton.external.backends import BACKENDS
from wonton.external.base import Ended, Outcome, Problem, Stop
from wonton.external.result import Result
from wonton.external.smt import with_proofs


def ended(output: str, stop: Stop = "", code: int = 0, errors: str = "") -> Ended:
    return Ended(stop, code, 1.0, 1.0, 10.0, output, errors)


THEOREM = (
    "# SZS status Theorem\n# SZS output start CNFRefutation\ncnf(a, plain, $false).\n# SZS output end CNFRefutation\n"
)
SATURATED = (
    "% SZS status CounterSatisfiable for x\n% SZS output start Saturation.\n"
    "cnf(u1,axiom,p).\n% SZS output end Saturation.\n"
)


@pytest.mark.parametrize(
    ("name", "said", "outcome"),
    [
        ("e", ended(THEOREM), "proved"),
        ("e", ended(THEOREM, stop="wall", code=-9), "proved"),
        ("e", ended(THEOREM.replace("# ", "%% "), code=3), "proved"),
        ("e", ended("the text SZS status Theorem stands in no comment\n", code=3), "wrong_format"),
        ("e", ended("% SZS status GaveUp\n", code=1), "gave_up"),
        ("e", ended("# Failure: Resource limit exceeded (time)\n# SZS status ResourceOut\n", code=8), "timeout"),
        ("e", ended("# Failure: Resource limit exceeded (memory)\n# SZS status ResourceOut\n", code=8), "memory_out"),
        ("e", ended("", errors="eprover: CPU time limit exceeded, terminating\n", code=7), "timeout"),
        ("e", ended("", errors="eprover: Cannot stat file x.ax\n", code=5), "wrong_format"),
        ("e", ended("", code=-11), "crashed"),
        ("e", ended("", stop="memory", code=-9), "memory_out"),
        ("vampire", ended(SATURATED), "refuted"),
        ("vampire", ended("% Time limit reached!\n% Termination reason: Time limit\n", code=1), "timeout"),
        ("vampire", ended("Parsing Error on line 3\n", code=4), "wrong_format"),
        ("vampire", ended("% Refutation not found, incomplete strategy\n", code=1), "gave_up"),
        ("z3", ended("unsat\n((set-logic QF_UF) (proof x))\n"), "proved"),
        ("z3", ended('sat\n(error "line 4 column 10: proof is not available")\n', code=1), "refuted"),
        ("z3", ended('(error "line 2 column 12: unknown constant x")\nsat\n', code=1), "wrong_format"),
        ("z3", ended("unknown\n"), "unknown"),
        ("z3", ended("timeout\n"), "timeout"),
        ("z3", ended('(error "out of memory")\n', code=101), "memory_out"),
        ("z3", ended("unsat\n", stop="cpu", code=-9), "timeout"),
        ("cvc5", ended("(error \"Symbol 'x' not declared as a variable\")\n", code=1), "wrong_format"),
        ("cvc5", ended('(error "FP term is not supported")\n', code=1), "unsupported"),
        ("cvc5", ended("cvc5 interrupted by timeout.\n", code=-6), "timeout"),
    ],
)
def test_every_end_has_its_word(name: str, said: Ended, outcome: Outcome) -> None:
    assert BACKENDS[name].read(said).outcome == outcome


def test_proofs_are_taken_whole_or_not_at_all() -> None:
    whole = BACKENDS["e"].read(ended(THEOREM))
    assert (whole.proof_text, whole.proof_format) == ("cnf(a, plain, $false).\n", "tstp")
    cut = BACKENDS["e"].read(ended(THEOREM.partition("# SZS output end")[0]))
    assert (cut.outcome, cut.proof_text, cut.proof_format) == ("proved", "", "")
    z3 = BACKENDS["z3"].read(ended("unsat\n(let ((a b))\n (mp a b))\n(:time 0.1)\n"))
    assert (z3.proof_text, z3.proof_format) == ("(let ((a b))\n (mp a b))", "z3")
    assert BACKENDS["vampire"].read(ended(SATURATED)).proof_text == ""


@pytest.mark.parametrize(
    ("expected", "said", "verdict"),
    [
        ("unsat", "unsat\n", "correct"),
        ("sat", "unsat\n", "wrong"),
        ("sat unsat", "sat\nunsat\n", "correct"),
        ("sat unsat", "unsat\nunsat\n", "wrong"),
        ("unknown unsat", "sat\nunsat\n", "correct"),
        ("", "sat\n", "unchecked"),
        ("sat", "unknown\n", "unsolved"),
    ],
)
def test_answers_are_compared_with_what_the_problem_states(
    tmp_path: Path, expected: str, said: str, verdict: str
) -> None:
    problem = Problem("p", tmp_path / "p.smt2", tmp_path, "smtlib", "", expected)
    assert Result(problem, BACKENDS["z3"].read(ended(said))).verdict == verdict


@pytest.mark.parametrize(
    ("expected", "said", "verdict"),
    [
        ("sat unsat", ended("unsat\n", "wall"), "wrong"),
        ("sat unsat", ended("unsat\nunknown\n"), "wrong"),
        ("sat unsat", ended("sat\n", "wall"), "unsolved"),
        ("unsat", ended("sat\n", "memory"), "wrong"),
        ("unsat", ended('(error "line 2: unknown constant x")\nsat\n', "wall"), "unsolved"),
        ("unsat", ended('(error "line 2: unknown constant x")\nsat\n'), "unsolved"),
    ],
)
def test_a_wrong_answer_is_wrong_whatever_comes_after_it(
    tmp_path: Path, expected: str, said: Ended, verdict: str
) -> None:
    problem = Problem("p", tmp_path / "p.smt2", tmp_path, "smtlib", "", expected)
    assert Result(problem, BACKENDS["z3"].read(said)).verdict == verdict


@pytest.mark.parametrize(
    ("expected", "status", "verdict"),
    [
        ("Theorem", "ContradictoryAxioms", "correct"),
        ("Unsatisfiable", "Theorem", "correct"),
        ("Theorem", "CounterSatisfiable", "wrong"),
        ("Satisfiable", "Unsatisfiable", "wrong"),
        ("Open", "Theorem", "unchecked"),
        ("", "Theorem", "unchecked"),
    ],
)
def test_sides_count_and_not_words(tmp_path: Path, expected: str, status: str, verdict: str) -> None:
    problem = Problem("p", tmp_path / "p.p", tmp_path, "tptp", "fof", expected)
    assert Result(problem, BACKENDS["e"].read(ended(f"# SZS status {status}\n"))).verdict == verdict


def test_a_script_asks_for_its_proof_after_its_last_question() -> None:
    script = (
        '; (check-sat)\n(set-logic QF_UF)\n(set-option :produce-proofs false)\n(set-info :source |a (b) "|)\n'
        '(echo "(check-sat)")\n(check-sat)\n(get-model)\n(assert false)\n(check-sat)\n(exit)\n'
    )
    assert with_proofs(script).splitlines() == [
        "(set-option :produce-proofs true)",
        "(set-logic QF_UF)",
        '(set-info :source |a (b) "|)',
        '(echo "(check-sat)")',
        "(check-sat)",
        "(assert false)",
        "(check-sat)",
        "(get-proof)",
    ]
