"""Theorems in Lean files: what is found and what is left out."""

from __future__ import annotations

import pytest

from wonton.corpus.lean_files import read_lean

FILE = """import Mathlib
/- theorem no : False := by sorry -/
open Nat
@[simp] theorem first {n : ℕ} (h : n = 0 := by rfl) -- why not
    : |(n : ℤ)| ≤
  |(1 : ℤ)| := by sorry
lemma Foo.second : let x := 1; x = 1 := rfl
theorem third (f : ℕ → ℕ) (h : ∀ n, f n = (fun k => k) n) : f 0 = 0 := sorry
"""


def test_statements_with_what_stands_before_them() -> None:
    first, second, third = read_lean(FILE).found
    assert " ".join(first.statement.split()) == "{n : ℕ} (h : n = 0 := by rfl) : |(n : ℤ)| ≤ |(1 : ℤ)|"
    assert FILE[: first.start].endswith("open Nat\n")
    assert (second.name, second.statement) == ("Foo.second", ": let x := 1; x = 1")
    assert third.statement.endswith(": f 0 = 0")


def test_the_assistants_own_imports_are_blanked_in_place() -> None:
    text = "prelude\nimport Core\nimport Core.Classical\ntheorem t : True := trivial"
    reading = read_lean(text)
    assert reading.text == f"{' ' * 7}\n{' ' * 11}\n{text[20:]}"


def test_comments_leave_the_context_and_a_quotation_mark_as_a_character_opens_no_string() -> None:
    text = """def c := '"'\n/- says " -/\n/-- says " too -/\n  theorem t : True := trivial\n"""
    reading = read_lean(text)
    assert [(one.name, one.start) for one in reading.found] == [("t", text.index("/--"))]
    assert reading.text == text.replace('/- says " -/', " " * 12)


def test_names_inside_a_namespace_are_full_and_declared_from_the_root() -> None:
    (found,) = read_lean(
        "namespace A\nopen Nat in\ntheorem b.c (n : Nat) : n = n\n  | 0 => rfl\n  | _ => rfl\nend A"
    ).found
    assert (found.name, found.declared) == ("A.b.c", "_root_.A.b.c")
    assert found.header == "section\nopen Nat\nnamespace b\n"
    assert found.statement == "(n : Nat) : n = n"


@pytest.mark.parametrize(
    ("text", "declared", "header"),
    [
        ("theorem a.b", "a.b", ""),
        ("theorem _root_.b", "b", ""),
        ("theorem _root_.a.b", "_root_.a.b", ""),
        ("namespace N\ntheorem b", "_root_.N.b", ""),
        ("namespace N\ntheorem a.«b.c»", "_root_.N.a.«b.c»", "namespace a\n"),
        ("namespace N\ntheorem «a.b».c.d", "_root_.N.«a.b».c.d", "namespace «a.b».c\n"),
        ("namespace N\ntheorem «b.c»", "_root_.N.«b.c»", ""),
        ("namespace N\ntheorem _root_.a.b", "_root_.a.b", ""),
    ],
)
def test_namespaces_of_its_own_name_are_open_where_they_are_for_lean(text: str, declared: str, header: str) -> None:
    (found,) = read_lean(f"{text} : True := trivial").found
    assert (found.declared, found.header) == (declared, header)


def test_universe_parameters_belong_to_the_statement() -> None:
    (found,) = read_lean("theorem t.{u, v} (a : Type u) (b : Type v) : True := trivial").found
    assert (found.name, found.statement) == ("t", ".{u, v} (a : Type u) (b : Type v) : True")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("theorem t : match 0 with | _ => True\n  | 0 => trivial", "pattern matching behind a match"),
        ("mutual theorem t : True := trivial\nend", "mutual block"),
        ("guard_me in\ntheorem t : True := trivial", "behind a command that is not known"),
        ("theorem t : True\ndef a := 1", "no proof and no sorry behind it"),
        ("theorem t : True", "no proof and no sorry behind it"),
    ],
)
def test_what_cannot_be_an_item_is_left_out_with_a_reason(text: str, reason: str) -> None:
    reading = read_lean(text)
    assert (reading.found, reading.refused) == ((), (("t", reason),))
