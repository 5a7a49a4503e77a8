"""Rows on their way into the lake: checked against the tables' types, packed, and inserted in bulk.

Rows travel as the text of a JSON list, which workers make and DuckDB takes apart: one statement for tens of thousands.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from wonton.lake.schema import Column, tables

if TYPE_CHECKING:
    import duckdb

Row = tuple[Any, ...]
_CHUNK = 50_000
_LIMITS = {"INTEGER": (-(2**31), 2**31), "BIGINT": (-(2**63), 2**63), "UBIGINT": (0, 2**64)}


def _whole(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and low <= value < high


def _number(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


def _text(value: Any) -> bool:
    # What has no UTF-8 (half of a surrogate pair) or stops C's strings (NUL) is no text of ours.
    return type(value) is str and (value.isascii() or value.isprintable() or _encodes(value)) and "\0" not in value


def clean(text: str) -> str:
    """`text` as a VARCHAR can hold it: what has no UTF-8 becomes `?`, NUL a blank."""
    return text.replace("\0", " ").encode(errors="replace").decode()


def _plain(text: str) -> bool:
    """Whether all is well with `text` at a glance."""
    return text.isascii() and "\0" not in text


def _encodes(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _truth(value: Any) -> bool:
    return type(value) is bool


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "VARCHAR": _text,
    "DOUBLE": _number,
    "BOOLEAN": _truth,
    **{name: _whole(*limits) for name, limits in _LIMITS.items()},
}


def check(table: str, rows: Sequence[Row]) -> None:
    """Raise `ValueError`, naming column and value, for the first value that does not fit its column."""
    for place, column in enumerate(tables()[table].columns):
        values = [row[place] for row in rows]
        if column.type == "VARCHAR" and set(map(type, values)) == {str} and _plain("".join(values)):
            continue
        fits = _CHECKS[column.type]
        for value in values:
            if not (column.nullable if value is None else fits(value)):
                raise ValueError(_misfit(column, value))


def _misfit(column: Column, value: Any) -> str:
    shown = repr(value)
    return f"{shown[:60]}{'...' if len(shown) > 60 else ''} is no {column.name} ({column.type})"


def pack(rows: Sequence[Row]) -> list[str]:
    """The rows as texts of JSON lists, each of no more than a chunk."""
    return [
        json.dumps(rows[start : start + _CHUNK], ensure_ascii=False, allow_nan=False)
        for start in range(0, len(rows), _CHUNK)
    ]


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing of what is done within."""
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def insert_packed(connection: duckdb.DuckDBPyConnection, table: str, packed: Iterable[str]) -> None:
    """Insert what `pack` made."""
    for text in packed:
        connection.execute(_insertion(table), [text])


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Insert `rows`, values in the order of the table's columns. Raises `ValueError` for a value that does not fit."""
    check(table, rows)
    insert_packed(connection, table, pack(rows))


@cache
def _insertion(table: str) -> str:
    columns = tables()[table].columns
    paths = ", ".join(f"'$[{place}]'" for place in range(len(columns)))
    values = ", ".join(f"cells[{place}]::{column.type}" for place, column in enumerate(columns, 1))
    # All cells of a row in one look at its JSON: one look for each cell takes twice as long.
    rows = f"SELECT json_extract_string(unnest($1::JSON[]), [{paths}]) AS cells"
    return f"INSERT INTO {table} SELECT {values} FROM ({rows})"


class Rows:
    """Rows of many tables, collected. A row that does not fit is refused when it is added."""

    def __init__(self) -> None:
        self.by_table: dict[str, list[Row]] = {}

    def extend(self, found: Mapping[str, Sequence[Row]]) -> None:
        """Add the rows of one artifact, all or none. Raises `ValueError`."""
        for table, rows in found.items():
            check(table, rows)
        for table, rows in found.items():
            self.by_table.setdefault(table, []).extend(rows)

    def packed(self) -> dict[str, list[str]]:
        """All rows, packed."""
        return {table: pack(rows) for table, rows in self.by_table.items() if rows}

    def count(self) -> int:
        """Rows in all."""
        return sum(map(len, self.by_table.values()))
