"""One statement, proved in this process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from wonton.assistants.fake import World
from wonton.core.errors import Interrupted, StatementError, UnknownNameError
from wonton.runs import RunEvent, prove_statement

from . import worlds
from .worlds import SETTINGS, Ledger, TouchyAssistant, theorem


@pytest.fixture
def assistants(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[TouchyAssistant]]:
    """The assistants that were opened; all of them must be closed in the end."""
    opened: list[TouchyAssistant] = []

    class Counted(TouchyAssistant):
        def __init__(self, world: World) -> None:
            super().__init__(world)
            opened.append(self)

    monkeypatch.setattr(worlds, "TouchyAssistant", Counted)
    yield opened
    assert opened and all(assistant.closed for assistant in opened)


def test_a_proof_step_by_step(tmp_path: Path, assistants: list[TouchyAssistant]) -> None:
    ledger = Ledger()
    report = prove_statement(theorem("and"), SETTINGS, tmp_path, ledger)
    assert report.solved and report.proof is not None and report.proof.rung == "axioms_ok"
    assert [(step["depth"], step["tactic"], step["goal"], step["children"]) for step in report.steps] == [
        (0, "constructor", "⊢ And a b", 2),
        (1, "exact ha", "⊢ a", 0),
        (1, "exact hb", "⊢ b", 0),
    ]
    assert report.script is not None and report.script.tactics() == report.metrics["proof"]["tactics"]
    kinds = ledger.kinds("and")
    assert kinds == ["theorem_started", *["iteration"] * report.metrics["iterations"], "variant_finished"]


def test_under_a_lesion(tmp_path: Path, assistants: list[TouchyAssistant]) -> None:
    report = prove_statement(theorem("and"), SETTINGS, tmp_path, lesion="block_constructor")
    assert (report.solved, report.script, report.steps) == (False, None, [])
    assert (report.metrics["status"], report.metrics["cuts"]) == ("dead", ["blocked"])


def test_errors_close_the_assistant(tmp_path: Path, assistants: list[TouchyAssistant]) -> None:
    with pytest.raises(StatementError, match="nonsense"):
        prove_statement(theorem("nonsense"), SETTINGS, tmp_path)


def test_ctrl_c_closes_the_assistant(tmp_path: Path, assistants: list[TouchyAssistant]) -> None:
    def stop(event: RunEvent) -> None:
        if event.kind == "iteration":
            raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        prove_statement(theorem("and"), SETTINGS, tmp_path, stop)


def test_unknown_names_open_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="block_family_intro"):
        prove_statement(theorem("and"), SETTINGS, tmp_path, lesion="block_family_intra")
    with pytest.raises(UnknownNameError, match="heuristic"):
        prove_statement(theorem("and"), replace(SETTINGS, provider="oracle"), tmp_path)
