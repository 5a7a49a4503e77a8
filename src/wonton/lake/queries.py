"""One query over a lake, and whole tables as files: read only, rows in an order that never changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from wonton.core.errors import ArtifactError, SettingsError, UnknownNameError, UsageError
from wonton.lake.connection import open_lake
from wonton.lake.schema import tables

if TYPE_CHECKING:
    import duckdb

Format = Literal["parquet", "jsonl", "csv"]
FORMATS: dict[Format, str] = {
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "jsonl": "FORMAT json, ARRAY false",
    "csv": "FORMAT csv, HEADER true",
}
_FETCH = 10_000


@dataclass(slots=True)
class Answer:
    """The columns of a query's rows, and the rows, which come as they are asked for."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


def query(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any] = ()) -> Answer:
    """The rows of one query. Raises `UsageError` with DuckDB's message where it is refused or is not one query."""
    import duckdb

    try:
        statements = connection.extract_statements(sql)
        if not statements:
            raise SettingsError("there is no query in the text", "Give one, such as 'FROM runs'.")
        if len(statements) > 1:
            raise SettingsError(f"{len(statements)} statements; one is asked for", "Ask them one by one.")
        cursor = connection.execute(statements[0], list(parameters))
    except duckdb.Error as error:
        raise UsageError(f"the lake refuses the query: {error}", "The tables: docs/reference/lake.md") from error
    return Answer(tuple(str(column[0]) for column in cursor.description or ()), _fetched(cursor))


def _fetched(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(_FETCH):
        yield from rows


@dataclass(frozen=True, slots=True)
class Exported:
    """A table as a file."""

    table: str
    path: Path
    rows: int


def export(home: Path, names: Sequence[str], form: Format, folder: Path, *, force: bool = False) -> list[Exported]:
    """Write the tables `names` (all, where it is empty) to `<folder>/<table>.<form>`, rows by their key.

    Equal lakes give equal bytes. A file appears whole or not at all. Raises `UnknownNameError` for what is no table,
    `SettingsError` where a file is there and `force` is not given, `ArtifactError` where it cannot be written.
    """
    known = tables()
    for name in names:
        if name not in known:
            raise UnknownNameError(
                "table", name, known, "All of them: docs/reference/lake.md, or `wonton lake sql 'SHOW TABLES'`."
            )
    wanted = list(dict.fromkeys(names)) or list(known)
    targets = {name: folder / f"{name}.{form}" for name in wanted}
    taken = [path for path in targets.values() if path.exists()]
    if taken and not force:
        raise SettingsError(f"{taken[0]} is there already", "Choose another folder, or overwrite it with --force.")
    with open_lake(home, folders=(folder,)) as connection:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ArtifactError(f"cannot write to {folder}: {error.strerror}") from error
        return [_export(connection, name, form, path.resolve()) for name, path in targets.items()]


def _export(connection: duckdb.DuckDBPyConnection, table: str, form: Format, path: Path) -> Exported:
    import duckdb

    temporary = path.with_name(f".{path.name}.tmp")
    order = ", ".join(f'"{column}"' for column in _order(table))
    quoted = str(temporary).replace("'", "''")
    try:
        row = connection.execute(
            f"COPY (SELECT * FROM {table} ORDER BY {order}) TO '{quoted}' ({FORMATS[form]})"
        ).fetchone()
        temporary.replace(path)
    except (duckdb.Error, OSError) as error:
        temporary.unlink(missing_ok=True)
        raise ArtifactError(f"cannot write {path}: {error}") from error
    return Exported(table, path, int(row[0]) if row else 0)


def _order(table: str) -> list[str]:
    """All columns, those of the key first."""
    found = tables()[table]
    return [*found.key, *(column.name for column in found.columns if column.name not in found.key)]
