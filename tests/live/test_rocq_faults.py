"""What Rocq does to us, and what becomes of it: limits, deaths, hangs, text that tries to break out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.processes import await_end

from wonton.assistants import channel
from wonton.assistants.base import Limits, Node, Theorem, Transition
from wonton.assistants.channel import Watch
from wonton.assistants.rocq.assistant import RocqAssistant, open_assistant
from wonton.assistants.rocq.process import Reply, TopLevel
from wonton.assistants.upkeep import Upkeep
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


def test_a_tactic_that_loops_is_stopped_and_the_process_lives_on(
    rocq: RocqAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "computed_seconds", lambda pid: time.monotonic())  # whatever else the machine does
    root = rocq.start(THEOREM)
    before = top(rocq).process.pid
    found = rocq.apply(root, [GOOD, LOOP, "exact h", GOOD], Limits(wall_seconds=0.5))
    assert [outcome(t) for t in found] == [("", ""), ("timeout", "wall"), ("error", ""), ("", "")]
    assert top(rocq).process.pid == before
    assert found[0].children == found[3].children


def test_a_tactic_that_is_kept_from_working_ends_too(rocq: RocqAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine so busy that Coq hardly computes: tried in three new processes, and no more."""
    root = rocq.start(THEOREM)
    before = rocq.session.started
    with monkeypatch.context() as busy:
        busy.setattr(channel, "computed_seconds", lambda pid: 0.0)
        found = rocq.apply(root, [GOOD, LOOP, GOOD], Limits(wall_seconds=0.3))
    assert [outcome(t) for t in found] == [("", ""), ("timeout", "wall"), ("", "")]
    assert rocq.session.started <= before + 4
    assert goes_on(rocq, root)


def test_a_tactic_that_eats_memory(rocq: RocqAssistant) -> None:
    root = rocq.start(THEOREM)
    found = rocq.apply(root, [ENDLESS, GOOD], Limits(wall_seconds=60.0, memory_mb=300))
    assert [outcome(t) for t in found] == [("crashed", "memory"), ("", "")]
    assert goes_on(rocq, root)


def test_a_process_is_replaced_by_plan_and_nothing_changes(rocq: RocqAssistant) -> None:
    often = RocqAssistant(rocq.toolchain, Upkeep(requests=2))
    found = []
    for assistant in (rocq, often):
        child = assistant.apply(assistant.start(THEOREM), [GOOD], Limits())[0].children[0]
        found.append([assistant.apply(child, ["split", "exact hp"], Limits()) for _ in range(3)])
    often.close()
    assert found[0] == found[1]
    assert (rocq.session.recycled, often.session.recycled) == (0, 2)


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


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_process_struck_at_work_costs_nothing(
    rocq: RocqAssistant, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    root = rocq.start(THEOREM)
    undisturbed = rocq.apply(root, ["exact h", GOOD], Limits())
    strike_next_answers(monkeypatch, number)
    assert rocq.apply(root, ["exact h", GOOD], Limits(wall_seconds=1.0)) == undisturbed


def test_a_process_struck_at_every_try_counts(rocq: RocqAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    root = rocq.start(THEOREM)
    with monkeypatch.context() as striking:
        strike_next_answers(striking, signal.SIGKILL, times=100)
        assert outcome(rocq.apply(root, [GOOD], Limits())[0]) == ("crashed", "")
    assert goes_on(rocq, root)


def test_deaths_at_the_statement_cost_nothing(rocq: RocqAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    strike_next_answers(monkeypatch, signal.SIGKILL, times=2)
    assert goes_on(rocq, rocq.start(THEOREM))


def test_a_statement_that_always_kills_does_not_count_against_the_next_one(
    rocq: RocqAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as striking:
        strike_next_answers(striking, signal.SIGKILL, times=100)
        with pytest.raises(AssistantError, match="swap"):
            rocq.start(THEOREM)
    assert goes_on(rocq, rocq.start(THEOREM))


def test_a_path_that_leads_elsewhere_is_never_taken_for_the_old_one(rocq: RocqAssistant) -> None:
    root = rocq.start(THEOREM)
    child = rocq.apply(root, ["split"], Limits())[0].children[0]
    stranger = Node(child.theorem, child.path, root.goals)
    rocq.close()
    found = rocq.apply(stranger, ["exact (proj2 h)"], Limits())[0]
    assert outcome(found) == ("crashed", "")
    assert found.failure is not None and "another goal than before" in found.failure.message
    assert rocq.apply(child, ["exact (proj2 h)"], Limits())[0].closed


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


def strike_next_answers(monkeypatch: pytest.MonkeyPatch, number: signal.Signals, times: int = 1) -> None:
    """Send Coq a signal while it has a reply to give, so many times."""
    original, left = TopLevel.receive, [times]

    def receive(self: TopLevel, watch: Watch) -> Reply:
        if left[0]:
            left[0] -= 1
            os.kill(self.process.pid, number)
        return original(self, watch)

    monkeypatch.setattr(TopLevel, "receive", receive)
