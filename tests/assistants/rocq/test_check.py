"""The final check, the second checker, and what counts as context of a theorem."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from wonton.assistants.base import Script, Theorem
from wonton.assistants.confinement import measures
from wonton.assistants.processes import Finished
from wonton.assistants.rocq.check import check_proof
from wonton.assistants.rocq.context import parameters
from wonton.assistants.rocq.process import RocqStopped
from wonton.assistants.rocq.questions import read_assumptions
from wonton.assistants.rocq.recheck import Coqchk, open_coqchk
from wonton.assistants.rocq.terms import parse_term
from wonton.assistants.rocq.toolchain import FOLDER_VARIABLE, PROGRAMS, Toolchain, find_program
from wonton.core.errors import AssistantError

FUNCTOR = """Module Type T.
  Parameter t : Set.
  Parameter op : t -> t.
  Axiom twice : forall x, op (op x) = x.
End T.
Module F (X : T).
Section S.
Variable a : X.t.
Hypothesis fixed : X.op a = a.
"""


@pytest.fixture(scope="module")
def toolchain(rocq_cache: Path) -> Toolchain:
    return Toolchain(rocq_cache)


@pytest.fixture(scope="module")
def coqchk(rocq_cache: Path) -> Coqchk:
    return open_coqchk(rocq_cache)


def test_context_is_listed_and_is_no_axiom(toolchain: Toolchain) -> None:
    theorem = Theorem("t", "t", ": X.op (X.op (X.op a)) = a", FUNCTOR, "End S.\nEnd F.")
    checked = check_proof(toolchain, theorem, Script("rewrite X.twice; exact fixed"))
    assert checked.rung == "axioms_ok", checked.messages
    assert checked.axioms == ()
    assert {"rests on fixed of its context", "rests on X.twice of its context"} <= set(checked.messages)


def test_an_axiom_of_the_header_is_not_allowed(toolchain: Toolchain) -> None:
    checked = check_proof(toolchain, Theorem("t", "t", ": False", "Axiom bad : False."), Script("exact bad"))
    assert checked.rung == "statement_match"
    assert checked.axioms == ("bad",)


def test_what_escaped_the_guard_is_an_axiom(toolchain: Toolchain) -> None:
    header = "Unset Guard Checking. Fixpoint f (n : nat) : False := f n. Set Guard Checking."
    checked = check_proof(toolchain, Theorem("t", "t", ": False", header), Script("exact (f 0)"))
    assert (checked.rung, checked.axioms) == ("statement_match", ("f is assumed to be guarded.",))


def test_a_statement_whose_names_cannot_be_asked_for_is_compared_all_the_same(toolchain: Toolchain) -> None:
    branches = Theorem("t", "t", "(s : {True} + {False}) : (if s then 1 else 1) = 1")
    assert check_proof(toolchain, branches, Script("destruct s; reflexivity")).rung == "axioms_ok"
    half = "Definition half (n : nat) := n."
    header = f"{half} Lemma same : half 1 = 1. reflexivity. Qed. Notation \"'half' x\" := x (at level 10)."
    keyword = Theorem("t", "t", ": ltac:(let t := type of same in exact t)", header)
    assert check_proof(toolchain, keyword, Script("exact same")).rung == "axioms_ok"


def test_a_name_that_cannot_be_asked_for_hides_no_other(toolchain: Toolchain) -> None:
    half = "Definition half (n : nat) := n. Definition claim := half 1 = 1 -> False."
    header = f"{half} Notation \"'half' x\" := x (at level 10)."
    theorem = Theorem("t", "t", ": ltac:(let t := eval unfold claim in claim in exact t)", header)
    another = "let t := eval unfold claim in claim in match t with ?a -> _ => exact (a -> False) end"
    script = Script(f"Abort. Inductive False : Prop := yes. Lemma t : ltac:({another}). Proof. intro; exact yes")
    checked = check_proof(toolchain, theorem, script, listed=False)
    assert checked.rungs["compiles"] is True, checked.messages
    assert checked.rungs["statement_match"] is False


def test_an_admitted_lemma_is_an_axiom(toolchain: Toolchain) -> None:
    header = "Lemma bad : False.\nProof.\nAdmitted."
    assert check_proof(toolchain, Theorem("t", "t", ": False", header), Script("exact bad")).rung == "statement_match"


def test_a_well_known_axiom_is_allowed(toolchain: Toolchain) -> None:
    theorem = Theorem("t", "t", "(p : Prop) : p \\/ ~ p", "Require Import Classical.")
    checked = check_proof(toolchain, theorem, Script("exact (classic p)"))
    assert (checked.rung, checked.axioms) == ("axioms_ok", ("classic",))


def test_the_statement_itself_is_out_of_reach(toolchain: Toolchain) -> None:
    checked = check_proof(toolchain, Theorem("t", "t", ": 1 = 1"), Script("exact wonton_asked_statement"))
    assert checked.rung == "search_closed"
    assert "wonton_asked_statement" in checked.messages[0]


def test_the_proof_term_is_read_as_a_tree(toolchain: Toolchain) -> None:
    checked = check_proof(toolchain, Theorem("t", "t", "(p : Prop) (h : p) : p /\\ p"), Script("exact (conj h h)"))
    assert checked.proof_term == parse_term("fun (p : Prop) (h : p) => @conj p p h h")


def test_a_header_that_prints_our_marks_confuses_nothing(toolchain: Toolchain) -> None:
    header = "\n".join(f'Goal True. idtac "wonton-mark-{number}". Abort.' for number in range(5))
    assert check_proof(toolchain, Theorem("t", "t", ": 1 = 1", header), Script("reflexivity")).rung == "axioms_ok"


def test_the_second_checker_agrees_and_says_who_it_is(coqchk: Coqchk) -> None:
    theorem = Theorem("t", "t", ": forall n, n + 0 = n", "From Wonton Require Import Core.")
    verdict = coqchk.judge(theorem, Script("exact Nat.add_0_r"))
    assert (verdict.accepted, verdict.reason) == (True, "")
    assert verdict.checker.startswith(("coqchk 8.", "coqchk 9."))


def test_the_second_checker_takes_the_theorem_asked_for_only(coqchk: Coqchk, tmp_path: Path) -> None:
    written = tmp_path / "out"
    another = f'Admitted. Redirect "{written}" Print nat. Lemma z : True. exact I'
    verdict = coqchk.judge(Theorem("t", "t", ": False"), Script(another))
    assert (verdict.outcome, verdict.kind) == ("not_exportable", "term")
    assert verdict.reason.startswith("refused before Coq saw it: ")
    assert not list(tmp_path.iterdir())


def test_the_second_checker_asks_for_statement_and_axioms_itself(
    coqchk: Coqchk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing is on the list, what is proved is compared all the same, and nothing is written elsewhere."""
    monkeypatch.setattr("wonton.assistants.rocq.recheck.refusal", lambda tactic: "")
    claim = Theorem("t", "t", ": False")
    others = "Abort. Lemma t : True. Proof. exact I", "Admitted. Lemma z : True. Proof. exact I"
    verdicts = [coqchk.judge(claim, Script(other)) for other in others]
    assert [(v.outcome, v.kind) for v in verdicts] == [("refused", "statement"), ("refused", "axiom")]
    assert verdicts[1].reason == "rests on t: not all allowed"
    outside = coqchk.judge(Theorem("t", "t", ": True"), Script(f'Redirect "{tmp_path / "out"}" Print nat. exact I'))
    if "landlock" in measures():
        assert outside.kind == "kernel" and "Permission denied" in outside.reason
        assert not list(tmp_path.iterdir())


