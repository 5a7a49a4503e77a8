"""`wonton lake job presets|run|show`, `wonton lake reference build|show`, `wonton lake score-k`: parsing and printing.

`register_verbs` adds them to the group `wonton lake`.
"""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wonton.cli.options import add_output, home_from
from wonton.cli.output import Output, counted
from wonton.cli.parsing import add_verb, real

if TYPE_CHECKING:
    from wonton.lake.jobs import JobReport
    from wonton.lake.references import Reference
    from wonton.lake.selection import Selection

#: Options of a selection, and the criterion that each is.
_SELECTORS = {
    "assistant": "assistants",
    "budget": "budgets",
    "cohort": "cohorts",
    "corpus": "corpora",
    "mode": "modes",
    "phase": "phases",
    "policy": "policies",
    "provider": "providers",
    "run-id": "run_ids",
}


def register_verbs(verbs: Any) -> None:
    """Add `job`, `reference` and `score-k` to the verbs of `wonton lake`."""
    _jobs(_group(verbs, "job", "queries over selected runs, whose rows go to files"))
    _references(_group(verbs, "reference", "frozen tables of outcomes by goal and tactic family"))
    _score_k(verbs)


def _group(verbs: Any, name: str, text: str) -> Any:
    group = verbs.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.", allow_abbrev=False)
    return group.add_subparsers(title="commands", metavar="VERB", required=True)


def _jobs(verbs: Any) -> None:
    add_output(add_verb(verbs, "presets", "the jobs that come with the program", presets))
    parser = add_verb(verbs, "run", "run a job; exit code 3 where it is skipped for want of runs", run)
    parser.add_argument("job", metavar="PRESET", help="a preset, or the file of a job (.toml, .json)")
    parser.add_argument(
        "--set", action="append", type=_pair, default=[], metavar="NAME=VALUE", help="a parameter of the job"
    )
    _scope(parser)
    add_output(parser)
    parser = add_verb(verbs, "show", "a job that ran, or all of them", show)
    parser.add_argument("job_id", nargs="?", metavar="JOB", help="its id")
    add_output(parser)


def _references(verbs: Any) -> None:
    weight = partial(real, what="a number above 0")
    parser = add_verb(verbs, "build", "freeze the outcomes of selected runs into a reference", build)
    _selectors(parser)
    parser.add_argument(
        "--variant", action="append", default=[], metavar="NAME", help="only this variant (may be given again)"
    )
    parser.add_argument("--alpha", type=weight, default=1.0, metavar="A", help="weight of the prior, above 0")
    _scope(parser)
    add_output(parser)
    parser = add_verb(verbs, "show", "a reference, or all of them", show_reference)
    parser.add_argument("ref_id", nargs="?", metavar="REF", help="its id, or how it begins")
    add_output(parser)


def _score_k(verbs: Any) -> None:
    parser = add_verb(verbs, "score-k", "score reference K of selected runs against a reference", score_k)
    parser.add_argument("--reference", required=True, metavar="REF", help="id of the reference, or how it begins")
    _selectors(parser)
    _scope(parser)
    add_output(parser)


