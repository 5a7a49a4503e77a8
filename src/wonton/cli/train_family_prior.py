"""`wonton train family-prior`: a table of tactic families for `--ranker`, out of the lake's proofs."""

from __future__ import annotations

import shlex
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from wonton.artifacts.write import make_folder, write_bytes
from wonton.cli.keeping_back import add_keeping_back, split_from
from wonton.cli.options import add_lean_project, add_output, corpus_from, home_from, lean_project_from, search_options
from wonton.cli.output import Cell, Output, counted
from wonton.cli.parsing import natural
from wonton.core.errors import SettingsError
from wonton.runs.home import corpus_at
from wonton.runs.readiness import assistant_problem
from wonton.runs.settings import RunSettings
from wonton.training.family_prior import Trained, train_family_prior
from wonton.training.split import write_parts

_SETTINGS = RunSettings()
_LEFT_OUT = {
    "steps_without_names": "steps whose goals are known only but for the names in them",
    "theorems_unreadable": "theorems whose files cannot be read",
    "theorems_unknown": "theorems whose corpus is gone",
}
_SHOWN = {"held_out": "held out", "transfer": "other topics"}


def register_verb(verbs: Any) -> None:
    """Add the command to those of `wonton train`."""
    text = "how often proofs used which family of tactics at which goals, for --ranker"
    parser: ArgumentParser = verbs.add_parser(
        "family-prior",
        help=text,
        description="Count, in the solved proofs of the lake, which families of tactics were used at goals with which "
        "features, and write the table that --ranker takes. Says how far in front the used tactics of theorems that "
        "were kept back stand in the table's order, and in the provider's own.",
        allow_abbrev=False,
    )
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="where the table goes")
    parser.add_argument("--force", action="store_true", help="write it over a file that is there")
    parser.add_argument(
        "-a", "--assistant", default=_SETTINGS.assistant, metavar="NAME", help="whose proofs: lean, rocq"
    )
    parser.add_argument("-c", "--corpus", default="", metavar="REF", help="only proofs of this corpus, of any build")
    parser.add_argument("--logs-dir", type=Path, metavar="DIR", help="proofs of runs at or below DIR and no others")
    add_lean_project(parser)
    kept = parser.add_argument_group("kept back")
    add_keeping_back(kept)
    kept.add_argument(
        "--parts",
        type=Path,
        metavar="DIR",
        help="write there which theorems of the corpus (default: core of the assistant) are trained on and which are "
        "kept back: training.txt, held_out.txt and transfer.txt, for --theorem-file",
    )
    kept.add_argument("--seed", type=natural, default=0, metavar="S", help="of what is kept back")
    parser.add_argument("--allow-easy", action="store_true", help="rank among simp, omega, decide and their like too")
    add_output(parser)
    parser.set_defaults(command=command)


def command(args: Namespace, output: Output) -> int:
    """Train, write the table, show what it is worth."""
    if args.out.exists() and not args.force:
        raise SettingsError(f"{args.out} exists", "Name another file with --out, or add --force.")
    home, split = home_from(args), split_from(args)
    project = lean_project_from(args, args.assistant)
    if ":" not in args.assistant and (problem := assistant_problem(args.assistant, project)):
        raise problem
    make_folder(args.out.parent)
    if args.parts is not None:
        write_parts(args.parts, split, corpus_at(home, corpus_from(args)).items)
    settings = RunSettings(assistant=args.assistant, lean_project=project, allow_easy=args.allow_easy)
    trained = train_family_prior(home, settings, split, args.corpus, args.logs_dir)
    write_bytes(args.out, trained.table.encode())
    output.record({"kind": "family_prior", "path": str(args.out), "digest": trained.table.digest, **trained.report})
    use = ["wonton", "run", *search_options(args), "--ranker", str(args.out)]
    if args.parts is not None and split.held_out:
        use += ["--theorem-file", str(args.parts / "held_out.txt")]
    _show(trained, args.out, shlex.join(use), output)
    return 0


def _show(trained: Trained, path: Path, use: str, output: Output) -> None:
    table, report = trained.table, trained.report
    data = report["dataset"]
    output.heading(f"{counted(data['examples'], 'step')} of the proofs of {counted(data['theorems'], 'theorem')}")
    for name, what in _LEFT_OUT.items():
        if data[name]:
            output.say(f"left out: {data[name]} {what}", "yellow")
    columns = ("kept back", "theorems", "goals", "proposed", "order", "mean reciprocal rank", "log-likelihood")
    output.table(columns, [row for part in _SHOWN for row in _rows(part, report["parts"][part])])
    output.say()
    output.say(f"weight of the table: {table.weight}")
    output.say(f"table:  {path}")
    output.say(f"use it: {use}")


def _rows(part: str, found: dict[str, Any]) -> list[tuple[Cell, ...]]:
    """The provider's row of a part, the ranker's, and their difference; nothing where nothing is kept back."""
    if not found["proposed"]:
        return []
    counts = (_SHOWN[part], found["theorems"], found["goals"], found["proposed"])
    names = ("mean_reciprocal_rank", "log_likelihood")
    rows: list[tuple[Cell, ...]] = [
        (*counts, order, *(f"{found[order][name]:.4f}" for name in names)) for order in ("provider", "ranker")
    ]
    changes = [found["difference"][name] for name in names]
    shown = [f"{change['value']:+.4f} ({change['low']:+.4f} to {change['high']:+.4f})" for change in changes]
    return [*rows, (*counts, "difference over theorems", *shown)]
