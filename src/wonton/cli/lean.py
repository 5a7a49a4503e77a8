"""`wonton lean setup`: a Lake project made ready for runs, with Mathlib."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from wonton.cli.options import add_output
from wonton.cli.output import Output
from wonton.runs.lean_setup import DEFAULT_TOOLCHAIN, execute_setup, plan_setup
from wonton.runs.readiness import assistant_problem


def register(commands: Any) -> None:
    """Add the command to the parser."""
    group = commands.add_parser("lean", help="a Lean project of one's own", allow_abbrev=False)
    verbs = group.add_subparsers(title="commands", metavar="VERB", required=True)
    parser = verbs.add_parser(
        "setup",
        help="make a Lake project ready for runs, with Mathlib; needs network",
        description="Print the files and the commands of elan and lake that make the Lake project in DIR ready, a new "
        "one with Mathlib where there is none, and do it with --execute, on a machine that has network. Files that "
        "are there stay as they are.",
        allow_abbrev=False,
    )
    parser.add_argument("folder", metavar="DIR", type=Path, help="the project's folder; made where it is missing")
    parser.add_argument("--toolchain", default="", metavar="NAME", help=f"of a new project: {DEFAULT_TOOLCHAIN}")
    parser.add_argument("--no-mathlib", action="store_true", help="a new project without Mathlib")
    parser.add_argument("--execute", action="store_true", help="do it")
    add_output(parser)
    parser.set_defaults(command=setup)


def setup(args: Namespace, output: Output) -> int:
    """Say what would be done, or do it and look whether it is enough."""
    plan = plan_setup(args.folder, args.toolchain, not args.no_mathlib)
    files = {str(path): text for path, text in plan.files.items()}
    steps = [{"command": step.line, "purpose": step.purpose} for step in plan.steps]
    output.record({"kind": "setup", "root": str(plan.root), "files": files, "steps": steps, "execute": args.execute})
    if not args.execute:
        for path, text in files.items():
            output.say(f"write {path}:")
            output.say("".join(f"    {line}\n" for line in text.splitlines()).rstrip())
        for step in plan.steps:
            output.say(f"{step.line}   # {step.purpose}")
        output.say("nothing was done: --execute does it", "dim")
        return 0
    execute_setup(plan, lambda line: output.say(line, "dim"))
    if problem := assistant_problem("lean", str(plan.root)):
        raise problem
    output.say(f"ready: --lean-project {plan.root}, or LEAN_PROJECT_PATH={plan.root}", "green")
    return 0
