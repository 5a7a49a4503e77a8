"""Goals that Coq prints with `...`: asked again with numerals, the same whenever and however they are reached."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wonton.assistants.base import Limits, Theorem
from wonton.assistants.rocq.assistant import RocqAssistant, open_assistant

STATEMENT = "(n : nat) (h : n = 90) : 400 = 300 + 100 /\\ n = 90"
DEEP = Theorem("deep", "deep", STATEMENT, "From Wonton Require Import Core.")


@pytest.fixture(scope="module")
def rocq(rocq_cache: Path) -> Iterator[RocqAssistant]:
    found = open_assistant(rocq_cache)
    yield found
    found.close()


def test_numerals_stand_for_their_constructors(rocq: RocqAssistant) -> None:
    goal = rocq.start(DEEP).goal
    assert goal.target_text == "and (@eq nat 400 (Nat.add 300 100)) (@eq nat n 90)"
    assert goal.hypotheses[1].text == "@eq nat n 90"


def test_other_candidates_of_the_batch_are_printed_in_full(rocq: RocqAssistant) -> None:
    root = rocq.start(DEEP)
    split, shallow, wrong = rocq.apply(root, ["split", "exfalso; clear; cut (2 = 2)", "exact I"], Limits())
    assert [child.goal.target_text for child in split.children] == ["@eq nat 400 (Nat.add 300 100)", "@eq nat n 90"]
    assert shallow.children[-1].goal.target_text == "@eq nat (S (S O)) (S (S O))"
    assert wrong.failed


def test_a_way_through_deep_goals_can_be_taken_again(rocq: RocqAssistant) -> None:
    root = rocq.start(DEEP)
    first, second = rocq.apply(root, ["split"], Limits())[0].children
    assert rocq.apply(second, ["exact h"], Limits())[0].closed
    rocq.session.drop()
    assert rocq.apply(first, ["exact eq_refl"], Limits())[0].closed
    assert rocq.apply(root, ["split"], Limits())[0].children[0].goals == first.goals
