"""Runs whose assistants are killed, stopped, slowed, cut off and lied to: they come to what undisturbed runs come to.

`WONTON_FAULTS=1000` makes it as many faults on Lean, and a quarter as many on Rocq, in longer searches; else a few
dozen are enough, in the time that a gate has. Then the numbers of each kind go to standard error (`-s`)."""

from __future__ import annotations

import itertools
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from wonton.artifacts.compare import differences, digest
from wonton.assistants.base import Assistant, Limits
from wonton.assistants.lean.assistant import LeanAssistant
from wonton.assistants.lean.assistant import open_assistant as open_lean
from wonton.assistants.lean.workers import Workers
from wonton.assistants.rocq import session
from wonton.assistants.rocq.assistant import RocqAssistant
from wonton.assistants.rocq.toolchain import Toolchain
from wonton.assistants.upkeep import Upkeep
from wonton.corpus import Selection, open_corpus, select
from wonton.runs import RunPlan, execute_run, tools

from . import running
from .faults import Fate, Meddled, StruckRocq, front_of, struck_lean
from .killing import MARK, marked

FAULTS = int(os.environ.get("WONTON_FAULTS", "0"))
FEW = 15  #: faults that a gate waits for, of each sort
EVERY = 10  #: questions to one fault
#: Faults that a whole time limit is waited for are part of it; nothing here needs that long by itself.
LIMITS = Limits(wall_seconds=4.0, memory_mb=700)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def _plan(assistant: str, home: Path, cache: Path, run_id: str) -> RunPlan:
    """Six short theorems at the quick budget, or twelve of any length at the standard one."""
    plan = running.plan(assistant, home, cache, run_id)
    settings = replace(plan.settings, limits=LIMITS, wild_only=True)
    if not FAULTS:
        return replace(plan, settings=settings, theorems=plan.theorems[:6])
    corpus = open_corpus(home, f"{assistant}:core")
    chosen = select(corpus.items, Selection(sample=12, seed=5))
    settings = replace(settings, budget="standard")
    return replace(plan, settings=settings, theorems=tuple(corpus.theorem(item) for item in chosen))


@pytest.fixture(scope="module")
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tool_cache: Path) -> Path:
    """The run that nothing disturbs."""
    plan = _plan(request.param, tmp_path_factory.mktemp("whole"), tool_cache, "run")
    report = execute_run(plan, workers=0)
    assert (report.exit_code, report.summary["deterministic"]) == (0, True)
    assert report.summary["counts"]["solved"] > 0
    return report.run_dir


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """All processes that this test starts carry a mark, and are gone in the end."""
    monkeypatch.setenv(MARK, str(tmp_path))
    yield
    assert marked(str(tmp_path)) == []


def _tell(seen: Counter[str], runs: int) -> None:
    if FAULTS:
        sys.stderr.write(f"\n{seen.total()} faults in {runs} runs: {dict(seen)}\n")


def _always(assistant: Assistant) -> Callable[..., Assistant]:
    return lambda *_: assistant


@pytest.mark.parametrize("sort", ["struck", "meddled"])
@pytest.mark.parametrize("whole", ["lean"], indirect=True)
def test_faults_on_lean_change_nothing(
    whole: Path, sort: str, tmp_path: Path, tool_cache: Path, monkeypatch: pytest.MonkeyPatch, mark: None
) -> None:
    toolchain, seen = open_lean(tool_cache / "lean").toolchain, Counter[str]()
    front = front_of(toolchain)
    for number in itertools.count():
        most = max(FAULTS // 2, FEW)
        fate = Fate(f"{sort}-{number}", EVERY, most - seen.total())
        meddled = Meddled(front, f"{sort}-{number}", EVERY, tmp_path / f"{number}.log")
        lean = LeanAssistant(toolchain)
        lean.workers = Workers(struck_lean(front, fate) if sort == "struck" else meddled, Upkeep(requests=200))
        monkeypatch.setattr(tools, "open_assistant", _always(lean))
        report = execute_run(_plan("lean", tmp_path / str(number), tool_cache, "run"), workers=0)
        assert differences(whole, report.run_dir) == []
        assert digest(whole) == digest(report.run_dir)
        seen += fate.struck + meddled.struck
        _tell(seen, number + 1)
        if seen.total() >= most:
            break


@pytest.mark.parametrize("whole", ["rocq"], indirect=True)
def test_faults_on_rocq_change_nothing(
    whole: Path, tmp_path: Path, tool_cache: Path, monkeypatch: pytest.MonkeyPatch, mark: None
) -> None:
    toolchain, most, seen = Toolchain(tool_cache / "rocq"), max(FAULTS // 4, FEW), Counter[str]()
    for number in itertools.count():
        fate = Fate(f"rocq-{number}", EVERY, most - seen.total())
        monkeypatch.setattr(session, "TopLevel", type("Struck", (StruckRocq,), {"fate": fate}))
        monkeypatch.setattr(tools, "open_assistant", _always(RocqAssistant(toolchain, Upkeep(requests=500))))
        report = execute_run(_plan("rocq", tmp_path / str(number), tool_cache, "run"), workers=0)
        assert differences(whole, report.run_dir) == []
        seen += fate.struck
        _tell(seen, number + 1)
        if seen.total() >= most:
            break
