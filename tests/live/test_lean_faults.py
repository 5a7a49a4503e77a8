"""What Lean does to us, and what becomes of it: limits, deaths, hangs, text that tries to break out."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wonton.assistants.base import Limits, Node, Theorem, Transition
from wonton.assistants.lean.assistant import LeanAssistant, open_assistant
from wonton.assistants.lean.elaborator import Elaborator
from wonton.assistants.upkeep import Upkeep
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


def test_a_pipe_that_closes_costs_nothing(lean: LeanAssistant) -> None:
    root = lean.start(THEOREM)
    stdin = worker(lean).process.stdin
    assert stdin is not None
    stdin.close()
    assert goes_on(lean, root)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_process_struck_at_work_costs_nothing(
    lean: LeanAssistant, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    root = lean.start(THEOREM)
    undisturbed = lean.apply(root, [GOOD], Limits())
    strike_next_questions(monkeypatch, number)
    assert lean.apply(root, [GOOD], Limits(wall_seconds=1.0)) == undisturbed
    assert lean.in_memory


@pytest.mark.parametrize(("number", "expected"), [(signal.SIGKILL, "crashed"), (signal.SIGSTOP, "timeout")])
def test_a_process_struck_at_every_try_counts(
    lean: LeanAssistant, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, expected: str
) -> None:
    root = lean.start(THEOREM)
    with monkeypatch.context() as striking:
        strike_next_questions(striking, number, times=100, asked=lambda body: b"constructor" in body)
        found = lean.apply(root, ["constructor", GOOD], Limits(wall_seconds=0.5))
    assert outcome(found[0])[0] == expected
    assert len(found[1].children) == 1
    assert goes_on(lean, root)


@pytest.mark.parametrize("times", [1, 2])
def test_a_death_at_the_statement_costs_nothing(
    lean: LeanAssistant, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    strike_next_questions(monkeypatch, signal.SIGKILL, times)
    assert goes_on(lean, lean.start(THEOREM))


def test_a_statement_that_always_kills_does_not_count_against_the_next_one(
    lean: LeanAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as striking:
        strike_next_questions(striking, signal.SIGKILL, times=100)
        with pytest.raises(AssistantError, match="swap"):
            lean.start(THEOREM)
    assert goes_on(lean, lean.start(THEOREM))


def test_a_batch_whose_process_dies_is_tried_again_one_by_one(
    lean: LeanAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = lean.start(THEOREM)
    undisturbed = lean.apply(root, [GOOD, "exact h", "constructor"], Limits())
    strike_next_questions(monkeypatch, signal.SIGKILL)
    assert lean.apply(root, [GOOD, "exact h", "constructor"], Limits()) == undisturbed


def test_a_path_that_poisons_the_process_is_quarantined(lean: LeanAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state in memory, of `constructor`, kills whatever is asked of it; documents do not mind. From the third death
    on its candidates have processes of their own, and the process at work lives on; other paths never leave it."""
    root = lean.start(THEOREM)
    poisoned, other = lean.apply(root, ["constructor", GOOD], Limits())
    tactics = ["exact And.right h", "exact And.left h", "exact h"]
    undisturbed = lean.apply(poisoned.children[0], tactics, Limits())
    behind = rb'"path": [["example : Prop := by\n  all_goals\n    (constructor)'
    strike_next_questions(monkeypatch, signal.SIGKILL, times=100, asked=lambda body: behind in body)
    for _ in range(3):
        assert lean.apply(poisoned.children[0], tactics, Limits()) == undisturbed
    assert lean.quarantine.holds(poisoned.children[0])
    assert not lean.quarantine.holds(other.children[0])
    assert goes_on(lean, root)
    number = lean.workers.number
    assert lean.apply(poisoned.children[0], tactics, Limits()) == undisturbed
    assert lean.apply(other.children[0], ["exact And.intro hq hp"], Limits())[0].closed
    assert (lean.workers.number, lean.in_memory) == (number, True)


