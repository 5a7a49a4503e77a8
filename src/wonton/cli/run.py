"""`wonton run`: wild type, control and lesions over a selection of a corpus."""

from __future__ import annotations

import shlex
from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from wonton.cli.options import (
    add_output,
    add_search,
    add_selection,
    add_work,
    home_from,
    home_option,
)
from wonton.cli.output import Output
from wonton.cli.plans import plan_from, report_of
from wonton.cli.progress import progress
from wonton.cli.providers import run_providers
from wonton.cli.summary import say_place, show_summary
from wonton.runs import RunPlan
from wonton.runs.home import Home


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "run",
        help="search a panel of theorems: wild type, control, lesions",
        description="Search every selected theorem: the wild type, then, where it is solved, a control and one lesion "
        "for each tactic and each family of its proof. Writes a run directory.",
        allow_abbrev=False,
    )
    add_selection(parser)
    add_search(parser, several=True)
    group = parser.add_argument_group("run")
    group.add_argument("--wild-only", action="store_true", help="no control and no lesions")
    group.add_argument(
        "--lesion",
        action="append",
        default=[],
        metavar="NAME",
        help="run this lesion on every theorem too: block_<tactic>, block_family_<family> (may be given again)",
    )
    add_work(group)
    add_output(parser)
    parser.set_defaults(command=command)


def command(args: Namespace, output: Output) -> int:
    """Do the run and print its summary."""

    def plan_of(asked: Namespace) -> RunPlan:
        return plan_from(asked, "run", wild_only=args.wild_only, lesions=tuple(args.lesion))

    if args.providers is not None:
        return run_providers(args, plan_of, output)
    plan = plan_of(args)
    with progress(output) as observer:
        plan, report = report_of(plan, args, observer)
    output.record({"kind": "summary", "run_dir": str(report.run_dir), "exit_code": report.exit_code, **report.summary})
    show_end(home_from(args), plan.run_id, report.summary, output)
    return report.exit_code


def show_end(home: Home, run_id: str, summary: Mapping[str, Any], output: Output) -> None:
    """The summary of a finished run, and where to look next."""
    show_summary(output, summary)
    say_place(home, run_id, output)
    if found := _telling_example(summary):
        item_id, variant, outcome = found
        names = f"{shlex.quote(run_id)} {shlex.quote(item_id)} --variant {shlex.quote(variant)}"
        output.say(f"one {outcome + ':':11} wonton show {names}{home_option(home)}")


def _telling_example(summary: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """A theorem, a lesion of it and the outcome: the first reroute, else the first collapse."""
    lesions = [(row["item_id"], lesion) for row in summary["theorems"] for lesion in row["lesions"]]
    for outcome in ("reroute", "collapse"):
        for item_id, lesion in lesions:
            if lesion["outcome"] == outcome:
                return item_id, lesion["variant"], outcome
    return None
