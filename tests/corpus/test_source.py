"""The format of `.theorems` files."""

from __future__ import annotations

import pytest

from wonton.core.errors import SurfaceSyntaxError
from wonton.corpus.source import count_steps, needs_of, parse_theorems

from .builds import TEXT


def test_statements_flags_and_proofs() -> None:
    first, second, third = parse_theorems(TEXT, "nat")
    assert (first.name, first.topic, first.steps, first.needs, first.classical) == ("and_left_of", "nat", 2, "", False)
    assert (second.name, second.classical, second.proof) == ("em_of", True, "exact Classical.em p")
    assert (third.needs, third.steps) == ("induction", 3)
    assert third.proof.splitlines()[1] == "| zero => rfl"


def test_a_theorem_may_come_without_a_proof_and_say_what_it_needs() -> None:
    (theorem,) = parse_theorems("@needs lemma\ntheorem t : True", "nat")
    assert (theorem.needs, theorem.steps) == ("lemma", None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("theorem t : True\nlemma u : True", "here:2: expected `theorem`"),
        ("  intro h", "here:1: expected `theorem`"),
        ("@fast\ntheorem t : True", "here:2: `@fast` is not a flag"),
        ("@needs luck\ntheorem t : True", "here:2: `@needs luck` is not a flag"),
        ("# first\ntheorem t : Tru", "here:2: line 1, column 13"),
    ],
)
def test_errors_name_the_file_and_the_line(text: str, message: str) -> None:
    with pytest.raises(SurfaceSyntaxError) as caught:
        parse_theorems(text, "nat", "here")
    assert caught.value.message.startswith(message)


@pytest.mark.parametrize(
    ("proof", "steps"),
    [
        ("intro h; exact h", 2),
        ("cases h with\n| inl a => left; exact a\n| inr b => right; exact b", 5),
        ("cases a <;> rfl", 2),
        ("· rfl\n· intro x; rfl", 3),
        ("exact f (by intro x; rfl)", 3),
        ("have s : p := by\n  intro x; rfl", 3),
        ("rw [h, k]", 1),
        ("have n : Not p := by intro a; exact h a", 3),
        ("cases l with\n| @tail b m h => exact h", 2),
    ],
)
def test_steps_are_tactics(proof: str, steps: int) -> None:
    assert count_steps(proof) == steps


@pytest.mark.parametrize(
    ("proof", "needs"),
    [
        ("intro h; exact h", ""),
        ("rw [Nat.add_succ, List.map_cons]", ""),
        ("rw [Nat.add_comm]", "lemma"),
        ("induction n with\n| zero => rfl\n| succ n ih => rw [Nat.succ_add, ih]", "induction"),
        ("induction n generalizing m with\n| zero => rfl", "generalisation"),
        ("suffices k : And p q from k.left\ninduction n", "generalisation"),
        ("have s : ∀ (a : Nat), p a := by\n  intro a; induction a\ninduction n", "lemma"),
    ],
)
def test_what_a_proof_needs_is_read_off_it(proof: str, needs: str) -> None:
    assert needs_of(proof) == needs
