"""From the arguments of a command to the run that they spell, and its execution."""

from __future__ import annotations

import shlex
from argparse import Namespace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from wonton.artifacts.execution import in_free_place
from wonton.artifacts.status import how_started
from wonton.cli.model_options import spending_from
from wonton.cli.options import (
    corpus_from,
    home_from,
    lean_project_from,
    recorded_selection,
    selection_from,
    settings_from,
    store_from,
)
from wonton.cli.output import counted
from wonton.core.errors import SettingsError, UnknownNameError
from wonton.corpus import Corpus, Item, parse_ref, select
from wonton.runs import RunPlan, RunReport, execute_run, new_run_id
from wonton.runs.events import Observer
from wonton.runs.home import corpus_at
from wonton.runs.order import BasinSettings
from wonton.runs.readiness import assistant_problem, check_provider
from wonton.runs.tools import check_names


def plan_from(args: Namespace, verb: str, basin: BasinSettings | None = None, **fixed: Any) -> RunPlan:
    """The plan that the arguments of `wonton <verb>` spell, with settings that are `fixed`. Raises `UsageError` where
    they spell none."""
    check_resume(args)
    home = home_from(args)
    check_names(settings_from(args))
    _check_assistant(args)
    check_provider(settings_from(args))
    corpus = corpus_at(home, corpus_from(args))
    chosen = _chosen(corpus, args)
    settings = settings_from(args, corpus=str(corpus.ref), **fixed)
    return RunPlan(
        logs_root=home.logs,
        run_id=new_run_id(settings, datetime.now(UTC)) if args.run_id is None else args.run_id,
        settings=settings,
        theorems=tuple(corpus.theorem(item) for item in chosen),
        selection={**recorded_selection(args), "corpus": str(corpus.ref)},
        command=command_line(args, verb),
        cache=home.cache,
        store=store_from(args),
        basin=basin,
        spending=spending_from(args),
    )


def check_resume(args: Namespace) -> None:
    """Raise `SettingsError` where it is not said what is to be resumed."""
    if args.resume and args.run_id is None:
        raise SettingsError("--resume needs --run-id: which run?", "wonton show lists the runs.")


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


def report_of(plan: RunPlan, args: Namespace, observer: Observer) -> tuple[RunPlan, RunReport]:
    """Do the run, under an id that is free where none was given; gives the plan with that id too. Where it is another
    run than the one to be resumed, the error says how that one was started."""
    try:
        execute = partial(execute_run, workers=args.workers, resume=args.resume, observer=observer)
        return in_free_place(plan, args.run_id is not None, execute)
    except SettingsError as error:
        started = how_started(plan.run_dir) if args.resume else ""
        if not started:
            raise
        raise SettingsError(error.message, f"{error.remedy}{started}") from error
