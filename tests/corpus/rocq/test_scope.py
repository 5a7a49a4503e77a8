"""Names in reach: what files declare, import and hand on."""

from __future__ import annotations

import pytest

from wonton.corpus.rocq.scope import Library, read_scope

FILES = {
    "Init.Peano": "Lemma prelude : True. Proof. exact I. Qed.",
    "A.Base": (
        "Definition base := 0. Section S. Lemma inside : True. Proof. auto. Qed. End S. Module M. Axiom m : nat. End M."
    ),
    "A.Again": "Require Export Base. Notation again := base.",
    "A.Hidden": "Require Import Base. #[local] Definition hidden := 0.",
    "B.Same": "Lemma other : True. Proof. auto. Qed.",
    "A.Same": "Lemma same : True. Proof. auto. Qed.",
}


def names(text: str, place: int | None = None) -> set[str]:
    library = Library({path: read_scope(each) for path, each in {**FILES, "A.User": text}.items()})
    return set(library.in_reach("A.User", len(text) if place is None else place)) - {"prelude"}


def test_the_prelude_is_in_reach_everywhere() -> None:
    library = Library({path: read_scope(text) for path, text in FILES.items()})
    assert library.in_reach("A.Base", 0) == {"prelude"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Require Import Base.", {"base", "inside"}),
        ("Require Base.", set()),
        ("From Coq Require Import Again.", {"base", "inside", "again"}),
        ("Require Import Coq.A.Hidden.", {"hidden"}),
        ("Require Import A.Same.", {"same"}),
        ("Require Import Same.", {"same", "other"}),
        ("Require Import Hidden Same NoSuchFile.", {"hidden", "same", "other"}),
        ("(* Require Import Base. *) Definition own := 0.", set()),
        ("Module Import X := Nop <+ M Y.", {"m"}),
        ("Module X := M.", set()),
        ("Module Import X (Y : M). Lemma own : True. Proof. auto. Qed. End X.", set()),
    ],
)
def test_names_that_imports_bring(text: str, expected: set[str]) -> None:
    assert names(text) == expected


def test_an_import_counts_from_its_place_on() -> None:
    text = "Definition own := 0. Module Import X := M."
    assert (names(text, 20), names(text, len(text))) == (set(), {"m"})


def test_files_that_require_each_other_end() -> None:
    library = Library({"A": read_scope("Require Export B. Axiom a : nat."), "B": read_scope("Require Export A.")})
    assert library.in_reach("B", 0) == {"a"}
