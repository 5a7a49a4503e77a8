"""Attempts a second: a bare client, a full search, two workers. One run prints all of it, and the ratios.

    python benchmarks/lean_throughput.py [--theorems N] [--sample N]

The workload is what a real search asked for: expansions are recorded while `wonton` searches hard theorems of
`lean:core`, then the same documents are sent by clients that do nothing else:

    server    one language-server worker, a document per expansion, answers thrown away
    files     the same documents joined into files of about a thousand attempts, one Lean process each
    frontend  the process that the search uses, a document per expansion, answers thrown away
    states    the same process, candidates run from the states that it keeps in memory, answers thrown away

A full search parses goals, computes signatures, asks the provider, keeps the tree and writes its trace in memory. The
claims of docs/performance.md are the ratio of the search to the faster of the two ways to drive Lean with what Lean
itself offers, server and files, and of two workers to one. The ratio to `states` says what the search costs beside
Lean. Two workers search two theorems: the two of those searched that took the most similar time."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from _searching import Asked, alike, hardest, searched, two_workers
from wonton.assistants.base import Limits, Node, Transition
from wonton.assistants.lean import document
from wonton.assistants.lean.assistant import LeanAssistant, open_assistant
from wonton.assistants.lean.process import Worker, run_once
from wonton.corpus import Selection, open_corpus, select
from wonton.runs.bench import Bench
from wonton.runs.settings import RunSettings
from wonton.runs.tools import open_provider

FILE_ATTEMPTS = 1_000


class Recorder(LeanAssistant):
    """The Lean assistant, remembering what it was asked."""

    def __init__(self, assistant: LeanAssistant) -> None:
        super().__init__(assistant.toolchain)
        self.asked: list[Asked] = []

    def apply(self, node: Node, tactics: Sequence[str], limits: Limits) -> list[Transition]:
        """See `Assistant.apply`."""
        self.asked.append(Asked(node, tuple(tactics)))
        return super().apply(node, tactics, limits)


def documents(lean: LeanAssistant, asked: Sequence[Asked]) -> list[str]:
    """The documents of these expansions, as the assistant builds them."""
    preamble = lean.toolchain.preamble.text(Limits().heartbeats)
    return [document.batch(preamble, item.node, item.tactics).text for item in asked]


def by_frontend(lean: LeanAssistant, texts: Sequence[str]) -> float:
    """Wall seconds for a bare client of the search's own process; its start is not counted."""
    worker = lean.toolchain.elaborator()
    limits = Limits()
    head = len(lean.toolchain.preamble.text(limits.heartbeats))
    worker.elaborate(texts[0], head, limits.wall_seconds, limits.memory_mb)
    begun = time.perf_counter()
    for text in texts:
        worker.elaborate(text, head, limits.wall_seconds, limits.memory_mb)
    seconds = time.perf_counter() - begun
    worker.close()
    return seconds


def by_states(lean: LeanAssistant, asked: Sequence[Asked]) -> float:
    """Wall seconds for a bare client of the search's own process that asks no documents; its start is not counted."""
    worker = lean.toolchain.elaborator()
    limits = Limits()
    preamble = lean.toolchain.preamble.text(limits.heartbeats)
    bounds = (preamble, limits.wall_seconds, limits.memory_mb)
    worker.attempt(asked[0].node, ["skip"], *bounds)
    begun = time.perf_counter()
    for item in asked:
        worker.attempt(item.node, [document.trial(tactic).text for tactic in item.tactics], *bounds)
    seconds = time.perf_counter() - begun
    worker.close()
    return seconds


def by_server(lean: LeanAssistant, texts: Sequence[str]) -> float:
    """Wall seconds for a bare client of the language server; the worker's start is not counted."""
    worker = Worker(lean.command)
    limits = Limits()
    worker.elaborate(texts[0], limits.wall_seconds, limits.memory_mb)
    begun = time.perf_counter()
    for text in texts:
        worker.elaborate(text, limits.wall_seconds, limits.memory_mb)
    seconds = time.perf_counter() - begun
    worker.close()
    return seconds


def by_files(lean: LeanAssistant, texts: Sequence[str], counts: Sequence[int]) -> float:
    """Wall seconds for Lean processes over files that join the documents; their starts are counted, there are few."""
    preamble = lean.toolchain.preamble.text(0)
    head = preamble.count("\n")
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Bench.lean"
        rest = list(zip(texts, counts, strict=True))
        while rest:
            body, size = [], 0
            while rest and size < FILE_ATTEMPTS:
                text, count = rest.pop(0)
                body.append("\n".join(text.split("\n")[head:]))
                size += count
            path.write_text(preamble + "\n".join(body), encoding="utf-8")
            run_once(lean.command, ["--json", "-j1", "-DmaxErrors=1000000", str(path)], 600.0, 8_192.0)
    return time.perf_counter() - begun


def show_rates(clients: Mapping[str, float], search: float) -> None:
    """Attempts a second of the bare clients by name, and what a full search makes of them."""
    for name, rate in {
        **{f"bare client, {name}": rate for name, rate in clients.items()},
        "full search": search,
    }.items():
        print(f"{name:24} {rate:8.0f} attempts/s")
    print(f"{'search / bare client':24} {search / max(clients['server'], clients['files']):8.2f}   (goal 0.7)")
    for name in ("frontend", "states"):
        print(f"{f'search / {name}':24} {search / clients[name]:8.2f}")


def main() -> None:
    """Run everything and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--theorems", type=int, default=4, help="hard theorems to search (default 4)")
    parser.add_argument("--sample", type=int, default=60, help="theorems to choose them from (default 60)")
    arguments = parser.parse_args()
    settings = RunSettings(budget="standard", wild_only=True, seed=1)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        corpus = open_corpus(home, "lean:core")
        items = select(corpus.items, Selection(sample=arguments.sample, seed=1))
        plain = open_assistant(home / "cache" / "lean")
        lean = Recorder(plain)
        bench = Bench(lean, open_provider(settings, lean), settings)
        theorems = hardest(bench, [corpus.theorem(item) for item in items], arguments.theorems)
        lean.asked.clear()
        times = searched(bench, theorems)
        search = sum(times)
        asked = [item for item in lean.asked if not item.node.coupled and item.tactics]
        counts = [len(item.tactics) for item in asked]
        attempts = sum(len(item.tactics) for item in lean.asked)
        texts = documents(plain, asked)
        server, files = by_server(plain, texts), by_files(plain, texts, counts)
        frontend = sum(counts) / by_frontend(plain, texts)
        states = sum(counts) / by_states(plain, asked)
        lean.close()
        pair = alike(theorems, times)
        one, two = two_workers(home, pair, settings)
    rates = {"server": sum(counts) / server, "files": sum(counts) / files, "frontend": frontend, "states": states}
    print(f"{len(theorems)} theorems, {len(texts)} expansions, {attempts} attempts")
    show_rates(rates, attempts / search)
    print(f"{'two workers / one':24} {one / two:8.2f}   (goal 1.7)   {one:.1f} s and {two:.1f} s")
    print(f"the two theorems: {', '.join(theorem.name for theorem in pair)}")


if __name__ == "__main__":
    main()
