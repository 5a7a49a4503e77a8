"""What Lean does to us, and what becomes of it: limits, deaths, hangs, text that tries to break out."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from wonton.assistants.base import Limits, Node, Theorem, Transition
from wonton.assistants.lean.assistant import LeanAssistant, open_assistant
from wonton.assistants.lean.elaborator import Elaborator
from wonton.core.errors import AssistantError, StatementError

THEOREM = Theorem("swap", "swap", "(p q : Prop) (h : And p q) : And q p")
GOOD = "cases h with | intro hp hq => ?_"
#: Grows its goal for ever: `And p ?b`, `And (And p ?b) ?c`, ...
ENDLESS = "repeat apply @And.left _ True"


@pytest.fixture
def lean(lean_cache: Path) -> Iterator[LeanAssistant]:
    assistant = open_assistant(lean_cache)
    yield assistant
    assistant.close()


def outcome(transition: Transition) -> tuple[str, str]:
    return (transition.failure.kind if transition.failure else "", transition.limit_met)


def goes_on(lean: LeanAssistant, root: Node) -> bool:
    """Whether the theorem's search can go on from the same node."""
    return len(lean.apply(root, [GOOD], Limits())[0].children) == 1


def test_a_tactic_that_runs_out_of_heartbeats(lean: LeanAssistant) -> None:
    root = lean.start(THEOREM)
    found = lean.apply(root, [GOOD, ENDLESS, "exact h"], Limits(heartbeats=200))
    assert [outcome(t) for t in found] == [("", ""), ("timeout", "heartbeats"), ("error", "")]
    assert goes_on(lean, root)


def test_heartbeats_are_deterministic(lean: LeanAssistant) -> None:
    root = lean.start(THEOREM)
    messages = {lean.apply(root, [ENDLESS], Limits(heartbeats=200))[0].failure for _ in range(3)}
    assert len(messages) == 1


def test_a_tactic_that_eats_memory(lean: LeanAssistant) -> None:
    root = lean.start(THEOREM)
    found = lean.apply(root, [ENDLESS], Limits(heartbeats=100_000_000, wall_seconds=60.0, memory_mb=150))
    assert outcome(found[0]) == ("crashed", "memory")
    assert goes_on(lean, root)


def test_a_tactic_that_takes_too_long(lean: LeanAssistant) -> None:
    root = lean.start(THEOREM)
    found = lean.apply(root, [ENDLESS, GOOD], Limits(heartbeats=100_000_000, wall_seconds=1.0, memory_mb=4_096))
    assert [outcome(t) for t in found] == [("timeout", "wall"), ("", "")]
    assert goes_on(lean, root)


@pytest.mark.parametrize(
    "text",
    [
        "skip; skip",
        "skip\nskip",
        "exact h\ntheorem evil : False := sorryAx _ false",
        "#eval 1",
        "run_tac pure ()",
        "set_option maxHeartbeats 0 in skip",
        "exact sorryAx _ Bool.false",
        "exact _root_.sorryAx _ Bool.false",
        "exact «sorryAx» _ Bool.false",
        "sorry",
        "skip -- exact h",
        """first | exact '"' | exact sorryAx _ Bool.true | exact '"'""",
        """exact s!"{sorryAx _}" """,
        'exact "',
        "exact _example p q h",
        "exact wonton_copy h h",
        "skip /- exact h -/",
        "exact h) (skip",
        "exact h]",
        "sk\u200bip",
        "",
        "x" * 3000,
    ],
)
def test_text_that_reaches_outside_the_proof_is_forbidden(lean: LeanAssistant, text: str) -> None:
    root = lean.start(THEOREM)
    assert outcome(lean.apply(root, [text, GOOD], Limits())[0]) == ("forbidden", "")


@pytest.mark.parametrize(
    "text",
    ["exact (", "exact (fun x => by", "have h2 : p := by", "exact «h", "cases h with", "·", "?"],
)
def test_an_unfinished_tactic_fails_and_spoils_nothing(lean: LeanAssistant, text: str) -> None:
    root = lean.start(THEOREM)
    found = lean.apply(root, [GOOD, text, "exact h", GOOD], Limits())
    assert [outcome(t)[0] for t in found] == ["", "error", "error", ""]


