"""`wonton basin`: the same theorems searched for many seeds, by an agent and blind."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from wonton.cli.basins import show_basins_end
from wonton.cli.options import add_output, add_search, add_selection, add_work, home_from
from wonton.cli.output import Output
from wonton.cli.parsing import positive
from wonton.cli.plans import plan_from, report_of
from wonton.cli.progress import progress
from wonton.cli.providers import run_providers
from wonton.core.errors import SettingsError
from wonton.runs import RunPlan
from wonton.runs.order import BasinSettings


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "basin",
        help="search theorems for many seeds: which proofs, how often, at what cost",
        description="Search every selected theorem once for each of N seeds and map its basin: which proof structures "
        "the search falls into, and how often. With --blind, search blind on the same seeds too, and say by how many "
        "orders of magnitude the agent beats it (K). Writes a run directory; a seed that is done is never done again.",
        allow_abbrev=False,
    )
    add_selection(parser)
    add_search(parser, several=True)
    group = parser.add_argument_group("run")
    group.add_argument("--seeds", type=positive, required=True, metavar="N", help="seeds of each theorem: 0 to N-1")
    group.add_argument("--blind", action="store_true", help="search with blind_uniform on the same seeds too")
    add_work(group)
    add_output(parser)
    parser.set_defaults(command=command)


def command(args: Namespace, output: Output) -> int:
    """Do the basins and print their summary."""
    if args.policy == "blind_uniform":
        raise SettingsError(
            "the agent of a basin cannot be blind_uniform", "Use --policy ucb1 or best_first; --blind adds the other."
        )

    def plan_of(asked: Namespace) -> RunPlan:
        return plan_from(asked, "basin", BasinSettings(args.seeds, args.blind), wild_only=True)

    if args.providers is not None:
        return run_providers(args, plan_of, output)
    plan = plan_of(args)
    with progress(output) as observer:
        plan, report = report_of(plan, args, observer)
    output.record({"kind": "summary", "run_dir": str(report.run_dir), "exit_code": report.exit_code, **report.summary})
    show_basins_end(home_from(args), plan.run_id, report.summary, output)
    return report.exit_code
