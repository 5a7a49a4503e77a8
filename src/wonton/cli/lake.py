"""`wonton lake reconcile|sql|export|doctor`: the tables of what runs say."""

from __future__ import annotations

import csv
import os
import shlex
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from wonton.cli import jobs
from wonton.cli.options import add_output, home_from
from wonton.cli.output import Cell, Output, counted
from wonton.cli.parsing import add_verb, natural, positive
from wonton.core.errors import SettingsError
from wonton.lake import lake_path, open_lake
from wonton.lake.doctor import examine
from wonton.lake.queries import FORMATS, export, query
from wonton.lake.reconcile import RunRead, reconcile
from wonton.runs.home import Home

_SHOWN_ERRORS = 20
_MOST_WORKERS = 4


def register(commands: Any) -> None:
    """Add the commands to the parser."""
    group = commands.add_parser("lake", help="runs as tables: take them in, ask, export, score", allow_abbrev=False)
    verbs = group.add_subparsers(title="commands", metavar="VERB", required=True)
    _reconcile(verbs)
    _sql(verbs)
    _export(verbs)
    text = "whether the lake is sound and says what the files say; exit code 1 where not"
    add_output(add_verb(verbs, "doctor", text, doctor))
    jobs.register_verbs(verbs)


def _reconcile(verbs: Any) -> None:
    text = (
        "make the lake say what the runs below a folder say now; unchanged runs are left alone, and what cannot be "
        "read is listed (exit code 3) while everything else is taken in"
    )
    parser = add_verb(verbs, "reconcile", text, take_in)
    parser.add_argument("--logs-dir", metavar="DIR", help="the folder of the runs (default: the home's logs)")
    readers = "processes that read; changes no result (default: 4 at most)"
    parser.add_argument("--workers", type=positive, metavar="N", help=readers)
    parser.add_argument("--force", action="store_true", help="read unchanged runs too")
    add_output(parser)


def _sql(verbs: Any) -> None:
    parser = add_verb(verbs, "sql", "ask the lake: one SQL query, read only", ask)
    parser.add_argument("query", metavar="SQL", nargs="?", help="the query; - reads it from standard input")
    parser.add_argument("--file", metavar="FILE", help="a file with the query")
    parser.add_argument("--csv", action="store_true", help="the answer as CSV")
    parser.add_argument("--limit", type=natural, metavar="N", help="show so many rows at most (default: all)")
    add_output(parser)


def _export(verbs: Any) -> None:
    parser = add_verb(verbs, "export", "write tables as files, rows by their key: equal lakes give equal bytes", write)
    parser.add_argument("tables", metavar="TABLE", nargs="*", help="which (default: all)")
    parser.add_argument("--format", choices=list(FORMATS), default="parquet", help="of the files")
    parser.add_argument("--out", metavar="DIR", help="where to (default: <home>/lake/exports/<format>)")
    parser.add_argument("--force", action="store_true", help="overwrite files that are there")
    add_output(parser)


# -- reconcile


def take_in(args: Namespace, output: Output) -> int:
    """Reconcile. Exit code 3 where some artifact could not be used."""
    home = home_from(args)
    root = Path(args.logs_dir) if args.logs_dir else home.logs

    def told(run: RunRead, done: int, total: int) -> None:
        output.record({"kind": "run", **asdict(run), "done": done, "total": total})
        ending = f", {counted(run.errors, 'problem')}" if run.errors else ""
        output.say(f"[{done}/{total}] {run.path}: {counted(run.records, 'row')}{ending}", "red" if run.errors else "")

    count = args.workers or min(_MOST_WORKERS, os.cpu_count() or 1)
    report = reconcile(home.root, root, count=count, force=args.force, observer=told)
    output.record({"kind": "reconciled", **asdict(report), "lake": str(lake_path(home.root))})
    gone = f", {report.gone} gone" if report.gone else ""
    output.say(
        f"{counted(report.read, 'run')} read ({counted(report.records, 'row')}), {report.unchanged} unchanged{gone}, "
        f"in {report.seconds:.1f} s: {lake_path(home.root)}"
    )
    return _problems(home, report.root, output)


