"""The lake at the size of a study: a synthetic cohort of runs, taken in whole, taken in again, and asked.

    python benchmarks/lake.py [--runs 1000] [--theorems 40] [--variants 4] [--workers 2] [--home DIR] [--keep]

Prints rows a second of a full reconcile and of K scoring, seconds of a reconcile that finds nothing to do, per 1000
runs, and the latency of ten queries such as a dashboard asks (the middle of five). Goals: 20,000 rows a second, 1
second, 200 milliseconds. Runs are made of one real shape: steps, goals and attempts are drawn from a seed, files are as
the product writes them.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from wonton.artifacts.layout import VariantFile, variant_file
from wonton.artifacts.write import write_json, write_lines
from wonton.lake import lake_path, open_lake
from wonton.lake.reconcile import reconcile
from wonton.lake.references.build import build_reference
from wonton.lake.references.score import score_runs
from wonton.lake.selection import Selection

COHORT = "2026-03-01-benchmark"
SEED = 20260301
REPEATS = 5
TACTICS = {"intro h": "intro", "exact h": "closer", "cases h": "cases", "rw [h]": "rewrite", "apply f": "apply"}
LESIONS = ("block_exact", "block_cases", "block_rw", "block_family_intro", "block_family_closer", "block_apply")
PROVIDERS = ("heuristic", "reprover", "deepseek")

QUERIES = {
    "runs by phase": "SELECT phase, provider, count(*), sum(solved), sum(theorems_done) FROM runs GROUP BY ALL",
    "solved by provider": "SELECT provider, avg(t.solved::INT) FROM theorems t JOIN runs USING (run_key) GROUP BY ALL",
    "outcomes by lesion": "SELECT target, outcome, count(*) FROM interventions WHERE in_main GROUP BY ALL ORDER BY ALL",
    "strict outcomes by provider": "SELECT provider, outcome, count(*) FROM interventions JOIN runs USING (run_key) "
    "WHERE in_strict GROUP BY ALL",
    "cost of solving": "SELECT variant, quantile_cont(tau_at_solve, [0.25, 0.5, 0.75]) FROM variant_metrics "
    "WHERE solved GROUP BY ALL",
    "hardest theorems": "SELECT theorem, avg(solved::INT) AS rate, median(tau) FROM theorems GROUP BY ALL "
    "ORDER BY rate, theorem LIMIT 20",
    "families": "SELECT family, sum(successes) / sum(attempts) FROM goal_outcomes GROUP BY ALL ORDER BY ALL",
    "structures of a theorem": "SELECT structure, count(*) FROM graphs WHERE theorem = 'theorem_007' GROUP BY ALL "
    "ORDER BY ALL",
    "one run's theorems": "SELECT theorem, solved, tau FROM theorems WHERE run_key = (SELECT min(run_key) FROM runs)",
    "trace K by provider": "SELECT provider, median(trace_k), count(trace_k), count(*) FROM variant_metrics "
    "JOIN runs USING (run_key) GROUP BY ALL",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--theorems", type=int, default=40)
    parser.add_argument("--variants", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--keep", action="store_true", help="use the runs that stand in --home")
    args = parser.parse_args()
    home = args.home or Path(tempfile.mkdtemp(prefix="wonton-lake-"))
    if not (args.keep and (home / "logs").is_dir()):
        begun = time.perf_counter()
        for number in range(args.runs):
            make_run(home / "logs" / COHORT / f"p1/run-{number:04}", number, args.theorems, args.variants)
        print(f"made {args.runs} runs x {args.theorems} theorems in {time.perf_counter() - begun:.0f} s")
    measure(home, args.runs, args.workers)
    if args.home is None:
        shutil.rmtree(home)
    return 0


def measure(home: Path, runs: int, workers: int) -> None:
    """Print the figures of the cohort in `home`."""
    lake_path(home).unlink(missing_ok=True)
    full = reconcile(home, home / "logs", count=workers)
    print(f"full reconcile, {workers} workers: {full.records} rows in {full.seconds:.1f} s")
    print(f"  {full.records / full.seconds:.0f} rows/s (goal 20000); {full.errors} errors")
    again = min(reconcile(home, home / "logs").seconds for _ in range(3))
    print(f"no-op: {again:.3f} s, {again * 1000 / runs:.3f} s per 1000 runs (goal 1)")
    print(f"lake: {lake_path(home).stat().st_size / 2**20:.0f} MB")
    print_scoring(home)
    slowest = max(latency(home, name, sql) for name, sql in QUERIES.items())
    print(f"slowest query: {slowest * 1000:.0f} ms (goal 200)")


def print_scoring(home: Path) -> None:
    """Print what building a reference from one provider's runs and scoring every run against it cost."""
    with open_lake(home, write=True) as connection:
        begun = time.perf_counter()
        chosen = Selection.of("benchmark", {"providers": [PROVIDERS[0]]})
        reference = build_reference(connection, home, chosen).reference
        built = time.perf_counter()
        keys = [str(key) for (key,) in connection.execute("SELECT run_key FROM runs").fetchall()]
        score_runs(connection, home, reference, keys)
        seconds = time.perf_counter() - built
        (rows,) = connection.execute("SELECT count(*) FROM k_scores").fetchone() or (0,)
    print(f"reference: {len(reference.outcomes)} cells in {built - begun:.1f} s")
    print(f"K scoring: {rows} rows in {seconds:.1f} s, {rows / seconds:.0f} rows/s")


