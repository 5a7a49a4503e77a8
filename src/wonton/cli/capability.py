"""`wonton corpus sweep-capability`: gate B."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import asdict, replace

from wonton.cli.options import (
    add_choice,
    add_output,
    add_search,
    home_from,
    home_option,
    lean_project_from,
    recorded_selection,
    selection_from,
    settings_from,
)
from wonton.cli.output import Output, counted
from wonton.cli.parsing import positive
from wonton.cli.plans import command_line
from wonton.cli.progress import progress
from wonton.cli.providers import choose_providers
from wonton.core.errors import SettingsError
from wonton.corpus import Corpus, parse_ref, select
from wonton.corpus.store import slice_names
from wonton.runs.capability import ROWS, CapabilityRow, Sweep, refuse_replacing, sweep_provider, write_capability
from wonton.runs.home import corpus_at
from wonton.runs.readiness import assistant_problem
from wonton.runs.run import RunReport

#: Does gate A on a corpus, given what its command is given; gives the exit code.
GateA = Callable[[Namespace, Output], int]


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("ref", metavar="REF", help="the corpus; without a slice its valid items, found out first")
    add_choice(parser.add_argument_group("theorems"))
    add_search(parser)
    group = parser.add_argument_group("sweep")
    group.add_argument("--workers", type=positive, default=1, metavar="N", help="worker processes; changes no result")
    group.add_argument("--resume", action="store_true", help="finish what is missing of the sweep")
    group.add_argument("--force", action="store_true", help="replace the slice feasible that another sweep made")
    add_output(parser)
    parser.set_defaults(assistant="", budget="quick")


def sweep(args: Namespace, output: Output, validate: GateA) -> int:
    """Gate B, one run for each provider; exit code 3 where items were given up or refused."""
    found = _sweep(args, _valid_items(args, output, validate))
    if not args.force:
        refuse_replacing(found)
    reports: dict[str, RunReport] = {}
    for provider in found.settings:
        output.heading(f"{provider}: {counted(len(found.items), 'theorem')}")
        with progress(output) as observer:
            report = sweep_provider(found, provider, workers=args.workers, resume=args.resume, observer=observer)
        reports[provider] = report
    _say(found, write_capability(found, reports), args, output)
    return max(report.exit_code for report in reports.values())


def _valid_items(args: Namespace, output: Output, validate: GateA) -> Corpus:
    """The corpus, opened with the slice that it is named with, else with its valid items; gate A finds those where
    nobody has asked yet."""
    home, ref = home_from(args), parse_ref(args.ref)
    corpus = corpus_at(home, ref)
    if ref.derived:
        return corpus
    pinned = replace(ref, build=corpus.ref.build)
    if "valid" not in slice_names(corpus.folder):
        output.heading(f"{pinned} has not been validated: gate A first")
        validate(Namespace(**{**vars(args), "ref": str(pinned)}), output)
    return corpus_at(home, replace(pinned, derived="valid"))


def _sweep(args: Namespace, corpus: Corpus) -> Sweep:
    assistant = args.assistant or corpus.ref.assistant
    if ":" not in assistant and assistant != corpus.ref.assistant:
        raise SettingsError(f"corpus {corpus.ref} is not for {assistant}", "Change REF or -a.")
    args = Namespace(**{**vars(args), "assistant": assistant})
    if ":" not in assistant and (problem := assistant_problem(assistant, lean_project_from(args, assistant))):
        raise problem
    asked = choose_providers(args, args.provider)
    settings = {provider: settings_from(own) for provider, own in asked.items()}
    items = select(corpus.items, selection_from(args))
    if not items:
        raise SettingsError(f"no theorem is selected of {corpus.ref}", "See `wonton corpus show`.")
    named = Namespace(**{name: value for name, value in vars(args).items() if name != "ref"})
    typed = command_line(named, f"corpus sweep-capability {args.ref}")
    return Sweep(home_from(args), corpus, tuple(items), settings, recorded_selection(args), typed)


def _say(found: Sweep, rows: list[CapabilityRow], args: Namespace, output: Output) -> None:
    for row in rows:
        output.record({"kind": "capability", **asdict(row)})
    counts = {
        provider: [sum(row.providers[provider]["status"] == status for row in rows) for status in _STATUSES]
        for provider in found.settings
    }
    output.table(("provider", *_STATUSES), [(provider, *numbers) for provider, numbers in counts.items()])
    feasible = sum(row.feasible for row in rows)
    ref = replace(found.corpus.ref, derived="feasible")
    output.say(f"{feasible} of {counted(len(rows), 'item')} are feasible: {ref}")
    output.say(f"rows:  {found.corpus.folder / ROWS}")
    if any(row.feasible for row in rows):
        output.say(f"run:   wonton run -a {ref.assistant} -c '{ref}'{home_option(home_from(args))}")


_STATUSES = ("solved", "unsolved", "refused", "failed")
