"""The reader of Rocq files: statements, what stands open around them, and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wonton.corpus.rocq.openings import blank_comments, read_opening
from wonton.corpus.rocq.reader import Statement, collapse, read_file


def only(text: str) -> Statement:
    (statement,) = read_file(text).statements
    return statement


def test_a_statement_is_what_follows_the_name() -> None:
    text = "Require Import Arith.\n\nLemma twice (n : nat) :\n  n + n = 2 * n.\nProof. simpl. auto. Qed.\n"
    found = only(text)
    assert (found.name, found.text) == ("twice", "(n : nat) : n + n = 2 * n")
    assert text[: found.start] == "Require Import Arith.\n\n"
    assert (found.path, found.footer, found.tactics) == ((), "", 2)


@pytest.mark.parametrize("kind", ["Theorem", "Lemma", "Proposition", "Corollary", "Remark", "Fact"])
def test_every_kind_of_statement_is_read(kind: str) -> None:
    assert only(f"{kind} a : True. Proof. exact I. Qed.").text == ": True"


@pytest.mark.parametrize(
    ("proof", "tactics"),
    [
        ("Proof (fun x => eq_refl x).", 1),
        ("Proof fun x => eq_refl x.", 1),
        ("Proof. Qed.", 0),
        ("Proof with auto. intros... Defined.", 1),
        ("Proof using. intro; reflexivity. Qed.", 1),
        ("intro x. reflexivity. Qed.", 2),
        ("Proof.\n- intro x.\n  { reflexivity. }\n- 2: { auto. }\n  all: auto. Save.", 4),
        ("Proof. Set Printing All. now intros. Qed.", 1),
    ],
)
def test_proofs_of_all_forms_are_found(proof: str, tactics: int) -> None:
    assert only(f"Theorem foo : forall x, x = x. {proof} Definition y := 0.").tactics == tactics


def test_comments_strings_and_white_space() -> None:
    text = """
(* Lemma no : False. Proof. Qed. (* nested. *) "unclosed *) comment. " *)
Lemma (* named. *) a : (* the type. *)
  f "a.  b (* no comment *)"
    = g "c"" d". (** Lemma b : True. *)
