"""From printed goals to values: trees, local definitions, evars, groups."""

from __future__ import annotations

import pytest

from wonton.assistants.rocq.goals import GoalSyntaxError, dependencies, groups, stable_message, term
from wonton.assistants.rocq.protocol import PrintedGoal, PrintedGoals, read_goals, read_reply
from wonton.core.expr import ExprKind, const, free


def state(*focused: PrintedGoal, shelved: tuple[PrintedGoal, ...] = ()) -> PrintedGoals:
    return PrintedGoals(focused, shelved, ())


def test_hypotheses_of_one_type_share_a_line_and_come_apart() -> None:
    ((_, (goal,)),) = groups(state(PrintedGoal("Goal", ("p, q : Prop", "h : and p q"), "p")))
    assert goal.text == "p : Prop\nq : Prop\nh : and p q\n⊢ p"
    assert goal.hypotheses[2].type == term("and p q", frozenset("pq"))


@pytest.mark.parametrize(
    ("line", "value", "type_"),
    [
        ("x := S O : nat", "S O", "nat"),
        ("f := fun n : nat => S n : forall _ : nat, nat", "fun n : nat => S n", "forall _ : nat, nat"),
        ("f := fun n : nat => n : forall m : nat, nat", "fun n : nat => n", "forall m : nat, nat"),
    ],
)
def test_a_local_definition_has_a_value(line: str, value: str, type_: str) -> None:
    ((_, (goal,)),) = groups(state(PrintedGoal("Goal", (line,), "True")))
    found = goal.hypotheses[0]
    assert (found.text, found.type, found.value) == (type_, term(type_), term(value))


@pytest.mark.parametrize("name", ["x", "x'", "été", "_x1"])
def test_a_line_means_what_is_in_scope_where_it_stands(name: str) -> None:
    """The same line with and without a hypothesis of a name in it, behind other ones that it does not mention."""
    line = f"H : P (Nat.{name} {name}) (fun {name} : nat => {name}) {name}"
    predicate = "P : forall _ _ _ : nat, Prop"
    ((_, (inside,)),) = groups(state(PrintedGoal("Goal", ("P0 : Prop", f"{name} : nat", line), name)))
    ((_, (outside,)),) = groups(state(PrintedGoal("Goal", (predicate, line), name)))
    own = inside.hypotheses[-1].type.args
    assert (own[2], inside.target) == (free(name), free(name))
    assert own[0].args == (free(name),)
    assert own[0].head == const(f"Nat.{name}")
    assert outside.hypotheses[-1].type.args[2] == const(name)
    assert outside.hypotheses[-1].type.head == free("P")
    assert inside.hypotheses[-1].type.head == const("P")
    assert own[1].children[1].kind is ExprKind.BOUND


def test_a_line_that_is_no_hypothesis_is_an_error_that_shows_it() -> None:
    with pytest.raises(GoalSyntaxError, match="nonsense"):
        groups(state(PrintedGoal("Goal", ("nonsense",), "True")))


def test_goals_that_share_evars_are_one_group_also_by_way_of_a_shelved_one() -> None:
    shelved = (PrintedGoal("y", (), "P ?x"), PrintedGoal("z", (), "nat"))
    found = groups(
        state(
            PrintedGoal("Goal0", (), "Q ?x"),
            PrintedGoal("Goal1", (), "True"),
            PrintedGoal("Goal2", (), "R ?y"),
            shelved=shelved,
        )
    )
    assert [places for places, _ in found] == [(0, 2), (1,)]
    assert [goal.target_text for goal in found[0][1]] == ["Q ?e1", "R ?e2"]


def test_the_names_of_evars_do_not_show() -> None:
    first = groups(state(PrintedGoal("Goal7", (), "Q ?x7 ?y")))
    second = groups(state(PrintedGoal("Goal", (), "Q ?a ?Goal0")))
    assert first == second


def test_a_goal_whose_evar_is_mentioned_fills_it() -> None:
    ((_, goals),) = groups(state(PrintedGoal("x", (), "nat"), PrintedGoal("Goal", (), "@eq nat ?x O")))
    assert [goal.fills for goal in goals] == ["?e1", ""]


def test_only_what_is_mentioned_is_a_dependency() -> None:
    shelved = (PrintedGoal("x", (), "P ?y"), PrintedGoal("y", (), "nat"), PrintedGoal("z", (), "nat"))
    assert dependencies(state(PrintedGoal("Goal", (), "Q ?x"), shelved=shelved)) == {"x", "y"}


def test_both_names_of_a_function_on_numbers_are_one() -> None:
    assert term("Init.Nat.add n O") == term("Nat.add n O")
    assert term("My.Init.Nat.add") != term("My.Nat.add")


def test_a_message_is_the_same_whatever_its_evars_are_called() -> None:
    assert stable_message(' Unable to  unify\n\n  "?y3" with "?x" ') == 'Unable to unify\n"?e1" with "?e2"'


def test_a_goal_that_breaks_off_is_an_error_that_shows_where() -> None:
    value = '<value val="good"><option val="some"><goals><list><goal><string>4</string><list/><richpp>True'
    with pytest.raises(ValueError, match="<richpp>True"):
        read_goals(value)


def test_a_reply_with_no_goals_left_is_read() -> None:
    raw = b'<value val="good"><option val="some"><goals><list/><list/><list/><list/></goals></option></value>'
    assert read_goals(read_reply(raw).value) == PrintedGoals((), (), ())


def test_a_reply_outside_a_proof_has_no_goals() -> None:
    assert read_goals(read_reply(b'<value val="good"><option val="none"/></value>').value) is None


def test_messages_do_not_count_universes() -> None:
    first = stable_message("universe inconsistency: Cannot enforce Top.4 <= Top.3 because Top.3 < Top.4.")
    assert first == stable_message("universe inconsistency: Cannot enforce Top.10 <= Top.9 because Top.9 < Top.10.")
    assert stable_message("The term Nat.add_0_r has type 3.") == "The term Nat.add_0_r has type 3."
