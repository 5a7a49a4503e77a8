"""Goal trees back in notation."""

from __future__ import annotations

import pytest

from wonton.assistants.lean.terms import parse_term
from wonton.core.expr import app, bound, const, free, lam, let, pi, sort
from wonton.core.goal import Goal, Hypothesis
from wonton.corpus.surface.display import display, display_goal


@pytest.mark.parametrize(
    ("explicit", "shown"),
    [
        ("And p (Or q (Not p))", "p ∧ (q ∨ ¬p)"),
        ("p → q → p", "p → q → p"),
        ("(p → q) → p", "(p → q) → p"),
        ("∀ (n m : Nat), @Eq Nat (Nat.add n m) m", "∀ n m : Nat, n + m = m"),
        ("∀ (n : Nat) (c : Bool), @Eq Nat n n → @Eq Bool c c → p", "∀ (n : Nat) (c : Bool), n = n → c = c → p"),
        ("@Exists Nat (fun (n : Nat) => Nat.le n (Nat.succ Nat.zero))", "∃ n : Nat, n ≤ 1"),
        ("@Eq Nat (Nat.succ (Nat.succ k)) Nat.zero", "succ (succ k) = 0"),
        ("@Eq Nat (@OfNat.ofNat Nat 7 (instOfNatNat 7)) k", "7 = k"),
        ("@Eq Nat (@HAdd.hAdd Nat Nat Nat i k 1) k", "k + 1 = k"),
        ("@List.Mem Nat k (@List.cons Nat k (@List.nil Nat))", "k ∈ [k]"),
        ("@Eq (List Nat) (@List.append Nat l (@List.cons Nat k l)) l", "l ++ k :: l = l"),
        ("@List.map Nat Bool f l", "map f l"),
        ("@Eq (Prod Nat Bool) (@Prod.mk Nat Bool k b) x", "(k, b) = x"),
        ("@Eq Bool (Bool.and b (Bool.not b)) Bool.false", "(b && !b) = false"),
        ("@Unknown.thing Nat k", "Unknown.thing Nat k"),
        ("And p", "And p"),
        ("@Eq (Nat → Nat) (fun (n : Nat) => Nat.succ n) Nat.succ", "(fun (n : Nat) => succ n) = succ"),
        ("@Eq Nat ?a k", "?a = k"),
    ],
)
def test_notation_comes_back(explicit: str, shown: str) -> None:
    locals_ = ("p", "q", "k", "l", "f", "b", "x")
    assert display(parse_term(explicit, locals_)) == shown


def test_binders_with_one_name_are_told_apart() -> None:
    nat = const("Nat")
    tree = pi("n", nat, pi("n", nat, app(const("Nat.le"), bound(1), bound(0))))
    assert display(tree) == "∀ n n1 : Nat, n ≤ n1"


def test_a_binder_without_a_name_gets_one() -> None:
    assert display(lam("", sort("Type"), bound(0))) == "fun (x : Type) => x"


def test_local_definitions_are_put_in_place() -> None:
    assert display(let("n", const("Nat"), const("Nat.zero"), app(const("Nat.succ"), bound(0)))) == "1"


def test_a_goal_has_a_line_for_each_hypothesis() -> None:
    p, q = free("p"), free("q")
    goal = Goal(
        (
            Hypothesis("p", "Prop", sort("Prop")),
            Hypothesis("h✝", "And p q", app(const("And"), p, q)),
            Hypothesis("n", "Nat", const("Nat"), const("Nat.zero")),
        ),
        app(const("And"), q, p),
        "And q p",
    )
    assert display_goal(goal) == "p : Prop\nh✝ : p ∧ q\nn : Nat := 0\n⊢ q ∧ p"
