"""From texts to candidates, and from goals to prompts: neither needs a model."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wonton.core.expr import Expr, ExprKind
from wonton.core.goal import Goal
from wonton.providers.base import GoalContext
from wonton.providers.models import texts
from wonton.providers.models.prompts import RECENT_STEPS, file_so_far, keep_ends, template
from wonton.providers.models.writing import Written, draw_seed

TRUE = Expr(ExprKind.CONST, "True")


@pytest.mark.parametrize(
    ("text", "tactic"),
    [
        (" intro h\n[/TAC] and more", "intro h"),
        ("cases h with\n| inl a => exact a\n[/TAC]", "cases h with\n| inl a => exact a"),
        ("\n\n  exact h \nnext", "exact h"),
        ("[/TAC]", ""),
        ("   \n", ""),
    ],
)
def test_a_text_is_cut_at_its_end_mark_else_after_its_first_line(text: str, tactic: str) -> None:
    assert texts.before_tac_end(text) == tactic


@pytest.mark.parametrize("text", ["```lean\nintro h\n```", "`intro h`", "intro h", "\n```\nintro h"])
def test_a_chats_fences_are_taken_off(text: str) -> None:
    assert texts.reply(text) == "intro h"


def test_texts_that_hold_one_tactic_add_up() -> None:
    shares = [("intro  h", 0.3), ("intro h", 0.2), ("split", 0.4)]
    written = [Written(text, math.log(share)) for text, share in shares]
    found = texts.candidates_of(written, texts.whole, "lean")
    assert [(c.tactic, pytest.approx(c.probability)) for c in found] == [("intro h", 0.5), ("split", 0.4)]


def test_without_probabilities_shares_count_and_unusable_texts_keep_theirs() -> None:
    written = [Written(text, None) for text in ("split", "split", "", "intro h", "\x07", "x" * 1001)]
    found = texts.candidates_of([*written, Written("split", -1.0)], texts.whole, "lean")
    assert [(c.tactic, pytest.approx(c.probability)) for c in found] == [("split", 3 / 7), ("intro h", 1 / 7)]


def test_rocqs_full_stop_is_no_part_of_a_tactic() -> None:
    (found,) = texts.candidates_of([Written("intros H.", -1.0)], texts.whole, "ltac")
    assert found.tactic == "intros H"


@given(st.lists(st.tuples(st.text(max_size=8), st.one_of(st.none(), st.floats(-50, 0)))))
def test_candidates_are_sorted_distinct_and_sum_to_at_most_one(written: list[tuple[str, float | None]]) -> None:
    found = texts.candidates_of([Written(*one) for one in written], texts.first_line, "lean")
    shares = [candidate.probability for candidate in found]
    assert shares == sorted(shares, reverse=True)
    assert len({candidate.tactic for candidate in found}) == len(found)
    assert math.fsum(shares) <= 1 + 1e-9


@given(st.lists(st.integers()), st.integers(1, 20))
def test_a_prompt_keeps_both_of_its_ends(tokens: list[int], limit: int) -> None:
    kept = keep_ends(tokens, limit)
    assert len(kept) == min(limit, len(tokens))
    assert kept[: limit // 2] == tokens[: limit // 2]
    assert kept[::-1][: limit - limit // 2] == tokens[::-1][: limit - limit // 2]


def test_the_file_of_rocq_is_written_as_rocq_writes_it() -> None:
    context = GoalContext(
        "t", ": forall p, p -> p", ("intros", "assumption"), header="Require Import Arith.\nSection S."
    )
    assert file_so_far(context, "ltac") == (
        "Require Import Arith.\n\nTheorem t : forall p, p -> p.\nProof.\n  intros.\n  assumption."
    )


def test_what_fills_a_place_is_not_read_for_places() -> None:
    goal = Goal((), TRUE, "{x // p {name} {state}}")
    prompt = template("internlm").render(goal, GoalContext("t {state}", "s"), "lean")
    assert "NAME: t {state}\n" in prompt
    assert "⊢ {x // p {name} {state}}" in prompt


def test_memory_is_what_the_prompt_shows_of_the_path() -> None:
    steps = [f"step {n}" for n in range(RECENT_STEPS + 3)]
    assert template("reprover").memory(steps) is None
    assert template("deepseek").memory(steps) == tuple(steps[-RECENT_STEPS:])
    assert template("internlm").memory(steps) == tuple(steps)


def test_seeds_of_samples_differ_in_all_that_matters() -> None:
    seeds = {draw_seed(0, "p", 0), draw_seed(1, "p", 0), draw_seed(0, "q", 0), draw_seed(0, "p", 1)}
    assert len(seeds) == 4
    assert draw_seed(0, "p\ud800", 0) == draw_seed(0, "p\ud800", 0) < 1 << 63
