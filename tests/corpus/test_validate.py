"""Gate A with a small assistant that refuses what it is told to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wonton.assistants.base import Node, Theorem
from wonton.core.errors import StatementError
from wonton.corpus import ValidationRow, open_corpus, validate
from wonton.corpus.builders import BUILDERS, Builder
from wonton.corpus.items import Item
from wonton.corpus.validate import batches

from .builds import build


class Refusing:
    """Accepts every statement but the ones named."""

    name = "lean"
    fingerprint = "refusing-1"

    def __init__(self, *refused: str) -> None:
        self.refused = refused

    def start(self, theorem: Theorem) -> Node:
        if theorem.item_id in self.refused:
            raise StatementError(theorem.item_id, "unknown constant")
        return Node(theorem, (), ())


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(BUILDERS, "lean:tiny", Builder("lean", "tiny", "three theorems", build, shipped=True))
    return tmp_path


def test_every_item_gets_a_row_and_the_valid_ones_a_slice(home: Path) -> None:
    corpus = open_corpus(home, "lean:tiny")
    seen: list[ValidationRow] = []
    rows = validate(corpus, Refusing("zero_add_of"), seen.append)
    assert sorted(seen, key=lambda row: row.item_id) == rows
    written = (corpus.folder / "validation.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in written] == [
        {"item_id": "and_left_of", "valid": True, "message": "", "fingerprint": "refusing-1"},
        {"item_id": "em_of", "valid": True, "message": "", "fingerprint": "refusing-1"},
        {"item_id": "zero_add_of", "valid": False, "message": "unknown constant", "fingerprint": "refusing-1"},
    ]
    assert [item.item_id for item in open_corpus(home, "lean:tiny#valid").items] == ["and_left_of"]


def test_validating_again_replaces_what_was_found(home: Path) -> None:
    corpus = open_corpus(home, "lean:tiny")
    validate(corpus, Refusing("and_left_of", "zero_add_of"))
    validate(corpus, Refusing())
    assert [item.item_id for item in open_corpus(home, "lean:tiny#valid").items] == ["and_left_of", "zero_add_of"]


def test_items_of_a_context_stay_together_in_the_order_of_the_file() -> None:
    def item(item_id: str, context: str, end: int) -> Item:
        return Item(item_id, item_id, "", "nat", context=context, context_end=end)

    long = [item(f"a{place:02}", "long.v", 900 - place) for place in range(50)]
    short = [item("b", "b.v", 2), item("c", "b.v", 1), item("d", "", 0)]
    found = batches([*short, *long])
    assert [[each.item_id for each in batch] for batch in found] == [["d", "c", "b"], [i.item_id for i in long[::-1]]]
