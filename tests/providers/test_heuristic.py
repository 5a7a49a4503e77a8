"""The heuristic provider: what it proposes for goals of every kind, and that it keeps the provider's contract."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wonton.core.library import Lemma
from wonton.core.tactics import easy_heads
from wonton.providers.base import GoalContext, Provider
from wonton.providers.heuristic import HeuristicProvider, HeuristicSettings, provider
from wonton.providers.heuristic.provider import code_digest, source_digest

from .goals import goal, term

LEMMAS = (
    Lemma("Nat.add_comm", term("(all n Nat (all m Nat (Eq Nat (Nat.add n m) (Nat.add m n))))"), (True, True)),
    Lemma("Nat.add_succ", term("(all n Nat (all m Nat (Eq Nat (Nat.add n (Nat.succ m)) (Nat.succ (Nat.add n m)))))")),
    Lemma(
        "Nat.le_trans",
        term("(all n Nat (all m Nat (all k Nat (-> (Nat.le n m) (-> (Nat.le m k) (Nat.le n k))))))"),
        (False, False, False, True, True),
    ),
    Lemma("Or.symm", term("(all a Prop (all b Prop (-> (Or a b) (Or b a))))"), (False, False, True)),
)
CONTEXT = GoalContext("t", "", lemmas=LEMMAS)
PROVIDER = HeuristicProvider()
NATS = ("n : Nat", "m : Nat", "k : Nat")
PROPS = ("p : Prop", "q : Prop", "r : Prop")


def proposed(target: str, *hypotheses: str) -> list[str]:
    """What is proposed, without what the easy list would take away."""
    found = PROVIDER.propose(goal(target, *hypotheses), CONTEXT)
    return [candidate.tactic for candidate in found if not easy_heads(candidate.tactic)]


FIRST = [
    ("(-> p q)", PROPS, "intro h"),
    ("(all n Nat (all m Nat (Eq Nat n m)))", (), "intro n m"),
    ("(-> p (-> q p))", PROPS, "intro h h1"),
    ("(Not p)", PROPS, "intro h"),
    ("(And p q)", PROPS, "constructor"),
    ("(Iff p q)", PROPS, "constructor"),
    ("True", (), "constructor"),
    ("p", (*PROPS, "h : p"), "exact h"),
    ("p", (*PROPS, "h : False"), "contradiction"),
    ("r", (*PROPS, "h : (And p q)"), "cases h with | intro h1 h2 => ?_"),
    ("p", (*PROPS, "h : (And p q)"), "exact And.left h"),
    ("r", (*PROPS, "h : (Or p q)"), "cases h with | inl h1 => ?_ | inr h1 => ?_"),
    ("p", (*PROPS, "h : (-> q p)", "k : q"), "exact h k"),
    ("(Eq Nat n m)", ("n : Nat", "m : Nat", "h : (Eq Nat m n)"), "exact Eq.symm h"),
    ("(Nat.le n m)", ("n : Nat", "m : Nat", "h : (Eq Nat m n)"), "subst h"),
    ("(Eq Nat n n)", ("n : Nat",), "exact Eq.refl _"),
    ("(Eq Nat (Nat.add n (Nat.succ m)) n)", ("n : Nat", "m : Nat"), "show Eq (Nat.succ (Nat.add n m)) n"),
    ("(Nat.le n k)", (*NATS, "h : (Nat.le n m)", "j : (Nat.le m k)"), "exact Nat.le_trans h j"),
    ("(Eq Nat (Nat.add n m) (Nat.add m n))", ("n : Nat", "m : Nat"), "exact Nat.add_comm n m"),
    ("p", (*PROPS, "h : (Eq Nat Nat.zero (Nat.succ n))"), "contradiction"),
    ("(Eq Bool (Bool.not (Bool.not b)) b)", ("b : Bool",), "cases b with | false => ?_ | true => ?_"),
]


@pytest.mark.parametrize(("target", "hypotheses", "tactic"), FIRST)
def test_first_proposal(target: str, hypotheses: tuple[str, ...], tactic: str) -> None:
    assert proposed(target, *hypotheses)[0] == tactic


AMONG = [
    ("(Or p q)", PROPS, "left"),
    ("(Or p q)", PROPS, "right"),
    ("(Eq Nat (Nat.add Nat.zero n) n)", ("n : Nat",), "induction n with | zero => ?_ | succ n1 ih => ?_"),
    ("(Exists Nat (fun x Nat (Eq Nat x m)))", ("n : Nat", "m : Nat"), "exists m"),
    ("(Eq Nat (f a) (f b))", ("f : (-> Nat Nat)", "a : Nat", "b : Nat", "h : (Eq Nat (f a) (f b))"), "assumption"),
    ("(Eq Nat (f a) c)", ("f : (-> Nat Nat)", "a : Nat", "c : Nat", "h : (all x Nat (Eq Nat (f x) x))"), "rw [h a]"),
    ("q", (*PROPS, "h : (Iff p q)"), "refine Iff.mp h ?_"),
    ("q", (*PROPS, "h : (all x Nat (-> p q))"), "apply h"),
    ("False", (*PROPS, "h : (Not p)"), "apply h"),
]  # fmt: skip


@pytest.mark.parametrize(("target", "hypotheses", "tactic"), AMONG)
def test_among_the_proposals(target: str, hypotheses: tuple[str, ...], tactic: str) -> None:
    assert tactic in proposed(target, *hypotheses)


def test_what_loses_nothing_comes_alone() -> None:
    tactics = proposed("(-> p q)", *PROPS, "h : (Or q r)")
    assert tactics == ["intro h1", "refine fun h1 => ?_"]


def test_lemmas_of_pure_logic_and_of_computation_are_not_proposed() -> None:
    tactics = proposed("(Or p q)", *PROPS) + proposed("(Eq Nat (Nat.add n (Nat.succ m)) n)", "n : Nat", "m : Nat")
    assert not any("Or.symm" in tactic or "add_succ" in tactic for tactic in tactics)


def test_hypotheses_without_a_name_are_left_alone() -> None:
    tactics = proposed("q", *PROPS, "h✝ : (And p q)", "k : (-> p q)")
    assert tactics
    assert not any("✝" in tactic for tactic in tactics)


def test_names_are_new() -> None:
    assert proposed("(-> p r)", *PROPS, "h : q", "h1 : q")[0] == "intro h2"


def test_metavariables_may_become_anything() -> None:
    assert "exact h" in proposed("(Nat.le n ?1)", "n : Nat", "m : Nat", "h : (Nat.le n m)")


def test_it_is_a_provider_and_says_what_decides_its_answers() -> None:
    assert isinstance(PROVIDER, Provider)
    assert PROVIDER.fingerprint.startswith("heuristic-lean:")
    fingerprints = {
        PROVIDER.fingerprint,
        HeuristicProvider(settings=HeuristicSettings(max_candidates=5)).fingerprint,
    }
    assert len(fingerprints) == 2
    assert HeuristicProvider().fingerprint == PROVIDER.fingerprint


def test_the_fingerprint_covers_the_code(tmp_path: Path) -> None:
    file = tmp_path / "rules.py"
    file.write_text("a = 1", encoding="utf-8")
    before = source_digest([file])
    file.write_text("a = 2", encoding="utf-8")
    assert source_digest([file]) != before
    assert source_digest([]) not in (code_digest(), before)
    assert code_digest() == code_digest.__wrapped__()


def test_another_code_is_another_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider, "code_digest", lambda: "another")
    assert HeuristicProvider().fingerprint != PROVIDER.fingerprint


def test_nothing_fits_an_unknown_goal() -> None:
    bare = HeuristicProvider(settings=HeuristicSettings(easy=False))
    assert bare.propose(goal("p", "p : Prop"), CONTEXT) == []


_PARTS = st.recursive(
    st.sampled_from(["p", "q", "True", "False", "(Eq Nat n m)", "(Nat.le n Nat.zero)", "(Eq Nat (Nat.succ n) m)"]),
    lambda below: st.one_of(
        st.builds("({} {} {})".format, st.sampled_from(["And", "Or", "Iff", "->"]), below, below),
        st.builds("(Not {})".format, below),
        st.builds("(Exists Nat (fun x Nat {}))".format, below),
        st.builds("(all y Nat {})".format, below),
    ),
    max_leaves=5,
)


@settings(max_examples=120)
@given(st.lists(_PARTS, max_size=4), _PARTS)
def test_contract_on_any_goal(facts: list[str], target: str) -> None:
    hypotheses = [*PROPS, "n : Nat", "m : Nat", *(f"f{place} : {fact}" for place, fact in enumerate(facts))]
    here = goal(target, *hypotheses)
    candidates = PROVIDER.propose(here, CONTEXT)
    tactics = [candidate.tactic for candidate in candidates]
    probabilities = [candidate.probability for candidate in candidates]
    assert len(set(tactics)) == len(tactics) <= PROVIDER.settings.max_candidates
    assert probabilities == sorted(probabilities, reverse=True)
    assert math.isclose(math.fsum(probabilities), 1.0)
    assert all(probability > 0 for probability in probabilities)
    assert candidates == HeuristicProvider().propose(here, CONTEXT)
    assert not any("#" in tactic or "\n" in tactic for tactic in tactics)
