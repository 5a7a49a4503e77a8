"""`wonton prove`, on the fakes; `test_live.py` has it on Lean."""

from __future__ import annotations

from typing import get_args

import pytest

from wonton.cli.prove import MARKS, iteration_line, why_not
from wonton.search.trace import Fate

from .conftest import Wonton
from .fakes import FAKES

SWAP = "theorem t (p q : Prop) : p ∧ q → q ∧ p"


def test_shows_iterations_proof_and_verdict(wonton: Wonton) -> None:
    said = wonton("prove", SWAP, *FAKES)
    assert said.code == 0
    assert "   1  root:  + constructor" in said.out
    assert "holds: search_closed, compiles, statement_match, axioms_ok" in said.out


def test_json_has_iterations_and_the_proof(wonton: Wonton) -> None:
    said = wonton("prove", SWAP, *FAKES, "--json")
    assert [row["iteration"] for row in said.of_kind("iteration")] == [1, 2, 3]
    assert [step["tactic"] for step in said.of_kind("step")] == ["constructor", "assumption", "exact h"]


def test_lesion_takes_a_tactic_away(wonton: Wonton) -> None:
    said = wonton("prove", SWAP, *FAKES, "--lesion", "block_constructor", "--json")
    assert [step["tactic"] for step in said.of_kind("step")] == ["exact whole"]


def test_no_proof_exits_1(wonton: Wonton) -> None:
    said = wonton("prove", SWAP, *FAKES, "--max-depth", "1", "--lesion", "block_exact")
    assert said.code == 1
    assert "no proof found: the search is dead after 1 iteration, 1 attempt\n" in said.out
    assert "some proposals were blocked; another --lesion takes fewer" in said.out
    assert "some paths reached --max-depth" in said.out


@pytest.mark.parametrize(
    ("statement", "code", "word"),
    [
        ("theorem t (p : Prop) : p ∧", 2, "line 1, column 27"),
        ("theorem t : unknown_thing", 2, "unknown_thing"),
        ("theorem t : False", 1, "does not elaborate"),
    ],
)
def test_bad_statements(statement: str, code: int, word: str, wonton: Wonton) -> None:
    said = wonton("prove", statement, *FAKES)
    assert said.code == code
    assert word in said.err
    assert "Traceback" not in said.err


def test_every_fate_has_a_mark_of_its_own() -> None:
    assert set(MARKS) == set(get_args(Fate))
    assert len(set(MARKS.values())) == len(MARKS)


def test_iteration_line_marks_what_became_of_each_tactic() -> None:
    attempts = [
        {"status": status, "tactic": f"t{n}"} for n, status in enumerate(("failed", "blocked", "cycle", "closed"))
    ]
    path = [{"tactic": ""}, {"tactic": "intro h"}]
    event = {"iteration": 7, "path": path, "attempts": attempts, "reason": "expanded"}
    assert iteration_line(event) == "   7  intro h:  ✗ t0  - t1  o t2  ✓ t3"
    assert iteration_line({**event, "attempts": []}).endswith("intro h:  expanded")


@pytest.mark.parametrize(
    ("facts", "allow_easy", "reason"),
    [
        ({"cuts": ["blocked"]}, False, "every proposal was blocked; --allow-easy offers them"),
        ({"cuts": ["cycle"]}, False, "some tactics led back to a goal of their own path"),
        ({"cuts": []}, True, "every proposal at every goal was tried, and none is left"),
        ({"status": "exhausted"}, False, "the budget is used up; -b names larger ones"),
    ],
)
def test_a_search_that_found_nothing_says_why(facts: dict[str, object], allow_easy: bool, reason: str) -> None:
    metrics = {"status": "dead", "lesion": None, "attempts": {"tau": 0}, "cuts": [], **facts}
    assert why_not(metrics, allow_easy) == [reason]
