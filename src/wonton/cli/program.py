"""`wonton program plan|run|status|report`: the run program."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from wonton.artifacts.read import open_run
from wonton.artifacts.write import check_writable
from wonton.cli import program_report
from wonton.cli.basins import show_basins_end
from wonton.cli.options import add_output, home_from, home_option
from wonton.cli.output import Cell, Output, counted
from wonton.cli.parsing import add_verb
from wonton.cli.program_report import add_report_options
from wonton.cli.run import show_end
from wonton.core.errors import UnknownNameError
from wonton.program import (
    PROGRAMS,
    SCALES,
    Cohort,
    Command,
    CommandStatus,
    Items,
    PhaseStatus,
    ProgramEvent,
    ProgramSettings,
    check_before_start,
    check_names,
    cohort_status,
    execute,
    find_cohort,
    mark_skips,
    phase_status,
    pinned_corpus,
    program_line,
    select_phases,
    with_folders,
)
from wonton.program.execute import as_resumed, is_complete
from wonton.program.plan import PHASES, Phase, Place, shell_line
from wonton.program.preflight import corpus_lack
from wonton.program.problems import skip_lines
from wonton.runs.home import Home
from wonton.runs.pairs import holds_pairs


def register(commands: Any) -> None:
    """Add the commands to the parser."""
    group = commands.add_parser(
        "program",
        help="the run program: plan, execute, status, report",
        description="The run program followup-2026-03: seven phases, configured by environment variables "
        "(docs/reference/settings.md).",
        allow_abbrev=False,
    )
    verbs = group.add_subparsers(title="commands", metavar="VERB", required=True)
    plan_parser = _add(verbs, "plan", "print every command of the program, ready to be pasted; run nothing", plan)
    _add_scope(plan_parser)
    add_output(plan_parser)
    run_parser = _add(verbs, "run", "the same, and with --execute run the commands", run)
    _add_scope(run_parser)
    run_parser.add_argument("--execute", action="store_true", help="run the commands instead of only printing them")
    add_output(run_parser)
    status_parser = _add(
        verbs,
        "status",
        "items done, running, failed and skipped, phase by phase, and what is left",
        status,
    )
    _add_day(status_parser)
    add_output(status_parser)
    report_parser = _add(
        verbs, "report", "what the lake says of a cohort, as a folder of pages, figures and tables", report
    )
    _add_day(report_parser)
    add_report_options(report_parser)
    add_output(report_parser)


def _add(verbs: Any, name: str, text: str, command: Callable[[Namespace, Output], int]) -> ArgumentParser:
    parser = add_verb(verbs, name, text, command)
    parser.add_argument("program", metavar="PROGRAM", help=f"the program: {', '.join(PROGRAMS)}")
    return parser


def _add_scope(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--phase", default="all", metavar="PHASE", help=f"all, {', '.join(PHASES)}, or a range: p1..p4 (default: all)"
    )
    parser.add_argument("--scale", default="full", choices=SCALES, help="which defaults: of hours, or of two minutes")
    _add_day(parser)


def _add_day(parser: ArgumentParser) -> None:
    text = "the cohort that began on this day (default: the newest that has begun, else today, UTC)"
    parser.add_argument("--date", metavar="YYYY-MM-DD", help=text)


def plan(args: Namespace, output: Output) -> int:
    """Print the plan."""
    return _dry_run(args, output)


def run(args: Namespace, output: Output) -> int:
    """Print the plan, or execute it."""
    return _execute(args, output) if args.execute else _dry_run(args, output)


def status(args: Namespace, output: Output) -> int:
    """Print how the cohort stands."""
    _check_program(args.program)
    cohort = _cohort(args, ProgramSettings.from_environment(os.environ))
    rows = cohort_status(cohort)
    phases = phase_status(rows)
    for row in rows:
        output.record({"kind": "command", "cohort": cohort.name, **row.to_json()})
    for phase in phases:
        output.record({"kind": "phase", "cohort": cohort.name, **phase.to_json()})
    begun = "" if cohort.begun else " (not begun)"
    output.say(f"cohort {cohort.name}{begun}: {cohort.logs}", "bold")
    columns = ("phase", "command", "status", "items", "running", "failed", "skipped", "left", "")
    output.table(columns, [_cells(row) for row in rows])
    if phases:
        _show_left(phases, output)
    return 0


def report(args: Namespace, output: Output) -> int:
    """Write the report of the cohort."""
    _check_program(args.program)
    return program_report.report(args, _cohort(args, ProgramSettings.from_environment(os.environ)), output)


def _cells(row: CommandStatus) -> tuple[Cell, ...]:
    remark = row.reason
    if row.estimated_from not in ("", row.key):
        remark = "; ".join(filter(None, (remark, f"estimated from {row.estimated_from}")))
    if row.items is None:
        return row.phase, row.name, row.status, "", "", "", "", "", remark
    over = row.left_seconds == 0
    left = "" if over else "unknown" if row.left_seconds is None else duration(row.left_seconds)
    return row.phase, row.name, row.status, *_counts(row.items), left, remark


def _counts(items: Items) -> tuple[Cell, ...]:
    """Done of all, and what is running, failed, skipped; nothing for none."""
    return f"{items.done}/{items.total} {items.unit}", *(n or "" for n in (items.running, items.failed, items.skipped))


def _show_left(phases: Sequence[PhaseStatus], output: Output) -> None:
    rows = [(phase.phase, *_counts(phase.items), _left(phase)) for phase in phases if phase.items is not None]
    output.table(("phase", "items", "running", "failed", "skipped", "left"), rows, title="Phases")
    whole = PhaseStatus("all", None, sum(p.left_seconds for p in phases), sum(p.unknown for p in phases))
    output.say()
    output.say(f"left:  {_left(whole) or 'nothing'}")


def _left(phase: PhaseStatus) -> str:
    """The estimate in words; `""` where nothing is left."""
    unknown = f"{counted(phase.unknown, 'command')} of unknown length" if phase.unknown else ""
    known = f"about {duration(phase.left_seconds)}" if phase.left_seconds else ""
    return " and ".join(filter(None, (known, unknown)))


def duration(seconds: float) -> str:
    """A length of time for people: `45 s`, `12 min`, `3.4 h`."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _check_program(name: str) -> None:
    if name not in PROGRAMS:
        raise UnknownNameError("program", name, PROGRAMS)


