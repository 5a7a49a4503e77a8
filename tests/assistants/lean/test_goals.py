"""Lean's printed goals become values that do not depend on how a batch was laid out."""

from __future__ import annotations

import pytest

from wonton.assistants.lean.goals import GoalSyntaxError, parse_goals, parse_groups, stable_message
from wonton.core.expr import app, const, free

TWO = """case inl.refine_3
p q : Prop
h : p
⊢ Or q p

case inr
p q : Prop
h✝ : q
n : Nat := Nat.succ
  Nat.zero
⊢ Or q p
"""


def test_hypotheses_targets_and_local_definitions() -> None:
    first, second = parse_goals(TWO)
    assert [h.name for h in first.hypotheses] == ["p", "q", "h"]
    assert first.target == app(const("Or"), free("q"), free("p"))
    assert second.hypotheses[2].accessible is False
    assert second.hypotheses[3].value == app(const("Nat.succ"), const("Nat.zero"))


def test_case_tags_leave_no_trace() -> None:
    assert parse_goals(TWO.replace("case inl.refine_3\n", "")) == parse_goals(TWO)


def test_metavariables_are_numbered_by_appearance() -> None:
    once = parse_goals("x : ?m.17\n⊢ P ?m.17 ?w\n\n⊢ Q ?w")
    again = parse_goals("x : ?m.4711\n⊢ P ?m.4711 ?w\n\n⊢ Q ?w")
    assert once == again
    assert once[0].metavariables() == {"?1", "?2"}
    assert once[1].metavariables() == {"?2"}


@pytest.mark.parametrize("text", ["", "no goals", "\n"])
def test_no_goals(text: str) -> None:
    assert parse_goals(text) == ()


@pytest.mark.parametrize("text", ["p : Prop", "nonsense\n⊢ p"])
def test_what_is_not_a_goal_is_refused(text: str) -> None:
    with pytest.raises(GoalSyntaxError):
        parse_goals(text)


def test_messages_do_not_depend_on_numbers_and_tags() -> None:
    text = "tactic failed\n\ncase a.refine_{}\np : ?m.{}\n⊢ Sort ?u.{}"
    assert stable_message(text.format(1, 2, 3)) == stable_message(text.format(7, 8, 9))


def places(text: str) -> list[tuple[int, ...]]:
    return [group for group, _ in parse_groups(text)]


def test_goals_that_share_metavariables_form_one_group() -> None:
    assert places("⊢ P\n\n⊢ Q ?w\n\n⊢ R\n\n⊢ S ?w") == [(0,), (1, 3), (2,)]


def test_goals_with_metavariables_of_their_own_stay_apart_and_are_numbered_apart() -> None:
    (first, (a,)), (second, (b,)) = parse_groups("⊢ P ?m.8\n\n⊢ P ?m.9")
    assert (first, second) == ((0,), (1,))
    assert a == b


def test_a_goal_is_coupled_with_those_that_mention_the_metavariable_it_fills() -> None:
    text = "case w\n⊢ Nat\n\ncase h\n⊢ P ?w\n\ncase r\n⊢ Q"
    assert places(text) == [(0, 1), (2,)]
    assert [goal.fills for goal in parse_goals(text)] == ["?1", "", ""]
