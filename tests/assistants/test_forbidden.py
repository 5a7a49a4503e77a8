"""The lists of refused tactics: what they must see through, and what they must let pass."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wonton.assistants.lean.forbidden import FORBIDDEN_WORDS as LEAN_WORDS
from wonton.assistants.lean.forbidden import UNSOUND_CONSTANTS
from wonton.assistants.lean.forbidden import refusal as refused_in_lean
from wonton.assistants.rocq.forbidden import FORBIDDEN_WORDS as ROCQ_WORDS
from wonton.assistants.rocq.forbidden import refusal as refused_in_rocq

HONEST_LEAN = r"""
exact h
exact fun x => And.intro x.1 x.2
cases h with | intro a b => exact b
rcases h with ⟨a, b⟩ | c
rw [← Nat.add_comm, h₁] at h ⊢
simp only [foo.sorry_free, List.prefix_append] at *
open Classical in exact em p
exact x⁻¹
exact ‹α ∧ β›
induction n generalizing m with | zero => rfl | succ n ih => simp [ih]
have h' : a' = b'' := by rw [h]
refine ⟨?_, fun x hx ↦ ?_⟩
calc a = b := h _ = c := k
exact congrArg (· + 1) h
exact (by decide : 1 + 1 = 2)
nlinarith [sq_nonneg (a - b), mul_pos ha hb]
exact h.mp native_thm
exact Set.local_max h
""".strip().splitlines()
HONEST_ROCQ = r"""
exact h
exact (fun x => conj (proj1 x) (proj2 x))
destruct h as [a b]
rewrite <- Nat.add_comm, h1 in *
intros n; induction n as [|n IH]; simpl; [ reflexivity | now rewrite IH ]
apply (f_equal S).
match goal with | H : _ /\ _ |- _ => destruct H end
assert (h : a = b) by (rewrite h1; reflexivity)
exists (S n); lia
exact admitted_nothing
""".strip().splitlines()


@pytest.mark.parametrize("tactic", HONEST_LEAN)
def test_honest_lean_passes(tactic: str) -> None:
    assert refused_in_lean(tactic) == ""


@pytest.mark.parametrize("tactic", HONEST_ROCQ)
def test_honest_ltac_passes(tactic: str) -> None:
    assert refused_in_rocq(tactic) == ""


@pytest.mark.parametrize(
    "tactic",
    [
        "exact x⁻¹sorry",
        "exact x²sorryAx",
        "exact ªsorryAx _ _",
        "exact h.«sorryAx»",
        "exact Foo.sorryAx",
        "decide +native",
        "decide + native",
        "decide (native := true)",
        "decide («native» := true)",
        "simp\n  end Foo",
        "exact a\u2066b",
        "exact a\ufe0fb",
        "exact a\u115fb",
        "exact \U000e0061a",
        "exact a\x85b",
    ],
)
def test_lean_tricks_are_seen_through(tactic: str) -> None:
    assert refused_in_lean(tactic)


@given(
    st.sampled_from(sorted(LEAN_WORDS | UNSOUND_CONSTANTS)),
    st.sampled_from(["", "(", "exact ", "skip <;> ", "first | skip | ", "exact f ", "⟨", "x₁ ", "λ x => "]),
    st.sampled_from(["", " ", ")", " x", "\n  x", "⟩", ".x"]),
)
def test_a_forbidden_word_is_found_wherever_it_stands(word: str, before: str, behind: str) -> None:
    assert refused_in_lean(f"{before}{word}{behind}")


@given(
    st.sampled_from(sorted(ROCQ_WORDS)),
    st.sampled_from(["", "(", "idtac; ", "try ", "first [ idtac | ", "exact (f ", "ltac:("]),
    st.sampled_from(["", " ", ")", " x", "; x", " ]"]),
)
def test_a_forbidden_tactic_is_found_wherever_it_stands(word: str, before: str, behind: str) -> None:
    assert refused_in_rocq(f"{before}{word}{behind}")


@given(
    st.text(
        alphabet=st.characters(categories=["Cc", "Cf", "Cs", "Co", "Zl", "Zp"], exclude_characters="\n\t"), min_size=1
    )
)
def test_no_invisible_character_passes(hidden: str) -> None:
    text = f"exact h{hidden}k"
    assert refused_in_lean(text)
    assert refused_in_rocq(text)


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    assert isinstance(refused_in_lean(text), str)
    assert isinstance(refused_in_rocq(text), str)