def _selectors(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("runs (each may be given again; at least one)")
    for option, criterion in _SELECTORS.items():
        what = "this run; * and ? stand for any" if option == "run-id" else f"runs of this {option}"
        group.add_argument(f"--{option}", dest=criterion, action="append", default=[], metavar="NAME", help=what)


def _scope(parser: ArgumentParser) -> None:
    parser.add_argument("--logs-dir", type=Path, metavar="DIR", help="runs at or below DIR and no others")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value


# -- jobs


def presets(args: Namespace, output: Output) -> int:
    """List the presets."""
    from wonton.lake.jobs import known_presets

    rows = known_presets()
    for job in rows:
        output.record({"kind": "preset", "name": job.name, "title": job.title, "parameters": job.parameters})
    shown = [
        (job.name, ", ".join(f"{k}={v}" if v != "" else k for k, v in job.parameters.items()), job.title)
        for job in rows
    ]
    output.table(("preset", "parameters", "what"), shown)
    return 0


def run(args: Namespace, output: Output) -> int:
    """Run one."""
    from wonton.lake.jobs import run_job

    report = run_job(home_from(args).root, args.job, dict(args.set), logs_root=args.logs_dir)
    _tell(report, output)
    return report.exit_code


def _tell(report: JobReport, output: Output) -> None:
    output.record({"kind": "job", **report.to_json(), "folder": str(report.folder)})
    if report.status == "skipped":
        output.say(f"{report.name}: skipped: {report.reason}", "yellow")
    else:
        against = f", reference {report.ref_id}" if report.ref_id else ""
        output.say(f"{report.name}: {counted(report.runs, 'run')}{against}", "green")
        rows = [(dataset.name, dataset.rows, dataset.path.name) for dataset in report.datasets]
        output.table(("dataset", "rows", "file"), rows)
    output.say(str(report.folder))


def show(args: Namespace, output: Output) -> int:
    """Show a job that ran, or list them."""
    from wonton.lake.jobs import known_jobs, read_manifest

    home = home_from(args).root
    found = [read_manifest(home, job_id) for job_id in ([args.job_id] if args.job_id else known_jobs(home))]
    for manifest in found:
        output.record({"kind": "job", **manifest})
    columns = ("job", "status", "runs", "reference", "datasets", "reason")
    output.table(
        columns, [(m["job_id"], m["status"], m["runs"], m["ref_id"], len(m["datasets"]), m["reason"]) for m in found]
    )
    if args.job_id:
        rows = [(d["name"], d["rows"], d["file"], d["sha256"][:12]) for d in found[0]["datasets"]]
        output.table(("dataset", "rows", "file", "sha256"), rows, title="Datasets")
    return 0


# -- references and K


def _selection(args: Namespace) -> Selection:
    from wonton.lake.selection import Selection

    return Selection.of("the selection", {name: getattr(args, name) for name in _SELECTORS.values()})


def build(args: Namespace, output: Output) -> int:
    """Build one."""
    from wonton.lake import open_lake
    from wonton.lake.references import build_reference
    from wonton.lake.selection import scope_of

    home = home_from(args).root
    with open_lake(home, write=True) as connection:
        scope = scope_of(connection, home, args.logs_dir)
        built = build_reference(
            connection, home, _selection(args), scope=scope, alpha=args.alpha, variants=args.variant
        )
    output.record({"kind": "reference", **_row(built.reference), "folder": str(built.folder)})
    _table([built.reference], output)
    output.say(str(built.folder))
    return 0


def show_reference(args: Namespace, output: Output) -> int:
    """Show a reference with its members, or list them."""
    from wonton.lake.references import known_references, load_reference

    home = home_from(args).root
    names = [args.ref_id] if args.ref_id else known_references(home)
    found = [load_reference(home, name) for name in names]
    for reference in found:
        output.record({"kind": "reference", **_row(reference), **(reference.head() if args.ref_id else {})})
    _table(found, output)
    if args.ref_id:
        output.table(("member",), [(member.run_id,) for member in found[0].members])
    return 0


def _row(reference: Reference) -> dict[str, Any]:
    return {
        "ref_id": reference.ref_id,
        "assistant": reference.assistant,
        "alpha": reference.alpha,
        "runs": len(reference.members),
        "cells": len(reference.outcomes),
        "attempts": reference.attempts,
        "successes": reference.successes,
    }


def _table(references: list[Reference], output: Output) -> None:
    rows = [_row(reference) for reference in references]
    columns = ("ref_id", "assistant", "alpha", "runs", "cells", "attempts", "successes")
    output.table(columns, [tuple(row.values()) for row in rows])


def score_k(args: Namespace, output: Output) -> int:
    """Score."""
    from wonton.lake import open_lake
    from wonton.lake.references import load_reference, score_runs
    from wonton.lake.selection import scope_of, select_runs

    home, selection = home_from(args).root, _selection(args)
    reference = load_reference(home, args.reference)
    with open_lake(home, write=True) as connection:
        keys = select_runs(connection, selection, scope_of(connection, home, args.logs_dir))
        report = score_runs(connection, home, reference, keys)
    output.record(
        {
            "kind": "scored",
            "ref_id": report.ref_id,
            "runs": report.runs,
            "rows": report.rows,
            "with_k": report.scored,
            "in_sample": report.in_sample,
        }
    )
    output.say(
        f"{counted(report.runs, 'run')} scored against {report.ref_id}: {counted(report.rows, 'row')}, "
        f"{report.scored} with K, {report.in_sample} in-sample"
    )
    if not report.runs:
        output.say(f"no runs meet the selection ({selection})", "yellow")
    return 0 if report.runs else 3
