"""The `core` corpus as it is shipped: size, spread, and that no theorem stands in it twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import get_args

import pytest

from wonton.assistants.lean.terms import parse_term
from wonton.corpus.builders import Build, core_build
from wonton.corpus.items import Topic, item_from_json
from wonton.corpus.surface import parse_statement


@pytest.fixture(scope="module")
def core() -> Build:
    return core_build()


def test_there_are_enough_of_every_kind(core: Build) -> None:
    default = [item for item in core.items if not item.classical]
    needs = Counter(item.needs for item in default)
    assert len(default) >= 400
    assert needs["induction"] >= len(default) / 4
    assert needs["lemma"] + needs["generalisation"] >= len(default) / 10
    assert {item.topic for item in default} == set(get_args(Topic))


def test_proofs_are_of_many_lengths(core: Build) -> None:
    lengths = [item.shortest_known for item in core.items if item.shortest_known is not None]
    assert len(lengths) == len(core.items)
    assert sum(length <= 5 for length in lengths) >= 100
    assert sum(length >= 10 for length in lengths) >= 40


def test_classical_items_are_kept_apart(core: Build) -> None:
    slices = {made.name: set(made.item_ids) for made in core.slices}
    assert core.default_slice == "constructive"
    assert slices["classical"] == {item.item_id for item in core.items if item.classical}
    assert not slices["constructive"] & slices["classical"]
    assert slices["all"] == slices["constructive"] | slices["classical"]


def _closed(statement: str) -> str:
    """`(p : Prop) : q` as one type: the colon behind the binders is the first one outside of brackets."""
    depth = 0
    for place, character in enumerate(statement):
        depth += (character in "({[") - (character in ")}]")
        if character == ":" and depth == 0:
            binders, target = statement[:place].strip(), statement[place + 1 :].strip()
            return f"∀ {binders}, {target}" if binders else target
    raise AssertionError(statement)


def test_no_two_statements_are_the_same_up_to_names(core: Build) -> None:
    trees = Counter(parse_term(_closed(item.lean)) for item in core.items)
    assert [count for count in trees.values() if count > 1] == []


def test_ids_are_unique_and_sorted(core: Build) -> None:
    ids = [item.item_id for item in core.items]
    assert ids == sorted(set(ids))


def test_items_survive_json_and_their_statements_parse(core: Build) -> None:
    for item in core.items:
        assert item_from_json(item.to_json()) == item
        assert parse_statement(item.statement).name == item.name


def test_both_assistants_have_the_same_theorems_under_headers_of_their_own(core: Build) -> None:
    rocq = core_build("rocq")
    assert [replace(item, header="") for item in rocq.items] == [replace(item, header="") for item in core.items]
    assert {item.header for item in rocq.items if not item.classical} == {"From Wonton Require Import Core.\n"}
    assert all("Import Classical_Prop(classic)." in item.header for item in rocq.items if item.classical)
    assert all(f"Theorem {item.name} {item.rocq}." == item.gallina for item in rocq.items)
