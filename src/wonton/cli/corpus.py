"""`wonton corpus build|validate|sweep-capability|list|show`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from wonton.cli import capability
from wonton.cli.options import add_lean_project, add_output, home_from, lean_project_from
from wonton.cli.output import Output
from wonton.cli.parsing import add_verb, natural, positive
from wonton.cli.validation import validation_rows
from wonton.corpus import (
    Corpus,
    Item,
    Selection,
    ValidationRow,
    build_named,
    list_corpora,
    parse_ref,
    select,
)
from wonton.corpus.building import MAKERS
from wonton.corpus.validate import write_rows
from wonton.runs.home import corpus_at

#: In plain output, a line each time that this many more items were checked.
_EVERY = 200


def register(commands: Any) -> None:
    """Add the commands to the parser."""
    group = commands.add_parser("corpus", help="build, check and look at corpora", allow_abbrev=False)
    verbs = group.add_subparsers(title="commands", metavar="VERB", required=True)
    _build(verbs)
    _validate(verbs)
    _sweep(verbs)
    _list(verbs)
    _show(verbs)


def _build(verbs: Any) -> None:
    parser = add_verb(verbs, "build", "build a corpus and make that build the current one", build)
    makers = "; ".join(" ".join((name, *wanted)) for name, wanted in MAKERS.items())
    text = f"a corpus with a builder (lean:core, rocq:core, rocq-stdlib), or one that is made: {makers}"
    parser.add_argument("name", metavar="NAME", help=text)
    parser.add_argument("arguments", metavar="DIR or REF", nargs="*", default=[], help="what the corpus is made of")
    parser.add_argument("--name", dest="called", default="", metavar="ID", help="what the made corpus is called")
    add_output(parser)


def _validate(verbs: Any) -> None:
    text = (
        "gate A: ask the assistant whether each statement elaborates; writes validation.jsonl and the slice valid;"
        " given again, it goes on where it was stopped"
    )
    parser = add_verb(verbs, "validate", text, check)
    parser.add_argument(
        "ref",
        metavar="REF",
        nargs="?",
        default="lean:core",
        help="the corpus (default: lean:core); all of it, or the slice that is named",
    )
    parser.add_argument("--workers", type=positive, default=1, metavar="N", help="processes that check (default: 1)")
    add_lean_project(parser)
    add_output(parser)


def _sweep(verbs: Any) -> None:
    text = "gate B: which items can one of the providers (-p A,B) solve; writes capability.jsonl and the slice feasible"
    capability.add_arguments(add_verb(verbs, "sweep-capability", text, partial(capability.sweep, validate=check)))


def _list(verbs: Any) -> None:
    add_output(add_verb(verbs, "list", "the corpora that are built here or can be", show_list))


def _show(verbs: Any) -> None:
    parser = add_verb(verbs, "show", "one corpus: counts, slices, and its items", show)
    parser.add_argument("ref", metavar="REF", nargs="?", default="lean:core", help="the corpus (default: lean:core)")
    parser.add_argument("-t", "--theorem", metavar="ID", help="this item, in all its languages")
    parser.add_argument("--offset", type=natural, default=0, metavar="N", help="leave out the first N items")
    parser.add_argument("--limit", type=positive, default=20, metavar="N", help="show N items at most (default: 20)")
    add_output(parser)


def build(args: Namespace, output: Output) -> int:
    """Build it and say what came out."""
    for corpus in build_named(home_from(args).root, args.name, args.arguments, args.called):
        _say_counts(corpus, output)
    return 0


def check(args: Namespace, output: Output) -> int:
    """Gate A, one row per item of the build, or of the slice that is named; exit code 3 where a statement was
    refused."""
    home = home_from(args)
    ref = parse_ref(args.ref)
    corpus = corpus_at(home, ref)
    items = corpus.items if ref.derived else corpus.all_items
    found = validation_rows(home, corpus, items, args.workers, lean_project_from(args, ref.assistant))
    rows = write_rows(corpus, _shown(found, len(items), output), ref.derived)
    valid = sum(row.valid for row in rows)
    output.say(f"{valid} of {len(rows)} statements elaborate; see {corpus.folder / 'validation.jsonl'}")
    return 0 if valid == len(rows) else 3


def _shown(rows: Iterator[ValidationRow], total: int, output: Output) -> Iterator[ValidationRow]:
    """The rows, each reported as it passes: a bar on a terminal, else now and then a line, records with `--json`."""
    columns = (TextColumn("validating"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=output.console, transient=True, disable=not output.live) as bar:
        task = bar.add_task("", total=total)
        for number, row in enumerate(rows, 1):
            output.record({"kind": "validation", **asdict(row)})
            if not row.valid:
                output.say(f"{row.item_id}: {_first_line(row.message)}", "red")
            bar.update(task, completed=number)
            if number % _EVERY == 0 and not output.live:
                output.say(f"{number}/{total}")
            yield row


def _first_line(message: str) -> str:
    """The first line of an assistant's message; where that is not all of it, with dots behind."""
    first, _, rest = message.partition("\n")
    return f"{first} ..." if rest.strip() else first


def show_list(args: Namespace, output: Output) -> int:
    """Every corpus there is."""
    listings = list_corpora(home_from(args).root)
    for listing in listings:
        output.record({"kind": "corpus", **asdict(listing)})
    rows = [
        (listing.name, listing.builds[0] if listing.builds else "not built", ", ".join(listing.slices), listing.summary)
        for listing in listings
    ]
    output.table(("corpus", "current build", "slices", "what"), rows)
    return 0


def show(args: Namespace, output: Output) -> int:
    """One corpus, or one item of it."""
    corpus = corpus_at(home_from(args), args.ref)
    if args.theorem:
        _say_item(select(corpus.all_items, Selection(theorems=(args.theorem,)))[0], output)
        return 0
    _say_counts(corpus, output)
    items = select(corpus.items, Selection(offset=args.offset, limit=args.limit))
    for item in items:
        output.record({"kind": "item", **asdict(item)})
    output.say()
    rows = [(item.item_id, item.topic, item.shortest_known, item.statement) for item in items]
    output.table(("id", "topic", "steps", "statement"), rows)
    last = args.offset + len(items)
    if last < len(corpus.items):
        output.say(f"{args.offset + 1} to {last} of {len(corpus.items)}; go on with --offset {last}")
    return 0


def _say_counts(corpus: Corpus, output: Output) -> None:
    counts = corpus.manifest.counts
    place = {"ref": str(corpus.ref), "folder": str(corpus.folder)}
    output.record({"kind": "manifest", **place, **corpus.manifest.to_json()})
    output.say(f"{corpus.ref}: {len(corpus.items)} items of {counts['items']} in the build", "bold")
    output.say(f"folder: {corpus.folder}")
    for name in ("by_topic", "by_needs"):
        output.say(f"{name.replace('_', ' ')}: {', '.join(f'{key} {count}' for key, count in counts[name].items())}")
    for reason, refusal in corpus.manifest.refused.items():
        output.say(f"left out, {reason}: {refusal['count']}")


def _say_item(item: Item, output: Output) -> None:
    output.record({"kind": "item", **asdict(item)})
    for name, value in asdict(item).items():
        output.say(f"{name + ':':16}{'' if value is None else value}")
