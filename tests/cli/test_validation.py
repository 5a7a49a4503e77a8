"""Validation that outlives its assistants: a lost one is replaced once an item, and not forever."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from wonton.assistants.base import Assistant, Node, Theorem
from wonton.cli.validation import patient_rows, validation_rows
from wonton.core.errors import AssistantError, WontonError
from wonton.corpus import open_corpus
from wonton.corpus.validate import keep_row, kept_rows, write_rows
from wonton.runs.home import Home


class Frail:
    """Is lost over the items of `fatal` as often as said there, cannot read those of `unreadable`."""

    name = "frail"
    fingerprint = "frail-1"

    def __init__(self, fatal: dict[str, int], unreadable: tuple[str, ...] = ()) -> None:
        self.fatal, self.unreadable, self.opened, self.closed = fatal, unreadable, 0, 0

    def open(self) -> Assistant:
        self.opened += 1
        return cast(Assistant, self)

    def close(self) -> None:
        self.closed += 1

    def start(self, theorem: Theorem) -> Node:
        if self.fatal.get(theorem.item_id, 0):
            self.fatal[theorem.item_id] -= 1
            raise AssistantError(f"lost over {theorem.item_id}")
        if theorem.item_id in self.unreadable:
            raise WontonError("cannot read Coq's term")
        return Node(theorem, (), ())


@pytest.fixture
def checked(tmp_path: Path) -> Callable[[Frail, int], dict[str, str]]:
    corpus = open_corpus(tmp_path, "lean:core")

    def rows(frail: Frail, count: int) -> dict[str, str]:
        found = patient_rows(corpus, corpus.all_items[:count], frail.open)
        return {row.item_id: row.message for row in found if not row.valid}

    return rows


def first_ids(tmp_path: Path, count: int) -> list[str]:
    return [item.item_id for item in open_corpus(tmp_path, "lean:core").all_items[:count]]


def test_an_item_gets_a_second_assistant_and_no_third(
    checked: Callable[[Frail, int], dict[str, str]], tmp_path: Path
) -> None:
    once, twice, unread, _ = first_ids(tmp_path, 4)
    frail = Frail({once: 1, twice: 2}, (unread,))
    assert checked(frail, 4) == {twice: f"lost over {twice}", unread: "cannot read Coq's term"}
    assert frail.opened == frail.closed == 3


def test_assistants_that_are_always_lost_end_it(
    checked: Callable[[Frail, int], dict[str, str]], tmp_path: Path
) -> None:
    frail = Frail(dict.fromkeys(first_ids(tmp_path, 20), 9))
    with pytest.raises(AssistantError, match="lost over"):
        checked(frail, 20)
    assert frail.opened == frail.closed


def test_a_stopped_validation_goes_on_where_it_was(tmp_path: Path, tool_cache: Path) -> None:
    """Live Lean: no statement is asked twice, and a row of another assistant does not count."""
    home = Home(tmp_path)
    home.cache.symlink_to(tool_cache)
    corpus = open_corpus(home.root, "lean:core")
    items = corpus.all_items[:90]
    stopped = validation_rows(home, corpus, items, 1)
    first = [next(stopped) for _ in range(50)]
    stopped.close()
    elsewhere = replace(first[7], valid=False, fingerprint="another Lean")
    keep_row(corpus, elsewhere)
    rows = list(validation_rows(home, corpus, items, 1))
    assert {row.item_id for row in rows[:50]} == {row.item_id for row in first}
    assert sorted(row.item_id for row in rows) == [item.item_id for item in items]
    assert all(row.valid for row in rows)
    kept = kept_rows(corpus)
    assert sorted(row.item_id for row in kept) == sorted([elsewhere.item_id, *(row.item_id for row in rows)])
    write_rows(corpus, rows)
    assert kept_rows(corpus) == []


@pytest.mark.skipif(shutil.which("coqc") is None, reason="Rocq is not installed")
def test_workers_check_every_item_of_the_core_corpus(tmp_path: Path, tool_cache: Path) -> None:
    home = Home(tmp_path)
    home.cache.symlink_to(tool_cache)
    corpus = open_corpus(home.root, "rocq:core")
    rows = sorted(validation_rows(home, corpus, corpus.all_items, 2), key=lambda row: row.item_id)
    assert [row.item_id for row in rows] == [item.item_id for item in corpus.all_items]
    assert [row for row in rows if not row.valid] == []
