"""`wonton store info|verify|prune`: the transition store, which remembers what tactics do."""

from __future__ import annotations

from argparse import Namespace
from contextlib import closing
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from wonton.assistants.base import Limits
from wonton.assistants.store.upkeep import Pruned, StoreFile, list_files, prune_all, prune_to, prune_unused
from wonton.assistants.store.verify import Verdict, verify
from wonton.assistants.transitions import code_digest, store_path
from wonton.cli.options import add_lean_project, add_output, home_from, lean_project_from
from wonton.cli.output import Output, counted
from wonton.cli.parsing import add_verb, natural, positive, real
from wonton.core.errors import SettingsError
from wonton.runs.home import Home
from wonton.runs.settings import RunSettings
from wonton.runs.tools import known_assistants, open_assistant

_MB = 2**20
_HOURS_A_DAY = 24


def register(commands: Any) -> None:
    """Add the commands to the parser."""
    group = commands.add_parser("store", help="look after the remembered transitions", allow_abbrev=False)
    verbs = group.add_subparsers(title="commands", metavar="VERB", required=True)
    add_output(add_verb(verbs, "info", "the files of the transition store, what they hold and how old it is", info))
    _verify(verbs)
    _prune(verbs)


def _verify(verbs: Any) -> None:
    text = "ask the live assistant again for a sample of stored transitions; exit code 1 where one differs"
    parser = add_verb(verbs, "verify", text, check)
    known = ", ".join(known_assistants())
    parser.add_argument(
        "-a", "--assistant", metavar="NAME", help=f"whose transitions: {known} (default: all there are)"
    )
    add_lean_project(parser)
    parser.add_argument("--sample", type=positive, default=200, metavar="N", help="how many, each assistant")
    parser.add_argument("--seed", type=natural, default=0, metavar="S", help="of the sample")
    add_output(parser)


def _prune(verbs: Any) -> None:
    text = "make room: say what would be deleted, and delete it with --force"
    parser = add_verb(verbs, "prune", text, prune)
    which = parser.add_argument_group("what")
    which.add_argument("--fingerprint", default="", metavar="TEXT", help="only files whose fingerprint begins so")
    how = which.add_mutually_exclusive_group()
    days = partial(real, what="a number of days", zero=True)
    how.add_argument("--older-than", type=days, metavar="DAYS", help="what was not used for so many days")
    how.add_argument("--max-mb", type=natural, metavar="MB", help="of each file what is beyond this, oldest use first")
    how.add_argument("--all", action="store_true", help="every file, damaged ones too")
    parser.add_argument("--force", action="store_true", help="delete it")
    add_output(parser)


# -- info


def info(args: Namespace, output: Output) -> int:
    """What lies there."""
    folder = home_from(args).store
    files = list_files(folder)
    for file in files:
        output.record({"kind": "store", **asdict(file), "path": str(file.path)})
    columns = ("file", "fingerprint", "theorems", "places", "transitions", "MB", "created", "last used", "problem")
    output.table(columns, [_cells(file) for file in files])
    total = sum(file.size for file in files) / _MB
    output.say(f"{counted(len(files), 'file')}, {total:.1f} MB in {folder}")
    return 1 if any(file.problem for file in files) else 0


def _cells(file: StoreFile) -> tuple[str | int | float | None, ...]:
    counts = (None, None, None) if file.problem else (file.theorems, file.places, file.transitions)
    used = "" if file.unused_hours is None else f"{file.unused_hours / _HOURS_A_DAY:.1f} days ago"
    return (file.path.name, file.fingerprint, *counts, round(file.size / _MB, 1), file.created, used, file.problem)


# -- verify


def check(args: Namespace, output: Output) -> int:
    """Ask again. Exit code 1 for a disagreement."""
    home = home_from(args)
    known = known_assistants()
    names = [args.assistant] if args.assistant else known
    if not args.assistant and not list_files(home.store):
        output.say(f"nothing is stored in {home.store}")
        return 0
    counts = [_check_one(home, name, args, output, required=bool(args.assistant)) for name in names]
    return 1 if any(counts) else 0


def _check_one(home: Home, name: str, args: Namespace, output: Output, required: bool) -> int:
    """Check the file of one assistant; gives how many transitions differ."""
    if not required and not list(home.store.glob(f"{name}-*")):
        return 0
    settings = RunSettings(assistant=name, lean_project=lean_project_from(args, name))
    with closing(open_assistant(settings, home.cache)) as assistant:
        path = store_path(home.store, assistant.fingerprint, assistant.name, code_digest(assistant))
        if not path.is_file():
            output.say(f"nothing is stored of {assistant.fingerprint} by this version of the program")
            return 0
        verdicts: list[Verdict] = []
        for verdict in verify(path, assistant, args.sample, args.seed, Limits()):
            verdicts.append(verdict)
            _tell(verdict, path, output)
    differ = sum(bool(v.problem) for v in verdicts)
    undecided = sum(v.undecided for v in verdicts)
    summary = {"file": str(path), "asked": len(verdicts), "differ": differ, "undecided": undecided}
    output.record({"kind": "verified", **summary})
    ending = f", {undecided} met a limit this time" if undecided else ""
    output.say(f"{name}: {counted(len(verdicts), 'transition')} asked again, {differ or 'none'} not as stored{ending}")
    return differ


def _tell(verdict: Verdict, path: Path, output: Output) -> None:
    output.record({"kind": "transition", "file": str(path), **asdict(verdict)})
    if verdict.problem:
        way = "; ".join(verdict.path) or "the root"
        output.say(f"{verdict.item_id}: {verdict.tactic!r} behind {way}: {verdict.problem}", "red")


# -- prune


def prune(args: Namespace, output: Output) -> int:
    """Delete, or say what would be deleted."""
    if not (args.all or args.fingerprint or args.older_than is not None or args.max_mb is not None):
        raise SettingsError(
            "nothing says what to prune", "Give --older-than DAYS, --max-mb MB, --fingerprint TEXT or --all."
        )
    files = list_files(home_from(args).store, args.fingerprint)
    gone = _pruned(args, files)
    for row in gone:
        output.record({"kind": "pruned", **asdict(row), "path": str(row.path), "done": args.force})
        what = "the whole file" if row.whole else counted(row.places, "place")
        output.say(f"{row.path.name}: {what}, {row.size / _MB:.1f} MB")
    if not gone:
        output.say("nothing to delete")
    elif args.force:
        output.say("deleted", "green")
    else:
        output.say("nothing was deleted; --force deletes this")
    return 0


def _pruned(args: Namespace, files: list[StoreFile]) -> list[Pruned]:
    sound = [file for file in files if not file.problem]
    if args.older_than is not None:
        rows = [prune_unused(file, args.older_than, args.force) for file in sound]
    elif args.max_mb is not None:
        rows = [prune_to(file, args.max_mb * _MB, args.force) for file in sound]
    else:
        return prune_all(files, args.force)
    return [row for row in rows if row.whole or row.places]