def latency(home: Path, name: str, sql: str) -> float:
    """Seconds of a query, the middle of several, the lake being open."""
    with open_lake(home) as connection:
        seconds = []
        for _ in range(REPEATS):
            begun = time.perf_counter()
            connection.execute(sql).fetchall()
            seconds.append(time.perf_counter() - begun)
    print(f"  {median(seconds) * 1000:7.1f} ms  {name}")
    return median(seconds)


# -- the cohort


def make_run(folder: Path, number: int, theorems: int, variants: int) -> None:
    """A run of `theorems` theorems with `variants` variants each, drawn from the run's number."""
    draw = random.Random(f"{SEED}:{number}")
    names = [f"theorem_{place:03}" for place in range(theorems)]
    folder.mkdir(parents=True)
    write_json(folder / "run_config.json", config(number, names))
    write_json(folder / "run_status.json", status(f"{COHORT}/p1/{folder.name}"))
    for name in names:
        make_theorem(folder / name, name, ["wild_type", "control_null", *LESIONS][:variants], draw)
    counts = {
        "theorems": theorems,
        "solved": theorems,
        "unsolved": 0,
        "refused": 0,
        "failed": 0,
        "lesions": 0,
        "tau": 0,
    }
    whole = {"counts": counts, "rates": {}, "deterministic": True, "nondeterministic": 0, "failed": [], "theorems": []}
    write_json(folder / "summary.json.gz", whole)


def config(number: int, names: list[str]) -> dict[str, Any]:
    settings = {
        **{"assistant": "lean", "toolchain": "wheel", "corpus": "lean:core@a04b#valid", "budget": "quick"},
        **{"provider": PROVIDERS[number % 3], "tiers": [10, 50], "policy": "ucb1", "exploration": 1.414},
        **{"expansion": "first_success", "backpropagation": "uniform", "max_depth": 64, "seed": number},
        **{"allow_easy": False, "goal_sig": "alpha", "wild_only": False, "lesions": []},
        "limits": {"heartbeats": 20000, "wall_seconds": 20.0, "memory_mb": 2048},
    }
    theorems = [{"item_id": n, "name": n, "statement": f"(p : Prop) : {n}", "header": "", "footer": ""} for n in names]
    versions = {"assistant": "lean-4.35", "provider": "1", "wonton": "0.1.0"}
    return {"settings": settings, "selection": {}, "theorems": theorems, "versions": versions}


def status(run_id: str) -> dict[str, Any]:
    times = {"started": "2026-03-01T00:00:00.000Z", "updated": "2026-03-01T00:01:00.000Z"}
    return {"run_id": run_id, "status": "completed", "reason": "", "partial_results": False, "timings": times}


def make_theorem(folder: Path, name: str, variants: list[str], draw: random.Random) -> None:
    folder.mkdir()
    head = {"item_id": name, "name": name, "statement": "p", "header": "", "footer": "", "message": ""}
    write_json(folder / "theorem.json", {**head, "status": "solved", "variants": variants})
    for order, variant in enumerate(variants):
        for kind, value in variant_files(name, variant, order, draw):
            path = folder / variant_file(variant, kind)
            if kind is VariantFile.MCTS_TRACE:
                write_lines(path, value)
            else:
                write_json(path, {"item_id": name, "variant": variant, **value})
    write_json(folder / "done", {"item_id": name, "files": sorted(path.name for path in folder.iterdir())})


def variant_files(name: str, variant: str, order: int, draw: random.Random) -> Iterator[tuple[VariantFile, Any]]:
    """A search that closed: a chain of goals, some attempts at each, the last of which works."""
    steps = draw.randint(2, 8)
    goals = [f"{draw.getrandbits(48):012x}" for _ in range(steps)]
    tried = [[draw.choice(list(TACTICS)) for _ in range(draw.randint(1, 4))] for _ in range(steps)]
    tau = sum(map(len, tried))
    structure = f"{draw.randint(0, 9):016x}"
    yield VariantFile.METRICS, metrics(variant, order, steps, tau, structure, [each[-1] for each in tried])
    if order:
        yield VariantFile.COMPARISON, comparison(variant, draw.choice(("replicate", "reroute")), steps, tau)
    yield VariantFile.GRAPH, {"solved": True, "proof": graph(goals, [each[-1] for each in tried], structure)}
    yield VariantFile.MCTS_TREE, tree(goals, tried)
    yield VariantFile.MCTS_TRACE, [event(place, goals, each) for place, each in enumerate(tried)]
    yield (
        VariantFile.HISTORY,
        {"expansions": [{"node_id": place, "attempts": each} for place, each in enumerate(tried)]},
    )


