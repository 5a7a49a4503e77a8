"""`--providers`: the same theorems by several providers, a run for each under one folder."""

from __future__ import annotations

import shlex
from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from wonton.cli.model_options import model_from, split_by_provider
from wonton.cli.options import home_from, home_option
from wonton.cli.output import Output, counted
from wonton.cli.plans import check_resume, report_of
from wonton.cli.progress import progress
from wonton.cli.provider_tables import show_summary
from wonton.core.errors import UnknownNameError
from wonton.program.problems import gather, raise_together
from wonton.runs import RunPlan, RunSettings, known_providers, new_run_id
from wonton.runs.providers import Skip, check_folder, check_plans, provider_folder, write_providers_summary
from wonton.runs.readiness import check_provider
from wonton.runs.tools import check_names

ALL = "all"
#: The plan of one provider's run, from the arguments as they hold for it.
PlanOf = Callable[[Namespace], RunPlan]


def run_providers(args: Namespace, plan_of: PlanOf, output: Output) -> int:
    """Do the run of each provider, then set them side by side. Gives the exit code: 3 where one could not run here or
    has partial results. Raises, before anything starts, where the arguments cannot be served."""
    check_resume(args)
    home = home_from(args)
    run_id = _new_id(args) if args.run_id is None else args.run_id
    asked, skips = _whoever_can(args) if args.providers == ALL else (choose_providers(args, args.providers), [])
    plans = {name: plan_of(_in_folder(own, run_id)) for name, own in asked.items()}
    folder = home.logs / run_id
    check_folder(folder, args.resume)
    check_plans(folder, plans.values())
    codes = [3 if skips else 0]
    for name, plan in plans.items():
        output.heading(f"{name}: {counted(len(plan.theorems), 'theorem')}")
        with progress(output) as observer:
            _, report = report_of(plan, _in_folder(asked[name], run_id), observer)
        told = {"kind": "summary", "run_dir": str(report.run_dir), "exit_code": report.exit_code}
        output.record({**told, **report.summary})
        codes.append(report.exit_code)
    summary = write_providers_summary(folder, skips)
    show_summary(summary, summary["skipped"], output)
    output.say()
    output.say(f"folder of runs: {folder}")
    output.say(f"look closer:    wonton show {shlex.quote(run_id)}{home_option(home)}")
    return max(codes)


def _in_folder(own: Namespace, run_id: str) -> Namespace:
    """The arguments of a provider's own run, whose folder is in that of all."""
    return Namespace(**{**vars(own), "providers": None, "run_id": f"{run_id}/{provider_folder(own.provider)}"})


def _new_id(args: Namespace) -> str:
    told = RunSettings(assistant=args.assistant, provider="providers", budget=args.budget, seed=args.seed)
    return new_run_id(told, datetime.now(UTC))


def _named(text: str) -> list[str]:
    """The providers that `A,B,C` names, in that order, each once. Raises `UnknownNameError` for none."""
    names = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if not names:
        raise UnknownNameError("provider", "", known_providers())
    return names


def choose_providers(args: Namespace, names: str) -> dict[str, Namespace]:
    """The arguments as they hold for each provider that `A,B,C` names. Raises, all of them at once, what keeps some
    from running here."""
    asked = split_by_provider(args, _named(names))
    raise_together(gather(partial(_check, own) for own in asked.values()), what="the run")
    return asked


def _whoever_can(args: Namespace) -> tuple[dict[str, Namespace], list[Skip]]:
    """The arguments as they hold for each provider that can run here, and the others with what they lack."""
    asked = split_by_provider(args, known_providers())
    lacks = {name: found for name, own in asked.items() if (found := gather([partial(_check, own)]))}
    skips = [Skip(name, found[0].message, found[0].remedy) for name, found in lacks.items()]
    return {name: own for name, own in asked.items() if name not in lacks}, skips


def _check(args: Namespace) -> None:
    """Raise what keeps the provider of `args` from running here."""
    check_names(RunSettings(provider=args.provider))
    check_provider(RunSettings(provider=args.provider, model=model_from(args, home_from(args))))
