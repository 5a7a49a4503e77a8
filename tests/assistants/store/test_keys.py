"""The places under which answers are kept: which goals share one, and what is kept by path alone, or nowhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistants.store.made import LIMITS, THEOREM, node
from wonton.assistants.base import Failure, Node, Transition
from wonton.assistants.store.keys import SLOW_SECONDS, is_plain, place_of, places
from wonton.core.expr import const
from wonton.core.goal import Hypothesis


def test_paths_to_one_goal_share_a_place() -> None:
    one, two = places(node("intro"), LIMITS, "lean"), places(node("intros", "exact h"), LIMITS, "lean")
    assert one.goal is not None
    assert one.goal == two.goal
    assert one.path != two.path


@pytest.mark.parametrize(
    "other",
    [
        node("intro", goal="q"),
        node("intro", theorem=replace(THEOREM, header="import Nat")),
        node("intro", theorem=replace(THEOREM, statement="q and q")),
        node("intro", theorem=replace(THEOREM, name="swapped")),
    ],
)
def test_another_goal_theorem_or_header_is_another_place(other: Node) -> None:
    mine, its = places(node("intro"), LIMITS, "lean"), places(other, LIMITS, "lean")
    assert mine.goal != its.goal


def test_the_deterministic_limit_is_part_of_the_key_and_the_clock_is_not() -> None:
    mine = places(node(), LIMITS, "lean")
    assert mine != places(node(), replace(LIMITS, heartbeats=1), "lean")
    assert mine == places(node(), replace(LIMITS, wall_seconds=1.0, memory_mb=9), "lean")


def hidden(**changes: object) -> Node:
    goal = replace(node("intro").goal, **changes)  # type: ignore[arg-type]
    return replace(node("intro"), goals=(goal,))


@pytest.mark.parametrize(
    "hiding",
    [
        node("case inl => exact h"),
        node("refine f ?a"),
        hidden(target_text="P ?1"),
        hidden(fills="?1"),
        hidden(target_text="Eq Type p p"),
        hidden(target_text="_example.match_1 p"),
        hidden(hypotheses=(Hypothesis("x", "Nat", const("Nat"), const("zero")),)),
        replace(node("intro"), goals=node().goals * 2),
    ],
)
def test_goals_that_do_not_show_everything_are_kept_by_path_alone(hiding: Node) -> None:
    assert places(node("intro"), LIMITS, "lean").goal is not None
    assert places(hiding, LIMITS, "lean").goal is None


def test_an_unknown_assistant_is_kept_by_path_alone() -> None:
    assert places(node(), LIMITS, "isabelle").goal is None


@pytest.mark.parametrize(
    ("tactic", "assistant", "plain"),
    [
        ("exact And.intro h h", "lean", True),
        ("refine And.intro ?_ ?_", "lean", True),
        ("induction n with | zero => ?_ | succ n ih => ?_", "lean", True),
        ("induction n with | zero => rfl | succ n ih => ?_", "lean", False),
        ("refine f ?a", "lean", False),
        ("exact ?_x", "lean", False),
        ("case inl => exact h", "lean", False),
        ("exact f (by exact h)", "lean", False),
        ("rename_i x", "lean", False),
        ("first | exact h | rfl", "lean", False),
        ("destruct H as [a|b]", "rocq", True),
        ("generalize dependent n; induction m as [|n1 IH]; intros", "rocq", True),
        ("intros; shady", "rocq", False),
        ("split; [eauto|auto]", "rocq", False),
        ("intros; [auto;auto|auto]", "rocq", False),
        ("eapply f", "rocq", False),
        ("refine (f _)", "rocq", False),
        ("destruct H as [?|b]", "rocq", False),
        ("exact swap_subproof", "rocq", False),
        ("abstract auto", "rocq", False),
        ("apply (f Type)", "rocq", False),
    ],
)
def test_tactics_that_depend_on_the_printed_goal_alone(tactic: str, assistant: str, plain: bool) -> None:
    assert is_plain(tactic, assistant) is plain


def test_where_an_answer_is_kept() -> None:
    where = places(node("intro"), LIMITS, "lean")
    done = Transition("exact h")
    assert place_of(done, where, "lean") == where.goal
    assert place_of(replace(done, tactic="next x => exact h"), where, "lean") == where.path
    assert place_of(replace(done, elapsed=2 * SLOW_SECONDS), where, "lean") == where.path
    deep = Failure("error", "maximum recursion depth has been reached")
    assert place_of(replace(done, failure=deep), where, "lean") == where.path


@pytest.mark.parametrize(
    "answer",
    [
        Transition("simp", failure=Failure("timeout", "(deterministic) timeout"), limit_met="heartbeats"),
        Transition("simp", failure=Failure("timeout", "Coq took more than 1 s"), limit_met="wall"),
        Transition("simp", failure=Failure("crashed", "died"), limit_met="memory"),
        Transition("simp", failure=Failure("error", "Stack overflow.")),
        Transition("simp", failure=Failure("error", "Lean gave no answer")),
    ],
)
def test_what_is_kept_nowhere(answer: Transition) -> None:
    assert place_of(answer, places(node(), LIMITS, "lean"), "lean") is None
