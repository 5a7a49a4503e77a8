"""Tactic text: normal form, heads, families, easy tactics."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wonton.core.families import EASY, FAMILIES, FAMILY_OF, RUNS, Family, Language
from wonton.core.tactics import (
    UNREADABLE,
    easy_heads,
    executed_families,
    executed_heads,
    heads_that_run,
    normalize_tactic,
    spelled_heads,
    tactic_family,
    tactic_head,
)

LEAN_SPELLED = [
    ("simp", "simp"),
    ("first | simp | (rw [h]; exact x)", "first simp rw exact"),
    ("constructor <;> simp_all", "constructor simp_all"),
    ("· omega", "omega"),
    ("(try rfl)", "try rfl"),
    ("case inl h => exact foo (by decide)", "case exact decide"),
    ("cases h with | inl a => simp at a | inr b => exact b", "cases simp exact"),
    ("cases h with simp | inl => rfl", "cases simp rfl"),
    ("induction n with\n| zero => rfl\n| succ n ih => rw [ih]", "induction rfl rw"),
    ("exact by\n  simp\n  omega", "exact simp omega"),
    ("have h : p := by simp", "have simp"),
    ("refine ⟨by simp, by omega⟩", "refine simp omega"),
    ("simp (disch := omega) [h]", "simp omega"),
    ("simp (decide := true)", "simp decide"),
    ("simp +decide [x]", "simp decide"),
    ("rw [foo (by simp)] at h", "rw simp"),
    ("iterate 3 simp", "iterate simp"),
    ("repeat' constructor", "repeat' constructor"),
    ("match h with | .inl a => simp", "match simp"),
    ("next x y => omega", "next omega"),
    ("exact ‹p›", "exact assumption"),
    ("conv => rw [h]", "conv rw"),
    ("any_goals first\n  | rfl\n  | simp", "any_goals first rfl simp"),
    ("calc a = b := by simp\n  _ = c := by rw [h]", "calc simp rw"),
    ("show p from by simp", "show simp"),
    ("exact fun simp => simp", "exact"),
    ("exact h -- simp", "exact"),
    ("/- simp -/ intro x", "intro"),
    ("intro | ⟨a, b⟩ => assumption", "intro assumption"),
    ("intro\n| .inl a => skip; simp\n| .inr b => omega", "intro skip simp omega"),
    ("cases h with | intro a b => skip; simp | inr b => omega", "cases skip simp omega"),
    ("cases h with\n| inl a => simp\n  omega\n| inr b => rfl", "cases simp omega rfl"),
    ("first | skip; simp | conv => rw [h]", "first skip simp conv rw"),
    ("case a | b => simp", "case simp"),
    ("obtain a | ⟨b, c⟩ | d := h", "obtain"),
    ("obtain a | b := foo (by simp)", "obtain simp"),
    ("first | obtain a | simp", "first obtain simp"),
    ("simp <|> omega", "simp omega"),
    ("exact f <| by simp", "exact simp"),
    ("exact fun | a => by simp | b => by omega", "exact simp omega"),
    ("exact fun x => by assumption", "exact assumption"),
    ("if h : p then simp else omega", "if h p simp omega"),
    ("frobnicate x => simp", "frobnicate x simp"),
    ("show_term (simp; omega)", "show_term simp omega"),
    ("set_option maxRecDepth 9 in simp", "set_option maxRecDepth in simp"),
    ("exact f 'a' 'b'", "exact"),
    ("exact f h' '|' | simp", "exact simp"),
    ('exact f "| simp"', "exact"),
    ("", ""),
    (")) |", ""),
]
UNREADABLE_TEXTS = [
    "first | exact '\"' | assumption | exact '\"'",
    "exact f '\\\"'",
    'exact r"\\" ',
    'exact r#"a"b"#',
    'exact s!"{by simp}"',
    'exact s! "{by simp}"',
    'exact m!"a"',
    'exact f!"a"',
    'exact f"a"',
    'exact "a\\"b"',
    'exact "a',
    "exact 1'\"'",
]
LTAC_SPELLED = [
    ("intros; auto.", "intros auto"),
    ("split; [ auto | now rewrite H ]", "split auto now rewrite"),
    ("try (induction n; simpl)", "try induction simpl"),
    ("assert (H : x = y) by lia", "assert lia"),
    ("first [ auto | eauto ]", "first auto eauto"),
    ("do 3 constructor", "do constructor"),
    ("do n auto", "do auto"),
    ("now apply H", "now apply"),
    ("repeat (split; try assumption)", "repeat split try assumption"),
    ("match goal with | H : ?x |- _ => destruct H | |- _ => auto end", "match destruct auto"),
    ("apply (foo ltac:(lia))", "apply lia"),
    ("destruct H as [x|y] eqn:E", "destruct"),
    ("all: auto", "auto"),
    ("a || b", "a b"),
    ("- auto", "auto"),
    ("intros [x | y]; auto", "intros auto"),
    ("exact H (* lia *)", "exact"),
]


@pytest.mark.parametrize(("tactic", "heads"), LEAN_SPELLED)
def test_lean_heads(tactic: str, heads: str) -> None:
    assert spelled_heads(tactic) == tuple(heads.split())


@pytest.mark.parametrize(("tactic", "heads"), LTAC_SPELLED)
def test_ltac_heads(tactic: str, heads: str) -> None:
    assert spelled_heads(tactic, "ltac") == tuple(heads.split())


@given(st.text(alphabet='abc h|;:=>()[]{}⟨⟩‹›·.+-*<>\n"«»by with first simp', max_size=60))
def test_any_text_is_read_without_error(text: str) -> None:
    for language in ("lean", "ltac"):
        assert set(spelled_heads(text, language)) <= set(executed_heads(text, language))
        once = normalize_tactic(text, language)
        assert normalize_tactic(once, language) == once
        assert tactic_family(text, language) in FAMILIES


@pytest.mark.parametrize("wrapper", ["{}", "({})", "· {}", "try {}", "all_goals {}", "first | {} | skip", "exact by {}",
                                     "repeat {}", "constructor <;> {}", "intro x; {}", "case a => {}",
                                     "cases h with | inl x => {}"])  # fmt: skip
@pytest.mark.parametrize("tactic", ["simp", "omega", "rw [h]"])
def test_wrapping_hides_nothing(wrapper: str, tactic: str) -> None:
    assert tactic_head(tactic) in executed_heads(wrapper.format(tactic))


def test_what_runs_counts() -> None:
    assert "simp" in executed_heads("simp_all")
    assert "simp" in executed_heads("simpa using h")
    assert "rewrite" in executed_heads("rw [h]")
    assert "rw" in executed_heads("rewrite [h]")
    assert "easy" in executed_heads("now apply H", "ltac")
    assert "rfl" not in executed_heads("rw [h]")


@pytest.mark.parametrize("tactic", UNREADABLE_TEXTS)
def test_quotation_marks_in_doubt_are_unreadable(tactic: str) -> None:
    assert executed_heads(tactic)[-1] == UNREADABLE
    assert UNREADABLE in easy_heads(tactic)


@pytest.mark.parametrize("tactic", ['exact f "a b"', 'exact f "a" ("b") ["c", "d"]', "exact f 'a' h'", "rw [h']"])
def test_plain_strings_are_readable(tactic: str) -> None:
    assert UNREADABLE not in executed_heads(tactic)


def test_a_character_ends_where_it_ends() -> None:
    assert {"assumption"} < set(executed_heads("first | exact '\"' | assumption | exact '\"'"))
    assert UNREADABLE not in executed_heads('exact "\'"', "ltac")


def test_every_spelling_of_rfl_is_easy() -> None:
    for tactic in ("rfl", "eq_refl", "apply_rfl"):
        assert set(easy_heads(tactic)) == {"rfl"}
        assert {"rfl", "eq_refl", "apply_rfl"} == set(executed_heads(tactic))
    assert easy_heads("exact Eq.refl _") == ()


def test_what_runs_a_head() -> None:
    assert heads_that_run(frozenset({"rfl"})) == {"rfl", "eq_refl", "apply_rfl", "trivial"}
    assert "simp_all" in heads_that_run(frozenset({"simp"}))
    assert heads_that_run(frozenset({"foo"})) == {"foo"}


def test_tables_are_sound() -> None:
    assert [str(family) for family in FAMILIES] == [
        "intro", "apply", "split", "cases", "rewrite", "simplify", "closer", "contradiction", "arith", "automation",
        "other",
    ]  # fmt: skip
    assert [family.place for family in FAMILIES] == list(range(11))
    for language in ("lean", "ltac"):
        assert all(easy in FAMILY_OF[language] for easy in EASY[language])
        assert all(head in FAMILY_OF[language] for head in RUNS[language] if head not in _WITHOUT_FAMILY)


_WITHOUT_FAMILY = {"replace", "next", "case'", "repeat'"}


@pytest.mark.parametrize(
    ("tactic", "language", "family"),
    [
        ("intro x", "lean", Family.INTRO),
        ("try (rw [h])", "lean", Family.REWRITE),
        ("split", "lean", Family.CASES),
        ("split", "ltac", Family.SPLIT),
        ("exact h", "lean", Family.CLOSER),
        ("lia", "ltac", Family.ARITH),
        ("frobnicate", "lean", Family.OTHER),
        ("skip", "lean", Family.OTHER),
    ],
)
def test_families(tactic: str, language: Language, family: Family) -> None:
    assert tactic_family(tactic, language) is family


def test_executed_families_come_in_their_order() -> None:
    assert executed_families("first | simp | intro x") == (Family.INTRO, Family.SIMPLIFY)
    assert executed_families("rintro ⟨x, y⟩") == (Family.INTRO, Family.CASES)


def test_easy_heads() -> None:
    assert easy_heads("all_goals simp_all") == ("simp_all", "simp")
    assert easy_heads("exact h") == ()
    assert easy_heads("now apply H", "ltac") == ("now", "easy", "reflexivity", "auto")


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("  rw  [ h ,  k ]  at h2 ;", "rw [h, k] at h2"),
        ("exact  ( f  x )", "exact (f x)"),
        ("intro x -- name it\n  simp", "intro x\nsimp"),
        ("cases h with\n   | a => b", "cases h with\n| a => b"),
    ],
)
def test_normal_form(text: str, normal: str) -> None:
    assert normalize_tactic(text) == normal


def test_head_looks_behind_brackets_and_bullets() -> None:
    assert tactic_head("· (simp)") == "simp"
    assert tactic_head("{ intro x }") == "intro"
    assert tactic_head("|") == ""


@pytest.mark.parametrize(
    ("tactic", "head"),
    [
        ("info_auto", "auto"),
        ("infoH auto", "auto"),
        ("bfs eauto", "eauto"),
        ("typeclasses eauto", "eauto"),
        ("idtac; Lia.lia", "lia"),
        ("(Coq.micromega.Lia.lia)", "lia"),
        ("let t := auto in t", UNREADABLE),
        ("let rec f n := auto in f 0", UNREADABLE),
        ("[> auto ]", UNREADABLE),
        ("autorewrite with base using auto", UNREADABLE),
        ("move=> //", UNREADABLE),
        ("exact: (by [])", UNREADABLE),
    ],
)
def test_easy_tactics_of_ltac_under_other_names(tactic: str, head: str) -> None:
    assert head in easy_heads(tactic, "ltac")


@pytest.mark.parametrize("tactic", ["rewrite Nat.add_comm", "exact (Nat.add_comm n m)", "destruct H as [x|y]"])
def test_qualified_lemmas_are_no_easy_tactics(tactic: str) -> None:
    assert easy_heads(tactic, "ltac") == ()
