"""`wonton prove`: one statement, the search shown as it goes."""

from __future__ import annotations

from argparse import Namespace
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Group
from rich.live import Live
from rich.text import Text

from wonton.assistants.base import Theorem
from wonton.cli.model_options import spending_from
from wonton.cli.options import add_output, add_search, home_from, settings_from
from wonton.cli.output import Output, counted
from wonton.cli.show import show_steps
from wonton.core.errors import SettingsError
from wonton.corpus.builders import core_theorem
from wonton.corpus.lean_files import read_lean
from wonton.corpus.surface import parse_statement
from wonton.providers.models import Purse
from wonton.runs import Observer, ProveReport, RunEvent, RunSettings, prove_statement
from wonton.runs.readiness import check_provider
from wonton.runs.tools import check_names
from wonton.search.trace import Fate

_LAST_LINES = 12
#: What became of an attempt, in one character.
MARKS: dict[Fate, str] = {
    "closed": "✓",
    "children": "+",
    "failed": "✗",
    "blocked": "-",
    "cycle": "o",
    "duplicate": "=",
    "depth": "v",
}


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "prove",
        help="prove one statement and watch the search",
        description="Search for a proof of one statement in Lean's notation (with --lean-project: of that project's "
        "Lean), show every iteration, and re-check what is found in a clean process. Writes nothing. Exit code 1: no "
        "proof was found.",
        allow_abbrev=False,
    )
    parser.add_argument("statement", metavar="STATEMENT", help="'theorem t (p q : Prop) : p ∧ q → q ∧ p'")
    parser.add_argument("--lesion", default="", metavar="NAME", help="block_<tactic> or block_family_<family>")
    add_search(parser)
    add_output(parser)
    parser.set_defaults(command=command)


def command(args: Namespace, output: Output) -> int:
    """Prove it, and say what came of it."""
    settings = settings_from(args)
    check_names(settings)
    check_provider(settings)
    theorem = _theorem(args.statement, settings)
    with _watching(output) as observer:
        purse = Purse(spending_from(args))
        report = prove_statement(theorem, settings, home_from(args).cache, observer, args.lesion, purse)
    output.record({"kind": "proof", **_proof_json(report)})
    _show_report(report, args.allow_easy, output)
    return 0 if report.solved else 1


def _theorem(text: str, settings: RunSettings) -> Theorem:
    """The statement as a theorem: of Lean as it stands where a project's library gives it its meaning, else over the
    Core library. Raises `SettingsError`, `SurfaceSyntaxError`."""
    if settings.toolchain != "project":
        return core_theorem(parse_statement(text), settings.assistant)
    reading = read_lean(text if ":=" in text else f"{text} := by sorry")
    if len(reading.found) != 1:
        raise SettingsError(
            f"{text!r} is not one theorem of Lean", "Write it as in a file: 'theorem t (p q : Prop) : p ∧ q → q ∧ p'."
        )
    (found,) = reading.found
    return Theorem(found.name, found.name, found.statement, reading.text[: found.start].strip())


def _proof_json(report: ProveReport) -> dict[str, Any]:
    source = report.proof.source if report.proof else None
    return {"solved": report.solved, "metrics": report.metrics, "source": source}


def why_not(metrics: Mapping[str, Any], allow_easy: bool) -> list[str]:
    """Why a search that found nothing stopped where it did, a sentence for each reason, with the option that helps."""
    if metrics["status"] == "exhausted":
        return ["the budget is used up; -b names larger ones"]
    offers = "another --lesion takes fewer" if metrics["lesion"] else "--allow-easy offers them"
    offers = offers if metrics["lesion"] or not allow_easy else "no option offers them"
    share = "every proposal was" if metrics["attempts"]["tau"] == 0 else "some proposals were"
    reasons = {
        "blocked": f"{share} blocked; {offers}",
        "cycle": "some tactics led back to a goal of their own path",
        "depth": "some paths reached --max-depth; a larger one goes on",
        "limit": "some attempts met a limit; --heartbeats, --wall-seconds and --memory-mb set them",
    }
    found = [reasons[cut] for cut in metrics["cuts"] if cut in reasons]
    return found or ["every proposal at every goal was tried, and none is left"]


def _show_report(report: ProveReport, allow_easy: bool, output: Output) -> None:
    attempts = report.metrics["attempts"]["tau"]
    cost = f"{counted(report.metrics['iterations'], 'iteration')}, {counted(attempts, 'attempt')}"
    if report.proof is None:
        output.say(f"no proof found: the search is {report.metrics['status']} after {cost}", "red")
        for reason in [] if report.metrics["search_closed"] else why_not(report.metrics, allow_easy):
            output.say(f"  {reason}")
        return
    output.heading(f"Proof, {cost}")
    show_steps(report.steps, output)
    output.heading("Script")
    output.say(report.proof.source.rstrip())
    output.heading("Checked from scratch")
    held = [rung for rung, holds in report.proof.rungs.items() if holds]
    refused = [rung for rung, holds in report.proof.rungs.items() if holds is False]
    output.say(f"holds: {', '.join(held)}; axioms: {', '.join(report.proof.axioms) or 'none'}")
    if refused:
        output.say(f"does not hold: {', '.join(refused)}", "red")
        output.say("\n".join(report.proof.messages))


@contextmanager
def _watching(output: Output) -> Iterator[Observer]:
    """An observer that shows iterations: the last few, redrawn, on a terminal; a line each elsewhere."""
    if output.mode == "json":
        yield lambda event: output.record(event.to_json())
    elif output.live:
        with Live(console=output.console, transient=True, refresh_per_second=12) as live:
            yield _redrawn(live)
    else:
        yield lambda event: output.say(iteration_line(event.data)) if event.kind == "iteration" else None


def _redrawn(live: Live) -> Observer:
    lines: deque[str] = deque(maxlen=_LAST_LINES)

    def observer(event: RunEvent) -> None:
        if event.kind != "iteration":
            return
        lines.append(iteration_line(event.data))
        live.update(Group(*(Text(line, no_wrap=True, overflow="ellipsis") for line in [*lines, _totals(event.data)])))

    return observer


def iteration_line(event: Mapping[str, Any]) -> str:
    """One iteration: where it went, and what became of each tactic there.

    Marks: ✓ closed the goal, + left goals, ✗ failed, - blocked, and dropped: o as a cycle, = as a duplicate,
    v for its depth.
    """
    path = " › ".join(step["tactic"] for step in event["path"] if step["tactic"]) or "root"
    made = [f"{MARKS[attempt['status']]} {attempt['tactic']}" for attempt in event["attempts"]]
    return f"{event['iteration']:4}  {path}:  {'  '.join(made) or event['reason']}"


def _totals(event: Mapping[str, Any]) -> str:
    totals = event["totals"]
    return (
        f"      {totals['nodes']} goals: {totals['open']} open, {totals['solved']} solved, {totals['dead']} dead; "
        f"{totals['attempts']} attempts, {totals['blocked']} blocked"
    )
