"""Goals read from memory are those that Lean prints, to the last letter; where they are not read, Lean prints them."""

from __future__ import annotations

import pytest

from wonton.assistants.base import Limits, Node, Theorem
from wonton.assistants.lean import document
from wonton.assistants.lean.assistant import LeanAssistant
from wonton.assistants.lean.goal_table import GoalTable
from wonton.assistants.lean.process import LeanStopped
from wonton.assistants.store.codec import identical
from wonton.core.expr import app, const, free

#: A statement, and the tactics that lead, one after the other, to the goals in question.
Case = tuple[str, list[str]]

READ: dict[str, Case] = {
    "shadowed names get daggers, by age": ("(p q r : Prop) : p → q → r → p", ["intro h h h"]),
    "names that nobody wrote": ("(p q : Prop) : And p q → And p q → p", ["intros"]),
    "products, dependent and not, in groups": (
        "(α : Type) (r : α → α → Prop) : (∀ (x y : α), r x y → r y x) → (∀ (x : α), Exists (r x)) → True",
        ["intro h"],
    ),
    "a function into types": ("(b : Nat → Type) (f : (n : Nat) → b n) : Eq (f Nat.zero) (f Nat.zero)", ["skip"]),
    "a predicate that a binder brings": ("(h : ∀ (P : Nat → Prop) (x : Nat), P x → P x) : True", ["skip"]),
    "a function as last argument": ("(p : Nat → Prop) : Exists (fun (x : Nat) => And (p x) (p x)) → True", ["skip"]),
    "numbers": ("(n : Nat) : Eq n (Nat.add n 2)", ["skip"]),
    "universes": ("(α : Type) (β : Type 1) (p : Prop) : p → p", ["skip"]),
    "a local definition": ("(n : Nat) : let m : Nat := n; Eq m m", ["intro m"]),
    "a fact that a term proves": ("(p q : Prop) (h : And p q) : p", ["have k := And.left h"]),
    "a fact that is stated and proved": ("(p q : Prop) (h : And p q) : p", ["have k : p := And.left h"]),
    "goals that share a metavariable": (
        "(α : Type) (r : α → α → Prop) (h : ∀ (x y z : α), r x y → r y z → r x z) (a b : α) : r a b",
        ["apply h", "apply h"],
    ),
    "goals with tags alike that share nothing": ("(p : Prop) (h : p → p → False) : False", ["apply h"]),
    "a recursor's motive": ("(m n : Nat) : Eq (Nat.add m n) (Nat.add n m)", ["refine Nat.rec ?_ ?_ n"]),
}
PRINTED: dict[str, Case] = {
    "implicit binders": ("(p : Nat → Prop) (h : ∀ {x : Nat}, p x) : True", ["skip"]),
    "a local definition in a target": ("(n : Nat) : let m : Nat := n; Eq m m", ["skip"]),
}


def before_the_last(lean: LeanAssistant, case: Case) -> tuple[Node, str]:
    """The node at which a case's last tactic is tried, and that tactic."""
    statement, tactics = case
    node = lean.start(Theorem("t", "t", statement))
    for tactic in tactics[:-1]:
        node = lean.apply(node, [tactic], Limits())[0].children[0]
    return node, tactics[-1]


def is_read(lean: LeanAssistant, node: Node, tactic: str) -> bool:
    """Whether the process reads the goals that a tactic leaves, rather than printing them."""
    [attempt] = lean._attempts(node, [document.trial(tactic).text], Limits())
    assert attempt is not None
    return attempt.groups is not None


@pytest.mark.parametrize("name", READ)
def test_what_is_read_is_what_would_be_printed(lean: LeanAssistant, documents: LeanAssistant, name: str) -> None:
    node, tactic = before_the_last(lean, READ[name])
    assert is_read(lean, node, tactic)
    [read], [printed] = lean.apply(node, [tactic], Limits()), documents.apply(node, [tactic], Limits())
    assert read == printed
    for one, other in zip(read.children, printed.children, strict=True):
        assert one.goals == other.goals
        for mine, theirs in zip(one.goals, other.goals, strict=True):
            assert identical(mine.target, theirs.target)
            assert all(identical(h.type, k.type) for h, k in zip(mine.hypotheses, theirs.hypotheses, strict=True))


@pytest.mark.parametrize("name", PRINTED)
def test_what_is_not_read_is_printed(lean: LeanAssistant, documents: LeanAssistant, name: str) -> None:
    node, tactic = before_the_last(lean, PRINTED[name])
    assert not is_read(lean, node, tactic)
    [found], [printed] = lean.apply(node, [tactic], Limits()), documents.apply(node, [tactic], Limits())
    assert found == printed
    assert [child.goals for child in found.children] == [child.goals for child in printed.children]


def test_a_renamed_binder_is_renamed_in_the_text_and_keeps_its_name_in_the_tree(lean: LeanAssistant) -> None:
    case = ("(z : Nat) (p : Nat → Nat → Prop) (h : ∀ (y z : Nat), p y z) : True", ["have k := h z"])
    node, tactic = before_the_last(lean, case)
    [found] = lean.apply(node, [tactic], Limits())
    fact = found.children[0].goal.hypotheses[-1]
    assert (fact.text, fact.type.hint) == ("∀ (z_1 : Nat), p z z_1", "z")


def test_what_goals_share_is_one_object(lean: LeanAssistant) -> None:
    node, tactic = before_the_last(lean, ("(p q : Prop) (h : And p q) : And q p", ["refine And.intro ?_ ?_"]))
    [found] = lean.apply(node, [tactic], Limits())
    one, other = (child.goal for child in found.children)
    assert all(mine is theirs for mine, theirs in zip(one.hypotheses, other.hypotheses, strict=True))


def test_a_process_that_begins_anew_is_followed() -> None:
    table = GoalTable()
    table.learn(0, [["c", "And", ""], ["f", "p", ""], ["a", "", "", 0, 1]])
    table.learn(3, [["m", "?7", ""]])
    [(_, [goal])] = table.groups([("?9", [], (2, "And p"))])
    assert goal.target == app(const("And"), free("p"))
    table.learn(0, [["c", "Or", ""]])
    [(_, [goal])] = table.groups([("?9", [], (0, "Or"))])
    assert goal.target == const("Or")


def test_a_process_that_left_out_terms_is_not_trusted() -> None:
    table = GoalTable()
    table.learn(0, [["c", "And", ""]])
    with pytest.raises(LeanStopped, match="number 2 on, after 1"):
        table.learn(2, [["c", "Or", ""]])
