"""A kernel, or who writes for it, that is ended from outside gives no verdict; a limit concerns one proof only."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from wonton.assistants.base import Theorem
from wonton.assistants.exchange import lean_run
from wonton.assistants.exchange.lean_to_rocq import RocqChecker, kernel, sources
from wonton.assistants.exchange.lean_to_rocq.constants import information
from wonton.assistants.exchange.outcome import RecordedProof, Verdict
from wonton.assistants.exchange.rocq_to_lean import open_checker
from wonton.assistants.exchange.rocq_to_lean.export import Block
from wonton.assistants.exchange.rocq_to_lean.judge import LeanChecker
from wonton.assistants.exchange.rocq_to_lean.lean import LeanKernel
from wonton.assistants.lean.process import Command, LeanStopped
from wonton.assistants.rocq.process import RocqStopped, run_once
from wonton.core.errors import AssistantError

from .rocq_proofs import HEADER, PROOFS

KILLED = (sys.executable, "-I", "-c", "import os; os.kill(os.getpid(), 9)")
OVERFLOWN = (sys.executable, "-I", "-c", "import os; os.abort()")


def by_lean(name: str, tactic: str = "exact fun p h => h") -> RecordedProof:
    statement = ": ∀ p : Prop, p → p"
    return RecordedProof(Theorem(name, name, statement), f"theorem {name} {statement} := by\n  {tactic}\n")


def by_rocq(name: str, statement: str, proof: str) -> RecordedProof:
    source = f"{HEADER}\nLemma {name} {statement}.\nProof. {proof}\nQed.\n"
    return RecordedProof(Theorem(name, name, statement, HEADER), source)


@pytest.fixture
def lean_checker(tool_cache: Path) -> LeanChecker:
    return open_checker(tool_cache / "lean", tool_cache / "rocq")


def instead_of_lean(monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    """Every one-shot Lean of the exchange is another process."""
    genuine = lean_run.run_once
    monkeypatch.setattr(lean_run, "run_once", lambda _, *rest: genuine(Command(words, {}), *rest))


def test_lean_that_somebody_ends_has_refused_nothing(
    rocq_checker: RocqChecker, lean_checker: LeanChecker, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead_of_lean(monkeypatch, KILLED)
    with pytest.raises(AssistantError, match="SIGKILL from outside") as caught:
        rocq_checker.check([by_lean("one"), by_lean("two")])
    assert caught.value.remedy == "Recheck it again."
    with pytest.raises(AssistantError, match="SIGKILL from outside"):
        lean_checker.check([by_rocq("one", *PROOFS[0])])


def test_rocq_that_somebody_ends_has_refused_nothing(
    rocq_checker: RocqChecker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed_at_proofs(words: Sequence[str], *rest: Any) -> Any:
        return run_once(words if words[-1] == "Mirror.v" else KILLED, *rest)

    monkeypatch.setattr(kernel, "run_once", killed_at_proofs)
    with pytest.raises(AssistantError, match="coqc was ended by SIGKILL from outside"):
        rocq_checker.check([by_lean("one"), by_lean("two")])


def test_a_stack_that_overflows_is_a_limit(rocq_checker: RocqChecker, monkeypatch: pytest.MonkeyPatch) -> None:
    instead_of_lean(monkeypatch, OVERFLOWN)
    with pytest.raises(LeanStopped, match="Lean ended with code -6") as caught:
        information(rocq_checker.toolchain, ["#check Nat"])
    assert caught.value.why == "memory"


def test_a_limit_at_one_of_leans_proofs_hides_no_other(
    rocq_checker: RocqChecker, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = sources.information

    def stopped_at_two(toolchain: Any, lines: Sequence[str]) -> dict[int, str]:
        if any("theorem two " in line for line in lines):
            raise LeanStopped("wall", "Lean took more than 9 s")
        return genuine(toolchain, lines)

    monkeypatch.setattr(sources, "information", stopped_at_two)
    verdicts = rocq_checker.check([by_lean(name) for name in ("one", "two", "three")])
    assert [verdict.outcome for verdict in verdicts] == ["accepted", "not_exportable", "accepted"]
    assert (verdicts[1].kind, verdicts[1].reason) == ("limit", "Lean took more than 9 s")


def test_a_limit_of_the_kernel_at_one_proof_hides_no_other(
    lean_checker: LeanChecker, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = LeanKernel.judge
    asked: list[int] = []

    def stopped_at_second(
        self: LeanKernel, blocks: Sequence[Block], theorems: Sequence[tuple[str, str, tuple[str, ...]]]
    ) -> list[Verdict]:
        asked.append(len(theorems))
        if any("proof1" in name for name, _, _ in theorems):
            raise LeanStopped("memory", "Lean used more than 9 MB")
        return genuine(self, blocks, theorems)

    monkeypatch.setattr(LeanKernel, "judge", stopped_at_second)
    verdicts = lean_checker.check([by_rocq(f"t{place}", *PROOFS[place]) for place in range(3)])
    assert [(v.outcome, v.kind) for v in verdicts] == [("accepted", ""), ("refused", "limit"), ("accepted", "")]
    assert asked == [3, 1, 2, 1, 1]


def test_a_kernel_that_is_kept_from_work_is_an_accident(
    lean_checker: LeanChecker, rocq_checker: RocqChecker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def idle(*_: Any) -> list[Verdict]:
        raise LeanStopped("wall", "Lean took more than 9 s", idle=True)

    def idle_rocq(*_: Any) -> Any:
        raise RocqStopped("wall", "coqc took more than 9 s", idle=True)

    monkeypatch.setattr(LeanKernel, "judge", idle)
    with pytest.raises(AssistantError, match="took more than 9 s"):
        lean_checker.check([by_rocq("one", *PROOFS[0])])
    monkeypatch.setattr(kernel.Workshop, "_file", idle_rocq)
    with pytest.raises(AssistantError, match="took more than 9 s"):
        rocq_checker.check([by_lean("one")])
