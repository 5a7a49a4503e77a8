"""`wonton run`: wild type, control and lesions over a selection of a corpus."""

from __future__ import annotations

import shlex
from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from wonton.artifacts.layout import RUN_STATUS
from wonton.artifacts.read import read_json
from wonton.cli.model_options import spending_from
from wonton.cli.options import (
    add_output,
    add_search,
    add_selection,
    add_work,
    corpus_from,
    home_from,
    home_option,
    lean_project_from,
    selection_from,
    settings_from,
    store_from,
)
from wonton.cli.output import Output, counted
from wonton.cli.progress import progress
from wonton.cli.summary import show_summary
from wonton.core.errors import SettingsError, UnknownNameError
from wonton.corpus import Corpus, Item, parse_ref, select
from wonton.runs import RunPlan, RunReport, execute_run, new_run_id
from wonton.runs.events import Observer
from wonton.runs.home import Home, corpus_at
from wonton.runs.order import BasinSettings
from wonton.runs.readiness import assistant_problem, check_provider
from wonton.runs.tools import check_names


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
    add_search(parser)
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
    plan = plan_from(args, "run", wild_only=args.wild_only, lesions=tuple(args.lesion))
    with progress(output) as observer:
        report = report_of(plan, args, observer)
    output.record({"kind": "summary", "run_dir": str(report.run_dir), "exit_code": report.exit_code, **report.summary})
    show_end(home_from(args), plan.run_id, report.summary, output)
    return report.exit_code


def report_of(plan: RunPlan, args: Namespace, observer: Observer) -> RunReport:
    """Do the run. Where it is another run than the one to be resumed, the error says how that one was started."""
    try:
        return execute_run(plan, workers=args.workers, resume=args.resume, observer=observer)
    except SettingsError as error:
        status = plan.run_dir / RUN_STATUS
        started = read_json(status)["command"] if args.resume and status.is_file() else ""
        if not started:
            raise
        raise SettingsError(error.message, f"{error.remedy}\n  started with: {started}") from error


def show_end(home: Home, run_id: str, summary: Mapping[str, Any], output: Output) -> None:
    """The summary of a finished run, and where to look next."""
    show_summary(output, summary)
    place = home_option(home)
    output.say()
    output.say(f"run directory:  {home.logs / run_id}")
    output.say(f"look closer:    wonton show {shlex.quote(run_id)}{place}")
    if found := _telling_example(summary):
        item_id, variant, outcome = found
        names = f"{shlex.quote(run_id)} {shlex.quote(item_id)} --variant {shlex.quote(variant)}"
        output.say(f"one {outcome + ':':11} wonton show {names}{place}")


def _telling_example(summary: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """A theorem, a lesion of it and the outcome: the first reroute, else the first collapse."""
    lesions = [(row["item_id"], lesion) for row in summary["theorems"] for lesion in row["lesions"]]
    for outcome in ("reroute", "collapse"):
        for item_id, lesion in lesions:
            if lesion["outcome"] == outcome:
                return item_id, lesion["variant"], outcome
    return None


def plan_from(args: Namespace, verb: str, basin: BasinSettings | None = None, **fixed: Any) -> RunPlan:
    """The plan that the arguments of `wonton <verb>` spell, with settings that are `fixed`. Raises `UsageError` where
    they spell none."""
    if args.resume and args.run_id is None:
        raise SettingsError("--resume needs --run-id: which run?", "wonton show lists the runs.")
    home = home_from(args)
    check_names(settings_from(args))
    _check_assistant(args)
    check_provider(settings_from(args))
    corpus = corpus_at(home, corpus_from(args))
    chosen = _chosen(corpus, args)
    settings = settings_from(args, corpus=str(corpus.ref), **fixed)
    selection = {"offset": args.offset, "limit": args.limit, "sample": args.sample, "theorems": args.theorem}
    return RunPlan(
        logs_root=home.logs,
        run_id=new_run_id(settings, datetime.now(UTC)) if args.run_id is None else args.run_id,
        settings=settings,
        theorems=tuple(corpus.theorem(item) for item in chosen),
        selection={**selection, "corpus": str(corpus.ref), "seed": args.seed},
        command=command_line(args, verb),
        cache=home.cache,
        store=store_from(args),
        basin=basin,
        spending=spending_from(args),
    )


def _chosen(corpus: Corpus, args: Namespace) -> list[Item]:
    """The selected theorems, at least one. Raises `UnknownNameError`, `SettingsError`."""
    total = len(corpus.items)
    try:
        chosen = select(corpus.items, selection_from(args))
    except UnknownNameError as error:
        known = [item.item_id for item in corpus.items]
        listing = f"`wonton corpus show {corpus.ref} --limit {total}` lists them."
        raise UnknownNameError(error.kind, error.name, known, listing) from error
    if not chosen:
        raise SettingsError(
            f"no theorem is selected: {corpus.ref} has {counted(total, 'theorem')}, and --offset is {args.offset}",
            f"Give an --offset below {total}.",
        )
    return chosen


def _check_assistant(args: Namespace) -> None:
    ref = parse_ref(corpus_from(args))
    if ":" in args.assistant:
        return
    if ref.assistant != args.assistant:
        raise SettingsError(
            f"corpus {ref} is for {ref.assistant}, and the assistant is {args.assistant}", "Change -c or -a."
        )
    if problem := assistant_problem(args.assistant, lean_project_from(args, args.assistant)):
        raise problem


def command_line(args: Namespace, verb: str) -> str:
    """The command as it could be typed again, every setting spelled out. For people; nothing reads it back."""
    pairs = sorted((name, value) for name, value in vars(args).items() if name not in ("command", "plain", "json"))
    words = ["wonton", *verb.split()]
    for name, value in pairs:
        option = f"--{name.replace('_', '-')}"
        if value is True:
            words.append(option)
        elif value is False and name == "sampling":
            words.append("--no-sampling")
        elif isinstance(value, tuple):
            words += [option, ",".join(map(str, value))]
        elif isinstance(value, list):
            words += [word for entry in value for word in (option, str(entry))]
        elif value is not None and value is not False:
            words += [option, str(value)]
    return shlex.join(words)
