"""Options that several commands share, and the settings that they make."""

from __future__ import annotations

import os
import shlex
from argparse import Action, ArgumentError, ArgumentParser, Namespace
from pathlib import Path
from typing import Any, get_args

from wonton.assistants.base import Limits
from wonton.cli.model_options import add_model, model_from
from wonton.cli.parsing import natural, positive
from wonton.cli.search_mode import add_search_mode, search_mode_from
from wonton.corpus import Selection
from wonton.providers import family_prior
from wonton.providers.rankers import RankerSettings
from wonton.runs.home import DEFAULT, VARIABLE, Home, resolve_home
from wonton.runs.settings import BUDGETS, GOAL_SIGNATURES, LEAN_PROJECT, RunSettings
from wonton.runs.tools import known_providers
from wonton.search.settings import BackpropagationName, ExpansionName, PolicyName

_DEFAULTS = RunSettings()


def add_output(parser: ArgumentParser) -> None:
    """`--home`, `--plain`, `--json`: every command has them."""
    group = parser.add_argument_group("place and output")
    group.add_argument("--home", metavar="DIR", help="where everything is kept (else WONTON_HOME, else ./wonton-data)")
    shown = group.add_mutually_exclusive_group()
    shown.add_argument("--plain", action="store_true", help="plain lines, nothing redrawn in place")
    shown.add_argument("--json", action="store_true", help="JSON lines")


def add_selection(parser: ArgumentParser) -> None:
    """Which theorems of which corpus."""
    group = parser.add_argument_group("theorems")
    group.add_argument(
        "-c", "--corpus", metavar="REF", help="corpus, build and slice: lean:core (default: core of the assistant)"
    )
    add_choice(group)


def add_choice(group: Any) -> None:
    """Which theorems of a corpus that is named otherwise: to the group `theorems`."""
    group.add_argument("--sample", type=positive, metavar="N", help="N theorems, drawn by --seed")
    group.add_argument("--offset", type=natural, default=0, metavar="N", help="leave out the first N by id")
    group.add_argument("--limit", type=positive, metavar="N", help="take N at most")
    group.add_argument(
        "-t", "--theorem", action="append", default=[], metavar="ID", help="this theorem (may be given again)"
    )
    group.add_argument(
        "--theorem-file", action=_Listed, dest="theorem", metavar="FILE", help="the theorems of this file, an id a line"
    )


class _Listed(Action):
    """Reads a file of theorem ids: as if each had been given with `--theorem`."""

    def __call__(self, parser: ArgumentParser, namespace: Namespace, values: Any, option_string: Any = None) -> None:
        try:
            lines = Path(values).read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError) as error:
            raise ArgumentError(self, f"{values} cannot be read: {error}") from error
        ids = [line.strip() for line in lines if line.strip()]
        if not ids:
            raise ArgumentError(self, f"{values} names no theorem")
        setattr(namespace, self.dest, [*getattr(namespace, self.dest), *ids])


def add_search(parser: ArgumentParser, *, several: bool = False) -> None:
    """Who searches, and how: what becomes `RunSettings`. With `several` there may be more than one provider."""
    group = parser.add_argument_group("search")
    add_searcher(group, several)
    budgets = "; ".join(f"{name} {','.join(map(str, tiers))}" for name, tiers in BUDGETS.items())
    group.add_argument(
        "-b", "--budget", default=_DEFAULTS.budget, choices=BUDGETS, help=f"iterations by tier: {budgets}"
    )
    group.add_argument("--seed", type=natural, default=_DEFAULTS.seed, metavar="S", help="of sample and searches")
    _add_algorithm(group)
    group.add_argument("--allow-easy", action="store_true", help="offer simp, omega, decide, rfl and their like too")
    group.add_argument(
        "--external-checker",
        default=_DEFAULTS.external_checker,
        metavar="COMMAND",
        help="asked about every proof that stands: a program with {module}, {compiled}, {file} or {folder} in its "
        "arguments; replay: Lean's kernel once more, from an empty environment",
    )
    group.add_argument(
        "--ranker", metavar="PATH", help="puts the provider's candidates into another order: a file of wonton train"
    )
    add_model(parser)
    add_search_mode(parser)
    add_limits(parser)


def add_searcher(group: Any, several: bool = False) -> None:
    """Who checks and who proposes, with `several` also more than one: to a group."""
    group.add_argument("-a", "--assistant", default=_DEFAULTS.assistant, metavar="NAME", help="who checks: lean, rocq")
    add_lean_project(group)
    who = group.add_mutually_exclusive_group()
    who.add_argument(
        "-p",
        "--provider",
        default=_DEFAULTS.provider,
        metavar="NAME",
        help=f"who proposes: {', '.join(known_providers())}",
    )
    if several:
        who.add_argument(
            "--providers",
            metavar="A,B,C",
            help="a run for each of them on the same theorems, under the folder --run-id; all: whoever can run here",
        )


