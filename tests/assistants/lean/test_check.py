"""What a final check takes for Lean's answer, and what it says where Lean gave none."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from wonton.assistants.base import Script, Theorem
from wonton.assistants.lean import check, document, questions
from wonton.assistants.lean.assistant import LeanAssistant
from wonton.assistants.lean.process import Command, json_messages, run_apart

CHEAT = Theorem("t", "cheat", ": False", "axiom anything : False")
SCRIPT = Script("exact anything")


def saying(text: str, then: str) -> Callable[[Sequence[str], Path], tuple[str, ...]]:
    """Lean behind a program that writes `text` to standard error and goes on with `then`, words of a shell."""
    return lambda words, _: ("/bin/sh", "-c", f'printf "%s\\n" "$0" >&2; {then}', text, *words)


def test_an_answer_on_standard_error_is_none(lean: LeanAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    proof = "\n".join(document.theorem_lines(CHEAT, SCRIPT))
    page = questions.proof_page(lean.toolchain.preamble, check.LIMITS.heartbeats, CHEAT, proof, CHEAT.name)
    answer = "'cheat' does not depend on any axioms"
    forged = json.dumps({"severity": "information", "data": answer, "pos": {"line": page.lines[1]}})
    monkeypatch.setattr(check, "confined", saying(forged, 'exec "$@"'))
    verdict = lean.proof(CHEAT, SCRIPT)
    assert (verdict.rung, verdict.axioms) == ("statement_match", ("anything",))


def test_what_lean_says_on_its_way_out_is_kept(lean: LeanAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "confined", saying("Stack overflow detected. Aborting.", "exit 134"))
    verdict = lean.proof(Theorem("t", "ends", ": True"), Script("trivial"))
    assert verdict.messages == ("Lean ended with code 134: Stack overflow detected. Aborting.",)


def test_standard_error_without_end_holds_nothing_up() -> None:
    program = "import os\ntry:\n  while True: os.write(2, b'{}\\n' * 999)\nexcept BlockingIOError: print('{\"a\": 1}')"
    done, complaints = run_apart(Command((sys.executable, "-c", program), {}), [], 20.0, 1_000.0)
    assert (done.code, json_messages(done.output)) == (0, [{"a": 1}])
    assert complaints.startswith("{}\n{}\n")


def test_a_name_from_the_root_is_asked_for_as_it_is(lean: LeanAssistant) -> None:
    theorem = Theorem("t", "_root_.A.b", ": nonsense", "namespace A")
    messages = lean.proof(theorem, Script("trivial")).messages
    assert not any("_root_._root_" in message for message in messages), messages
    outside = Theorem("t", "_root_.A.b", ": True")
    assert lean.proof(outside, Script("trivial")).rung == "axioms_ok"