def _cohort(args: Namespace, settings: ProgramSettings) -> Cohort:
    return find_cohort(home_from(args), settings.program_id, datetime.now(UTC).date(), args.date)


def _dry_run(args: Namespace, output: Output) -> int:
    _check_program(args.program)
    phases = select_phases(args.phase)
    settings = ProgramSettings.from_environment(os.environ, args.scale)
    check_names(settings)
    cohort = _cohort(args, settings)
    corpus = cohort.state()["corpus"] if cohort.begun else settings.corpus
    output.say(f"# cohort {cohort.name}, scale {args.scale}. Nothing is run without --execute.", "dim")
    if lack := corpus_lack(corpus, cohort.home):
        output.record({"kind": "corpus_not_built", "corpus": corpus, "reason": lack})
        output.say(f"# corpus not built: {lack}", "yellow")
    commands = _commands(phases, settings, cohort, corpus)
    for phase in phases:
        _print_phase(phase, [command for command in commands if command.phase == phase.name], cohort, output)
    return 0


def _commands(phases: Sequence[Phase], settings: ProgramSettings, cohort: Cohort, corpus: str) -> list[Command]:
    place = Place(cohort.home.root, cohort.name, corpus)
    commands = [command for phase in phases for command in phase.commands(settings, place)]
    return with_folders(mark_skips(commands, settings, cohort.home), settings, cohort.home)


def _print_phase(phase: Phase, commands: Sequence[Command], cohort: Cohort, output: Output) -> None:
    output.say()
    output.say(f"# {phase.name}: {phase.title}", "bold")
    for command in commands:
        line = shell_line(as_resumed(cohort, command))
        done = is_complete(cohort, command)
        row = {"phase": phase.name, "name": command.name, "command": line, "skip": command.skip}
        output.record({"kind": "planned", **row, "done": done})
        if command.skip and not done:
            output.say(f"# skipped: {command.key}: {command.skip}", "yellow")
            output.say(f"# {line}", "dim")
        else:
            output.say(f"{line}  # done" if done else line)


def _execute(args: Namespace, output: Output) -> int:
    _check_program(args.program)
    phases = select_phases(args.phase)
    settings = ProgramSettings.from_environment(os.environ, args.scale)
    cohort = _cohort(args, settings)
    check_before_start(settings, phases, cohort)
    corpus = pinned_corpus(settings, cohort.home)
    if cohort.begun:
        corpus = cohort.check_pinned(args.scale, settings.pinned(), corpus)
    else:
        check_writable(cohort.home.logs)
        cohort.begin(args.scale, settings.pinned(), corpus, datetime.now(UTC))
        cohort.record_plan(_commands(list(PHASES.values()), settings, cohort, corpus))
    commands = _commands(phases, settings, cohort, corpus)
    left = [command for command in commands if not is_complete(cohort, command)]
    cohort.check_folders(command for command in left if not command.skip)
    for line in skip_lines(left):
        output.say(f"will be skipped: {line}", "yellow")
    code = execute(cohort, commands, _runner(output), lambda: datetime.now(UTC), _teller(cohort, output))
    _say_next(cohort, output)
    return code


def _runner(output: Output) -> Callable[[Sequence[str]], int]:
    """Runs a command of the plan in this process, through the parser that would read it if it were pasted."""
    from wonton.cli.main import run_command

    return lambda argv: run_command(argv, output)


def _teller(cohort: Cohort, output: Output) -> Callable[[ProgramEvent], None]:
    def tell(event: ProgramEvent) -> None:
        command = event.command
        row = {"phase": command.phase, "name": command.name, "run_id": command.run_id, "reason": event.reason}
        output.record({"kind": f"program_{event.kind}", **row})
        if event.kind == "started":
            output.heading(f"{command.key}")
            output.say(f"$ {shell_line(command.argv)}", "dim")
        else:
            reason = f": {event.reason}" if event.reason else ""
            style = "green" if event.kind in ("done", "already_done") else "yellow"
            output.say(f"{command.key} {event.kind.replace('_', ' ')}{reason}", style)
        if event.kind == "already_done":
            _show_done(cohort.home, command.run_id, output)

    return tell


def _show_done(home: Home, run_id: str, output: Output) -> None:
    """The end of a run that stood already, as it was when it ended."""
    run = open_run(home.logs / run_id)
    if "basin" in run.config():
        show_basins_end(home, run_id, run.summary(), output)
    else:
        show_end(home, run_id, run.summary(), output)


def _say_next(cohort: Cohort, output: Output) -> None:
    output.say()
    output.say(f"how it stands:  {program_line(cohort, 'status')}")
    if holds_pairs(cohort.logs / "p2"):
        output.say(f"pairs of p2:    wonton show {cohort.name}/p2{home_option(cohort.home)}")
    output.say(f"all its runs:   {cohort.logs}")
    if any(key.startswith("p6/") for key in cohort.state()["commands"]):
        output.say(f"its report:     {program_line(cohort, 'report')}")
