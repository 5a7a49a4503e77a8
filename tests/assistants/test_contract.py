"""What every assistant promises: one set of tests that the scripted fake and the real ones pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from lake_project import Layout, open_project
from live.faults import Meddled, front_of
from wonton.assistants.base import Assistant, Limits, Script, Theorem
from wonton.assistants.fake import FakeAssistant, World
from wonton.assistants.lean.assistant import LeanAssistant
from wonton.assistants.lean.assistant import open_assistant as open_lean
from wonton.assistants.lean.workers import Workers
from wonton.assistants.rocq.assistant import open_assistant as open_rocq
from wonton.assistants.transitions import StoredAssistant, open_store
from wonton.assistants.upkeep import Upkeep
from wonton.core.errors import StatementError

LIMITS = Limits()
#: Lean of a Lake project, in each of the ways in which one may be asked.
PROJECTS = {"lean project": "", "lean project by documents": "documents", "lean project by its server": "server"}
#: What tests put between a search and Lean, where it is honest.
MEDDLED = "lean behind a meddler"
SUBJECTS = [
    "fake",
    "lean",
    MEDDLED,
    "rocq",
    *PROJECTS,
    *(f"stored {name}" for name in ("fake", "lean", "rocq", "lean project")),
]


@dataclass
class Subject:
    """An assistant and tactics whose effect on it is known."""

    assistant: Assistant
    theorem: Theorem
    nonsense: Theorem
    split: str  #: leaves two independent goals
    close_left: str  #: closes the first of them and not the second
    close_right: str
    fails: str
    forbidden: str


def fake_subject() -> Subject:
    world = World(
        {
            "q and p": {"split": ("q", "p")},
            "q": {"left": ()},
            "p": {"right": ()},
        }
    )
    return Subject(
        FakeAssistant(world),
        Theorem("swap", "swap", "q and p"),
        Theorem("bad", "bad", "no such goal"),
        *("split", "left", "right", "nothing", "sorry"),
    )


def lean_subject(cache: Path) -> Subject:
    return Subject(
        open_lean(cache),
        Theorem("swap", "swap", "(p q : Prop) (hp : p) (hq : q) : And q p"),
        Theorem("bad", "bad", "(p : Prop) : And p"),
        *("constructor", "exact hq", "exact hp", "exact And.left hp", "sorry"),
    )


def meddled_subject(cache: Path) -> Subject:
    subject = lean_subject(cache)
    assert isinstance(subject.assistant, LeanAssistant)
    front = front_of(subject.assistant.toolchain)
    subject.assistant.workers = Workers(Meddled(front, "honest", 0, cache / "nothing.log"), Upkeep())
    return subject


def project_subject(cache: Path, layout: Layout, way: str) -> Subject:
    wheel = lean_subject(cache)
    wheel.assistant.close()
    return replace(wheel, assistant=open_project(layout, cache, way))


def rocq_subject(cache: Path) -> Subject:
    return Subject(
        open_rocq(cache),
        Theorem("swap", "swap", "(p q : Prop) (hp : p) (hq : q) : q /\\ p"),
        Theorem("bad", "bad", "(p : Prop) : and p"),
        *("split", "exact hq", "exact hp", "exact (proj1 hp)", "admit"),
    )


@pytest.fixture(scope="module", params=SUBJECTS)
def subject(
    request: pytest.FixtureRequest, lean_cache: Path, rocq_cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Subject]:
    name = request.param.removeprefix("stored ")
    caches = {"lean": lean_cache, MEDDLED: lean_cache, "rocq": rocq_cache}
    makers = {"lean": lean_subject, MEDDLED: meddled_subject, "rocq": rocq_subject}
    if name in PROJECTS:
        found = project_subject(lean_cache, request.getfixturevalue("lean_project"), PROJECTS[name])
    else:
        found = makers[name](caches[name]) if name in makers else fake_subject()
    if name != request.param:
        store = open_store(tmp_path_factory.mktemp("store"), found.assistant)
        found.assistant = StoredAssistant(found.assistant, store)
    yield found
    found.assistant.close()


def test_it_is_an_assistant(subject: Subject) -> None:
    assert isinstance(subject.assistant, Assistant)
    assert subject.assistant.name in subject.assistant.fingerprint


def test_the_root_has_one_goal_and_an_empty_path(subject: Subject) -> None:
    root = subject.assistant.start(subject.theorem)
    assert root.path == ()
    assert len(root.goals) == 1
    assert not root.coupled


def test_a_statement_that_does_not_elaborate_is_an_error_that_names_the_item(subject: Subject) -> None:
    with pytest.raises(StatementError, match="bad") as caught:
        subject.assistant.start(subject.nonsense)
    assert caught.value.assistant_message


def test_each_tactic_gets_its_own_transition_in_order(subject: Subject) -> None:
    root = subject.assistant.start(subject.theorem)
    tactics = [subject.fails, subject.split, subject.forbidden]
    found = subject.assistant.apply(root, tactics, LIMITS)
    assert [t.tactic for t in found] == tactics
    assert [t.failure.kind if t.failure else "" for t in found] == ["error", "", "forbidden"]
    assert all(t.failure.message for t in found if t.failure)
    assert len(found[1].children) == 2


def test_a_batch_says_what_each_tactic_alone_says(subject: Subject) -> None:
    root = subject.assistant.start(subject.theorem)
    tactics = [subject.fails, subject.split, subject.close_left, subject.forbidden, subject.split]
    together = list(subject.assistant.apply(root, tactics, LIMITS))
    alone = [subject.assistant.apply(root, [tactic], LIMITS)[0] for tactic in tactics]
    assert together == alone
    assert [c.goals for t in together for c in t.children] == [c.goals for t in alone for c in t.children]


def test_a_search_can_return_to_any_node(subject: Subject) -> None:
    root = subject.assistant.start(subject.theorem)
    first, second = subject.assistant.apply(root, [subject.split], LIMITS)[0].children
    assert subject.assistant.apply(second, [subject.close_right], LIMITS)[0].closed
    assert subject.assistant.apply(first, [subject.close_left], LIMITS)[0].closed
    assert subject.assistant.apply(first, [subject.close_right], LIMITS)[0].failed
    assert subject.assistant.apply(root, [subject.split], LIMITS)[0].children == (first, second)


def test_nothing_to_try_gives_nothing(subject: Subject) -> None:
    root = subject.assistant.start(subject.theorem)
    assert list(subject.assistant.apply(root, [], LIMITS)) == []


def test_a_finished_script_climbs_the_ladder(subject: Subject) -> None:
    script = Script(subject.split, (Script(subject.close_left), Script(subject.close_right)), ((0,), (1,)))
    checked = subject.assistant.proof(subject.theorem, script)
    assert checked.rung == "axioms_ok"
    assert checked.axioms == ()
    assert checked.proof_term is not None


def test_a_wrong_script_does_not_compile(subject: Subject) -> None:
    script = Script(subject.split, (Script(subject.close_right), Script(subject.close_left)), ((0,), (1,)))
    checked = subject.assistant.proof(subject.theorem, script)
    assert checked.rung == "search_closed"
    assert checked.rungs["compiles"] is False
