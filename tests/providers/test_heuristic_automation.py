"""The heuristic provider for Ltac where the assistant may search by itself, and the tactics of theories."""

from __future__ import annotations

import pytest

from wonton.core.library import Lemma
from wonton.core.tactics import easy_heads
from wonton.providers.base import GoalContext
from wonton.providers.heuristic import HeuristicProvider, HeuristicSettings
from wonton.providers.heuristic.ltac import ltac_tactic
from wonton.providers.heuristic.moves import Normalize, Using

from .goals import goal, term

LEMMAS = (
    Lemma("le_trans", term("(all x t (all y t (all z t (-> (le x y) (-> (le y z) (le x z))))))"), (True,) * 5),
    Lemma("pos_le", term("(all x t (-> (pos x) (le zero x)))"), (True, True)),
    Lemma("pos_add", term("(all x t (all y t (-> (pos x) (pos (add x y)))))"), (True, True, True)),
    Lemma("add_0_r", term("(all x t (eq (add x zero) x))"), (True,)),
    Lemma("opp_opp", term("(all x t (eq (opp (opp x)) x))"), (True,)),
    Lemma("add_comm", term("(all x t (all y t (eq (add x y) (add y x))))"), (True, True)),
    Lemma("add_lt", term("(all x t (all y t (all z t (iff (lt x y) (lt (add z x) (add z y))))))"), (True,) * 3),
)
DATA = ("n : t", "m : t")
#: One fact in which the logic's equality has its long name: `eq` is another relation then.
SHADOWED = "E : (Logic.eq t n n)"


def proposed(target: str, *hypotheses: str, lemmas: tuple[Lemma, ...] = LEMMAS) -> list[str]:
    context = GoalContext("t", "", lemmas=lemmas)
    return [one.tactic for one in HeuristicProvider("ltac").propose(goal(target, *hypotheses), context)]


def test_easy_tactics_come_first_where_no_binder_is_left() -> None:
    tactics = proposed("(le zero n)", *DATA)
    assert tactics[:3] == ["reflexivity", "auto", "easy"]
    assert not any(easy_heads(tactic, "ltac") for tactic in proposed("(all x t (le zero x))"))


def test_arithmetic_is_offered_where_there_are_numbers() -> None:
    assert {"lia", "nia"} <= set(proposed("(Z.le x (Z.mul x x))", "x : Z"))
    assert {"lra", "nra"} <= set(proposed("(Rle x (Rmult x x))", "x : R"))
    assert not {"nia", "nra"} & {*proposed("(Z.le x x)", "x : Z"), *proposed("(Rle x x)", "x : R")}
    assert not {"lia", "nia", "lra", "nra"} & set(proposed("(le zero n)", *DATA))


def test_what_never_ends_is_not_offered() -> None:
    assert "easy" not in proposed("(Acc t less n)", *DATA)


def test_proof_search_gets_the_lemmas_that_a_proof_could_be_made_of() -> None:
    tactics = proposed("(le zero (add n m))", *DATA, "H : (pos n)")
    assert "auto 3 using pos_le, pos_add" in tactics
    assert "eauto 3 using le_trans, pos_le, pos_add" in tactics
    assert not any("using" in tactic for tactic in proposed("(below n m)", *DATA))


def test_easy_tactics_take_no_places_from_others() -> None:
    few = HeuristicProvider("ltac", HeuristicSettings(max_candidates=3))
    offers = few.propose(goal("(le zero (add n m))", *DATA, "H : (pos n)"), GoalContext("t", "", lemmas=LEMMAS))
    easy = [one.tactic for one in offers if easy_heads(one.tactic, "ltac")]
    assert len(easy) > 3
    assert len(offers) == 3 + len(easy)


@pytest.mark.parametrize(
    ("target", "hypotheses", "tactic"),
    [
        ("(lt n m)", (*DATA, "H : (le n m)"), "order"),
        ("(Subset (union s s) s)", ("s : t",), "fsetdec"),
        ("(eq (add (succ n) m) m)", (*DATA, SHADOWED), "nzsimpl"),
        ("(eq (add (succ n) m) m)", (*DATA, SHADOWED), "nzinduct n"),
        ("(eq (lor n m) m)", (*DATA, SHADOWED), "bitwise"),
        ("(Proper (relation t) f)", ("f : (-> t t)",), "solve_proper"),
        ("(sumbool (eq t n m) (not (eq t n m)))", DATA, "decide equality"),
        ("(leq (f n) (f m))", (*DATA, "f : (-> t t)"), "f_equiv"),
    ],
)
def test_theories_bring_their_tactics(target: str, hypotheses: tuple[str, ...], tactic: str) -> None:
    assert tactic in proposed(target, *hypotheses)


def test_theories_keep_to_themselves() -> None:
    tactics = {"order", "fsetdec", "nzsimpl", "bitwise", "solve_proper", "decide equality"}
    assert not tactics & set(proposed("(and p q)", "p : Prop", "q : Prop"))


def test_lemmas_that_make_the_target_smaller_go_together() -> None:
    tactics = proposed("(eq (opp (opp (add n zero))) m)", *DATA, SHADOWED)
    assert "rewrite ?add_0_r, ?opp_opp" in tactics
    assert not any(tactic.startswith("rewrite ?") for tactic in proposed("(eq (add n m) m)", *DATA, SHADOWED))


def test_a_rewriting_may_choose_a_variable() -> None:
    assert "rewrite (add_lt n m m)" in proposed("(iff p (lt n m))", "p : Prop", *DATA)


def test_lemmas_refute_what_the_facts_say_together() -> None:
    asymmetric = Lemma("asym", term("(all x t (all y t (-> (less x y) (not (less y x)))))"), (True,) * 3)
    facts = ("H : (less n m)", "K : (less m n)")
    assert "destruct (asym m n K H)" in proposed("(le n m)", *DATA, *facts, lemmas=(asymmetric,))
    assert not any("asym" in one for one in proposed("(le n m)", *DATA, facts[0], lemmas=(asymmetric,)))


def test_truth_values_and_arguments_of_unknown_predicates_are_looked_into() -> None:
    assert "destruct (f n) eqn:E" in proposed("(eq bool (negb (f n)) true)", "n : t", "f : (-> t bool)")
    assert "destruct (f n) eqn:E" in proposed("(Spec p (f n))", "p : Prop", "n : t", "f : (-> t bool)")


def test_how_the_new_moves_are_written() -> None:
    assert ltac_tactic(Using("eauto", ("a", "b"), 4)) == "eauto 4 using a, b"
    assert ltac_tactic(Normalize(("a", "b"))) == "rewrite ?a, ?b"
