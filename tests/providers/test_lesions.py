"""Lesions and filters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wonton.core.errors import UnknownNameError
from wonton.core.families import EASY, FAMILIES, FAMILY_OF, Family
from wonton.core.tactics import tactic_head
from wonton.providers import lesions
from wonton.providers.base import Candidate
from wonton.providers.lesions import (
    Filtered,
    family_lesion,
    hits,
    lesion_filter,
    lesions_for,
    parse_lesion,
    tactic_lesion,
)

from .goals import goal
from .test_heuristic import AMONG, CONTEXT, FIRST, PROVIDER


@given(st.sampled_from(sorted(FAMILY_OF["lean"]) + sorted(FAMILY_OF["ltac"])))
def test_tactic_lesions_round_trip(head: str) -> None:
    assert parse_lesion(str(tactic_lesion(head))) == tactic_lesion(head)
    assert str(tactic_lesion(head)) == f"block_{head}"


@pytest.mark.parametrize("family", FAMILIES)
def test_family_lesions_round_trip(family: Family) -> None:
    assert parse_lesion(str(family_lesion(family))) == family_lesion(family)
    assert str(family_lesion(family)) == f"block_family_{family}"


@pytest.mark.parametrize("name", ["block_", "blok_rw", "block_family_", "block_family_rw", "block_a b", ""])
def test_unknown_names_are_refused(name: str) -> None:
    with pytest.raises(UnknownNameError, match="unknown lesion"):
        parse_lesion(name)


@pytest.mark.parametrize(
    "tactic",
    ["rw [h]", "rewrite [h]", "try rw [h]", "first | exact x | rw [h]", "constructor <;> rw [h]", "exact by rw [h]",
     "(intro x; rw [h])", "case a => rw [h]", "rwa [h]", "nth_rw 2 [h]"],
)  # fmt: skip
def test_a_lesion_blocks_what_runs(tactic: str) -> None:
    assert lesion_filter(["block_rw"]).blocked_by(tactic) == "block_rw"
    assert lesion_filter(["block_family_rewrite"]).blocked_by(tactic) == "block_family_rewrite"


@pytest.mark.parametrize("tactic", ["exact rw", "intro rw", "exact h.rw", "apply foo"])
def test_a_lesion_blocks_nothing_else(tactic: str) -> None:
    assert lesion_filter(["block_rw", "block_family_rewrite"]).blocked_by(tactic) == ""


@pytest.mark.parametrize("easy", EASY["lean"])
def test_the_easy_list_is_blocked_unless_allowed(easy: str) -> None:
    assert lesion_filter([]).blocked_by(f"all_goals {easy}") == "easy"
    assert lesion_filter([], allow_easy=True).blocked_by(f"all_goals {easy}") == ""
    assert lesion_filter([f"block_{easy}"], allow_easy=True).blocked_by(easy) == f"block_{easy}"


def test_the_easy_list_of_the_other_language() -> None:
    assert lesion_filter([], language="ltac").blocked_by("intros; now auto") == "easy"
    assert lesion_filter([], language="ltac").blocked_by("intros; assumption") == ""


def test_undamaged_variants_block_nothing() -> None:
    candidates = [Candidate("rw [h]", 0.5), Candidate("exact h", 0.5)]
    for names in ([], [""], ["wild_type"], ["control_null"], ["wild_type", "control_null"]):
        assert lesion_filter(names).apply(candidates) == [Filtered(candidate) for candidate in candidates]


def test_composition_names_the_first_that_blocks() -> None:
    both = lesion_filter(["block_family_rewrite", "block_rw", "block_exact"])
    filtered = both.apply([Candidate(tactic, 0.1) for tactic in ("rw [h]", "exact h", "left")])
    assert [one.blocked_by for one in filtered] == ["block_family_rewrite", "block_exact", ""]


def test_escapes_list_what_should_not_have_run() -> None:
    damaged = lesion_filter(["block_rw"])
    assert damaged.escapes(["intro x", "exact h"]) == []
    assert damaged.escapes(["intro x", "first | rw [h] | exact h", "simp_all", "rw [k]"]) == ["rw", "simp_all"]


@pytest.mark.parametrize(
    ("lesion", "tactic", "found"),
    [
        ("block_assumption", "frob | ⟨a, b⟩ => assumption", ["assumption"]),
        ("block_assumption", "trivial", ["trivial"]),
        ("block_simp", "exact (f [simpa using h])", ["simpa"]),
        ("block_left", "constructor <;> left", ["left"]),
        ("block_left", "all_goals (left)", ["left"]),
        ("block_left", "cases h with | inl a => left", ["left"]),
        ("block_rfl", "exact by eq_refl", ["eq_refl"]),
        ("block_foo", "intro x\n  foo x", ["foo"]),
        ("block_family_split", "first | left | exact h", ["left"]),
        ("block_exact", "apply '\"'", ["<unreadable>"]),
    ],
)
def test_the_words_give_an_escape_away(lesion: str, tactic: str, found: list[str]) -> None:
    assert lesion_filter([lesion], allow_easy=True).escapes([tactic]) == found


def test_escapes_do_not_ask_the_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("executed_heads", "executed_families", "easy_heads"):
        monkeypatch.setattr(lesions, name, lambda *_: ())
    damaged = lesion_filter(["block_rw"])
    assert damaged.blocked_by("rw [h]") == damaged.blocked_by("simp") == ""
    assert damaged.escapes(["rw [h]", "simp"]) == ["rw", "simp"]


ORDINARY = [
    ("block_left", ["cases h with | left a => ?_ | right b => ?_", "exact And.left h", "exact h.left", "exact f left"]),
    ("block_intro", ["cases h with | intro h1 h2 => ?_", "exact And.intro h k", "refine fun h1 => ?_"]),
    ("block_absurd", ["exact absurd h k", "exact fun h => absurd h k", "exact f (absurd h k)"]),
    ("block_rfl", ["exact rfl", "exact Eq.trans rfl h", "exact fun x => rfl", "exact Eq.refl _"]),
    ("block_cases", ["exact Nat.casesOn n h k", "exact h.cases", "induction n with | zero => ?_ | succ n1 ih => ?_"]),
    ("block_exact", ["refine Or.inl h", "exists n", "show Eq (Nat.succ n) m", "intro h h1"]),
    ("block_symm", ["exact Eq.symm h", "rw [← h]", "exact symm h"]),
    ("block_family_split", ["exact Or.inl h", "cases h with | intro x h1 => ?_", "exact ⟨left, right⟩"]),
    ("block_family_closer", ["apply h", "contradiction", "refine Iff.mp h ?_", "assumption'"]),
]


@pytest.mark.parametrize(("lesion", "script"), ORDINARY)
def test_ordinary_scripts_have_not_escaped(lesion: str, script: list[str]) -> None:
    assert lesion_filter([lesion]).escapes(script) == []


@pytest.mark.parametrize(("target", "hypotheses", "_"), [*FIRST, *AMONG])
def test_what_the_filter_leaves_of_the_proposals_has_not_escaped(
    target: str, hypotheses: tuple[str, ...], _: str
) -> None:
    tactics = [candidate.tactic for candidate in PROVIDER.propose(goal(target, *hypotheses), CONTEXT)]
    assert not {tactic_head(tactic) for tactic in tactics} & {"eq_refl", "apply_rfl"}
    for name in (*(f"block_{head}" for head in FAMILY_OF["lean"]), *(f"block_family_{family}" for family in FAMILIES)):
        damaged = lesion_filter([name])
        assert damaged.escapes(tactic for tactic in tactics if not damaged.blocked_by(tactic)) == []


@pytest.mark.parametrize("name", ["block_assumption", "block_rw", "block_family_other"])
def test_what_cannot_be_read_is_blocked(name: str) -> None:
    tactic = "first | exact '\"' | skip | exact '\"'"
    assert lesion_filter([name]).blocked_by(tactic) == name
    assert hits(parse_lesion(name), tactic) == ("<unreadable>",)
    assert hits(parse_lesion("control_null"), tactic) == ()
    assert lesion_filter([]).blocked_by(tactic) == "easy"
    assert lesion_filter([], allow_easy=True).blocked_by(tactic) == ""
    assert lesion_filter([name]).escapes([tactic]) == ["<unreadable>"]


def test_lesions_of_a_proof() -> None:
    proof = ["intro x", "cases h with | intro a b => ?_", "rw [a]", "rw [b]", "exact c"]
    assert [str(lesion) for lesion in lesions_for(proof)] == [
        "block_intro",
        "block_cases",
        "block_rw",
        "block_exact",
        "block_family_intro",
        "block_family_cases",
        "block_family_rewrite",
        "block_family_closer",
    ]


@given(st.lists(st.sampled_from(["intro x", "rw [h]", "try simp", "first | left | right", "foo"]), max_size=5))
def test_every_lesion_of_a_proof_blocks_something_of_it(proof: list[str]) -> None:
    for lesion in lesions_for(proof):
        assert any(hits(lesion, tactic) for tactic in proof)
