"""`wonton exact`: the full graph of a theorem under a provider, and its null models."""

from __future__ import annotations

import contextlib
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from wonton.artifacts.layout import safe_name
from wonton.artifacts.write import write_json
from wonton.assistants.base import Theorem
from wonton.cli.model_options import add_model
from wonton.cli.options import add_limits, add_output, add_searcher, add_selection, home_from
from wonton.cli.output import Cell, Output, counted
from wonton.cli.parsing import natural, positive
from wonton.cli.plans import plan_from
from wonton.core.errors import SettingsError
from wonton.runs.bench import Bench, open_bench
from wonton.runs.enumerate import FirstOf, GraphLimits, enumerate_graph
from wonton.runs.settings import GOAL_SIGNATURES, RunSettings
from wonton.search.exact import Budgets, ExactGraph, Row, null_models
from wonton.search.settings import ExpansionName

_SETTINGS, _GRAPH, _ASKED = RunSettings(), GraphLimits(), Budgets()


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "exact",
        help="a theorem's whole graph, and what a blind search of it costs",
        description="Enumerate every goal that a provider's candidates can reach, and compute what the null models "
        "cost there: exactly where that is possible, else by simulation, marked as such. Exit code 3: a limit left "
        "some graph incomplete.",
        allow_abbrev=False,
    )
    add_selection(parser)
    _add_graph(parser)
    add_model(parser)
    _add_models(parser)
    add_limits(parser)
    add_output(parser)
    fixed = {"policy": "blind_uniform", "exploration": _SETTINGS.exploration, "budget": "quick", "max_depth": 64}
    unused = {"backpropagation": _SETTINGS.backpropagation, "resume": False, "run_id": "exact", "no_store": True}
    unused |= {"external_checker": _SETTINGS.external_checker}
    parser.set_defaults(command=command, **fixed, **unused)


def _add_graph(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("graph")
    add_searcher(group)
    group.add_argument("--candidates", type=positive, metavar="K", help="only the provider's first K candidates a goal")
    group.add_argument("--depth", type=positive, default=_GRAPH.depth, metavar="D", help="expand goals above depth D")
    group.add_argument("--max-goals", type=positive, default=_GRAPH.goals, metavar="N", help="expand N goals at most")
    group.add_argument(
        "--lesion", action="append", default=[], metavar="NAME", help="take these tactics away (may be given again)"
    )
    group.add_argument("--goal-sig", default=_SETTINGS.goal_sig, choices=GOAL_SIGNATURES, help="what tells goals apart")
    group.add_argument("--allow-easy", action="store_true", help="offer simp, omega, decide, rfl and their like too")
    group.add_argument("--save", metavar="DIR", type=Path, help="write each graph to DIR/<theorem>.graph.json.gz")


def _add_models(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("null models")
    group.add_argument(
        "--budget-attempts", type=positive, default=_ASKED.attempts, metavar="H", help="of the sequential model"
    )
    group.add_argument(
        "--budget-iterations", type=positive, default=50, metavar="H", help="of blind_uniform (default: 50)"
    )
    group.add_argument(
        "--expansion",
        default=_ASKED.expansion,
        choices=get_args(ExpansionName),
        help="what blind search keeps",
    )
    group.add_argument(
        "--simulate", type=positive, default=_ASKED.runs, metavar="N", help="draws where exact computation is too large"
    )
    group.add_argument("--seed", type=natural, default=0, metavar="S", help="of sample and simulations")


def command(args: Namespace, output: Output) -> int:
    """Enumerate and analyse the selected theorems, one after the other."""
    plan = plan_from(args, "exact", lesions=tuple(args.lesion))
    _make_folder(args.save)
    asked = Budgets(args.budget_attempts, args.budget_iterations, args.expansion, args.simulate, args.seed)
    complete = True
    with contextlib.closing(open_bench(plan.settings, home_from(args).cache)) as opened:
        provider = FirstOf(opened.provider, args.candidates) if args.candidates else opened.provider
        bench = Bench(opened.assistant, provider, plan.settings)
        for theorem in plan.theorems:
            graph = enumerate_graph(bench, theorem, GraphLimits(args.depth, args.max_goals), args.lesion)
            complete = complete and graph.complete
            _save(graph, theorem, args.save, output)
            _show(theorem, graph, null_models(graph, asked), output)
    return 0 if complete else 3


def _make_folder(folder: Path | None) -> None:
    """Make the folder for `--save` before the work begins."""
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{folder} cannot be a folder: {error.strerror}", "Name another with --save.") from error


def _save(graph: ExactGraph, theorem: Theorem, folder: Path | None, output: Output) -> None:
    if folder is None:
        return
    path = folder / f"{safe_name(theorem.item_id)}.graph.json.gz"
    write_json(path, graph.to_json())
    output.say(f"graph: {path}")


def _show(theorem: Theorem, graph: ExactGraph, rows: Sequence[Row], output: Output) -> None:
    facts = {
        "theorem": theorem.item_id,
        "nodes": len(graph.nodes),
        "goals": graph.goals,
        "candidates": graph.candidates,
        "complete": graph.complete,
        "cuts": graph.cuts,
        "provable": graph.provable,
        "unsteady": graph.unsteady,
    }
    output.record({"kind": "graph", **facts, "provenance": dict(graph.provenance)})
    for row in rows:
        output.record({"kind": "null_model", "theorem": theorem.item_id, "complete": graph.complete, **row.to_json()})
    output.heading(f"{theorem.item_id}: {_described(graph)}")
    columns = ("model", "p of one run", "attempts", "within H", "p", "attempts", "how")
    output.table(columns, [_cells(row) for row in rows])
    for line in _warnings(graph):
        output.say(line, "yellow")


def _described(graph: ExactGraph) -> str:
    size = f"{counted(graph.goals, 'goal')}, {counted(graph.candidates, 'candidate')}"
    return f"{size}, {'complete' if graph.complete else 'incomplete'}"


def _warnings(graph: ExactGraph) -> list[str]:
    lines = []
    if graph.cuts:
        cut = ", ".join(f"{number} by {limit}" for limit, number in graph.cuts.items())
        lines.append(f"cut: {cut}; goals that were cut count as dead ends, so p of one run is a lower bound")
    if not graph.provable:
        lines.append("no choice of candidates proves it here")
    if graph.unsteady:
        lines.append(f"{counted(graph.unsteady, 'attempt')} met a clock, memory limit or crash: not repeatable")
    return lines


def _cells(row: Row) -> list[Cell]:
    return [
        row.model,
        None if row.p is None else _measured(row.p, row.p_error),
        None if row.attempts is None else _measured(row.attempts, row.attempts_error),
        f"{row.budget} {row.unit}",
        _measured(row.solved, row.solved_error),
        _measured(row.spent, row.spent_error),
        "simulated" if row.how == "simulated" else "exact",
    ]


def _measured(value: float, error: float) -> str:
    return f"{value:.6g} ± {error:.2g}" if error else f"{value:.6g}"