@pytest.mark.parametrize(
    "text",
    [
        "have k : (let x := p; x) := And.left h",
        "have k : (have x := p; p) := And.left h",
        "have «a : b» := h",
        "have k : (∀ x : p, let y := x; p) := fun x => x",
    ],
)
def test_odd_goals_lose_nothing(lean: LeanAssistant, text: str) -> None:
    root = lean.start(THEOREM)
    found = lean.apply(root, [GOOD, text, "exact h"], Limits())
    assert [outcome(t)[0] for t in found][::2] == ["", "error"]
    assert len(found[1].children) == 1
    assert len(found[1].children[0].goal.hypotheses) == 4


def test_named_holes_do_not_leak_into_the_next_candidate(lean: LeanAssistant) -> None:
    root = lean.start(THEOREM)
    tactics = [
        "refine And.intro ?a h.1",
        "refine And.intro (?a) h.1",
        "exact And.intro ?a h.1",
        "refine And.intro h.2 ?a",
    ]
    together = lean.apply(root, tactics, Limits())
    assert together == [lean.apply(root, [tactic], Limits())[0] for tactic in tactics]
    assert [len(t.children) for t in together] == [1, 1, 0, 1]
    assert together[2].failed


@pytest.mark.parametrize("name", ["absurd", "wonton_copy", "Nat.add_comm"])
def test_a_name_that_is_taken_is_refused_at_once(lean: LeanAssistant, name: str) -> None:
    with pytest.raises(StatementError, match="declared already"):
        lean.start(Theorem("taken", name, "(p : Prop) : p → p"))


def test_a_process_killed_between_two_calls_is_replaced(lean: LeanAssistant) -> None:
    root = lean.start(THEOREM)
    os.kill(worker(lean).process.pid, signal.SIGKILL)
    worker(lean).process.wait()
    assert goes_on(lean, root)


def test_a_pipe_that_closes_is_a_crash_of_that_attempt(lean: LeanAssistant) -> None:
    root = lean.start(THEOREM)
    stdin = worker(lean).process.stdin
    assert stdin is not None
    stdin.close()
    assert outcome(lean.apply(root, [GOOD], Limits())[0]) == ("crashed", "")
    assert goes_on(lean, root)


@pytest.mark.parametrize(("number", "expected"), [(signal.SIGKILL, "crashed"), (signal.SIGSTOP, "timeout")])
def test_a_process_struck_at_work(
    lean: LeanAssistant, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, expected: str
) -> None:
    root = lean.start(THEOREM)
    strike_next_question(monkeypatch, number)
    found = lean.apply(root, [GOOD], Limits(wall_seconds=1.0))
    assert outcome(found[0])[0] == expected
    assert goes_on(lean, root)


def test_a_death_at_the_statement_does_not_count_against_it(
    lean: LeanAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    strike_next_question(monkeypatch, signal.SIGKILL)
    with pytest.raises(AssistantError, match="swap"):
        lean.start(THEOREM)
    assert goes_on(lean, lean.start(THEOREM))


def test_a_batch_whose_process_dies_is_tried_again_one_by_one(
    lean: LeanAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = lean.start(THEOREM)
    undisturbed = lean.apply(root, [GOOD, "exact h", "constructor"], Limits())
    strike_next_question(monkeypatch, signal.SIGKILL)
    assert lean.apply(root, [GOOD, "exact h", "constructor"], Limits()) == undisturbed


def test_nothing_survives_close(lean: LeanAssistant) -> None:
    lean.start(THEOREM)
    process = worker(lean).process
    lean.close()
    assert process.poll() is not None
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def worker(lean: LeanAssistant) -> Elaborator:
    found = lean._worker
    assert found is not None
    return found


def strike_next_question(monkeypatch: pytest.MonkeyPatch, number: signal.Signals) -> None:
    """Send the process a signal once it has been sent a document, and before it can have answered; once."""
    original = Elaborator._send

    def send(self: Elaborator, request: bytes) -> None:
        monkeypatch.setattr(Elaborator, "_send", original)
        os.kill(self.process.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED | os.WNOWAIT)  # all of its threads stand still
        original(self, request)
        os.kill(self.process.pid, number)

    monkeypatch.setattr(Elaborator, "_send", send)
