"""`wonton show`: the runs there are, one run, or one theorem of it with its proof, step by step."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from wonton.artifacts.layout import BASIN_ANALYSIS, GOALS, RUN_CONFIG, WILD_TYPE, VariantFile
from wonton.artifacts.read import RunReader, TheoremReader, is_external, read_json
from wonton.assistants.base import RUNGS
from wonton.cli.basins import show_basin, show_basin_theorems, show_basins
from wonton.cli.external import show_run as show_external_run
from wonton.cli.fallbacks import show_fallbacks
from wonton.cli.finding import find_run, run_ids
from wonton.cli.options import add_output, home_from
from wonton.cli.output import Output, counted
from wonton.cli.pairs import show_pairs
from wonton.cli.provider_tables import show_providers
from wonton.cli.search_mode import mode_words
from wonton.cli.summary import rate_text, show_summary, show_theorems
from wonton.core.errors import SettingsError, UnknownNameError, WontonError
from wonton.metrics.rates import Rate
from wonton.runs.home import Home
from wonton.runs.pairs import holds_pairs
from wonton.runs.providers import find_provider_runs


def register(commands: Any) -> None:
    """Add the command to the parser."""
    parser: ArgumentParser = commands.add_parser(
        "show",
        help="what a run found: rates, outcomes, proofs",
        description="Without RUN: the runs of this home. With RUN: solve rate and lesion outcomes with numerators, "
        "denominators and 95% Wilson intervals; of a basin run the basins, and K; of a folder with centralized and "
        "distributed runs, or with one for each of several providers, the pairs. With THEOREM: its variants, and the "
        "proof step by step, or its basin.",
        allow_abbrev=False,
    )
    parser.add_argument("run", metavar="RUN", nargs="?", help="a run id, or the path of a run directory")
    parser.add_argument("theorem", metavar="THEOREM", nargs="?", help="the id of one of its theorems")
    parser.add_argument("--variant", metavar="NAME", help="of a theorem: whose proof (default: wild_type)")
    parser.add_argument(
        "--lesions",
        metavar="RUN_B",
        help="of a basin run: set the lesions of RUN_B beside its basins (same searcher, same theorems)",
    )
    add_output(parser)
    parser.set_defaults(command=command)


def command(args: Namespace, output: Output) -> int:
    """Show what was asked for."""
    home = home_from(args)
    _check(args)
    if args.run is None:
        _show_runs(home, output)
        return 0
    if folder := _folder_of_runs(home, args.run):
        if args.theorem is not None or args.lesions is not None:
            raise SettingsError(f"{args.run} holds runs side by side, no theorems", "Name one of the runs in it.")
        if holds_pairs(folder):
            show_pairs(home, folder, output)
        else:
            show_providers(folder, output)
        return 0
    run = find_run(home, args.run)
    if is_external(run.run_dir):
        if args.lesions is not None or args.variant is not None:
            raise SettingsError(f"{args.run} is a run of an automatic prover", "It has neither lesions nor variants.")
        show_external_run(run, args.theorem, output)
        return 0
    if args.lesions is not None:
        show_fallbacks(run, find_run(home, args.lesions), args.theorem, output)
    elif args.theorem is None:
        _show_run(run, output)
    else:
        _show_theorem(run.theorem(args.theorem), args.variant, output)
    return 0


def _check(args: Namespace) -> None:
    """Raise `SettingsError` for an option that nothing would come of."""
    if args.lesions is not None and args.run is None:
        raise SettingsError("--lesions without a run", "Name the basin run that they are to be set beside.")
    if args.variant is not None and (args.theorem is None or args.lesions is not None):
        raise SettingsError("--variant is for one theorem of a run with lesions", "Name the theorem, and no --lesions.")


def _folder_of_runs(home: Home, name: str) -> Path | None:
    """The folder that `name` names, where it is no run but holds centralized and distributed ones, or one for each of
    several providers."""
    for folder in (home.logs / name, Path(name)):
        if (folder / RUN_CONFIG).is_file():
            return None
        if holds_pairs(folder) or find_provider_runs(folder):
            return folder
    return None


def _show_runs(home: Home, output: Output) -> None:
    rows = []
    for run_id in run_ids(home):
        try:
            status = RunReader(home.logs / run_id).status()
        except WontonError as error:
            rows.append((run_id, "unreadable", ""))
            output.record({"kind": "run", "run_id": run_id, "status": "unreadable", "message": error.message})
            continue
        done = f"{status['theorems']['done']}/{status['theorems']['total']}"
        rows.append((run_id, standing(status), done))
        output.record({"kind": "run", "run_id": run_id, "status": status["status"], "theorems": status["theorems"]})
    if rows:
        output.table(("run", "status", "theorems"), rows)
    else:
        output.say(f"no runs under {home.logs}; `wonton run` makes one")


def _show_run(run: RunReader, output: Output) -> None:
    config, status = run.config(), run.status()
    settings = config["settings"]
    output.record({"kind": "config", **config})
    output.record({"kind": "status", **status})
    output.say(f"run {status['run_id']}: {_headline(status)}", "bold")
    output.say(
        f"{config['versions']['assistant']}, {settings['provider']}, {settings['corpus']}, "
        f"budget {settings['budget']}, {settings['policy']}, seed {settings['seed']}"
        f"{mode_words(settings.get('distributed'))}"
    )
    if status["status"] != "completed":
        return
    summary = run.summary()
    output.record({"kind": "summary", **summary})
    if "basin" in config:
        show_basins(output, summary)
        show_basin_theorems(output, summary["theorems"])
        return
    show_summary(output, summary)
    _show_rechecks(run, output)
    show_theorems(output, summary["theorems"])


def _show_rechecks(run: RunReader, output: Output) -> None:
    """What other kernels accepted of the proofs that they were asked about; nothing where none was asked."""
    asked: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    for path in run.run_dir.glob(f"*/*{VariantFile.RECHECK.suffix}"):
        for verdict in read_json(path)["verdicts"].values():
            asked[verdict["checker"]] += 1
            accepted[verdict["checker"]] += verdict["outcome"] == "accepted"
    for checker, total in sorted(asked.items()):
        rate = Rate(accepted[checker], total).to_json()
        output.record({"kind": "rechecked", "checker": checker, "accepted": rate})
        output.say(f"rechecked by {checker}: {rate_text(rate)} of the variants asked about")


def standing(status: Mapping[str, Any]) -> str:
    """How a run stands, in a word: its status, but `interrupted` where the user stopped it."""
    stopped = status["status"] == "failed" and status["reason"] == "interrupted"
    return "interrupted" if stopped else str(status["status"])


def _headline(status: Mapping[str, Any]) -> str:
    word, theorems = standing(status), status["theorems"]
    if word == "completed":
        return word
    reason = f" ({status['reason']})" if word == "failed" and status["reason"] else ""
    done = f"{theorems['done']} of {counted(theorems['total'], 'theorem')} done"
    return f"{word}{reason}, {done}; finish it with --resume"


def _show_theorem(theorem: TheoremReader, variant: str | None, output: Output) -> None:
    facts = theorem.theorem()
    output.record({"kind": "theorem", **facts})
    output.say(f"theorem {facts['name']} {facts['statement']}", "bold")
    output.say(facts["status"])
    if facts["status"] == "refused":
        output.say(facts["message"])
        return
    analysis = theorem.folder / BASIN_ANALYSIS
    if analysis.is_file():
        if variant is not None:
            raise SettingsError(f"{theorem.item_id} has a basin, no variants", "Leave --variant out.")
        found = read_json(analysis)
        output.record({"kind": "basin", **found})
        show_basin(output, found)
        return
    names, variant = theorem.variants(), variant or WILD_TYPE
    if variant not in names:
        raise UnknownNameError(f"variant of {theorem.item_id}", variant, names)
    _show_variants(theorem, names, output)
    _show_proof(theorem, variant, output)


def _show_variants(theorem: TheoremReader, names: Sequence[str], output: Output) -> None:
    rows = []
    for name in names:
        metrics, comparison = theorem.metrics(name) or {}, theorem.comparison(name) or {}
        proof = metrics["proof"] or {}
        outcome = "escaped" if comparison.get("escapes") else comparison.get("outcome") or ""
        tau = metrics["attempts"]["tau"]
        recheck = theorem.recheck(name)
        rung = "rechecked" if recheck and recheck["rechecked"] else metrics["rung"]
        rows.append((name, outcome, metrics["status"], rung, metrics["tier"], tau, proof.get("structure")))
        output.record({"kind": "variant", **metrics, "outcome": outcome, "recheck": recheck})
    output.table(("variant", "outcome", "search", "rung", "tier", "tau", "structure"), rows, title="Variants")
    for name in names:
        for line in recheck_lines(theorem.recheck(name)):
            output.say(f"{name} {line}")


def recheck_lines(found: Mapping[str, Any] | None) -> list[str]:
    """What other kernels said of a proof, a line for each; none where none was asked."""
    lines = []
    for row in (found or {"verdicts": {}})["verdicts"].values():
        why = f" ({row['kind']}: {row['reason']})" if row["kind"] else ""
        lines.append(f"{row['outcome'].replace('_', ' ')} by {row['checker']}{why}")
    return lines


def _show_proof(theorem: TheoremReader, variant: str, output: Output) -> None:
    tree, assembly = theorem.read(variant, VariantFile.MCTS_TREE), theorem.assembly(variant)
    output.heading(f"Proof ({variant})")
    if tree is None or assembly is None:
        output.say("the search found none")
        return
    goals = read_json(theorem.folder / GOALS)["goals"]
    show_steps(proof_steps(tree, goals), output)
    asked = [(rung, assembly["rungs"][rung]) for rung in RUNGS if assembly["rungs"].get(rung) is not None]
    verdicts = ", ".join(f"{rung} {'yes' if held else 'no'}" for rung, held in asked)
    output.heading("Checked from scratch")
    output.say(f"{verdicts}; axioms: {', '.join(assembly['axioms']) or 'none'}")
    for line in recheck_lines(theorem.recheck(variant)):
        output.say(f"rechecked: {line}")
    output.heading("Script")
    output.say(assembly["source"].rstrip())


def proof_steps(tree: dict[str, Any], goals: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps of a solved tree, parents before children: the `goal`'s text, the `tactic` that solved it, and the
    number of goals that it leaves (`children`)."""
    stack = [tree["root"]]
    while stack:
        node = tree["nodes"][stack.pop()]
        edge = tree["edges"][node["solved_by"]]
        goal = "\n".join(goal.get("shown") or goal["text"] for goal in goals.get(node["signature"], []))
        yield {"goal": goal, "tactic": edge["tactic"], "children": len(edge["children"])}
        stack += reversed(edge["children"])


def show_steps(steps: Iterable[dict[str, Any]], output: Output) -> None:
    """Say the steps of a proof, parents before children, indented at every branching."""
    depths = [0]
    for number, step in enumerate(steps, start=1):
        output.record({"kind": "step", "number": number, **step})
        depth, children = depths.pop(), step["children"]
        depths += [depth + (children > 1)] * children
        indent = "  " * depth
        output.say(f"{number:3}. {indent}{goal_line(step['goal'])}", "dim")
        left = f" ({children} goals)" if children > 1 else ""
        output.say(f"     {indent}by {step['tactic']}{left}", "green")


def goal_line(text: str) -> str:
    """A goal's text on one line: hypotheses, comma-separated, then the target."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("case ")]
    return ", ".join(lines).replace(", ⊢", " ⊢")