def test_a_path_on_which_nothing_works_is_lost_and_no_other(
    lean: LeanAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = lean.start(THEOREM)
    poisoned, other = lean.apply(root, ["constructor", GOOD], Limits())
    strike_next_questions(monkeypatch, signal.SIGKILL, times=100, asked=lambda body: b"constructor" in body)
    for _ in range(6):  # three deaths, then three in processes of their own
        found = lean.apply(poisoned.children[0], ["exact h"], Limits())
        assert outcome(found[0]) == ("crashed", "")
    started = lean.workers.started
    assert outcome(lean.apply(poisoned.children[0], ["skip"], Limits())[0]) == ("crashed", "")
    assert lean.workers.started == started, "nobody was asked"
    assert lean.apply(other.children[0], ["exact And.intro hq hp"], Limits())[0].closed


def test_a_path_that_leads_elsewhere_is_never_taken_for_the_old_one(lean: LeanAssistant) -> None:
    root = lean.start(THEOREM)
    child = lean.apply(root, ["constructor"], Limits())[0].children[0]
    stranger = Node(child.theorem, child.path, root.goals)
    lean.workers.drop()
    for assistant_remembers_states in (True, False):
        lean.in_memory = assistant_remembers_states
        for tactic in ("exact And.right h", "exact And.right ?a"):
            found = lean.apply(stranger, [tactic], Limits())[0]
            assert outcome(found) == ("crashed", "")
            assert found.failure is not None and "another goal than before" in found.failure.message


@pytest.mark.parametrize("spare", [True, False])
def test_a_process_is_replaced_by_plan_and_nothing_changes(lean: LeanAssistant, spare: bool) -> None:
    """With a spare the next process is there before the old one is gone."""
    often = LeanAssistant(lean.toolchain, upkeep=Upkeep(requests=11, memory=1.0, spare=spare))
    child = lean.apply(lean.start(THEOREM), [GOOD], Limits())[0].children[0]
    undisturbed = lean.apply(child, ["constructor", "exact hp"], Limits())
    often.start(THEOREM)
    began_early = 0
    for _ in range(23):
        before = often.workers.number, often.workers.started
        assert often.apply(child, ["constructor", "exact hp"], Limits()) == undisturbed
        began_early += (often.workers.number, often.workers.started - 1) == before
    assert often.workers.recycled == 2
    assert began_early == (2 if spare else 0)
    often.close()


def test_a_spare_that_has_died_is_not_set_to_work(lean: LeanAssistant) -> None:
    often = LeanAssistant(lean.toolchain, upkeep=Upkeep(requests=11, memory=1.0))
    root = often.start(THEOREM)
    while often.workers.started == 1:
        assert goes_on(often, root)
    spare = often.workers._spare
    assert spare is not None
    spare.process.kill()
    spare.process.wait()
    assert goes_on(often, root) and goes_on(often, root)
    assert often.workers.recycled == 1
    often.close()
    assert spare.process.poll() is not None


def test_nothing_survives_close(lean: LeanAssistant) -> None:
    lean.start(THEOREM)
    process = worker(lean).process
    lean.close()
    assert process.poll() is not None
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def worker(lean: LeanAssistant) -> Elaborator:
    found = lean.workers.worker
    assert found is not None
    return found


def strike_next_questions(
    monkeypatch: pytest.MonkeyPatch,
    number: signal.Signals,
    times: int = 1,
    asked: Callable[[bytes], bool] = lambda body: True,
) -> None:
    """Send the process a signal once it has been sent a question, and before it can have answered; so many times."""
    original, left = Elaborator._send, [times]

    def send(self: Elaborator, body: bytes, head: int) -> None:
        if not (left[0] and asked(body)):
            return original(self, body, head)
        left[0] -= 1
        os.kill(self.process.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED | os.WNOWAIT)  # all of its threads stand still
        original(self, body, head)
        os.kill(self.process.pid, number)

    monkeypatch.setattr(Elaborator, "_send", send)