Proof. (* Qed. *) idtac "Qed.". Qed.
"""
    found = only(text)
    assert found.name == "a"
    assert found.text == ': f "a.  b (* no comment *)" = g "c"" d"'
    assert text[found.start :].startswith("Lemma (* named. *) a")
    assert found.tactics == 1


@pytest.mark.parametrize("attributes", ["Local ", "Global ", "#[local] ", '#[deprecated(since="8.1", note="x. y")]\n'])
def test_attributes_stay_out_of_the_statement_and_of_its_context(attributes: str) -> None:
    text = f"Definition a := 0.\n{attributes}Lemma b : a = 0.\nProof. auto. Qed."
    found = only(text)
    assert (found.name, found.text, text[: found.start]) == ("b", ": a = 0", "Definition a := 0.\n")


def test_sections_and_modules_that_are_open_are_closed_by_the_footer() -> None:
    reading = read_file(
        """
        Module Type T. Parameter t : Type. End T.
        Module Outer (X : T) (Import Y : T).
          Section One. Variable n : nat.
            Module Inner. Lemma a : n = n. Proof. auto. Qed. End Inner.
            Lemma b : n = n. Proof. auto. Qed.
          End One.
          Module M := Inner. Declare Module N : T. Module Export O := F X <+ G.
          Lemma c : True. Proof. auto. Qed.
        End Outer.
        Module Type U <: T. Lemma d : True. Proof. auto. Qed. End U.
        Lemma e : True. Proof. auto. Qed.
        """
    )
    assert [(s.name, s.path, s.footer) for s in reading.statements] == [
        ("a", ("Outer", "Inner"), "End Inner.\nEnd One.\nEnd Outer.\n"),
        ("b", ("Outer",), "End One.\nEnd Outer.\n"),
        ("c", ("Outer",), "End Outer.\n"),
        ("d", ("U",), "End U.\n"),
        ("e", (), ""),
    ]


def test_signatures_to_check_against_are_blanked_in_place() -> None:
    opener, rest = "Module A (X : T) ", ".\nLemma a : True. Proof. auto. Qed.\nEnd A.\nModule B <: T := A."
    first, second = "<: S X", "  <: R with Definition t := nat"
    reading = read_file(f"{opener}{first}\n{second}{rest}")
    assert reading.text == f"{opener}{' ' * len(first)}\n{' ' * len(second)}{rest}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Lemma a : True. Definition b := 0.", "no proof"),
        ("Lemma a : True := I. Lemma b : True. Proof. auto. Qed.", "no proof"),
        ("Lemma a : True.", "no proof"),
        ("Lemma a : False. Proof. Admitted.", "given up"),
        ("Lemma a : False. Proof. auto. Abort.", "given up"),
        ("Program Lemma a : True. Proof. auto. Qed.", "program"),
        ("Set Program Mode. Lemma a : True. Proof. auto. Qed.", "program"),
        ("Set Universe Polymorphism. Lemma a : True. Proof. auto. Qed.", "universe polymorphism"),
        ("Polymorphic Lemma a : True. Proof. auto. Qed.", "universe polymorphism"),
        ("#[universes(polymorphic)] Lemma a : True. Proof. auto. Qed.", "universe polymorphism"),
        ("Lemma a@{u} : True. Proof. auto. Qed.", "universe polymorphism"),
        ("Lemma a : P n with b : Q n. Proof. auto. auto. Qed.", "mutual"),
        ("Module M : T. Lemma a : True. Proof. auto. Qed.", "sealed module"),
        ('Declare ML Module "x". Lemma a : True. Proof. auto. Qed.', "behind a plugin"),
        ("Instance a : Reflexive eq. Proof. auto. Qed.", "not a lemma: Instance"),
        ("Let a : True. Proof. auto. Qed.", "not a lemma: Let"),
        ("Next Obligation. auto. Qed.", "not a lemma: Obligation"),
        ("Definition a : nat. exact 0. Defined.", "not a lemma: Definition"),
    ],
)
def test_what_cannot_be_moved_is_counted_by_reason(text: str, reason: str) -> None:
    reading = read_file(text)
    assert "a" not in [statement.name for statement in reading.statements]
    assert reading.refused[reason] == 1


def test_a_statement_inside_a_proof_is_nested_and_the_next_one_is_not() -> None:
    reading = read_file(
        "Lemma a : True. Proof. intros. Lemma b : True. Proof. auto. Qed. exact b. Qed. Lemma c : True. auto. Qed."
    )
    assert [statement.name for statement in reading.statements] == ["c"]
    assert reading.refused == {"nested proof": 2}


def test_a_match_in_a_statement_is_not_a_mutual_one() -> None:
    assert only("Lemma a n : match n with 0 => True | S _ => True end. destruct n; exact I. Qed.").tactics == 1


def test_options_end() -> None:
    text = "Set Universe Polymorphism. Unset Universe Polymorphism. Lemma a : True. Proof. auto. Qed."
    assert only(text).name == "a"


@pytest.mark.parametrize(
    "text", ["", "Lemma", "Lemma a : (* x", 'Lemma a : "x.', "End A.", "Qed. Qed.", "Module M (X.", "}"]
)
def test_text_that_rocq_would_refuse_is_read_without_an_error(text: str) -> None:
    assert read_file(text).statements == ()


@given(st.text(alphabet='ab ."(*)\n-:=', max_size=60))
def test_blanking_keeps_every_place(text: str) -> None:
    blanked = blank_comments(text)
    assert len(blanked) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, blanked, strict=True))


def test_collapsing_leaves_strings_alone() -> None:
    assert collapse(' a\n  b "x  ""  y"  c\t') == 'a b "x  ""  y" c'


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Section A.", "Section"),
        ("Module Import A.", "Module"),
        ("Module Type A (X : T with Definition t := nat).", "Module Type"),
        ("Module A <: T with Module N := M.", "Module"),
    ],
)
def test_openings(sentence: str, kind: str) -> None:
    opening = read_opening(sentence)
    assert opening is not None
    assert (opening.kind, opening.name, opening.sealed) == (kind, "A", False)


@pytest.mark.parametrize(
    "sentence", ["Module A := B.", "Module A <: T := B.", "Module Type A := B <+ C.", "Sections A."]
)
def test_definitions_at_once_open_nothing(sentence: str) -> None:
    assert read_opening(sentence) is None
