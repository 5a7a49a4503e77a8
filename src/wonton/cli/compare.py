"""`wonton compare`: two runs side by side, item by item."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Any

from wonton.cli.basins import span
from wonton.cli.finding import find_run
from wonton.cli.options import add_output, home_from
from wonton.cli.output import Output
from wonton.cli.pairs import listed
from wonton.cli.search_mode import mode_words
from wonton.cli.summary import rate_text
from wonton.runs.compare import compare_runs, topics_of

_SHOWN = 20


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser: ArgumentParser = commands.add_parser(
        "compare",
        help="two runs side by side: who solved what, at what cost, by which steps",
        description="Pair two runs item by item (wild types): solve counts per topic, items that one alone solved, "
        "agreement with 95% Wilson interval, exact McNemar test, ratio of attempts, and the proofs' steps by what "
        "they do. Runs of different assistants can be compared where their items have the same ids.",
        allow_abbrev=False,
    )
    parser.add_argument("first", metavar="RUN_A", help="a run id, or the path of a run directory")
    parser.add_argument("second", metavar="RUN_B", help="another one")
    add_output(parser)
    parser.set_defaults(command=command)


def command(args: Namespace, output: Output) -> int:
    """Compare, and say what came out."""
    home = home_from(args)
    first, second = find_run(home, args.first), find_run(home, args.second)
    found = compare_runs(first, second, topics_of(home, first))
    output.record({"kind": "comparison", **found})
    _show_heads(found, output)
    _show_counts(found, output)
    _show_alone(found, output)
    _show_cost(found, output)
    _show_structure(found["structure"], output)
    return 0


def _show_heads(found: Mapping[str, Any], output: Output) -> None:
    for letter, run in zip("AB", found["runs"], strict=True):
        partial = "" if run["status"] == "completed" else f" ({run['status']}: finished items only)"
        output.say(
            f"{letter}: {run['run_id']}{partial}: {run['versions']['assistant']}, {run['provider']}, {run['corpus']}, "
            f"budget {run['budget']}, {run['policy']}, seed {run['seed']}{mode_words(run['distributed'])}"
        )
    lacking = found["left_out"]
    for letter, ids in (("A", lacking["first"]), ("B", lacking["second"])):
        if ids:
            output.say(f"only in {letter}, left out: {len(ids)} items")


def _show_counts(found: Mapping[str, Any], output: Output) -> None:
    rows = [_counts_row(name, counts) for name, counts in found["topics"].items()]
    if len(rows) > 1:
        rows.append(_counts_row("all", found["all"]))
    output.table(("topic", "items", "A", "B", "both", "A only", "B only", "neither"), rows, title="Solved")
    whole = found["all"]
    output.say()
    output.say(f"A {rate_text(whole['first'])}, B {rate_text(whole['second'])}")
    kappa = "" if whole["kappa"] is None else f", kappa {whole['kappa']:.2f}"
    output.say(f"agreement {rate_text(whole['agreement'])}{kappa}")
    output.say(f"exact McNemar, {whole['first_only']} against {whole['second_only']}: p = {whole['mcnemar_p']:.4g}")


def _counts_row(name: str, counts: Mapping[str, Any]) -> tuple[str | int, ...]:
    solved = (counts["first"]["numerator"], counts["second"]["numerator"])
    return (name, counts["items"], *solved, *(counts[k] for k in ("both", "first_only", "second_only", "neither")))


def _show_alone(found: Mapping[str, Any], output: Output) -> None:
    for letter, ids in (("A", found["first_only"]), ("B", found["second_only"])):
        if ids:
            output.say(f"solved by {letter} only: {listed(ids, _SHOWN)}")


def _show_cost(found: Mapping[str, Any], output: Output) -> None:
    ratio = found["attempts_ratio"]
    if ratio is None:
        return
    interval = "" if ratio["median_low"] is None else f" [{ratio['median_low']:.2f}, {ratio['median_high']:.2f}]"
    output.say(
        f"attempts, B over A, {ratio['items']} items solved by both: median {ratio['median']:.2f}{interval}, "
        f"geometric mean {ratio['geometric_mean']:.2f} {span(ratio['geometric_mean_interval'])}".rstrip()
    )


def _show_structure(structure: Mapping[str, Any], output: Output) -> None:
    if not structure["items"]:
        return
    for what in ("operators", "effects"):
        one, two = structure[what]
        rows = [(word, _share(one, word), _share(two, word)) for word in sorted({*one, *two})]
        output.table((what, "A", "B"), rows, title=f"Steps by their {what}, proofs of items solved by both")
    output.say()
    same = structure["same_structure"]
    hashes = "" if same is None else f"{same} of {structure['items']} proofs have the same structure; "
    output.say(
        f"{hashes}{structure['same_operators']} of {structure['items']} go through the same operators; mean distance "
        f"of operator sequences {structure['mean_operator_distance']:.2f} of the longer one's length"
    )


def _share(rates: Mapping[str, Any], word: str) -> str:
    rate = rates.get(word)
    return "" if rate is None else f"{rate['numerator']}/{rate['denominator']} ({rate['value']:.1%})"
