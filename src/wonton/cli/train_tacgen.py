"""`wonton train tacgen`: a small model that writes tactics, trained on the lake's proofs; expert iteration."""

from __future__ import annotations

import shlex
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from wonton.cli.keeping_back import add_keeping_back, split_from
from wonton.cli.options import (
    add_lean_project,
    add_output,
    corpus_from,
    home_from,
    home_option,
    lean_project_from,
    search_options,
)
from wonton.cli.output import Cell, Output, counted
from wonton.cli.parsing import natural, positive
from wonton.core.errors import SettingsError
from wonton.corpus import parse_ref
from wonton.runs.home import corpus_at
from wonton.runs.readiness import assistant_problem
from wonton.runs.settings import BUDGETS, RunSettings
from wonton.training.fit import require_libraries
from wonton.training.recipe import Recipe
from wonton.training.split import Part
from wonton.training.tacgen import Job, Told, train

_DEFAULTS = RunSettings()
_KEPT: tuple[Part, ...] = ("held_out", "transfer")


def register_verb(verbs: Any) -> None:
    """Add the command to those of `wonton train`."""
    parser = verbs.add_parser(
        "tacgen",
        help="train a small model that writes tactics",
        description="Train a byte-level model of about 0.8 million parameters from nothing on the steps of the lake's "
        "proofs, on one thread, for the provider reprover. Theorems are kept back to measure it on. With --rounds it "
        "then searches the training theorems and trains again on all proofs so far.",
        allow_abbrev=False,
    )
    parser.add_argument("--out", required=True, metavar="DIR", help="where the models go: DIR/round-0, ...")
    data = parser.add_argument_group("proofs")
    data.add_argument("-a", "--assistant", default=_DEFAULTS.assistant, metavar="NAME", help="whose: lean, rocq")
    data.add_argument("-c", "--corpus", metavar="REF", help="of which corpus (default: core of the assistant)")
    data.add_argument("--logs-dir", metavar="DIR", help="of runs at or below this folder (default: all of the lake)")
    add_lean_project(data)
    add_keeping_back(parser.add_argument_group("kept back"))
    group = parser.add_argument_group("training")
    group.add_argument("--seed", type=natural, default=0, metavar="S", help="of split, weights, batches and searches")
    group.add_argument("--steps", type=positive, default=Recipe().steps, metavar="N", help="of training, in each round")
    group.add_argument("--rounds", type=natural, default=0, metavar="N", help="of search and training after the first")
    group.add_argument(
        "-b", "--budget", default=_DEFAULTS.budget, choices=BUDGETS, help="of the searches between rounds"
    )
    group.add_argument("--workers", type=positive, default=1, metavar="N", help="of the searches; changes no result")
    group.add_argument("--resume", action="store_true", help="finish what is missing of the training in DIR")
    add_output(parser)
    parser.set_defaults(command=command)


def command(args: Namespace, output: Output) -> int:
    """Train, and say what the models are worth and how to use the last."""
    require_libraries()
    job = _job(args)
    folders = train(job, resume=args.resume, workers=args.workers, tell=lambda told: _tell(told, output))
    output.record({"kind": "trained", "models": [str(folder) for folder in folders]})
    output.say()
    output.say(f"model:        {folders[-1]} (its card: README.md)")
    words = ["wonton", "run", *search_options(args), "-p", "reprover", "--model", str(folders[-1])]
    kept = [name for part in _KEPT if (name := job.out / f"{part}.txt").stat().st_size]
    more = ["--theorem-file", str(kept[0])] if kept else []
    output.say(f"search with:  {shlex.join([*words, *more])}{home_option(job.home)}")
    return 0


def _job(args: Namespace) -> Job:
    home, ref = home_from(args), corpus_from(args)
    if parse_ref(ref).assistant != args.assistant:
        raise SettingsError(f"corpus {ref} is not for {args.assistant}", "Change -c or -a.")
    project = lean_project_from(args, args.assistant)
    if args.rounds and (problem := assistant_problem(args.assistant, project)):
        raise problem
    return Job(
        out=Path(args.out),
        home=home,
        assistant=args.assistant,
        corpus=str(corpus_at(home, ref).ref),
        split=split_from(args),
        recipe=replace(Recipe(), steps=args.steps, seed=args.seed),
        rounds=args.rounds,
        budget=args.budget,
        logs_root=Path(args.logs_dir) if args.logs_dir else None,
        lean_project=project,
    )


def _tell(told: Told, output: Output) -> None:
    data = told.data
    output.record({"kind": told.kind, "round": told.round, **data})
    match told.kind:
        case "pairs":
            parts = ", ".join(f"{part.replace('_', ' ')} {count}" for part, count in data.items())
            output.heading(f"round {told.round}: pairs of goal and tactic: {parts}")
        case "checkpoint":
            output.say(f"step {data['step']} of {data['steps']}: loss {data['loss']:.3f} nats a byte")
        case "search":
            output.heading(f"round {told.round}: search of {counted(data['theorems'], 'theorem')} with {data['model']}")
        case "searched":
            output.say(f"solved {data['solved']} of {data['theorems']}: {data['run_dir']}")
        case "model":
            _show_figures(data["figures"], output)


def _show_figures(figures: Mapping[str, Any], output: Output) -> None:
    if not figures:
        output.say("no proof of a theorem that was kept back: nothing to measure the model on", "yellow")
        return
    rows: list[list[Cell]] = [
        [part.replace("_", " "), topic or "all", row["goals"], *_cells(row)]
        for part, topics in figures.items()
        for topic, row in topics.items()
    ]
    columns = ("part", "topic", "goals", "first", "beam", "unseen: first", "beam", "most frequent", "perplexity")
    output.table(columns, rows, "right on goals that were kept back")


def _cells(row: Mapping[str, Any]) -> list[Cell]:
    names = ("greedy", "beam", "unseen_greedy", "unseen_beam", "majority")
    shares = ["" if row[name] is None else f"{row[name]:.1%}" for name in names]
    return [*shares, f"{row['perplexity']:.2f}"]
