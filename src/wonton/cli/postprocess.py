"""`wonton postprocess`: the costly measures of finished runs, written beside their files."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from functools import partial
from pathlib import Path
from typing import Any

from wonton.cli.options import add_output, home_from
from wonton.cli.output import Output, counted
from wonton.cli.parsing import positive, real
from wonton.lake.postprocess import Parameters, PostprocessReport, postprocess

_SHOWN = 20
_DEFAULTS = Parameters()


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser: ArgumentParser = commands.add_parser(
        "postprocess",
        help="distances, novelty, trajectories, attractors of finished runs",
        description="Compute the costly measures of every run below a folder and write them beside the run's files: "
        "graph edit distances with bounds, goal novelty, soft distances of solution paths, trace K, trajectories, "
        "attractor clusters, similarity of root goals, the goal-type by tactic matrix, tactic fingerprints and failure "
        "analysis. What is current is left alone. Files that cannot be read are recorded and passed over; exit code 3 "
        "where there are such.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--logs-dir", type=Path, metavar="DIR", help="a folder of runs, or a run directory (default: the home's logs)"
    )
    parser.add_argument("--workers", type=positive, default=1, metavar="N", help="processes; changes no result")
    parser.add_argument("--force", action="store_true", help="compute what is current, too")
    parser.add_argument(
        "--ged-limit",
        type=partial(real, what="a number of at least 0", zero=True),
        default=_DEFAULTS.ged_limit,
        metavar="SECONDS",
        help="the solver's limit for one pair of graphs, in deterministic seconds; 0: bounds only "
        f"(default: {_DEFAULTS.ged_limit})",
    )
    add_output(parser)
    parser.set_defaults(command=command)


def command(args: Namespace, output: Output) -> int:
    """Postprocess, and say what came out."""
    root: Path = args.logs_dir or home_from(args).logs

    def tell(run_dir: Path, done: int, total: int) -> None:
        if done == total or done % 100 == 0:
            name = run_dir.relative_to(root).as_posix()
            output.say(f"{root.name if name == '.' else name}: {done} of {counted(total, 'theorem')}", "dim")

    report = postprocess(
        root,
        workers=args.workers,
        force=args.force,
        parameters=Parameters(ged_limit=args.ged_limit),
        observer=tell,
    )
    show_report(report, output)
    return report.exit_code


def show_report(report: PostprocessReport, output: Output) -> None:
    """A row a run, the first problems, and the sum."""
    for run in report.runs:
        output.record({"kind": "postprocess", **run.to_json(report.logs_root)})
    output.record(
        {"kind": "summary", "runs": len(report.runs), "written": report.written, "exit_code": report.exit_code}
    )
    rows = [
        (
            run.run_dir.relative_to(report.logs_root).as_posix(),
            run.computed,
            run.current,
            run.left_out,
            len(run.problems),
            run.written,
        )
        for run in report.runs
    ]
    output.table(("run", "computed", "current", "left out", "problems", "files written"), rows, title="Postprocessed")
    problems = report.problems
    if problems:
        output.heading(counted(len(problems), "problem"))
    for problem in problems[:_SHOWN]:
        where = " ".join(part for part in (problem.run, problem.theorem, problem.variant) if part)
        output.say(f"{where}: {problem.stage}: {problem.kind}: {problem.message}")
    if len(problems) > _SHOWN:
        output.say(f"and {len(problems) - _SHOWN} more; postprocess_metrics.json of each run lists them")
