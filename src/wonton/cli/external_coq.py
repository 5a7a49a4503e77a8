"""`wonton external coq`: the human proofs of Coq's standard library, replayed."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from wonton.artifacts.execution import in_free_place
from wonton.assistants.rocq.toolchain import Toolchain
from wonton.cli.finding import find_run
from wonton.cli.options import add_output, home_from
from wonton.cli.output import Output
from wonton.cli.parsing import positive, seconds
from wonton.cli.plans import check_resume, command_line
from wonton.cli.progress import progress
from wonton.cli.summary import rate_text, say_place
from wonton.external.coq.replay import ReplayLimits
from wonton.external.coq.run import ReplayPlan, execute_replay

_DEFAULTS = ReplayLimits()


def add_coq(verbs: Any) -> None:
    """Add the command to those of `wonton external`."""
    parser = verbs.add_parser(
        "coq",
        help="the human proofs of Coq's standard library, replayed",
        description="Replay the proof scripts of the installed standard library sentence by sentence, and record what "
        "each did: goals before and after, proof terms, the proof as a graph. Writes a run directory.",
        allow_abbrev=False,
    )
    group = parser.add_argument_group("theorems")
    group.add_argument("--limit-total", type=positive, metavar="N", help="N theorems at most")
    group.add_argument("--limit-per-module", type=positive, metavar="M", help="the first M theorems of each file")
    group.add_argument(
        "--module",
        action="append",
        default=[],
        metavar="PATH",
        help="files whose path begins so, e.g. Arith or Lists/List (may be given again)",
    )
    group.add_argument("--search", metavar="RUN", help="compare with the proofs that this run on rocq:stdlib found")
    group = parser.add_argument_group("limits")
    group.add_argument(
        "--timeout", type=seconds, default=_DEFAULTS.seconds, metavar="T", help="wall seconds for a sentence"
    )
    group.add_argument("--memory", type=positive, default=_DEFAULTS.memory_mb, metavar="MB", help="of the Coq process")
    group = parser.add_argument_group("run")
    group.add_argument("--workers", type=positive, default=1, metavar="N", help="Coq processes at once")
    group.add_argument("--run-id", metavar="ID", help="name of the run directory (default: time and coq)")
    group.add_argument("--resume", action="store_true", help="finish what is missing of the run --run-id")
    add_output(parser)
    parser.set_defaults(command=replay)


def replay(args: Namespace, output: Output) -> int:
    """Do the run and print what came of it."""
    check_resume(args)
    home = home_from(args)
    plan = ReplayPlan(
        logs_root=home.logs,
        run_id=args.run_id or f"{datetime.now(UTC):%Y%m%d-%H%M%S}-external-coq",
        limit_total=args.limit_total,
        limit_per_module=args.limit_per_module,
        modules=tuple(args.module),
        search=find_run(home, args.search).run_dir if args.search else None,
        limits=ReplayLimits(args.timeout, args.memory),
        command=command_line(args, "external coq"),
    )
    with progress(output) as observer:
        options = {"workers": args.workers, "resume": args.resume, "observer": observer}
        execute = partial(execute_replay, toolchain=Toolchain(home.cache / "rocq"), **options)
        plan, report = in_free_place(plan, args.run_id is not None, execute)
    output.record({"kind": "summary", "run_dir": str(report.run_dir), "exit_code": report.exit_code, **report.summary})
    show_replay(output, report.summary["replay"])
    say_place(home, plan.run_id, output)
    return report.exit_code


def show_replay(output: Output, rates: Mapping[str, Any]) -> None:
    """How much of the scripts was replayed, and how completely."""
    output.say()
    words = {
        "scripts": "scripts that ran to their end",
        "complete_steps": "steps whose goals were all read",
        "exact_traces": "traces in which each goal's parent is known",
        "proof_terms": "final proof terms read",
        "same_structure": "proofs of the compared run with the same structure",
    }
    rows = [(words[name], rate_text(rate)) for name, rate in rates.items() if rate["denominator"]]
    output.table(("", "rate"), rows)
