"""Live Rocq: theorems of an open module that need what the module includes, and what easy tactics add."""

from __future__ import annotations

from pathlib import Path

import pytest

from wonton.assistants.base import Theorem
from wonton.runs.prove import ProveReport, prove_statement
from wonton.runs.settings import RunSettings

HEADER = """
Module Type Ordered.
 Parameter t : Set.
 Parameter lt : t -> t -> Prop.
 Parameter up : t -> t.
 Axiom irreflexive : forall x, ~ lt x x.
 Axiom transitive : forall x y z, lt x y -> lt y z -> lt x z.
 Axiom above : forall x, lt x (up x).
End Ordered.
Module Facts (Import O : Ordered).
 Lemma asymmetric : forall x y, lt x y -> ~ lt y x.
 Proof. intros x y H K. exact (irreflexive x (transitive x y x H K)). Qed.
 Lemma higher : forall x y, lt x y -> lt x (up y).
 Proof. intros x y H. exact (transitive x y (up y) H (above y)). Qed.
End Facts.
Module More (Import O : Ordered).
Include Facts O.
"""


def searched(cache: Path, statement: str, easy: bool) -> ProveReport:
    settings = RunSettings(assistant="rocq", budget="quick", seed=1, allow_easy=easy)
    return prove_statement(Theorem("t", "mine", statement, HEADER, "End More."), settings, cache.parent)


@pytest.mark.parametrize(
    ("statement", "easy", "tactic"),
    [
        ("(x y z : t) : lt x y -> lt y x -> lt z z", False, "destruct (asymmetric"),
        ("(x y : t) : lt x y -> lt x (up (up (up y)))", True, "auto 3 using"),
    ],
)
def test_what_a_module_includes_proves(rocq_cache: Path, statement: str, easy: bool, tactic: str) -> None:
    report = searched(rocq_cache, statement, easy)
    assert report.solved
    assert any(step["tactic"].startswith(tactic) for step in report.steps)
