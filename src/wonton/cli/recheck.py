"""`wonton recheck`: a finished run's proofs before another kernel."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from wonton.artifacts.read import RunReader, is_external
from wonton.assistants.base import Theorem
from wonton.cli.finding import find_run
from wonton.cli.options import add_lean_project, add_output, home_from, lean_project_from
from wonton.cli.output import Output, counted
from wonton.cli.parsing import positive
from wonton.cli.summary import rate_text
from wonton.core.errors import ArtifactError, SettingsError
from wonton.corpus import Corpus, Item, open_corpus
from wonton.runs.checkers import KERNELS
from wonton.runs.home import Home
from wonton.runs.recheck import FindTheorem, RecheckReport, Row, recheck_run

_SHOWN = 20


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser: ArgumentParser = commands.add_parser(
        "recheck",
        help="a run's proofs judged by another kernel",
        description="Have another kernel judge the proof of every solved variant of a finished run: Rocq's a run of "
        "lean, Lean's or coqchk a run of rocq. Writes <variant>_recheck.json beside each proof and changes nothing "
        "else. Says how many were accepted, with 95% Wilson interval, and why others were not; exit code 3 where "
        "there are such.",
        allow_abbrev=False,
    )
    parser.add_argument("run", metavar="RUN", help="a run id, or the path of a run directory")
    names = [name for kernels in KERNELS.values() for name in kernels]
    parser.add_argument("--kernel", choices=names, help="who judges (default: the other assistant's kernel)")
    parser.add_argument(
        "-t", "--theorem", action="append", default=[], metavar="ID", help="this theorem only (may be given again)"
    )
    parser.add_argument("--workers", type=positive, default=1, metavar="N", help="batches at a time; changes no result")
    add_lean_project(parser)
    add_output(parser)
    parser.set_defaults(command=command)


def command(args: Namespace, output: Output) -> int:
    """Recheck, and say what came out."""
    home = home_from(args)
    run = find_run(home, args.run)
    if is_external(run.run_dir):
        raise SettingsError(
            f"{args.run} is a run of an automatic prover, which no kernel takes proofs of",
            "`wonton external BACKEND --check-proof` puts them to another prover.",
        )
    if "basin" in run.config():
        raise SettingsError(
            f"{args.run} is a basin: it keeps structures and costs of its proofs, not the proofs",
            "Recheck a run of `wonton run`.",
        )
    report = recheck_run(
        run,
        args.kernel or default_kernel(run),
        home.cache,
        lean_project=_project(args, run),
        theorems=args.theorem,
        workers=args.workers,
        find_theorem=theorem_finder(home, run),
        observer=lambda done, total: output.say(f"{done} of {counted(total, 'different proof')} judged", "dim"),
    )
    for row in report.rows:
        output.record({"kind": "recheck", "kernel": report.kernel, "result": row.to_json()})
    summary = report.summary()
    output.record({"kind": "summary", "summary": summary, "exit_code": report.exit_code})
    show_report(report, summary, output)
    return report.exit_code


def _project(args: Namespace, run: RunReader) -> str:
    """Where the Lake project of the run lies now, where it was made with one."""
    return lean_project_from(args, "lean") if run.config()["settings"].get("lean_project") else args.lean_project or ""


def default_kernel(run: RunReader) -> str:
    """The first kernel for the run's assistant; any where it has none, so that the error says so."""
    return KERNELS.get(run.config()["settings"]["assistant"], ("rocq",))[0]


def theorem_finder(home: Home, run: RunReader) -> FindTheorem:
    """Finds a theorem with its whole header in the corpus that the run names, which is opened when first asked.

    The finder raises `ArtifactError` where the corpus does not have it, and what opening a corpus raises.
    """
    ref = run.config()["settings"]["corpus"]

    @cache
    def corpus() -> tuple[Corpus, dict[str, Item]]:
        opened = open_corpus(home.root, ref)
        return opened, {item.item_id: item for item in opened.all_items}

    def find(item_id: str) -> Theorem:
        opened, items = corpus()
        if item_id not in items:
            raise ArtifactError(f"{item_id} is not in {ref}", "Use the home that the run was made in.")
        return opened.theorem(items[item_id])

    return find


def show_report(report: RecheckReport, summary: Mapping[str, Any], output: Output) -> None:
    """Rates, kinds of what was not accepted, and the first rows of these."""
    output.say(f"{report.checker}: accepted {rate_text(summary['accepted'])}", "bold")
    output.say(f"wild types: {rate_text(summary['accepted_wild_type'])}")
    kinds = [(row["outcome"].replace("_", " "), row["kind"], row["count"]) for row in summary["not_accepted"]]
    if kinds:
        output.table(("outcome", "kind", "proofs"), kinds, title="Not accepted")
        _show_rows([row for row in report.rows if not row.verdict.accepted], output)


def _show_rows(rows: Sequence[Row], output: Output) -> None:
    output.say()
    for row in rows[:_SHOWN]:
        output.say(f"{row.item_id} {row.variant}: {row.verdict.kind}: {row.verdict.reason}")
    if len(rows) > _SHOWN:
        output.say(f"and {len(rows) - _SHOWN} more; --json lists all")
