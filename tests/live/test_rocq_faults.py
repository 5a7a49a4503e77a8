"""What Rocq does to us, and what becomes of it: limits, deaths, hangs, text that tries to break out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.processes import await_end

from wonton.assistants.base import Limits, Node, Theorem, Transition
from wonton.assistants.processes import resident_mb
from wonton.assistants.rocq.assistant import RocqAssistant, open_assistant
from wonton.assistants.rocq.process import Reply, TopLevel
from wonton.core.errors import AssistantError, StatementError

THEOREM = Theorem("swap", "swap", "(p q : Prop) (h : p /\\ q) : q /\\ p")
GOOD = "destruct h as [hp hq]"
#: Runs for ever in little memory; grows its goal for ever.
LOOP = "do 1000000000 idtac"
ENDLESS = "repeat (generalize I; intro)"


@pytest.fixture
def rocq(rocq_cache: Path) -> Iterator[RocqAssistant]:
    assistant = open_assistant(rocq_cache)
    yield assistant
    assistant.close()


def outcome(transition: Transition) -> tuple[str, str]:
    return (transition.failure.kind if transition.failure else "", transition.limit_met)


def goes_on(rocq: RocqAssistant, root: Node) -> bool:
    """Whether the theorem's search can go on from the same node."""
    return len(rocq.apply(root, [GOOD], Limits())[0].children) == 1


def top(rocq: RocqAssistant) -> TopLevel:
    found = rocq.session.top
    assert found is not None
    return found


def test_a_tactic_that_loops_is_stopped_and_the_process_lives_on(rocq: RocqAssistant) -> None:
    root = rocq.start(THEOREM)
    before = top(rocq).process.pid
    found = rocq.apply(root, [GOOD, LOOP, "exact h", GOOD], Limits(wall_seconds=0.5))
    assert [outcome(t) for t in found] == [("", ""), ("timeout", "wall"), ("error", ""), ("", "")]
    assert top(rocq).process.pid == before
    assert found[0].children == found[3].children


def test_a_tactic_that_eats_memory(rocq: RocqAssistant) -> None:
    root = rocq.start(THEOREM)
    found = rocq.apply(root, [ENDLESS, GOOD], Limits(wall_seconds=60.0, memory_mb=300))
    assert [outcome(t) for t in found] == [("crashed", "memory"), ("", "")]
    assert goes_on(rocq, root)


def test_a_process_that_has_grown_is_replaced_between_two_expansions(rocq: RocqAssistant) -> None:
    root = rocq.start(THEOREM)
    before = top(rocq).process.pid
    too_small = int(resident_mb(before) * 1.5)
    assert len(rocq.apply(root, [GOOD], Limits(memory_mb=too_small))[0].children) == 1
    assert top(rocq).process.pid != before


@pytest.mark.parametrize(
    "text",
    [
        "idtac. idtac",
        "idtac.\nidtac",
        "idtac...",
        "exact h. Qed. Lemma evil : False",
        "Admitted",
        "Abort",
        "Qed",
        'Redirect "x" Check nat',
        "Axiom evil : False",
        "Set Printing Width 3",
        "Unset Printing All",
        "Require Import Arith",
        "Ltac idtac := fail",
        "Fail idtac",
        "Timeout 3 idtac",
        "Cd",
        "Drop",
        "Show",
        "#[local] Hint Resolve conj",
        "admit",
        "split; [admit | admit]",
        "give_up",
        "shelve",
        "Unshelve",
        "all: idtac",
        "2: idtac",
        "1-2: idtac",
        "[goal]: idtac",
        "only 1: idtac",
        "{ idtac",
        "}",
        "- idtac",
        "timeout 3 idtac",
        "idtac (* hidden *)",
        'idtac "hidden"',
        "exact h)",
        "(exact h",
        "exact (h]",
        "id\u200btac",
        "",
        ".",
        "x" * 3000,
    ],
)
def test_text_that_reaches_outside_the_goal_is_forbidden(rocq: RocqAssistant, text: str) -> None:
    root = rocq.start(THEOREM)
    assert outcome(rocq.apply(root, [text], Limits())[0]) == ("forbidden", "")


@pytest.mark.parametrize(
    "text", ["exact", "intros [", "=> ;", "have", "exact (fun x =>)", "split;", "?", "exact $(h)$"]
)
def test_text_that_is_no_tactic_fails_and_spoils_nothing(rocq: RocqAssistant, text: str) -> None:
    root = rocq.start(THEOREM)
    found = rocq.apply(root, [GOOD, text, "exact h", GOOD], Limits())
    assert [outcome(t)[0] in ("error", "forbidden") for t in found] == [False, True, True, False]
    assert found[0].children == found[3].children


