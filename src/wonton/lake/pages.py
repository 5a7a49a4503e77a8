"""`docs/reference/lake.md`: every table and column of the lake, read off `schema.sql`."""

from __future__ import annotations

from wonton.lake.schema import SCHEMA_VERSION, Table, preamble, tables

_COMMANDS = """\
| command | what it does |
| --- | --- |
| `wonton lake reconcile` | makes the lake say what the runs below a folder say now |
| `wonton lake sql` | asks one query, read only |
| `wonton lake export` | writes tables as Parquet, JSON lines or CSV, rows by their key |
| `wonton lake doctor` | says whether the lake is sound and still says what the files say |
"""


def lake_page(note: str) -> str:
    """The page; `note`, which says how it was made, stands below its title."""
    parts = [f"# The lake\n\n{note}\n{preamble()}\n", _COMMANDS, f"Schema version {SCHEMA_VERSION}.\n"]
    parts += [_list(list(tables().values())), *(_section(table) for table in tables().values())]
    return "\n".join(parts)


def _list(found: list[Table]) -> str:
    rows = [f"| [{table.name}](#{table.name}) | {_cell(table.comment.split('. ')[0].rstrip('.'))} |" for table in found]
    return "\n".join(["| table | what it holds |", "| --- | --- |", *rows, ""])


def _section(table: Table) -> str:
    kind = "A view. " if table.is_view else ""
    lines = [f"## {table.name}\n", f"{table.comment}\n", f"{kind}Key: `{', '.join(table.key)}`.\n"]
    lines += ["| column | type | null | what it says |", "| --- | --- | --- | --- |"]
    for column in table.columns:
        null = "yes" if column.nullable and not table.is_view else ""
        lines.append(f"| `{column.name}` | {column.type} | {null} | {_cell(column.comment)} |")
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
