"""Datasets: a checked query to a file in a job's folder, the same bytes for the same rows."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wonton.artifacts.write import encode_lines, write_bytes
from wonton.core.errors import SettingsError
from wonton.lake.jobs.config import Dataset
from wonton.lake.jobs.query import check_query

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class DatasetReport:
    """A dataset that was written: its file, its rows, the SHA-256 of its bytes, and its columns with DuckDB's types."""

    name: str
    path: Path
    rows: int
    sha256: str
    columns: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """For the manifest; the file by its name."""
        return {
            "name": self.name,
            "file": self.path.name,
            "rows": self.rows,
            "sha256": self.sha256,
            "columns": [{"name": name, "type": kind} for name, kind in self.columns],
        }


def write_dataset(connection: duckdb.DuckDBPyConnection, dataset: Dataset, folder: Path) -> DatasetReport:
    """Run the query of `dataset` and write its rows, ordered by `order_by` and then by all columns, to its file.

    Raises `SettingsError` where the query is refused or fails, `ArtifactError` where the file cannot be written.
    """
    import duckdb

    sql = check_query(connection, dataset.name, dataset.sql)
    try:
        columns = [(str(row[0]), str(row[1])) for row in connection.execute(f"DESCRIBE {sql}").fetchall()]
        ordered = f"SELECT * FROM ({sql}\n) ORDER BY {_order(dataset, [name for name, _ in columns])}"
        count = _WRITERS[dataset.format](connection, dataset, ordered, folder / dataset.file)
    except duckdb.Error as error:
        raise SettingsError(
            f"dataset {dataset.name}: {error}", "Look at the query and at `wonton lake sql`."
        ) from error
    path = folder / dataset.file
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return DatasetReport(dataset.name, path, count, digest, tuple(columns))


def _order(dataset: Dataset, columns: Sequence[str]) -> str:
    unknown = sorted(set(dataset.order_by) - set(columns))
    if unknown:
        raise SettingsError(f"dataset {dataset.name} is ordered by {', '.join(unknown)}, which it does not have")
    names = [*dataset.order_by, *(name for name in columns if name not in dataset.order_by)]
    return ", ".join(f'"{name.replace(chr(34), chr(34) * 2)}" ASC NULLS LAST' for name in names)


def _write_jsonl(connection: duckdb.DuckDBPyConnection, dataset: Dataset, sql: str, path: Path) -> int:
    cursor = connection.execute(sql)
    names = [str(column[0]) for column in cursor.description or ()]
    rows = [dict(zip(names, map(_plain, row), strict=True)) for row in _fetched(cursor)]
    write_bytes(path, encode_lines(rows))
    return len(rows)


def _fetched(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(10_000):
        yield from rows


def _plain(value: Any) -> Any:
    """`value` as JSON has it; NaN and infinities, which JSON has not, are null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def _write_parquet(connection: duckdb.DuckDBPyConnection, dataset: Dataset, sql: str, path: Path) -> int:
    temporary = path.with_name(f".{path.name}.tmp")
    spelled = str(temporary).replace("'", "''")
    row = connection.execute(f"COPY ({sql}) TO '{spelled}' (FORMAT parquet, COMPRESSION zstd)").fetchone()
    write_bytes(path, temporary.read_bytes())
    temporary.unlink(missing_ok=True)
    return int(row[0]) if row else 0


_WRITERS = {"jsonl": _write_jsonl, "parquet": _write_parquet}
