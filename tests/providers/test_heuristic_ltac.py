"""The heuristic provider for Ltac: what it proposes for goals of every kind, and that it keeps its contract."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wonton.core.expr import Expr, ExprKind, app, const, lam
from wonton.core.families import COMBINATORS, FAMILY_OF
from wonton.core.library import Lemma
from wonton.core.tactics import easy_heads, executed_heads
from wonton.providers.base import GoalContext, Provider
from wonton.providers.heuristic import HeuristicProvider, HeuristicSettings
from wonton.providers.heuristic.ltac import ltac_tactic, ltac_term
from wonton.providers.heuristic.moves import Rewrite, Unfold, Use, named

from .goals import goal, term

LEMMAS = (
    Lemma("Nat.add_comm", term("(all n nat (all m nat (eq nat (Nat.add n m) (Nat.add m n))))"), (True, True)),
    Lemma("Nat.add_succ_l", term("(all n nat (all m nat (eq nat (Nat.add (S n) m) (S (Nat.add n m)))))"), (True, True)),
    Lemma(
        "Nat.le_trans",
        term("(all n nat (all m nat (all k nat (-> (le n m) (-> (le m k) (le n k))))))"),
        (True, True, True, True, True),
    ),
    Lemma("or_sym", term("(all a Prop (all b Prop (-> (or a b) (or b a))))"), (False, False, True)),
)
CONTEXT = GoalContext("t", "", lemmas=LEMMAS)
PROVIDER = HeuristicProvider("ltac")
NATS = ("n : nat", "m : nat", "k : nat")
PROPS = ("p : Prop", "q : Prop", "r : Prop")
#: Tactics without a family of their own.
PREPARING = frozenset({"pose", "clear", "generalize", "revert", "intro"})


def proposed(target: str, *hypotheses: str) -> list[str]:
    """What is proposed, without what the easy list would take away."""
    found = PROVIDER.propose(goal(target, *hypotheses), CONTEXT)
    return [candidate.tactic for candidate in found if not easy_heads(candidate.tactic, "ltac")]


FIRST = [
    ("(-> p q)", PROPS, "intros H"),
    ("(all n nat (all m nat (eq nat n m)))", (), "intros n m"),
    ("(-> p (-> q p))", PROPS, "intros H H1"),
    ("(not p)", PROPS, "intros H"),
    ("(and p q)", PROPS, "constructor"),
    ("True", (), "constructor"),
    ("p", (*PROPS, "H : p"), "exact H"),
    ("p", (*PROPS, "H : False"), "contradiction"),
    ("r", (*PROPS, "H : (and p q)"), "destruct H as [H1 H2]"),
    ("p", (*PROPS, "H : (and p q)"), "exact (proj1 H)"),
    ("r", (*PROPS, "H : (or p q)"), "destruct H as [H1|H1]"),
    ("p", (*PROPS, "H : (ex nat (fun x nat (le x x)))"), "destruct H as [x H1]"),
    ("p", (*PROPS, "H : (-> q p)", "K : q"), "exact (H K)"),
    ("(le n m)", ("n : nat", "m : nat", "H : (eq nat m n)"), "subst"),
    ("(eq nat n n)", ("n : nat",), "exact eq_refl"),
    ("(eq nat (Nat.add (S n) m) n)", ("n : nat", "m : nat"), "change (@eq nat (S (Nat.add n m)) n)"),
    ("(le n k)", (*NATS, "H : (le n m)", "J : (le m k)"), "exact (Nat.le_trans n m k H J)"),
    ("(eq nat (Nat.add n m) (Nat.add m n))", ("n : nat", "m : nat"), "exact (Nat.add_comm n m)"),
    ("p", (*PROPS, "H : (eq nat O (S n))", "n : nat"), "discriminate H"),
    ("(eq bool (negb (negb b)) b)", ("b : bool",), "destruct b as [|]"),
    ("(eq comparison (f c) c)", ("c : comparison", "f : (-> comparison comparison)"), "destruct c as [| |]"),
]


@pytest.mark.parametrize(("target", "hypotheses", "tactic"), FIRST)
def test_first_proposal(target: str, hypotheses: tuple[str, ...], tactic: str) -> None:
    assert proposed(target, *hypotheses)[0] == tactic


AMONG = [
    ("(eq nat n m)", ("n : nat", "m : nat", "H : (eq nat m n)"), "exact (eq_sym H)"),
    ("(or p q)", PROPS, "left"),
    ("(or p q)", PROPS, "right"),
    ("(iff p q)", PROPS, "constructor"),
    ("(eq nat (Nat.add n O) n)", ("n : nat",), "induction n as [|n1 IH]"),
    (
        "(eq nat (Nat.sub n m) k)",
        NATS,
        "generalize dependent k; generalize dependent m; induction n as [|n1 IH]; intros",
    ),
    ("(ex nat (fun x nat (eq nat x m)))", ("n : nat", "m : nat"), "exists m"),
    (
        "(eq nat (f a) c)",
        ("f : (-> nat nat)", "a : nat", "c : nat", "H : (all x nat (eq nat (f x) x))"),
        "rewrite (H a)",
    ),
    ("q", (*PROPS, "H : (iff p q)"), "refine (proj1 H _)"),
    ("q", (*PROPS, "H : (all x nat (-> p q))"), "apply H"),
    ("False", (*PROPS, "H : (not p)"), "apply H"),
    ("p", (*PROPS, "H : (eq nat (S n) (S m))", *NATS), "injection H; clear H; intros"),
    ("(Z.le x (Z.add x y))", ("x : Z", "y : Z"), "unfold Z.le"),
    ("(P x)", ("A : Set", "x : (tree A)", "P : (-> (tree A) Prop)", "H : (leaf A x)"), "inversion H; subst; clear H"),
    ("(eq Z x y)", ("x : Z", "y : Z"), "ring"),
    ("(eq Z x y)", ("x : Z", "y : Z"), "exact eq_refl"),
]


@pytest.mark.parametrize(("target", "hypotheses", "tactic"), AMONG)
def test_among_the_proposals(target: str, hypotheses: tuple[str, ...], tactic: str) -> None:
    assert tactic in proposed(target, *hypotheses)


def test_easy_tactics_are_there_when_they_are_wanted() -> None:
    tactics = [candidate.tactic for candidate in PROVIDER.propose(goal("(eq Z x y)", "x : Z", "y : Z"), CONTEXT)]
    assert {"auto", "lia", "reflexivity"} <= set(tactics)
    bare = HeuristicProvider("ltac", HeuristicSettings(easy=False))
    assert not any(
        easy_heads(one.tactic, "ltac") for one in bare.propose(goal("(eq Z x y)", "x : Z", "y : Z"), CONTEXT)
    )


def test_lemmas_of_pure_logic_and_of_computation_are_not_proposed() -> None:
    tactics = proposed("(or p q)", *PROPS) + proposed("(eq nat (Nat.add (S n) m) n)", "n : nat", "m : nat")
    assert not any("or_sym" in tactic or "add_succ_l" in tactic for tactic in tactics)


def test_names_are_new_and_hide_no_constant() -> None:
    assert proposed("(-> p r)", *PROPS, "H : q", "H1 : q")[0] == "intros H2"
    assert proposed("(all S nat (eq nat S S))", "F : (le (S O) O)")[0] == "intros S1"


def test_a_match_is_taken_apart_and_never_written() -> None:
    choice = app(const("match true|false"), lam("_", const("bool"), const("nat")), const("b"), const("O"), const("O"))
    here = goal("(eq nat n n)", "n : nat", "f : (-> nat bool)")
    scrutinee = app(Expr(ExprKind.FREE, "f"), Expr(ExprKind.FREE, "n"))
    stuck = app(choice.head, choice.args[0], scrutinee, *choice.args[2:])
    stuck_goal = type(here)(here.hypotheses, app(const("eq"), const("nat"), stuck, const("O")), "")
    tactics = [candidate.tactic for candidate in PROVIDER.propose(stuck_goal, CONTEXT)]
    assert "destruct (f n) eqn:E" in tactics
    assert not any("match" in tactic for tactic in tactics)
    assert ltac_term(stuck) == ltac_tactic(Use("exact", stuck)) == ""


def test_terms_are_written_with_every_argument() -> None:
    assert ltac_term(term("(cons nat O (nil nat))")) == "@cons nat O (@nil nat)"
    assert ltac_term(term("(fun x nat (all y nat (eq nat x y)))")) == "fun x : nat => forall y : nat, @eq nat x y"
    assert ltac_term(term("(fun S nat (S O))")) == "fun S : nat => S O"
    assert ltac_term(lam("S", const("nat"), app(const("S"), Expr(ExprKind.BOUND, "0")))) == "fun S1 : nat => S S1"
    assert ltac_term(app(named("f_equal"), const("S")), tight=True) == "(f_equal S)"
    assert ltac_term(term("(Z.add Z0 (Qnum r0))")) == "Z.add (@Z0) (@Qnum (@r0))"
    assert ltac_tactic(Unfold("lt", "H")) == "unfold lt in H"


def test_a_rewriting_leaves_out_what_is_open() -> None:
    move = Rewrite(app(named("max_l"), const("O"), Expr(ExprKind.META, "?_")), backward=True, at="H")
    assert ltac_tactic(move) == "rewrite <- (max_l O) in H"


def test_names_that_the_context_shadows_are_told_apart() -> None:
    tactics = proposed("(eq n m)", "n : t", "m : t", "H : (Logic.eq t m n)")
    assert "exact (eq_sym H)" not in tactics
    assert "exact (Logic.eq_sym H)" in proposed("(Logic.eq t n m)", "n : t", "m : t", "H : (Logic.eq t m n)")
    assert "exact Logic.eq_refl" in proposed("(Logic.eq t n n)", "n : t", "F : (eq n n)")


def test_relations_rewrite_and_lemmas_reach_into_facts() -> None:
    lemmas = (
        Lemma("opp_0", term("(eq (opp zero) zero)"), ()),
        Lemma("lt_iff", term("(all x t (all y t (iff (lt x y) (below x y))))"), (True, True)),
        Lemma("lt_le", term("(all x t (all y t (-> (lt x y) (leq x y))))"), (True, True, True)),
        Lemma("total", term("(all x t (all y t (or (leq x y) (leq y x))))"), (True, True)),
    )
    here = goal("(lt a (opp zero))", "a : t", "b : t", "H : (lt a b)")
    found = PROVIDER.propose(here, GoalContext("t", "", lemmas=lemmas))
    assert {"rewrite opp_0", "apply lt_iff", "apply lt_le in H", "destruct (total b a)"} <= {
        one.tactic for one in found
    }


def test_it_is_a_provider_with_a_fingerprint_of_its_own() -> None:
    assert isinstance(PROVIDER, Provider)
    assert PROVIDER.fingerprint.startswith("heuristic-ltac:")
    assert PROVIDER.fingerprint.removeprefix("heuristic-ltac:") == HeuristicProvider().fingerprint.removeprefix(
        "heuristic-lean:"
    )


_PARTS = st.recursive(
    st.sampled_from(
        ["p", "q", "True", "False", "(eq nat n m)", "(le n O)", "(eq nat (S n) m)", "(Z.lt x y)", "(In nat n l)"]
    ),
    lambda below: st.one_of(
        st.builds("({} {} {})".format, st.sampled_from(["and", "or", "iff", "->"]), below, below),
        st.builds("(not {})".format, below),
        st.builds("(ex nat (fun x nat {}))".format, below),
        st.builds("(all y nat {})".format, below),
    ),
    max_leaves=5,
)
_DATA = ("n : nat", "m : nat", "x : Z", "y : Z", "l : (list nat)")


@settings(max_examples=120)
@given(st.lists(_PARTS, max_size=4), _PARTS)
def test_contract_on_any_goal(facts: list[str], target: str) -> None:
    here = goal(target, *PROPS, *_DATA, *(f"F{place} : {fact}" for place, fact in enumerate(facts)))
    candidates = PROVIDER.propose(here, CONTEXT)
    tactics = [candidate.tactic for candidate in candidates]
    probabilities = [candidate.probability for candidate in candidates]
    assert len(set(tactics)) == len(tactics)
    assert sum(not easy_heads(tactic, "ltac") for tactic in tactics) <= PROVIDER.settings.max_candidates
    assert probabilities == sorted(probabilities, reverse=True)
    assert math.isclose(math.fsum(probabilities), 1.0)
    assert all(probability > 0 for probability in probabilities)
    assert candidates == HeuristicProvider("ltac").propose(here, CONTEXT)
    known = FAMILY_OF["ltac"].keys() | COMBINATORS["ltac"] | PREPARING
    for tactic in tactics:
        assert set(executed_heads(tactic, "ltac")) <= known, tactic
        assert not any(mark in tactic for mark in ("#", "\n", "✝"))
        assert "?" not in tactic or tactic.startswith("rewrite ?")
