"""A run's summary for people: rates with their numerators, denominators and 95% Wilson intervals."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from wonton.assistants.base import RUNGS
from wonton.cli.options import home_option
from wonton.cli.output import Cell, Output, counted
from wonton.metrics.outcomes import KINDS
from wonton.runs.home import Home

Json = Mapping[str, Any]


def rate_cells(rate: Json) -> tuple[str, str, str]:
    """A rate as `n/d`, per cent, and interval in per cent; no per cent where there are no cases."""
    counts = f"{rate['numerator']}/{rate['denominator']}"
    if rate["value"] is None:
        return counts, "", ""
    return counts, f"{rate['value']:.1%}", f"[{rate['wilson_low']:.1%}, {rate['wilson_high']:.1%}]"


def rate_text(rate: Json) -> str:
    """A rate in one line: `3/4 75.0% [30.1%, 95.4%]`."""
    return " ".join(cell for cell in rate_cells(rate) if cell)


def say_place(home: Home, run_id: str, output: Output) -> None:
    """Where a run lies, and how to look at it."""
    output.say()
    output.say(f"run directory:  {home.logs / run_id}")
    output.say(f"look closer:    wonton show {shlex.quote(run_id)}{home_option(home)}")


def show_summary(output: Output, summary: Json) -> None:
    """Solve rate, rungs, lesion outcomes by denominator, outcomes by lesion."""
    rates = summary["rates"]
    rungs = rates["rungs"]
    rows: list[Sequence[Cell]] = [("wild type solved (axioms_ok)", *rate_cells(rates["solved"]))]
    rows += [
        (f"  rung {name}", *rate_cells(rungs[name])) for name in RUNGS if name in rungs and rungs[name]["numerator"]
    ]
    damaged = rates["control_solved"]["denominator"] or summary["counts"]["lesions"]
    if damaged:
        rows.append(("control_null solved", *rate_cells(rates["control_solved"])))
    output.table(("rate", "n/d", "value", "95% Wilson"), rows, title="Solved")
    if damaged:
        _show_outcomes(output, summary["outcomes"])
        _show_lesions(output, summary["outcomes"]["by_lesion"])
    _show_remarks(output, summary)


def _show_outcomes(output: Output, outcomes: Json) -> None:
    rows: list[Sequence[Cell]] = []
    for what in ("control_null", "lesions"):
        for denominator in ("main", "strict"):
            if what == "control_null" and denominator == "strict":
                continue
            for outcome in KINDS:
                rows.append((what, denominator, outcome, *rate_cells(outcomes[what][denominator][outcome])))
    rows.append(("lesions", "rescue", "rescue", *rate_cells(outcomes["lesions"]["rescue"])))
    columns = ("variant", "denominator", "outcome", "n/d", "value", "95% Wilson")
    output.table(columns, rows, title="Outcomes (main: wild type solved; strict: control_null solved too)")


def _show_lesions(output: Output, lesions: Mapping[str, Json]) -> None:
    rows: list[Sequence[Cell]] = []
    for name, rates in sorted(lesions.items(), key=lambda pair: (-_cases(pair[1]), pair[0])):
        main = rates["main"]
        counts = [int(main[outcome]["numerator"]) for outcome in KINDS]
        _, value, interval = rate_cells(main["collapse"])
        rows.append((name, _cases(rates), *counts, value, interval))
    if rows:
        columns = ("lesion", "cases", *KINDS, "collapse rate", "95% Wilson")
        output.table(columns, rows, title="By lesion (main)")


def _cases(rates: Json) -> int:
    return int(rates["main"]["replicate"]["denominator"])


def _show_remarks(output: Output, summary: Json) -> None:
    counts = summary["counts"]
    output.say()
    output.say(
        f"{counted(counts['theorems'], 'theorem')}: {counts['solved']} solved, {counts['unsolved']} unsolved, "
        f"{counts['refused']} refused, {counts['failed']} failed; {counted(counts['lesions'], 'lesion')}; "
        f"{counted(counts['tau'], 'attempt')}"
    )
    if escaped := summary["outcomes"]["lesions"]["escaped"]:
        output.say(f"{counted(escaped, 'lesioned proof')} got around the lesion and counted in no rate", "yellow")
    show_faults(output, summary)


def show_model(output: Output, summary: Json) -> None:
    """What the provider's model cost, where it has one."""
    model = (summary.get("timings") or {}).get("model")
    if model is None:
        return
    spent = f"{model['prompt_tokens']} tokens in, {model['new_tokens']} out, {model['seconds']:.1f} s"
    output.say(f"model: {counted(model['goals'], 'goal')} asked, {model['remembered']} remembered; {spent}")
    if "requests" in model:
        asked = f"{counted(model['requests'], 'request')}, {model['retries']} of them again"
        output.say(f"endpoint: {asked}; cost {model['cost']:.4f}")


def show_faults(output: Output, summary: Json) -> None:
    """What a model cost, what a clock decided, and the theorems that were given up."""
    show_model(output, summary)
    if not summary["deterministic"]:
        output.say(
            f"not deterministic: {counted(summary['nondeterministic'], 'attempt')} met a wall-clock or memory limit, "
            "or crashed",
            "yellow",
        )
    for item_id in summary["failed"]:
        output.say(f"failed: {item_id}", "red")


def show_theorems(output: Output, rows: Sequence[Json]) -> None:
    """One line per theorem: wild type, control, and how many lesions had which outcome."""
    columns = ("theorem", "wild type", "tier", "steps", "tau", "control", "lesions", *KINDS, "rescue")
    output.table(columns, [_theorem_cells(row) for row in rows], title="Theorems")


def _theorem_cells(row: Json) -> tuple[Cell, ...]:
    wild, control, lesions = row["wild_type"], row["control_null"], row["lesions"]
    if wild is None:
        return (row["item_id"], row["status"], *([None] * 9))
    outcomes = [lesion["outcome"] for lesion in lesions]
    return (
        row["item_id"],
        row["status"],
        wild["tier"],
        wild["steps"],
        wild["tau"],
        control["outcome"] if control else "",
        len(lesions),
        *(outcomes.count(name) for name in (*KINDS, "rescue")),
    )
