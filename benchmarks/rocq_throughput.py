"""Attempts a second on Rocq: a bare client, a full search, two workers. One run prints all of it, and the ratios.

    python benchmarks/rocq_throughput.py [--theorems N] [--sample N] [--budget B] [--seconds S]

The workload is what a real search asked for: expansions are recorded while `wonton` searches hard theorems of
`rocq:core`, then a bare client sends the same ones:

    bare     one `coqidetop`, the same paths; for each candidate Add, Goal, Edit_at, one after the other; answers are
             thrown away

A full search parses goals, computes signatures, asks the provider, keeps the tree and writes its trace in memory. The
claim of docs/performance.md is the ratio of the search to the bare client, and of two workers to one.

Two workers search the same theorems as one, in pairs that took similar time, a pair beside each other, so that neither
waits at the end. To start a run's workers and their first Coq takes about a second, with one worker as with two. Over
searches of a few seconds that alone pulls the ratio down; so there are as many pairs as give the run with two workers
at least `--seconds` of searching, and where the theorems do not suffice for that, the output says so."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from _searching import Asked, alike, hardest, searched, two_workers
from wonton.assistants.base import Limits, Node, Theorem, Transition
from wonton.assistants.rocq import protocol
from wonton.assistants.rocq.assistant import RocqAssistant, open_assistant
from wonton.assistants.rocq.forbidden import bare, refusal
from wonton.assistants.rocq.session import Session
from wonton.corpus import Selection, open_corpus, select
from wonton.runs.bench import Bench
from wonton.runs.settings import RunSettings
from wonton.runs.tools import open_provider

GOAL = b'<call val="Goal"><unit/></call>'


class Recorder(RocqAssistant):
    """The Rocq assistant, remembering what it was asked."""

    def __init__(self, assistant: RocqAssistant) -> None:
        super().__init__(assistant.toolchain)
        self.asked: list[Asked] = []

    def apply(self, node: Node, tactics: Sequence[str], limits: Limits) -> list[Transition]:
        """See `Assistant.apply`."""
        self.asked.append(Asked(node, tuple(tactic for tactic in tactics if not refusal(tactic))))
        return super().apply(node, tactics, limits)


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


def paired(theorems: Sequence[Theorem], times: Sequence[float], seconds: float) -> tuple[list[Theorem], float]:
    """Pairs of theorems of similar time, one pair behind the other, until two workers have `seconds` to search or no
    pair is left; and the seconds that a search of all of them takes one worker."""
    rest, chosen, total = dict(zip(theorems, times, strict=True)), [], 0.0
    while len(rest) > 1 and total < 2 * seconds:
        pair = alike(list(rest), list(rest.values()))
        total += sum(rest.pop(theorem) for theorem in pair)
        chosen += pair
    return chosen, total


def main() -> None:
    """Run everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--theorems", type=int, default=12, help="hard theorems to search (default 12)")
    parser.add_argument("--sample", type=int, default=60, help="theorems to choose them from (default 60)")
    parser.add_argument("--budget", default="standard", help="iterations of each search (default standard)")
    parser.add_argument("--seconds", type=float, default=30.0, help="searching of two workers, at least (default 30)")
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
        times = searched(bench, theorems)
        search = sum(times)
        asked = [item for item in rocq.asked if item.tactics]
        attempts = sum(len(item.tactics) for item in asked)
        client = bare_client(rocq, asked)
        rocq.close()
        workload, total = paired(theorems, times, arguments.seconds)
        one, two = two_workers(home, workload, settings)
    print(f"{len(theorems)} theorems, {len(asked)} expansions, {attempts} attempts")
    for name, seconds in (("bare client", client), ("full search", search)):
        print(f"{name:24} {attempts / seconds:8.0f} attempts/s")
    print(f"{'search / bare client':24} {client / search:8.2f}   (goal 0.7)")
    print(f"{'two workers / one':24} {one / two:8.2f}   (goal 1.7)   {one:.1f} s and {two:.1f} s")
    names = ", ".join(theorem.name for theorem in workload)
    print(f"{len(workload)} theorems in pairs, {total:.1f} s of searching: {names}")
    if total < 2 * arguments.seconds:
        print(f"shorter than asked for: two workers have {total / 2:.1f} s of it; take more --theorems")


if __name__ == "__main__":
    main()
