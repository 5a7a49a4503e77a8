"""Gate A: does each statement of a corpus elaborate on its assistant?

Writes `validation.jsonl` (one row an item, sorted by id) and the slice `valid` into the build. A statement that the
assistant refuses, or prints in a way that cannot be read, is a row with that message, not an error. Rows can be kept as
they come, so that a validation that was stopped goes on where it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Protocol

from wonton.artifacts.read import read_lines
from wonton.artifacts.write import append_line
from wonton.assistants.base import Node, Theorem
from wonton.core.errors import ArtifactError, AssistantError, StatementError, UsageError, WontonError
from wonton.corpus.builders import Slice
from wonton.corpus.files import write_lines
from wonton.corpus.items import Item
from wonton.corpus.store import Corpus, read_slice, write_slice

#: Items that share a batch, a context with more of them apart.
_BATCH = 40
#: The rows so far, in the build's folder, until all are there.
_UNFINISHED = "validation.unfinished.jsonl"


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


def keep_row(corpus: Corpus, row: ValidationRow) -> None:
    """Keep a row of a validation that goes on. Raises `ArtifactError`."""
    append_line(corpus.folder / _UNFINISHED, asdict(row))


def kept_rows(corpus: Corpus) -> list[ValidationRow]:
    """The rows that were kept, whoever was asked; none where no validation of the build was stopped. Raises
    `ArtifactError`."""
    path = corpus.folder / _UNFINISHED
    return [ValidationRow(**row) for row in read_lines(path)] if path.is_file() else []


def validate(
    corpus: Corpus, assistant: Starter, on_row: Callable[[ValidationRow], None] = lambda row: None
) -> list[ValidationRow]:
    """Ask `assistant` for the root of every item of the build, slices aside, and write what it said.

    `on_row` is called after each item, in the order of `batches`. The slice `valid` holds the valid items of the
    corpus's default slice. Raises `AssistantError` where the assistant is lost, and `ArtifactError` where the files
    cannot be written.
    """
    rows: list[ValidationRow] = []
    for batch in batches(corpus.all_items):
        for row in check(corpus, batch, assistant):
            rows.append(row)
            on_row(row)
    return write_rows(corpus, rows)


def batches(items: Sequence[Item]) -> list[list[Item]]:
    """The items in the order in which an assistant should see them, cut where another one may go on.

    Items of one context stay together in the order of the file, since each begins with all that the one before it
    began with, and those without a context by what stands before them; small contexts share a batch.
    """
    ordered = sorted(items, key=lambda item: (item.context, item.context_end, item.header, item.item_id))
    found: list[list[Item]] = []
    for _, group in groupby(ordered, key=lambda item: item.context or item.item_id):
        members = list(group)
        if found and len(found[-1]) + len(members) <= _BATCH:
            found[-1] += members
        else:
            found.append(members)
    return found


def check(corpus: Corpus, items: Iterable[Item], assistant: Starter) -> Iterator[ValidationRow]:
    """One row an item, in the order given. Raises as `validate` does."""
    for item in items:
        yield _row(corpus, item, assistant)


def write_rows(corpus: Corpus, rows: Iterable[ValidationRow], among: str = "") -> list[ValidationRow]:
    """Write the rows of a whole build, or of its slice `among`, sorted by id, and the slice `valid`; gives them back so
    sorted. What was kept on the way goes."""
    ordered = sorted(rows, key=lambda row: row.item_id)
    write_lines(corpus.folder / "validation.jsonl", [row.to_json() for row in ordered])
    write_slice(corpus.folder, _valid_slice(corpus, ordered, among or corpus.manifest.default_slice))
    (corpus.folder / _UNFINISHED).unlink(missing_ok=True)
    return ordered


def _row(corpus: Corpus, item: Item, assistant: Starter) -> ValidationRow:
    theorem = corpus.theorem(item)
    try:
        assistant.start(theorem)
    except StatementError as error:
        return ValidationRow(item.item_id, False, error.assistant_message, assistant.fingerprint)
    except (AssistantError, ArtifactError, UsageError):
        raise
    except WontonError as error:
        return ValidationRow(item.item_id, False, error.message, assistant.fingerprint)
    return ValidationRow(item.item_id, True, "", assistant.fingerprint)


def _valid_slice(corpus: Corpus, rows: list[ValidationRow], among: str) -> Slice:
    """The valid items that are in the slice `among`; all valid ones for `""`."""
    ids = [row.item_id for row in rows if row.valid]
    if among:
        members = set(read_slice(corpus.folder, among).item_ids)
        ids = [item_id for item_id in ids if item_id in members]
    rule = f"elaborates{f', and in {among}' if among else ''}"
    asked = sorted({row.fingerprint for row in rows})
    return Slice("valid", rule, tuple(ids), {"fingerprints": asked, "validated": len(rows)})