def test_a_full_stop_behind_a_tactic_changes_nothing(rocq: RocqAssistant) -> None:
    root = rocq.start(THEOREM)
    with_stop, without = rocq.apply(root, [f"{GOOD}.", GOOD], Limits())
    assert with_stop.children == without.children
    assert with_stop.tactic == f"{GOOD}."


def test_a_name_that_is_taken_is_refused_at_once(rocq: RocqAssistant) -> None:
    taken = Theorem("taken", "taken", ": True", "Definition taken := 0.")
    with pytest.raises(StatementError, match="already exists"):
        rocq.start(taken)
    assert goes_on(rocq, rocq.start(THEOREM))


@pytest.mark.parametrize(
    "header", ["Require Import NoSuchLibrary.", "Definition (.", "Lemma a : True. Proof. split. Qed"]
)
def test_a_header_that_is_wrong_is_an_error_of_that_item_alone(rocq: RocqAssistant, header: str) -> None:
    with pytest.raises(StatementError, match="wrong"):
        rocq.start(Theorem("wrong", "wrong", ": True", header))
    assert goes_on(rocq, rocq.start(THEOREM))


def test_a_process_killed_between_two_calls_is_replaced(rocq: RocqAssistant) -> None:
    root = rocq.start(THEOREM)
    os.kill(top(rocq).process.pid, signal.SIGKILL)
    top(rocq).process.wait()
    assert goes_on(rocq, root)


def test_a_pipe_that_closes_between_two_calls_costs_nothing(rocq: RocqAssistant) -> None:
    root = rocq.start(THEOREM)
    stdin = top(rocq).process.stdin
    assert stdin is not None
    stdin.close()
    assert goes_on(rocq, root)


def test_an_interrupt_that_strikes_an_idle_process_costs_nothing(rocq: RocqAssistant) -> None:
    root = rocq.start(THEOREM)
    undisturbed = rocq.apply(root, [GOOD, "exact h"], Limits())
    child = undisturbed[0].children[0]
    os.kill(top(rocq).process.pid, signal.SIGINT)
    assert rocq.apply(child, ["split"], Limits())[0].children
    assert rocq.apply(root, [GOOD, "exact h"], Limits()) == undisturbed


@pytest.mark.parametrize(("number", "expected"), [(signal.SIGKILL, "crashed"), (signal.SIGSTOP, "timeout")])
def test_a_process_struck_at_work(
    rocq: RocqAssistant, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, expected: str
) -> None:
    root = rocq.start(THEOREM)
    rocq.apply(root, [GOOD], Limits())
    strike_next_question(monkeypatch, number)
    found = rocq.apply(root, [LOOP, GOOD], Limits(wall_seconds=1.0))
    assert [outcome(t)[0] for t in found] == [expected, ""]


def test_a_death_at_the_statement_does_not_count_against_it(
    rocq: RocqAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    strike_next_question(monkeypatch, signal.SIGKILL)
    with pytest.raises(AssistantError, match="swap"):
        rocq.start(THEOREM)
    assert goes_on(rocq, rocq.start(THEOREM))


def test_nothing_survives_close(rocq: RocqAssistant) -> None:
    rocq.start(THEOREM)
    process = top(rocq).process
    rocq.close()
    rocq.close()
    assert process.poll() is not None


def test_nothing_survives_a_killed_owner(rocq_cache: Path) -> None:
    program = (
        "import sys, signal; from pathlib import Path\n"
        "from wonton.assistants.base import Theorem\n"
        "from wonton.assistants.rocq.assistant import open_assistant\n"
        "rocq = open_assistant(Path(sys.argv[1]))\n"
        "rocq.start(Theorem('t', 't', ': True'))\n"
        "print(rocq.session.top.process.pid, flush=True)\n"
        "signal.pause()\n"
    )
    owner = subprocess.Popen([sys.executable, "-c", program, str(rocq_cache)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    child = int(owner.stdout.readline())
    owner.kill()
    owner.wait()
    owner.stdout.close()
    await_end(child)


def strike_next_question(monkeypatch: pytest.MonkeyPatch, number: signal.Signals) -> None:
    """Send Coq a signal while it has a reply to give, once."""
    original = TopLevel.receive

    def receive(self: TopLevel, wall_seconds: float, memory_mb: float) -> Reply:
        monkeypatch.setattr(TopLevel, "receive", original)
        os.kill(self.process.pid, number)
        return original(self, wall_seconds, memory_mb)

    monkeypatch.setattr(TopLevel, "receive", receive)
