"""Attempts a second on Rocq: a bare client, a full search, two workers. One run prints all of it, and the ratios.

    python benchmarks/rocq_throughput.py [--theorems N] [--sample N] [--budget B]

The workload is what a real search asked for: expansions are recorded while `wonton` searches hard theorems of
`rocq:core`, then a bare client sends the same ones:

    bare     one `coqidetop`, the same paths; for each candidate Add, Goal, Edit_at, one after the other; answers are
             thrown away

A full search parses goals, computes signatures, asks the provider, keeps the tree and writes its trace in memory. The
claim of docs/performance.md is the ratio of the search to the bare client, and of two workers to one."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wonton.assistants.base import Limits, Node, Theorem, Transition
from wonton.assistants.rocq import protocol
from wonton.assistants.rocq.assistant import RocqAssistant, open_assistant
from wonton.assistants.rocq.forbidden import bare, refusal
from wonton.assistants.rocq.session import Session
from wonton.corpus import Selection, open_corpus, select
from wonton.runs.bench import Bench
from wonton.runs.protocol import TheoremBench
from wonton.runs.run import RunPlan, execute_run
from wonton.runs.settings import RunSettings
from wonton.runs.tools import open_provider

GOAL = b'<call val="Goal"><unit/></call>'


@dataclass(frozen=True)
class Asked:
    """One expansion that a search asked for."""

    node: Node
    tactics: tuple[str, ...]


class Recorder(RocqAssistant):
    """The Rocq assistant, remembering what it was asked."""

    def __init__(self, assistant: RocqAssistant) -> None:
        super().__init__(assistant.toolchain)
        self.asked: list[Asked] = []

    def apply(self, node: Node, tactics: Sequence[str], limits: Limits) -> list[Transition]:
        """See `Assistant.apply`."""
        self.asked.append(Asked(node, tuple(tactic for tactic in tactics if not refusal(tactic))))
        return super().apply(node, tactics, limits)


def searched(bench: Bench, theorems: Sequence[Theorem]) -> float:
    """Wall seconds of one wild-type search of each theorem."""
    begun = time.perf_counter()
    for theorem in theorems:
        TheoremBench(bench, theorem).run("wild_type", "")
    return time.perf_counter() - begun


def bare_client(rocq: RocqAssistant, asked: Sequence[Asked]) -> float:
    """Wall seconds for a client that waits for each reply and reads none; the process's start is not counted."""
    session = Session(rocq.toolchain.top_level)
    limits = Limits()
    session.open(asked[0].node.theorem, limits)
    begun = time.perf_counter()
    for item in asked:
        state = session.reach(item.node, limits).state
        for tactic in item.tactics:
            for request in (protocol.add(f"{bare(tactic)}.", state), GOAL, protocol.edit_at(state)):
                session.ask(request, limits)
    seconds = time.perf_counter() - begun
    session.drop()
    return seconds


def two_workers(home: Path, theorems: Sequence[Theorem], settings: RunSettings) -> tuple[float, float]:
    """Wall seconds of one run over the theorems with one worker, and with two."""
    seconds = []
    for workers in (1, 2):
        plan = RunPlan(home / "logs", f"bench-{workers}", settings, tuple(theorems), cache=home / "cache")
        begun = time.perf_counter()
        execute_run(plan, workers=workers)
        seconds.append(time.perf_counter() - begun)
    return seconds[0], seconds[1]


def hardest(bench: Bench, theorems: Sequence[Theorem], number: int) -> list[Theorem]:
    """Theorems that a small budget does not solve, the first `number` in order of their ids."""
    small = replace(bench, settings=replace(bench.settings, budget="quick", wild_only=True))
    found: list[Theorem] = []
    for theorem in theorems:
        if len(found) < number and not TheoremBench(small, theorem).run("wild_type", "").solved:
            found.append(theorem)
    return found


def main() -> None:
    """Run everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--theorems", type=int, default=4, help="hard theorems to search (default 4)")
    parser.add_argument("--sample", type=int, default=60, help="theorems to choose them from (default 60)")
    parser.add_argument("--budget", default="standard", help="iterations of each search (default standard)")
    arguments = parser.parse_args()
    settings = RunSettings(assistant="rocq", budget=arguments.budget, wild_only=True, seed=1)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        corpus = open_corpus(home, "rocq:core")
        items = select(corpus.items, Selection(sample=arguments.sample, seed=1))
        rocq = Recorder(open_assistant(home / "cache" / "rocq"))
        bench = Bench(rocq, open_provider(settings, rocq), settings)
        theorems = hardest(bench, [corpus.theorem(item) for item in items], arguments.theorems)
        rocq.asked.clear()
        search = searched(bench, theorems)
        asked = [item for item in rocq.asked if item.tactics]
        attempts = sum(len(item.tactics) for item in asked)
        client = bare_client(rocq, asked)
        rocq.close()
        one, two = two_workers(home, theorems, settings)
    print(f"{len(theorems)} theorems, {len(asked)} expansions, {attempts} attempts")
    for name, seconds in (("bare client", client), ("full search", search)):
        print(f"{name:24} {attempts / seconds:8.0f} attempts/s")
    print(f"{'search / bare client':24} {client / search:8.2f}   (goal 0.7)")
    print(f"{'two workers / one':24} {one / two:8.2f}   (goal 1.7)   {one:.1f} s and {two:.1f} s")


if __name__ == "__main__":
    main()
