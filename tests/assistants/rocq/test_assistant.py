"""The live assistant: states, focus, coupled goals, headers, determinism."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from wonton.assistants.base import Limits, Node, Script, Theorem, Transition
from wonton.assistants.rocq.assistant import RocqAssistant, open_assistant

SECTION = """Section S.
Variable A : Type.
Lemma first : forall x : A, x = x.
Proof.
  intros x. reflexivity.
Qed.
"""
PAIR = Theorem("pair", "pair", "(n : nat) : exists x y, (x = n /\\ y = x) /\\ exists z, z = 3")


@pytest.fixture(scope="module")
def rocq(rocq_cache: Path) -> Iterator[RocqAssistant]:
    assistant = open_assistant(rocq_cache)
    yield assistant
    assistant.close()


def one(rocq: RocqAssistant, node: Node, tactic: str) -> Transition:
    return rocq.apply(node, [tactic], Limits())[0]


def followed(rocq: RocqAssistant, theorem: Theorem, *tactics: str) -> Node:
    """The node behind tactics that leave one child each."""
    node = rocq.start(theorem)
    for tactic in tactics:
        (node,) = one(rocq, node, tactic).children
    return node


def test_coupled_goals_stay_together_and_others_do_not(rocq: RocqAssistant) -> None:
    node = followed(rocq, PAIR, "do 2 eexists")
    found = one(rocq, node, "split; [split|]")
    assert [child.positions for child in found.children] == [(0, 1), (2,)]
    coupled, free = found.children
    assert [goal.target_text for goal in coupled.goals] == ["@eq nat ?e1 n", "@eq nat ?e2 ?e1"]
    assert one(rocq, free, "eexists; reflexivity").closed
    (rest,) = one(rocq, coupled, "reflexivity").children
    assert [goal.target_text for goal in rest.goals] == ["@eq nat ?e1 n"]
    assert one(rocq, rest, "reflexivity").closed


def test_a_script_with_coupled_goals_compiles(rocq: RocqAssistant) -> None:
    pair = Script("reflexivity", (Script("reflexivity"),), ((0,),))
    single = Script("eexists", (Script("reflexivity"),), ((0,),))
    inner = Script("split; [split|]", (pair, single), ((0, 1), (2,)))
    checked = rocq.proof(PAIR, Script("do 2 eexists", (inner,), ((0,),)))
    assert checked.rung == "axioms_ok", checked.messages


def test_a_coupled_group_apart_in_the_list_is_worked_on_alone(rocq: RocqAssistant) -> None:
    theorem = Theorem("t", "t", ": exists x, x = 1 /\\ True /\\ x = x")
    node = followed(rocq, theorem, "eexists")
    coupled, free = one(rocq, node, "split; [|split]").children
    assert coupled.positions == (0, 2)
    (last,) = one(rocq, coupled, "reflexivity").children
    assert len(last.goals) == 1
    assert one(rocq, last, "reflexivity").closed
    assert one(rocq, free, "exact I").closed


def test_an_evar_that_nothing_can_fill_is_a_failure(rocq: RocqAssistant) -> None:
    theorem = Theorem("t", "t", "(P : nat -> Prop) (h : forall n, P n -> True) (k : forall n, P n) : True")
    root = rocq.start(theorem)
    (child,) = one(rocq, root, "eapply h").children
    lost = one(rocq, child, "apply k")
    assert lost.failure is not None
    assert "existential variable" in lost.failure.message
    assert one(rocq, child, "exact (k 0)").closed


def test_a_tactic_of_the_header_that_gives_up_does_not_close_its_goal(rocq: RocqAssistant) -> None:
    theorem = Theorem("t", "t", ": False", "Ltac cheat := give_up.")
    found = one(rocq, rocq.start(theorem), "cheat")
    assert found.failure is not None
    assert "gives a goal up" in found.failure.message


def test_section_variables_are_hypotheses(rocq: RocqAssistant) -> None:
    root = rocq.start(Theorem("t", "t", "(x : A) : x = x", SECTION, "End S."))
    assert root.goal.text == "A : Type\nx : A\n⊢ @eq A x x"
    assert one(rocq, root, "apply first").closed


def test_headers_that_share_a_beginning_share_a_process(rocq: RocqAssistant) -> None:
    rocq.start(Theorem("a", "a", ": True", SECTION))
    process = rocq.session.top
    more = rocq.start(Theorem("b", "b", "(x : A) : x = x", SECTION + "Lemma second : True.\nProof. exact I. Qed.\n"))
    assert one(rocq, more, "pose second").children
    less = rocq.start(Theorem("a", "a", ": True", SECTION))
    assert one(rocq, less, "pose second").failed
    assert rocq.session.top is process


def test_headers_that_part_inside_a_proof_do_not_mix(rocq: RocqAssistant) -> None:
    rocq.start(Theorem("a", "a", ": True", SECTION))
    other = SECTION.replace("reflexivity", "exact eq_refl") + "Definition here := 0.\n"
    assert one(rocq, rocq.start(Theorem("b", "b", ": here = 0", other)), "reflexivity").closed


def test_a_theorem_cannot_use_itself(rocq: RocqAssistant) -> None:
    found = one(rocq, rocq.start(PAIR), "exact (pair n)")
    assert found.failure is not None
    assert "pair" in found.failure.message


def test_what_is_said_does_not_depend_on_what_was_asked_before(rocq: RocqAssistant, rocq_cache: Path) -> None:
    tactics = ["split; [split|]", "eapply conj", "refine (conj _ _)", "eapply h", "eexists", "apply nonsense", "split"]
    node = followed(rocq, PAIR, "do 2 eexists")
    for tactic in tactics:
        one(rocq, node, f"({tactic}); idtac")
    first = rocq.apply(node, tactics, Limits())
    fresh = open_assistant(rocq_cache)
    try:
        second = fresh.apply(node, tactics[::-1], Limits())[::-1]
    finally:
        fresh.close()
    top = rocq.session.top
    assert top is not None
    os.kill(top.process.pid, signal.SIGKILL)
    top.process.wait()
    third = rocq.apply(node, tactics, Limits())
    assert first == second == third
    assert [[c.goals for c in t.children] for t in first] == [[c.goals for c in t.children] for t in second]
    assert [[c.goals for c in t.children] for t in first] == [[c.goals for c in t.children] for t in third]


@pytest.mark.parametrize("tactic", ["exact \ud800", "exact_no_check I", "vm_cast_no_check I", "refine (id ?[a])"])
def test_what_is_unsendable_unchecked_or_named_is_forbidden(rocq: RocqAssistant, tactic: str) -> None:
    failure = one(rocq, rocq.start(Theorem("t", "t", ": 0 = 1")), tactic).failure
    assert failure is not None and failure.kind == "forbidden"