def test_the_second_checker_says_what_a_proof_rests_on(coqchk: Coqchk) -> None:
    theorem = Theorem("t", "t", "(p : Prop) : p \\/ ~ p", "Require Import Classical.")
    verdict = coqchk.judge(theorem, Script("exact (classic p)"))
    assert (verdict.accepted, verdict.axioms) == (True, ("classic",))


def test_a_limit_of_the_second_checker_is_called_by_its_name(coqchk: Coqchk, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(words: Sequence[str], name: str, folder: Path, wall: float, memory: float) -> Finished:
        raise RocqStopped("memory", f"{name} used more than {memory:g} MB")

    monkeypatch.setattr("wonton.assistants.rocq.recheck.run_shut_in", stopped)
    verdict = coqchk.judge(Theorem("t", "t", ": 1 = 1"), Script("reflexivity"))
    assert (verdict.outcome, verdict.kind, verdict.reason) == ("refused", "limit", "coqchk used more than 4096 MB")


def test_the_second_checker_refuses_what_does_not_compile(coqchk: Coqchk) -> None:
    verdict = coqchk.judge(Theorem("t", "t", ": 0 = 1"), Script("reflexivity"))
    assert (verdict.outcome, verdict.kind) == ("refused", "kernel")
    assert "unify" in verdict.reason


def test_a_second_checker_that_is_ended_has_said_nothing(
    rocq_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A `coqchk` that somebody ends while it checks; every other program is the real one."""
    for name in ("coqidetop", "coqc"):
        (tmp_path / PROGRAMS[name][0]).symlink_to(find_program(name))
    ended = tmp_path / "coqchk"
    ended.write_text(f'#!/bin/sh\n[ "$1" = --version ] && exec {find_program("coqchk")} --version\nkill -9 $$\n')
    ended.chmod(0o755)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    with pytest.raises(AssistantError, match="coqchk was ended by SIGKILL from outside"):
        open_coqchk(rocq_cache).judge(Theorem("t", "t", ": 1 = 1"), Script("reflexivity"))


def test_parameters_are_those_of_rooms_that_are_open() -> None:
    assert parameters(FUNCTOR) == {"X"}
    assert parameters("Module Type T.\nParameter Inline t u : Set.\nAxiom (a b : t).") == {"t", "u", "a", "b"}
    assert parameters("Module M := N. Module F (Import A B : S)(C:S). End F.") == frozenset()
    assert parameters("Module M (Import A B : S)(C:S).") == {"A", "B", "C"}


def test_assumptions_are_read_by_kind() -> None:
    text = "Section Variables:\nA : Type\nAxioms:\nbad\n  : False\nX.twice : forall x, x = x"
    assert read_assumptions(text, frozenset({"X"})) == (("bad",), ("A", "X.twice"))
    assert read_assumptions("", frozenset()) == (None, ())
