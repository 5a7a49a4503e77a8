"""Theorems in Rocq files: what is found, what stands before and behind it, and what is left out."""

from __future__ import annotations

import pytest

from wonton.corpus.rocq_files import read_rocq

FILE = """(* Theorem no (n : nat) : n = 0. *)
Require Import Arith.
Section S.
  Variable k : nat.
  #[local] Lemma first (n : nat) (* a number *) :
    n + k = k + n.
  Proof. apply Nat.add_comm. Qed.
  Module M.
    Theorem second : let x := 1 in x = 1.
    Admitted.
  End M.
End S.
Theorem third : exists n, n = 3.
"""


def test_statements_with_what_stands_around_them() -> None:
    first, second, third = read_rocq(FILE).found
    assert " ".join(first.statement.split()) == "(n : nat) : n + k = k + n"
    assert FILE[: first.start].endswith("Variable k : nat.\n  ")
    assert (second.name, second.statement, second.footer) == ("second", ": let x := 1 in x = 1", "End M.\nEnd S.\n")
    assert (first.footer, third.footer) == ("End S.\n", "")
    assert FILE[third.start :].startswith("Theorem third")


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        ("Theorem t : True := I.", "t", "the proof is a term"),
        ("Theorem t (n : nat) : let k := n in k = n := eq_refl.", "t", "the proof is a term"),
        ("Lemma t@{u} : True.", "t", "universe binders"),
        ("Module M : T.\nLemma t : True.\nQed.\nEnd M.", "t", "inside a module with a signature"),
    ],
)
def test_what_cannot_be_an_item_is_left_out_with_a_reason(text: str, name: str, reason: str) -> None:
    reading = read_rocq(text)
    assert (reading.found, reading.refused) == ((), ((name, reason),))


def test_a_file_without_theorems() -> None:
    assert read_rocq("Definition a := 1.\n").found == ()
