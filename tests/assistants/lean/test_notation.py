"""Goals printed with notation: every goal text that the REPL's transcripts hold, and shapes that they do not hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wonton.assistants.lean.goals import GoalSyntaxError
from wonton.assistants.lean.notation import read_goals, text_tree
from wonton.core.expr import app, const, free
from wonton.core.goal import Goal
from wonton.core.signature import goal_sig, goal_sig_text

TRANSCRIPTS = Path(__file__).parents[4] / "shared" / "data" / "lean-repl"
#: Fields of the REPL's answers that hold goals, one text or a list of texts.
FIELDS = ("goal", "goals", "goalsBefore", "goalsAfter")
#: What messages that show goals say before them.
SHOWING = ("unsolved goals\n", "context:\n")


def values(text: str) -> Iterator[Any]:
    """The JSON values of a transcript, one behind the other."""
    decoder, place = json.JSONDecoder(), 0
    while (rest := text[place:].lstrip()) != "":
        value, length = decoder.raw_decode(rest)
        yield value
        place = len(text) - len(rest) + length


def goal_texts(value: Any) -> Iterator[str]:
    """Every goal text in a value."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if key in FIELDS:
            yield from [inner] if isinstance(inner, str) else inner
        elif key == "data" and "⊢" in inner:
            yield next(inner.split(mark, 1)[1] for mark in SHOWING if mark in inner)
        else:
            yield from goal_texts(inner)


def one(text: str) -> Goal:
    (goal,) = read_goals(text)
    return goal


@pytest.mark.skipif(not TRANSCRIPTS.is_dir(), reason="the transcripts of the REPL are not beside the checkout")
def test_every_goal_text_of_the_transcripts_is_read_whole() -> None:
    texts = [
        text
        for path in sorted(TRANSCRIPTS.glob("*.expected.out"))
        for value in values(path.read_text(encoding="utf-8"))
        for text in goal_texts(value)
    ]
    assert (len(texts), sum(len(read_goals(text)) for text in texts)) == (143, 143)
    for text in texts:
        blocks = [] if text == "no goals" else text.split("\n\n")
        for block, goal in zip(blocks, read_goals(text), strict=True):
            lines = [line for line in block.split("\n") if line and not line.startswith("case ")]
            assert printed(goal) == lines


def printed(goal: Goal) -> list[str]:
    """The lines of a goal, names that share a type together again."""
    lines: list[str] = []
    for hypothesis in goal.hypotheses:
        if lines and lines[-1].endswith(f" : {hypothesis.text}"):
            lines[-1] = lines[-1].replace(" : ", f" {hypothesis.name} : ", 1)
        else:
            lines.append(f"{hypothesis.name} : {hypothesis.text}")
    return [*lines, f"⊢ {goal.target_text}"]


HARD = """case h.refine_2
G : Type u_1
inst✝¹ : Group G
inst✝ : Fintype
  G
«my name» b' : G → ℝ
x : ℕ := let y := 2; y + 1
S : Set ℕ := {n | ∃ m : ℕ,
  n = m}
this✝ : ∀ (a : G), |b' a| ≤ ∑ i ∈ Finset.range x,
      f i
h : (fun n ↦ if n = 0 then
      1
    else 2) = g
⊢ ∃ k,
    b' k = x.succ ∧
      ?w = l[0]?.isSome
"""


def test_many_lines_instances_values_and_names() -> None:
    goal = one(HARD)
    assert [(h.name, h.text) for h in goal.hypotheses] == [
        ("G", "Type u_1"),
        ("inst✝¹", "Group G"),
        ("inst✝", "Fintype G"),
        ("«my name»", "G → ℝ"),
        ("b'", "G → ℝ"),
        ("x", "ℕ"),
        ("S", "Set ℕ"),
        ("this✝", "∀ (a : G), |b' a| ≤ ∑ i ∈ Finset.range x, f i"),
        ("h", "(fun n ↦ if n = 0 then 1 else 2) = g"),
    ]
    assert [h.name for h in goal.hypotheses if not h.accessible] == ["inst✝¹", "inst✝", "this✝"]
    assert [h.name for h in goal.hypotheses if h.value is not None] == ["x", "S"]
    assert goal.target_text == "∃ k, b' k = x.succ ∧ ?1 = l[0]?.isSome"
    assert goal.metavariables() == {"?1"}


def test_trees_know_hypotheses_from_other_names() -> None:
    goal = one("x y : Nat\n⊢ x + z = f (y, 1)")
    pair = app(const("()"), free("y"), const(","), text_tree("1", ()))
    assert goal.target == app(const("text"), free("x"), const("+"), const("z"), const("="), const("f"), pair)


def test_signatures_are_blind_to_names_of_hypotheses_and_to_line_breaks_only() -> None:
    first, second, third = (one(text) for text in ("x : ℕ\n⊢ x ≤ 1", "y : ℕ\n⊢ y\n  ≤ 1", "x : ℕ\n⊢ x < 1"))
    assert goal_sig(first) == goal_sig(second) != goal_sig(third)
    assert goal_sig_text(first) == goal_sig_text(one("x : ℕ\n⊢ x\n  ≤ 1")) != goal_sig_text(second)


def test_a_goal_fills_the_metavariable_that_another_one_mentions() -> None:
    first, second = read_goals("case w\n⊢ ℕ\n\ncase h\n⊢ ?w = 2")
    assert (first.fills, second.fills, second.target_text) == ("?1", "", "?1 = 2")


def test_a_goal_of_conv() -> None:
    assert one("a : ℕ\n| a + 0").target_text == "a + 0"


@pytest.mark.parametrize("text", ["", "no goals", "\n"])
def test_no_goals(text: str) -> None:
    assert read_goals(text) == ()


@pytest.mark.parametrize("text", ["p : Prop", "nonsense\n⊢ p", "h :\n⊢ p", "case a"])
def test_what_is_not_a_goal_is_refused(text: str) -> None:
    with pytest.raises(GoalSyntaxError):
        read_goals(text)