def _problems(home: Home, root: str, output: Output) -> int:
    """Tell of what could not be used below `root`, of this reconcile and earlier ones."""
    columns = ("path", "theorem", "stage", "artifact", "kind", "line", "message")
    with open_lake(home.root) as connection:
        sql = (
            f"SELECT {', '.join(columns)} FROM extract_errors "
            "WHERE $1 = '.' OR path = $1 OR starts_with(path, rtrim($1, '/') || '/') ORDER BY ALL"
        )
        rows = connection.execute(sql, [root]).fetchall()
    for row in rows:
        told = dict(zip(columns, row, strict=True))
        output.record({**told, "kind": "problem", "problem": told["kind"]})
    for path, _, stage, artifact, kind, line, message in rows[:_SHOWN_ERRORS]:
        place = f":{line}" if line else ""
        output.say(f"{path}/{artifact}{place}: {kind} ({stage}): {message}", "red")
    if len(rows) > _SHOWN_ERRORS:
        output.say(f"... {len(rows)} in all: wonton lake sql 'FROM extract_errors'")
    return 3 if rows else 0


# -- sql


def ask(args: Namespace, output: Output) -> int:
    """One query."""
    sql = _text_of(args)
    with ExitStack() as stack:
        answer = query(stack.enter_context(open_lake(home_from(args).root)), sql)
        rows = islice(answer.rows, args.limit)
        if args.csv:
            writer = csv.writer(output.stream, lineterminator="\n")
            writer.writerow(answer.columns)
            writer.writerows(rows)
        elif output.mode == "json":
            for row in rows:
                output.record({name: _plain(cell) for name, cell in zip(answer.columns, row, strict=True)})
        else:
            shown = [[_cell(cell) for cell in row] for row in rows]
            output.table(answer.columns, shown)
            output.say(counted(len(shown), "row"), "dim")
    return 0


def _text_of(args: Namespace) -> str:
    if (args.query is None) == (args.file is None):
        raise SettingsError("no query, or two", "Give the SQL, or a file that has it with --file.")
    if args.file is None:
        return sys.stdin.read() if args.query == "-" else str(args.query)
    try:
        return Path(args.file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read {args.file}: {error}") from error


def _plain(cell: Any) -> Any:
    if isinstance(cell, list | tuple):
        return [_plain(each) for each in cell]
    if isinstance(cell, dict):
        return {str(name): _plain(each) for name, each in cell.items()}
    return cell if cell is None or isinstance(cell, str | int | float | bool) else str(cell)


def _cell(cell: Any) -> Cell:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell if cell is None or isinstance(cell, str | int | float) else str(cell)


# -- export, doctor


def write(args: Namespace, output: Output) -> int:
    """Tables as files."""
    home = home_from(args)
    folder = Path(args.out) if args.out else home.root / "lake" / "exports" / args.format
    found = export(home.root, args.tables, args.format, folder, force=args.force)
    for each in found:
        output.record({"kind": "exported", "table": each.table, "path": str(each.path), "rows": each.rows})
    output.table(("table", "rows", "file"), [(each.table, each.rows, each.path.name) for each in found])
    output.say(f"{counted(len(found), 'table')} in {shlex.quote(str(folder))}")
    return 0


def doctor(args: Namespace, output: Output) -> int:
    """Examine the lake. Exit code 1 where something is wrong."""
    home = home_from(args)
    findings = examine(home.root)
    rows: Sequence[Sequence[Cell]] = [(each.about, each.message, each.remedy) for each in findings]
    for each in findings:
        output.record({"kind": "finding", **asdict(each)})
    if rows:
        output.table(("what", "finding", "what to do"), rows)
    else:
        output.say(f"{lake_path(home.root)} is sound and says what the files say", "green")
    return 1 if findings else 0
