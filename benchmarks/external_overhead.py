"""What running a prover through this program costs over the bare prover, and what a second worker gains.

    python benchmarks/external_overhead.py [PROBLEMS]

The same trivial problems (100), with Z3: bare, one process after another with its output read; by a run with one
worker; by a run with two. The bare and the run take turns in blocks, so that what else the machine does falls on both.
CPU is measured beside wall time: on a machine with other things to do it says more. For the gain of the second worker
the prover is one that computes for a tenth of a second on each problem. Goals: 20 ms over the bare prover at most, two
workers at least 1.8 times as fast as one, on two idle cores.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from wonton.external.backends import backend
from wonton.external.base import Binary, Problem
from wonton.external.find import find
from wonton.external.order import ExternalOrder, ExternalSettings
from wonton.external.pool import Done, ExternalPool

_TRIVIAL = "(set-logic QF_LIA)\n(declare-const x Int)\n(assert (< x {n}))\n(assert (> x {n}))\n(check-sat)\n"
_BLOCK = 20
_BUSY = """#!/bin/sh
exec {python} -S -c '
import time
while time.process_time() < 0.1: pass
print("unsat")'
"""


def main(count: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        problems = [_problem(root, number) for number in range(count)]
        z3 = find(backend("z3"))
        over = _overhead(root, z3, problems)
        print(f"over the bare prover: {over:.1f} ms a problem (goal at most 20)")
        print(f"the same in CPU: {_cpu_overhead(root, z3, problems):.1f} ms a problem")
        busy = root / "busy"
        busy.write_text(_BUSY.format(python=sys.executable))
        busy.chmod(0o755)
        ratio = _gain(root, Binary((str(busy),), "1", "flag"), problems)
        print(f"two workers over one: {ratio:.2f} (goal at least 1.8 on two idle cores)")


def _problem(root: Path, number: int) -> Problem:
    path = root / f"p{number:03}.smt2"
    path.write_text(_TRIVIAL.format(n=number))
    return Problem(path.stem, path, root, "smtlib", "QF_LIA", "unsat")


def _overhead(root: Path, binary: Binary, problems: Sequence[Problem]) -> float:
    """Median over blocks of the difference, milliseconds a problem."""
    order = ExternalOrder(root / "run", ExternalSettings("z3", "", 20.0), binary)
    differences, shown = [], []
    with ExternalPool(order, 1) as pool:
        _solved(pool, problems[:1])  # the worker starts once a run
        for at in range(0, len(problems), _BLOCK):
            block = problems[at : at + _BLOCK]
            bare = _bare(binary, block)
            ours = _timed(pool, block)
            shown.append(f"{bare * 1e3 / len(block):.1f}/{ours * 1e3 / len(block):.1f}")
            differences.append((ours - bare) * 1e3 / len(block))
    print("bare/ours, ms a problem, by block: " + " ".join(shown))
    return statistics.median(differences)


def _cpu_overhead(root: Path, binary: Binary, problems: Sequence[Problem]) -> float:
    """CPU milliseconds a problem of this process and all its children, those of a worker's start left out."""
    begun = _cpu()
    _bare(binary, problems)
    bare = _cpu() - begun
    spent = []
    for chosen in (problems[:1], problems):
        begun = _cpu()
        order = ExternalOrder(root / f"cpu{len(chosen)}", ExternalSettings("z3", "", 20.0), binary)
        with ExternalPool(order, 1) as pool:
            _solved(pool, chosen)
        spent.append(_cpu() - begun)
    ours = (spent[1] - spent[0]) / (len(problems) - 1)
    return (ours - bare / len(problems)) * 1e3


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _bare(binary: Binary, problems: Sequence[Problem]) -> float:
    begun = time.perf_counter()
    for problem in problems:
        done = subprocess.run([*binary.argv, "-smt2", "-st", str(problem.path)], capture_output=True, check=False)
        assert b"unsat" in done.stdout
    return time.perf_counter() - begun


def _timed(pool: ExternalPool, problems: Sequence[Problem]) -> float:
    begun = time.perf_counter()
    _solved(pool, problems)
    return time.perf_counter() - begun


def _solved(pool: ExternalPool, problems: Sequence[Problem]) -> None:
    rows = [message.row for message in pool.run(problems) if isinstance(message, Done)]
    assert len(rows) == len(problems) and all(row["outcome"] == "proved" for row in rows)


def _gain(root: Path, binary: Binary, problems: Sequence[Problem]) -> float:
    seconds = []
    for workers in (1, 2):
        order = ExternalOrder(root / f"gain{workers}", ExternalSettings("z3", "", 20.0), binary)
        with ExternalPool(order, workers) as pool:
            _solved(pool, problems[:workers])
            seconds.append(_timed(pool, problems))
    print(f"one worker {seconds[0]:.2f} s, two {seconds[1]:.2f} s")
    return seconds[0] / seconds[1]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
