"""Which lemmas a theorem gets: what is found in its context, and the order of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wonton.assistants.base import Theorem
from wonton.assistants.rocq.assistant import RocqAssistant, open_assistant
from wonton.assistants.rocq.lemmas import MOST, by_relevance, promising
from wonton.core.expr import Expr, app, const
from wonton.core.library import Lemma

#: A functor that includes another one's lemmas, which `Search` does not see.
INCLUDING = """
Module Type Ordered.
 Parameter t : Set.
 Parameter lt : t -> t -> Prop.
 Axiom irreflexive : forall x, ~ lt x x.
 Axiom transitive : forall x y z, lt x y -> lt y z -> lt x z.
End Ordered.
Module Facts (Import O : Ordered).
 Lemma asymmetric : forall x y, lt x y -> ~ lt y x.
 Proof. intros x y H K. exact (irreflexive x (transitive x y x H K)). Qed.
End Facts.
Module More (Import O : Ordered).
Include Facts O.
Definition below (x y : t) : Prop := lt x y.
"""


@pytest.fixture(scope="module")
def rocq(rocq_cache: Path) -> Iterator[RocqAssistant]:
    found = open_assistant(rocq_cache)
    yield found
    found.close()


def names(rocq: RocqAssistant, statement: str, header: str = INCLUDING) -> list[str]:
    return [lemma.name for lemma in rocq.lemmas(Theorem("t", "mine", statement, header, "End More."))]


def test_what_an_open_module_includes_is_found(rocq: RocqAssistant) -> None:
    found = names(rocq, "(x y : t) : lt x y -> ~ lt y x")
    assert {"asymmetric", "irreflexive", "transitive"} <= set(found)


def test_a_relation_with_a_basic_name_that_a_module_declares_is_searched_for(rocq: RocqAssistant) -> None:
    found = names(rocq, "(n m : nat) : n < m -> n < m", "Require Import PeanoNat.")
    assert "Nat.lt_trans" not in found  # the usual one: too many lemmas speak of it


def test_what_a_definition_is_made_of_is_searched_for(rocq: RocqAssistant) -> None:
    assert "asymmetric" in names(rocq, "(x y : t) : below x y -> ~ below y x")


def test_lemmas_with_other_constants_follow(rocq: RocqAssistant) -> None:
    found = names(rocq, "(n m : nat) : n + m = m + n", "Require Import PeanoNat.")
    assert len(found) <= MOST
    assert found.index("Nat.add_comm") < found.index("Nat.mul_add_distr_l")


def stated(*labels: str) -> Expr:
    return app(const("P"), *(const(label) for label in labels))


def test_the_nearest_lemma_comes_first() -> None:
    lemmas = [
        Lemma("three", stated("f", "x", "y", "z")),
        Lemma("one", stated("f", "g", "x")),
        Lemma("none", stated("f")),
        Lemma("common", stated("f", "x")),
    ]
    order = [lemma.name for lemma in by_relevance(lemmas, {"P", "f", "g"})]
    assert order == ["none", "one", "common", "three"]
    near = [lemma.name for lemma in by_relevance(lemmas, {"P", "f", "g"}, {"x", "y", "z"})]
    assert near == ["none", "one", "common", "three"]
    assert [lemma.name for lemma in by_relevance(lemmas, {"P", "f"}, {"y", "z"})][1:3] == ["common", "three"]


def test_of_many_lemmas_the_familiar_ones_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wonton.assistants.rocq.lemmas.MOST_READ", 2)
    found = {
        "far": "forall n : Foreign, Strange n (Stranger n)",
        "near": "forall n : Near, Known n",
        "long": "Known " * 100,
        "tree_ind": "Known",
        "far_and_near": "forall n : Near, Known (Strange n)",
    }
    kept = promising(found, {"Near", "Known"})
    assert [name for name, _ in kept] == ["near", "far_and_near"]
