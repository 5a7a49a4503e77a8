"""`wonton program report`: a cohort's report, and its headline table on the terminal."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from wonton.cli.output import Output
from wonton.program import Cohort, program_line
from wonton.program.report import WrittenReport, default_folder, write_report


def add_report_options(parser: ArgumentParser) -> None:
    """`--out`."""
    text = "folder of the report (default: <home>/reports/<cohort>); a report that stands there is replaced"
    parser.add_argument("--out", type=Path, metavar="DIR", help=text)


def report(args: Namespace, cohort: Cohort, output: Output) -> int:
    """Write the report of `cohort`; show its headline and where it is. Gives 3 where the lake lags behind the runs."""
    found = write_report(cohort, args.out or default_folder(cohort))
    _show(found, cohort, output)
    return 3 if found.stale else 0


def _show(found: WrittenReport, cohort: Cohort, output: Output) -> None:
    index = (found.folder / "index.html").absolute()
    rows = [dict(row) for row in found.headline.rows]
    output.record({"kind": "report", "cohort": cohort.name, "index": str(index), "stale": list(found.stale)})
    for row in rows:
        output.record({"kind": "headline", **{name: row[name] for name in row if name != "kind"}, "scale": row["kind"]})
    shown = found.headline.shown[:-1]
    output.table(
        [column.header for column in shown],
        [cells[:-1] for cells in found.headline.cells()],
        title=f"Headline of cohort {cohort.name}",
    )
    output.say(found.headline.note, "dim")
    for run_id in found.stale:
        output.say(f"not in the lake as it now stands: {run_id}", "yellow")
    if found.stale:
        again = program_line(cohort, "run", "--phase", "p6", "--execute")
        output.say(f"bring the lake up to date: {again}", "yellow")
    output.say()
    output.say(f"report:  {index}", "bold")
