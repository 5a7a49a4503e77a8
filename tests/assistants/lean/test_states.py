"""Candidates run from states in memory say what documents say of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from wonton.assistants.base import Limits, Node, Script, Theorem, Transition
from wonton.assistants.lean import document
from wonton.assistants.lean.assistant import LeanAssistant
from wonton.assistants.lean.base import Attempt, NoStatesError
from wonton.assistants.lean.elaborator import Elaborator
from wonton.core.errors import StatementError
from wonton.core.goal import Goal
from wonton.corpus import Selection, open_corpus, select
from wonton.runs.bench import Bench
from wonton.runs.protocol import TheoremBench
from wonton.runs.settings import RunSettings
from wonton.runs.tools import open_provider

THEOREM = Theorem("swap", "swap", "(p q : Prop) (h : And p q) : And q p")
#: Successes, errors thrown and errors logged, several errors at once, named holes, coupled goals (`Eq.mp`, `Iff.mp`,
#: `(a := ?_)`), goals that a document admits, text that is no tactic.
TACTICS = [
    "exact And.symm h",
    "cases h with | intro hp hq => ?_",
    "exact And.intro ?_ ?_",
    "refine And.intro ?_ ?_",
    "exact nonsense h",
    "intro x",
    "skip",
    "refine And.intro ?a h.1",
    "apply Eq.mp",
    "apply Iff.mp",
    "refine And.right (a := ?_) ?_",
    "exact h\ngarbage",
    "repeat apply @And.left _ True",
    "(have h : p := by",
]


class Compared(LeanAssistant):
    """Asks both ways and insists on one answer."""

    def __init__(self, quick: LeanAssistant, documents: LeanAssistant) -> None:
        super().__init__(quick.toolchain)
        self.quick, self.documents = quick, documents
        self.compared = 0

    def apply(self, node: Node, tactics: Sequence[str], limits: Limits) -> list[Transition]:
        """See `Assistant.apply`."""
        found = self.quick.apply(node, tactics, limits)
        others = self.documents.apply(node, tactics, limits)
        assert found == others
        assert _goals(found) == _goals(others)
        self.compared += len(tactics)
        return found


def _goals(transitions: Sequence[Transition]) -> list[list[tuple[Goal, ...]]]:
    """All that transitions left. (Nodes are equal where they are reached in the same way.)"""
    return [[child.goals for child in transition.children] for transition in transitions]


def asked(lean: LeanAssistant, node: Node, tactics: Sequence[str]) -> list[Attempt | None]:
    """What the process says of candidates, before any document."""
    texts = [document.trial(tactic).text for tactic in tactics]
    return lean._attempts(node, texts, Limits())


def test_every_kind_of_outcome_is_that_of_documents(lean: LeanAssistant, documents: LeanAssistant) -> None:
    both = Compared(lean, documents)
    limits = Limits(heartbeats=200)
    found = both.apply(lean.start(THEOREM), TACTICS, limits)
    for child in [child for transition in found for child in transition.children]:
        below = both.apply(child, TACTICS, limits)
        for deeper in [node for transition in below for node in transition.children if node.coupled][:2]:
            both.apply(deeper, TACTICS, limits)
    both.close()
    assert {t.limit_met for t in found} == {"", "heartbeats"}
    assert any(t.children[0].coupled for t in found if t.children)


def test_searches_of_the_library_are_those_of_documents(
    lean: LeanAssistant, documents: LeanAssistant, tmp_path: Path
) -> None:
    both = Compared(lean, documents)
    settings = RunSettings(budget="quick", wild_only=True, seed=3)
    bench = Bench(both, open_provider(settings, both), settings)
    corpus = open_corpus(tmp_path, "lean:core")
    for item in select(corpus.items, Selection(sample=8, seed=3)):
        TheoremBench(bench, corpus.theorem(item)).run("wild_type", "")
    both.close()
    assert both.compared > 20


def test_only_limits_and_what_is_no_tactic_need_a_document(lean: LeanAssistant) -> None:
    root = lean.start(THEOREM)
    answers = asked(lean, root, TACTICS[:-2])
    assert None not in answers
    closed = [answer is not None and answer.closed and not answer.messages for answer in answers]
    assert closed == [True] + [False] * 11
    assert asked(lean, root, TACTICS[-2:]) == [None, None]


def test_a_state_that_is_not_remembered_is_made_again(lean: LeanAssistant) -> None:
    root = lean.start(THEOREM)
    node = lean.apply(root, ["cases h with | intro hp hq => ?_"], Limits())[0].children[0]
    node = lean.apply(node, ["refine And.intro ?_ ?_"], Limits())[0].children[1]
    before = asked(lean, node, ["exact hp", "exact hq"])
    lean.workers.drop()
    assert asked(lean, node, ["exact hp", "exact hq"]) == before
    assert [answer is not None and answer.closed for answer in before] == [True, False]


def test_theorems_do_not_mix(lean: LeanAssistant) -> None:
    other = Theorem("other", "other", "(p q : Prop) (h : q) (k : p) : And q p")
    first, second = lean.start(THEOREM), lean.start(other)
    tactics = ["exact And.intro h k", "exact And.symm h"]
    for _ in range(2):
        assert [t.failure is None for t in lean.apply(first, tactics, Limits())] == [False, True]
        assert [t.failure is None for t in lean.apply(second, tactics, Limits())] == [True, False]


def test_a_lean_that_is_not_known_inside_is_asked_with_documents(
    lean: LeanAssistant, documents: LeanAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> list[Attempt | None]:
        raise NoStatesError("Lean's version is not 4.35.0")

    monkeypatch.setattr(Elaborator, "attempt", none)
    plain = LeanAssistant(lean.toolchain)
    root = plain.start(THEOREM)
    with pytest.warns(UserWarning, match="4.35.0"):
        found = plain.apply(root, TACTICS[:4], Limits())
    assert found == documents.apply(root, TACTICS[:4], Limits())
    assert not plain.in_memory
    plain.close()


def test_universe_parameters_stand_behind_the_name(lean: LeanAssistant, documents: LeanAssistant) -> None:
    theorem = Theorem("t", "with_universe", ".{w} (α : Type w) (a : α) : Eq a a")
    for way in (lean, documents):
        (closed,) = way.apply(way.start(theorem), ["exact Eq.refl a"], Limits())
        assert closed.closed
    assert lean.proof(theorem, Script("exact Eq.refl a")).rung == "axioms_ok"


TWO_FOOS = "theorem foo : True := True.intro\ntheorem Nat.foo : Eq Nat.zero Nat.zero := Eq.refl Nat.zero"
#: A theorem, and tactics each with whether it closes it. Lean opens `Nat` for one called `Nat.bar`.
SCOPES = [
    (Theorem("t", "Nat.bar", ": True", TWO_FOOS), {"exact foo": False, "exact _root_.foo": True}),
    (Theorem("t", "bar", ": True", TWO_FOOS), {"exact foo": True}),
    (Theorem("t", "_root_.Nat.bar", ": True", TWO_FOOS), {"exact foo": True}),
    (Theorem("t", "Nat.t", ": Eq (succ zero) (succ zero)"), {"exact Eq.refl (succ zero)": True}),
    (Theorem("t", "_root_.A.Nat.t", ": True", f"{TWO_FOOS}\nnamespace A\nnamespace Nat"), {"exact foo": True}),
]


@pytest.mark.parametrize(("theorem", "tactics"), SCOPES)
def test_a_theorem_is_searched_in_the_scope_that_it_is_checked_in(
    lean: LeanAssistant, documents: LeanAssistant, theorem: Theorem, tactics: dict[str, bool]
) -> None:
    both = Compared(lean, documents)
    found = both.apply(lean.start(theorem), list(tactics), Limits())
    assert [transition.closed for transition in found] == list(tactics.values())
    assert None not in asked(lean, lean.start(theorem), list(tactics))
    for tactic, closes in tactics.items():
        assert (lean.proof(theorem, Script(tactic)).rung == "axioms_ok") == closes
    both.close()


def test_theorems_that_differ_in_their_namespace_do_not_mix(lean: LeanAssistant) -> None:
    (bar, plain) = (lean.start(theorem) for theorem, _ in SCOPES[:2])
    closed = [lean.apply(root, ["exact foo"], Limits())[0].closed for root in (bar, plain, bar, plain)]
    assert closed == [False, True, False, True]


OTHER = "namespace Other\ntheorem foo : Eq Nat.zero Nat.zero := Eq.refl Nat.zero\nend Other\nopen Other"


@pytest.mark.parametrize("name", ["foo", "_root_.foo", "Nat.foo"])
@pytest.mark.parametrize("header", [OTHER, f"{OTHER}\nnamespace A"])
def test_a_name_in_an_open_namespace_is_not_taken(lean: LeanAssistant, name: str, header: str) -> None:
    theorem = Theorem("t", name, ": True", header)
    assert lean.start(theorem).goals
    assert lean.proof(theorem, Script("exact True.intro")).rung == "axioms_ok"


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Other.foo", OTHER),
        ("_root_.Other.foo", OTHER),
        ("foo", f"{OTHER}\nnamespace Other"),
        ("_root_.Other.foo", f"{OTHER}\nnamespace A"),
        ("foo", "private theorem foo : True := True.intro"),
    ],
)
def test_a_name_that_lean_would_not_declare_is_taken(lean: LeanAssistant, name: str, header: str) -> None:
    with pytest.raises(StatementError, match="declared already"):
        lean.start(Theorem("t", name, ": True", header))
