"""A check that the machine keeps from its work says nothing of the proof."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from wonton.assistants.base import CheckedProof, Limits, Script, Theorem
from wonton.assistants.confine import __file__ as CONFINE
from wonton.assistants.lean import check as lean
from wonton.assistants.lean.toolchain import WheelToolchain
from wonton.assistants.rocq import check as rocq
from wonton.assistants.rocq.toolchain import Toolchain

LEAN = Theorem("swap", "swap", "(p q : Prop) (hp : p) (hq : q) : And q p")
ROCQ = Theorem("swap", "swap", "(p q : Prop) (hp : p) (hq : q) : and q p")
#: By assistant: its check, its toolchain, a theorem and a proof.
CHECKED: dict[str, tuple[Any, Any, Theorem, Script]] = {
    "lean": (lean, WheelToolchain, LEAN, Script("exact And.intro hq hp")),
    "rocq": (rocq, Toolchain, ROCQ, Script("exact (conj hq hp)")),
}
How = Callable[[Sequence[str], Path], tuple[str, ...]]
LIMITS = Limits(heartbeats=400_000, wall_seconds=2.0, memory_mb=4_096)


def killed(words: Sequence[str], folder: Path) -> tuple[str, ...]:
    """A process that somebody ends."""
    return (sys.executable, "-I", "-c", "import os; os.kill(os.getpid(), 9)")


def not_shut_in(words: Sequence[str], folder: Path) -> tuple[str, ...]:
    """A process that cannot be shut in: there is no such folder."""
    return (sys.executable, "-I", "-S", str(CONFINE), "landlock", str(folder / "absent"), *words)


def asleep(words: Sequence[str], folder: Path) -> tuple[str, ...]:
    """A process that is kept from computing."""
    return (sys.executable, "-I", "-c", "import time; time.sleep(60)")


def busy(words: Sequence[str], folder: Path) -> tuple[str, ...]:
    """A process that computes beyond its time."""
    return (sys.executable, "-I", "-c", "while True: pass")


ACCIDENTS = [(killed, "SIGKILL from outside"), (not_shut_in, "cannot be confined"), (asleep, "took more than 2 s")]


@pytest.mark.parametrize(("how", "why"), ACCIDENTS)
@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("assistant", CHECKED)
def test_an_accident_is_no_verdict(
    assistant: str, known: bool, how: object, why: str, tool_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the process that is asked for the statement, and where that is known in the process of the proof."""
    check, toolchain_of, whose, script = CHECKED[assistant]
    toolchain = toolchain_of(tool_cache / assistant)
    theorem = Theorem("swap", f"swap_{why[0]}_{known}", whose.statement)
    if known:
        assert check.asked_for(toolchain, theorem) is not None
    monkeypatch.setattr(check, "confined", how)
    no_verdict(check.check_proof(toolchain, theorem, script, limits=LIMITS), why)
    monkeypatch.undo()
    assert check.check_proof(toolchain, theorem, script).rung == "axioms_ok"


def no_verdict(checked: CheckedProof, why: str) -> None:
    """It says that it could not be checked, and nothing else."""
    assert checked.unchecked
    assert checked.rung == "search_closed"
    assert [holds for rung, holds in checked.rungs.items() if rung != "search_closed"] == [None]
    assert checked.messages[0].startswith("could not be checked: ") and why in checked.messages[0]


def test_a_limit_that_is_met_while_computing_is_a_verdict(lean_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wonton.assistants.channel.IDLE_SHARE", 0.0)
    monkeypatch.setattr(lean, "confined", busy)
    checked = lean.check_proof(WheelToolchain(lean_cache), LEAN, Script("exact And.intro hq hp"), limits=LIMITS)
    assert checked.rungs["compiles"] is False and not checked.unchecked