def _add_algorithm(group: Any) -> None:
    """How the tree grows: to the group `search`."""
    group.add_argument("--policy", default=_DEFAULTS.policy, choices=get_args(PolicyName), help="which node comes next")
    group.add_argument(
        "--exploration",
        type=float,
        default=_DEFAULTS.exploration,
        metavar="C",
        help="the c of UCB1 (default: sqrt 2; ucb1 only)",
    )
    group.add_argument(
        "--expansion", default=_DEFAULTS.expansion, choices=get_args(ExpansionName), help="which tactics a node keeps"
    )
    group.add_argument(
        "--backpropagation",
        default=_DEFAULTS.backpropagation,
        choices=get_args(BackpropagationName),
        help="what a node's value is (only ucb1 goes by it)",
    )
    group.add_argument("--max-depth", type=positive, default=_DEFAULTS.max_depth, metavar="N", help="longest path")
    group.add_argument("--goal-sig", default=_DEFAULTS.goal_sig, choices=GOAL_SIGNATURES, help="what tells goals apart")


def add_limits(parser: ArgumentParser) -> None:
    """What one attempt may take."""
    limits = _DEFAULTS.limits
    group = parser.add_argument_group("limits of one attempt")
    group.add_argument(
        "--heartbeats", type=natural, default=limits.heartbeats, metavar="N", help="deterministic limit, in Lean's unit"
    )
    group.add_argument(
        "--wall-seconds", type=float, default=limits.wall_seconds, metavar="S", help="watchdog behind the heartbeats"
    )
    group.add_argument(
        "--memory-mb", type=positive, default=limits.memory_mb, metavar="MB", help="of the assistant's process"
    )


def add_lean_project(group: Any) -> None:
    """Which Lean: `--lean-project`."""
    group.add_argument(
        "--lean-project",
        metavar="DIR",
        help=f"Lean of this Lake project, Mathlib or any other (else {LEAN_PROJECT}, else Lean out of the wheel)",
    )


def lean_project_from(args: Namespace, assistant: str) -> str:
    """The folder of the Lake project that the arguments or, for Lean, the environment name, absolute; `""` for none."""
    named = args.lean_project or (os.environ.get(LEAN_PROJECT) if assistant == "lean" else "")
    return os.path.abspath(os.path.expanduser(named)) if named else ""


def add_work(group: Any) -> None:
    """Who works, into which run directory, and whether the transition store is asked: to the group `run`."""
    group.add_argument("--workers", type=positive, default=1, metavar="N", help="worker processes; changes no result")
    group.add_argument("--run-id", metavar="ID", help="name of the run directory (default: time, names and seed)")
    group.add_argument("--resume", action="store_true", help="finish what is missing of the run --run-id")
    group.add_argument("--no-store", action="store_true", help="ask the assistant even what the transition store knows")


def store_from(args: Namespace) -> Path | None:
    """The folder of the transition stores; None where they are not to be used."""
    return None if args.no_store else home_from(args).store


def home_from(args: Namespace) -> Home:
    """The home that the arguments and the environment name."""
    return resolve_home(args.home, os.environ)


def home_option(home: Home) -> str:
    """What a command that is suggested needs to find `home` from any folder; `""` for the default home."""
    if home == Home(Path(DEFAULT)) and not os.environ.get(VARIABLE):
        return ""
    return f" --home {shlex.quote(str(home.root.absolute()))}"


def corpus_from(args: Namespace) -> str:
    """The corpus that the arguments name, else `core` of their assistant; of Lean for one of the user's own."""
    return args.corpus or f"{_DEFAULTS.assistant if ':' in args.assistant else args.assistant}:core"


def search_options(args: Namespace) -> list[str]:
    """What a search that is suggested needs to ask the assistant of the arguments, over their corpus: nothing where
    both are the defaults."""
    assistant = [] if args.assistant == _DEFAULTS.assistant else ["-a", args.assistant]
    project = ["--lean-project", args.lean_project] if args.lean_project else []
    return [*assistant, *project, *(["-c", args.corpus] if args.corpus else [])]


def recorded_selection(args: Namespace) -> dict[str, Any]:
    """How the items were chosen, as `run_config.json` has it."""
    chosen = {"offset": args.offset, "limit": args.limit, "sample": args.sample}
    return {**chosen, "theorems": args.theorem, "seed": args.seed}


def selection_from(args: Namespace) -> Selection:
    """The selection; raises `SettingsError` for two ways at once."""
    return Selection(args.offset, args.limit, args.sample, args.seed, tuple(args.theorem))


def ranker_from(args: Namespace) -> RankerSettings | None:
    """The ranker that the arguments name; None for none. Raises `SettingsError`, `FormatVersionError`."""
    named = getattr(args, "ranker", None)
    if not named:
        return None
    path = os.path.abspath(os.path.expanduser(named))
    return RankerSettings(family_prior.NAME, path, family_prior.read_table(Path(path)).digest)


def settings_from(args: Namespace, **fixed: Any) -> RunSettings:
    """The settings that the arguments spell, `fixed` ones put in their place. Raises `SettingsError`."""
    values = {
        "assistant": args.assistant,
        "lean_project": lean_project_from(args, args.assistant),
        "provider": args.provider,
        "model": model_from(args, home_from(args)),
        "ranker": ranker_from(args),
        "budget": args.budget,
        "seed": args.seed,
        "policy": args.policy,
        "exploration": args.exploration,
        "expansion": args.expansion,
        "backpropagation": args.backpropagation,
        "max_depth": args.max_depth,
        "goal_sig": args.goal_sig,
        "allow_easy": args.allow_easy,
        "external_checker": args.external_checker,
        **search_mode_from(args),
        "limits": Limits(args.heartbeats, args.wall_seconds, args.memory_mb),
    }
    settings = RunSettings(**{**values, **fixed})
    settings.validate()
    return settings
