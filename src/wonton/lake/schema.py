"""The tables as `schema.sql` declares them: names, types, keys and comments, for loading, checking and the docs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

#: Version of the tables. A change of `schema.sql` raises it and adds a step to `wonton.lake.migrations`.
SCHEMA_VERSION = 2

_BLOCK = re.compile(r"^((?:-- .*\n)+)CREATE (TABLE|VIEW) (\w+)([\s\S]*?);$", re.MULTILINE)
_COLUMN = re.compile(r"^    (\w+) (\w+)( NOT NULL)?,\s+-- (.+)$", re.MULTILINE)
_VIEW_COLUMN = re.compile(r"^    (?:[^-\n]* AS )?(\w+),\s+-- (.+)$", re.MULTILINE)
_KEY = "-- key: "


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `type` is empty for a view's."""

    name: str
    type: str
    nullable: bool
    comment: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view. `key` are the columns that tell its rows apart."""

    name: str
    comment: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    is_view: bool = False


def schema_sql() -> str:
    """The text of `schema.sql`."""
    return resources.files("wonton.lake").joinpath("schema.sql").read_text(encoding="utf-8")


def preamble() -> str:
    """What `schema.sql` says before its first table, as paragraphs."""
    head = schema_sql().split("\n\n", 1)[0]
    return "\n".join(line.removeprefix("--").strip() for line in head.splitlines())


@cache
def tables() -> dict[str, Table]:
    """Tables and views by name, in the order of `schema.sql`."""
    return {match[3]: _table(match) for match in _BLOCK.finditer(schema_sql())}


def _table(match: re.Match[str]) -> Table:
    lines = match[1].splitlines()
    key = next(line.removeprefix(_KEY) for line in lines if line.startswith(_KEY))
    comment = " ".join(line.removeprefix("-- ") for line in lines if not line.startswith(_KEY))
    view = match[2] == "VIEW"
    if view:
        columns = tuple(Column(name, "", True, text) for name, text in _VIEW_COLUMN.findall(match[4]))
    else:
        columns = tuple(Column(name, kind, not full, text) for name, kind, full, text in _COLUMN.findall(match[4]))
    return Table(match[3], comment, tuple(key.split(", ")), columns, view)


def run_tables() -> tuple[str, ...]:
    """The tables whose rows belong to one run and come from its files, `scans` and scores left out."""
    left_out = {"scans", "k_scores", "reference_members"}
    return tuple(
        table.name
        for table in tables().values()
        if not table.is_view and table.name not in left_out and any(c.name == "run_key" for c in table.columns)
    )
