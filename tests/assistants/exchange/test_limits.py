"""A kernel, or who writes for it, that is ended from outside gives no verdict; a limit concerns one proof only."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from wonton.assistants.base import Theorem
from wonton.assistants.confinement import measures
from wonton.assistants.exchange import lean_run
from wonton.assistants.exchange.lean_to_rocq import RocqChecker, constants, kernel, sources
from wonton.assistants.exchange.lean_to_rocq.constants import information
from wonton.assistants.exchange.outcome import RecordedProof, Verdict
from wonton.assistants.exchange.rocq_to_lean import open_checker
from wonton.assistants.exchange.rocq_to_lean import sources as coq_sources
from wonton.assistants.exchange.rocq_to_lean.export import Block
from wonton.assistants.exchange.rocq_to_lean.judge import LeanChecker
from wonton.assistants.exchange.rocq_to_lean.lean import LeanKernel
from wonton.assistants.lean.process import Command, LeanStopped
from wonton.assistants.lean.toolchain import WheelToolchain
from wonton.assistants.rocq.check import run_shut_in
from wonton.assistants.rocq.process import RocqStopped
from wonton.assistants.rocq.toolchain import Toolchain
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
    genuine = lean_run.run_shut_in
    monkeypatch.setattr(lean_run, "run_shut_in", lambda _, *rest: genuine(Command(words, {}), *rest))


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
        return run_shut_in(words if words[-1] == "Mirror.v" else KILLED, *rest)

    monkeypatch.setattr(kernel, "run_shut_in", killed_at_proofs)
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
    assert asked == [3, 0, 1, 2, 1, 1]


def instead_of_coqc(monkeypatch: pytest.MonkeyPatch, met: str, stopped: RocqStopped) -> list[str]:
    """Coq stops at every file that has `met` in it; the files that it was given."""
    genuine = coq_sources.compile_text
    seen: list[str] = []

    def stopping(toolchain: Toolchain, text: str) -> tuple[str, int, str]:
        seen.append(text)
        if met in text:
            raise stopped
        return genuine(toolchain, text)

    monkeypatch.setattr(coq_sources, "compile_text", stopping)
    return seen


def test_a_limit_at_one_of_rocqs_proofs_hides_no_other(
    lean_checker: LeanChecker, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = instead_of_coqc(monkeypatch, "Lemma t1 ", RocqStopped("wall", "coqc took more than 9 s"))
    broken = by_rocq("t3", ": True", "exact 0.")
    verdicts = lean_checker.check([*(by_rocq(f"t{place}", *PROOFS[place]) for place in range(3)), broken])
    assert [verdict.outcome for verdict in verdicts] == ["accepted", "not_exportable", "accepted", "not_exportable"]
    assert (verdicts[1].kind, verdicts[1].reason) == ("limit", "coqc took more than 9 s")
    assert verdicts[3].kind == "term" and "does not compile" in verdicts[3].reason
    assert [text.count("Module WontonAsked") for text in seen[:6]] == [4, 2, 1, 1, 2, 1]


def test_a_limit_at_one_constant_concerns_those_that_use_it(
    lean_checker: LeanChecker, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead_of_coqc(monkeypatch, "Print or.", RocqStopped("memory", "coqc wrote more than 9 MB"))
    verdicts = lean_checker.check([by_rocq(f"t{place}", *PROOFS[place]) for place in range(3)])
    assert [(v.outcome, v.kind) for v in verdicts] == [("accepted", ""), ("not_exportable", "limit"), ("accepted", "")]
    assert verdicts[1].reason.endswith("coqc wrote more than 9 MB")


@pytest.mark.parametrize("met", ["Lemma t0 ", "Print and."])
def test_coq_that_somebody_ends_has_refused_nothing(
    met: str, lean_checker: LeanChecker, monkeypatch: pytest.MonkeyPatch
) -> None:
    instead_of_coqc(monkeypatch, met, RocqStopped("died", "coqc was ended by SIGKILL from outside"))
    with pytest.raises(AssistantError, match="SIGKILL from outside"):
        lean_checker.check([by_rocq("t0", *PROOFS[0])])


def test_recorded_scripts_are_shut_in(
    lean_checker: LeanChecker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a source says, it writes nothing but in the folder of its check."""
    if "landlock" not in measures():
        pytest.skip("nothing is shut in here")
    redirect = f'Redirect "{tmp_path / "out"}" Print nat.'
    (verdict,) = lean_checker.check([by_rocq("t", ": True", f"{redirect} exact I.")])
    assert verdict.outcome == "not_exportable" and "Permission denied" in verdict.reason
    writing = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text('x')"
    another = Command((sys.executable, "-I", "-c", writing, str(tmp_path / "out")), {})
    monkeypatch.setattr(WheelToolchain, "command", another)
    with pytest.raises(LeanStopped, match="Permission denied"):
        information(WheelToolchain(tmp_path), ["#check Nat"])
    assert not list(tmp_path.iterdir())


def test_what_all_proofs_rest_on_is_tried_by_itself_once(
    lean_checker: LeanChecker, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def stopped(self: LeanKernel, blocks: Sequence[Block], theorems: Sequence[Any]) -> list[Verdict]:
        asked.append(len(theorems))
        raise LeanStopped("memory", "Lean used more than 9 MB")

    monkeypatch.setattr(LeanKernel, "judge", stopped)
    verdicts = lean_checker.check([by_rocq(f"t{place}", *PROOFS[place]) for place in range(3)])
    assert {(v.outcome, v.kind) for v in verdicts} == {("refused", "limit")}
    assert asked == [3, 0]


def test_a_constant_that_lean_cannot_print_concerns_its_users_only(
    rocq_checker: RocqChecker, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = constants.information

    def stopped_at_iff(toolchain: Any, lines: Sequence[str]) -> dict[int, str]:
        if "#print Iff" in lines:
            raise LeanStopped("memory", "Lean used more than 9 MB")
        return genuine(toolchain, lines)

    monkeypatch.setattr(constants, "information", stopped_at_iff)
    statement = ": ∀ p : Prop, Iff p p"
    source = f"theorem same {statement} := by\n  exact fun p => Iff.intro (fun h => h) (fun h => h)\n"
    same = RecordedProof(Theorem("same", "same", statement), source)
    verdicts = rocq_checker.check([by_lean("one"), same])
    assert [verdict.outcome for verdict in verdicts] == ["accepted", "not_exportable"]
    assert "more than 9 MB" in verdicts[1].reason


def test_lean_that_does_not_start_has_met_no_limit(rocq_checker: RocqChecker, monkeypatch: pytest.MonkeyPatch) -> None:
    instead_of_lean(monkeypatch, (sys.executable, "-I", "-c", "raise SystemExit('no such library')"))
    with pytest.raises(AssistantError, match="no such library"):
        rocq_checker.check([by_lean("one"), by_lean("two")])


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
