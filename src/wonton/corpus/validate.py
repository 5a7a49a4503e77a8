"""Gate A: does each statement of a corpus elaborate on its assistant?

Writes `validation.jsonl` (one row an item, sorted by id) and the slice `valid` into the build. A statement that the
assistant refuses is a row with the assistant's message, not an error.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Protocol

from wonton.assistants.base import Node, Theorem
from wonton.core.errors import StatementError
from wonton.corpus.builders import Slice
from wonton.corpus.files import write_lines
from wonton.corpus.items import Item
from wonton.corpus.store import Corpus, read_slice, write_slice


class Starter(Protocol):
    """The part of an assistant that validation needs."""

    name: str
    fingerprint: str

    def start(self, theorem: Theorem) -> Node:
        """The root node, or `StatementError`."""
        ...


@dataclass(frozen=True, slots=True)
class ValidationRow:
    """What gate A found for one item: a line of `validation.jsonl`. `message` is the assistant's, `""` where valid."""

    item_id: str
    valid: bool
    message: str
    fingerprint: str

    def to_json(self) -> str:
        """The row as one line of JSON with sorted keys."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def validate(
    corpus: Corpus, assistant: Starter, on_row: Callable[[ValidationRow], None] = lambda row: None
) -> list[ValidationRow]:
    """Ask `assistant` for the root of every item of the build, slices aside, and write what it said.

    `on_row` is called after each item. The slice `valid` holds the valid items of the corpus's default slice. Raises
    `AssistantError` where the assistant is lost, and `ArtifactError` where the files cannot be written.
    """
    rows: list[ValidationRow] = []
    for item in corpus.all_items:
        rows.append(_row(corpus, item, assistant))
        on_row(rows[-1])
    write_lines(corpus.folder / "validation.jsonl", [row.to_json() for row in rows])
    write_slice(corpus.folder, _valid_slice(corpus, rows))
    return rows


def _row(corpus: Corpus, item: Item, assistant: Starter) -> ValidationRow:
    try:
        assistant.start(corpus.theorem(item))
    except StatementError as error:
        return ValidationRow(item.item_id, False, error.assistant_message, assistant.fingerprint)
    return ValidationRow(item.item_id, True, "", assistant.fingerprint)


def _valid_slice(corpus: Corpus, rows: list[ValidationRow]) -> Slice:
    default = corpus.manifest.default_slice
    ids = [row.item_id for row in rows if row.valid]
    if default:
        members = set(read_slice(corpus.folder, default).item_ids)
        ids = [item_id for item_id in ids if item_id in members]
    return Slice("valid", f"elaborates{f', and in {default}' if default else ''}", tuple(ids))
