"""Rounds of expert iteration against the heuristic, best-first and blind search, on theorems kept back.

    python benchmarks/expert_iteration.py [--home H] [--assistant A] [--sample N] [--rounds R] [--steps S] [--budget B]
                                          [--theorems N] [--seeds N] [--horizon H] [--workers N]

Makes everything itself: proofs by the heuristic (a run with lesions over a sample), the lake, the models of all rounds,
then the searches of the theorems kept back, each with the same seeds. With `--home` all of it stays there, and the same
command goes on where it stopped; the sizes below are a trial, those of docs/performance.md stand there.

    attempts   geometric mean over theorems of the attempts until solved, mean over seeds; unsolved counts as H
    ratio      attempts over the heuristic's, paired by theorem, with a 95% bootstrap interval over theorems
    K          log10 of blind attempts over the searcher's, paired by theorem, mean with its interval; where searches
               are censored at H it is a lower bound for searchers that solve more than blind search does
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from math import exp, fsum, log, log10
from pathlib import Path

from wonton.artifacts.layout import RUN_CONFIG, WILD_TYPE
from wonton.artifacts.read import open_run
from wonton.cli.main import run_command
from wonton.metrics.bootstrap import mean_interval

SEED = 20260301
#: Attempts by theorem, mean over seeds, and how many searches solved.
Costs = dict[str, float]


def wonton(arguments: argparse.Namespace, *words: str) -> None:
    """One command in this process; 3 (some results are partial) will do."""
    code = run_command([*words, "--home", arguments.home, "--plain"])
    if code not in (0, 3):
        raise SystemExit(f"wonton {' '.join(words)}: exit code {code}")


def search(arguments: argparse.Namespace, run_id: str, *words: str) -> Path:
    """A run, or what is missing of it; gives its folder."""
    folder = Path(arguments.home) / "logs" / run_id
    again = ("--resume",) if (folder / RUN_CONFIG).is_file() else ()
    place = ("-a", arguments.assistant, "--run-id", run_id, "--workers", str(arguments.workers))
    wonton(arguments, "run", *place, "-b", arguments.budget, *words, *again)
    return folder


def models(arguments: argparse.Namespace) -> list[Path]:
    """Proofs, the lake, the models of all rounds."""
    proofs = search(arguments, "expert/proofs", "--sample", str(arguments.sample), "--seed", str(SEED))
    wonton(arguments, "lake", "reconcile", "--logs-dir", str(proofs))
    out = Path(arguments.home) / "models" / "expert"
    sizes = ("--rounds", str(arguments.rounds), "--steps", str(arguments.steps), "-b", arguments.budget)
    again = ("--resume",) if out.exists() else ()
    wonton(
        arguments,
        *("train", "tacgen", "-a", arguments.assistant, "--out", str(out), "--logs-dir", str(proofs)),
        *(*sizes, "--workers", str(arguments.workers), *again),
    )
    return [out / f"round-{number}" for number in range(arguments.rounds + 1)]


def searchers(folders: Sequence[Path]) -> Iterator[tuple[str, list[str]]]:
    """Names and options of all that are compared, the heuristic and blind search first."""
    yield "heuristic", ["-p", "heuristic"]
    yield "blind", ["-p", "heuristic", "--policy", "blind_uniform"]
    yield "best-first", ["-p", "heuristic", "--policy", "best_first"]
    for folder in folders:
        yield folder.name, ["-p", "reprover", "--model", str(folder)]


def costs(runs: Sequence[Path], horizon: int) -> tuple[Costs, int]:
    """The attempts of runs with different seeds, and the searches that solved within the horizon."""
    found: dict[str, list[int]] = {}
    solved = 0
    for run in runs:
        for reader in open_run(run).theorems():
            metrics = reader.metrics(WILD_TYPE)
            if metrics is None:  # refused
                continue
            tau = metrics["attempts_at_solve"] if metrics["solved"] else None
            solved += tau is not None and tau <= horizon
            found.setdefault(reader.item_id, []).append(min(tau or horizon, horizon))
    return {item_id: fsum(taus) / len(taus) for item_id, taus in found.items()}, solved


def spanned(values: Sequence[float], seed: str) -> tuple[float, float, float]:
    """The mean and its 95% interval."""
    span = mean_interval(values, seed)
    mean = fsum(values) / len(values)
    return (mean, span.low, span.high) if span else (mean, mean, mean)


def report(found: dict[str, tuple[Costs, int]], searches: int) -> None:
    """The table."""
    base, blind = found["heuristic"][0], found["blind"][0]
    print(f"\n{'searcher':12} {'solved':>9} {'attempts':>9} {'ratio to heuristic':>24} {'K':>24}")
    for name, (taus, solved) in found.items():
        items = sorted(base.keys() & blind.keys() & taus.keys())
        attempts = exp(fsum(log(taus[item]) for item in items) / len(items))
        ratio = [exp(value) for value in spanned([log(taus[item] / base[item]) for item in items], "ratio")]
        k = spanned([log10(blind[item] / taus[item]) for item in items], "K")
        cells = [f"{value:5.2f} [{low:5.2f}, {high:5.2f}]" for value, low, high in (ratio, k)]
        print(f"{name:12} {f'{solved}/{searches}':>9} {attempts:9.1f} {cells[0]:>24} {cells[1]:>24}")


def main() -> None:
    """Run everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", help="where everything is kept (default: a folder that is removed)")
    parser.add_argument("--assistant", default="lean", help="lean or rocq (default lean)")
    parser.add_argument("--sample", type=int, default=40, help="theorems to find proofs of (default 40)")
    parser.add_argument("--rounds", type=int, default=1, help="of search and training after round 0 (default 1)")
    parser.add_argument("--steps", type=int, default=150, help="of training in each round (default 150)")
    parser.add_argument("--budget", default="quick", help="of every search (default quick)")
    parser.add_argument("--theorems", type=int, default=10, help="theorems kept back to search (default 10)")
    parser.add_argument("--seeds", type=int, default=2, help="searches of each theorem (default 2)")
    parser.add_argument("--horizon", type=int, default=500, help="H, attempts (default 500)")
    parser.add_argument("--workers", type=int, default=1, help="processes of the searches (default 1)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        arguments.home = arguments.home or folder
        folders = models(arguments)
        ids = (folders[0].parent / "held_out.txt").read_text(encoding="utf-8").split()[: arguments.theorems]
        named = ["--wild-only", *(word for item_id in ids for word in ("-t", item_id))]
        found = {}
        for name, options in searchers(folders):
            seeds = range(arguments.seeds)
            runs = [search(arguments, f"expert/{name}-{n}", *options, *named, "--seed", str(n)) for n in seeds]
            found[name] = costs(runs, arguments.horizon)
    report(found, len(ids) * arguments.seeds)


if __name__ == "__main__":
    main()