def metrics(variant: str, order: int, steps: int, tau: int, structure: str, tactics: list[str]) -> dict[str, Any]:
    attempts = {
        "tau": tau,
        "closed": 1,
        "children": steps - 1,
        "failed": tau - steps,
        "blocked": 0,
        "nondeterministic": 0,
    }
    proof = {"steps": steps, "depth": steps, "structure": structure, "structure_unordered": structure}
    traced = {
        "k": 0.1,
        "k_low": 0.0,
        "k_high": 0.5,
        "tau_agent": tau,
        "tau_blind": 2.0 * tau,
        "steps": steps,
        "reason": "",
    }
    return {
        **{"order": order, "lesion": variant if order > 1 else None, "seed": order, "status": "solved", "cuts": []},
        **{"search_closed": True, "solved": True, "rung": "axioms_ok", "rungs": {}, "tier": 10, "iterations": steps},
        **{"attempts": attempts, "attempts_at_solve": tau, "censored": False, "deepest": steps, "escapes": []},
        "totals": {"nodes": steps, "edges": steps},
        "proof": {**proof, "tactics": tactics, "heads": tactics, "families": [TACTICS[each] for each in tactics]},
        "trace_k": traced,
        "timings": {"seconds": 0.1, "assistant_seconds": 0.05, "check_seconds": 0.2},
    }


def comparison(variant: str, outcome: str, steps: int, tau: int) -> dict[str, Any]:
    numbers = ("shared_prefix", "tactic_distance", "family_distance", "steps", "wild_steps")
    normalised = ("tactic_distance_normalised", "family_distance_normalised")
    same = ("same_structure", "same_structure_unordered", "same_tactics")
    return {
        **{"lesion": variant, "escapes": [], "outcome": outcome, "wild_solved": True, "solved": True},
        **dict.fromkeys(same, outcome == "replicate"),
        **dict.fromkeys(numbers, steps),
        **dict.fromkeys(normalised, 0.5),
        **{"tau": tau, "wild_tau": tau, "tau_ratio": 1.0},
    }


def graph(goals: list[str], tactics: list[str], structure: str) -> dict[str, Any]:
    ids = [f"{place}:0" for place in range(len(goals))] + [f"{len(goals)}:closed"]
    action = {"operator": "apply", "arity": 1, "continuation": "chain", "coupling": "none"}
    nodes = [
        {"id": each, "signature": goal, "depth": d}
        for d, (each, goal) in enumerate(zip(ids, [*goals, "closed"], strict=True))
    ]
    edges = [
        {
            **{"source": ids[place], "target": ids[place + 1], "state": place + 1, "position": 0, "tactic": tactic},
            **{"family": TACTICS[tactic], "action": {**action, "effects": ["discharges"], "hypotheses": ["h"]}},
        }
        for place, tactic in enumerate(tactics)
    ]
    hashes = {"structure_hash": structure, "structure_hash_unordered": structure}
    return {"root": ids[0], "nodes": nodes, "edges": edges, **hashes}


def tree(goals: list[str], tried: list[list[str]]) -> dict[str, Any]:
    last = len(goals) - 1
    nodes = [
        {
            **{"node_id": place, "signature": goal, "parent": place - 1 if place else None, "depth": place},
            **{"status": "solved", "solved_by": place, "offers": len(tried[place]) + 3, "used": len(tried[place])},
            **{
                "expansions": 1,
                "visits": len(goals) - place,
                "successes": 1,
                "value": 0.5,
                "edges": [place],
                "cuts": [],
            },
        }
        for place, goal in enumerate(goals)
    ]
    edges = [
        {"edge_id": place, "parent": place, "tactic": each[-1], "children": [place + 1] if place < last else []}
        for place, each in enumerate(tried)
    ]
    return {"status": "solved", "iterations": len(goals), "root": 0, "nodes": nodes, "edges": edges}


def event(place: int, goals: list[str], tactics: list[str]) -> dict[str, Any]:
    worked = "closed" if place == len(goals) - 1 else "children"
    fates = ["failed"] * (len(tactics) - 1) + [worked]
    attempts = [
        {"tactic": tactic, "probability": 0.5, "status": fate, "failure_kind": "error" if fate == "failed" else ""}
        for tactic, fate in zip(tactics, fates, strict=True)
    ]
    node = {"node_id": place, "signature": goals[place], "depth": place}
    totals = {"frontier": 1, "nodes": place + 1}
    arms = [{"id": 0, "kind": "untried", "quality": 0.0, "score": None, "visits": 0, "in_flight": 0}] * 3
    choices = [{"at": "node", "chosen": 0, "id": each, "arms": arms} for each in range(place + 1)]
    path = [{"node_id": each, "position": 0, "tactic": ""} for each in range(place + 1)]
    shared = {"iteration": place + 1, "agent_id": 0, "reason": "expanded", "path": path, "choices": choices}
    return {**shared, "node": node, "attempts": attempts, "totals": totals}


if __name__ == "__main__":
    sys.exit(main())
