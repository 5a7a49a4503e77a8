"""A search finds the same with the transition store off, cold and warm, on Lean and on Rocq; and what is stored stands
up to being asked again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from wonton.assistants.base import Assistant, CheckedProof, Limits, Node, Script, Theorem, Transition
from wonton.assistants.store.upkeep import list_files
from wonton.assistants.store.verify import verify
from wonton.assistants.transitions import StoredAssistant, open_store
from wonton.core.library import Lemma
from wonton.core.signature import tree_text
from wonton.corpus import Selection, open_corpus, select
from wonton.runs.bench import Bench, open_bench
from wonton.runs.expand import Expander
from wonton.runs.searching import play
from wonton.runs.settings import RunSettings

THEOREMS = 12
LONGEST = 4  #: tactics of the shortest known proof
SEEDS = (1, 2)


@dataclass
class Counted:
    """An assistant that counts the tactics it is asked for."""

    assistant: Assistant
    asked: int = 0
    name: str = ""
    fingerprint: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self.name, self.fingerprint = self.assistant.name, self.assistant.fingerprint

    def start(self, theorem: Theorem) -> Node:
        return self.assistant.start(theorem)

    def lemmas(self, theorem: Theorem) -> Sequence[Lemma]:
        return self.assistant.lemmas(theorem)

    def apply(self, node: Node, tactics: Sequence[str], limits: Limits) -> Sequence[Transition]:
        self.asked += len(tactics)
        return self.assistant.apply(node, tactics, limits)

    def proof(self, theorem: Theorem, script: Script) -> CheckedProof:
        return self.assistant.proof(theorem, script)

    def close(self) -> None:
        """The bench that owns the assistant closes it."""


@pytest.fixture(scope="module", params=["lean", "rocq"])
def bench(request: pytest.FixtureRequest, tool_cache: Path) -> Iterator[Bench]:
    settings = RunSettings(assistant=request.param, corpus=f"{request.param}:core", budget="quick")
    found = open_bench(settings, tool_cache)
    yield found
    found.close()


def theorems(bench: Bench, home: Path) -> list[Theorem]:
    corpus = open_corpus(home, bench.settings.corpus)
    short = [item for item in corpus.items if (item.shortest_known or 99) <= LONGEST]
    return [corpus.theorem(item) for item in select(short, Selection(sample=THEOREMS, seed=8))]


def played(bench: Bench, assistant: Assistant, chosen: Sequence[Theorem]) -> list[object]:
    """Everything that the searches did, but for timings: traces, statuses, and every child in full."""
    found: list[object] = []
    for theorem in chosen:
        root = assistant.start(theorem)
        for seed in SEEDS:
            expander = Expander(assistant, bench.provider, bench.settings.limits, bench.signature(), 0)
            search = play(expander, root, bench.settings.search(), seed, bench.filter("").blocked_by)
            trace = [event.to_json() for event in search.trace]
            found.append((theorem.item_id, seed, search.search.status, trace))
            for attempt in (attempt for expanded in search.expansions for attempt in expanded.attempts):
                nodes = [child.handle for child in attempt.children]
                assert all(isinstance(node, Node) for node in nodes)
                children = [in_full(node) for node in nodes if isinstance(node, Node)]
                found.append((attempt.tactic, attempt.status, attempt.message, attempt.limit_met, children))
    return found


def in_full(node: Node) -> object:
    """A node with the text of every tree, the names of binders included."""
    goals = [
        ([(h.name, h.text, tree_text(h.type)) for h in goal.hypotheses], tree_text(goal.target), goal)
        for goal in node.goals
    ]
    return (node.path, goals)


def test_a_search_is_the_same_off_cold_and_warm(bench: Bench, tmp_path: Path) -> None:
    chosen = theorems(bench, tmp_path)
    off = Counted(bench.assistant)
    without = played(bench, off, chosen)

    cold = Counted(bench.assistant)
    stored = StoredAssistant(cold, open_store(tmp_path / "store", bench.assistant))
    first = played(bench, stored, chosen)
    stored.close()

    warm = Counted(bench.assistant)
    again = StoredAssistant(warm, open_store(tmp_path / "store", bench.assistant))
    second = played(bench, again, chosen)
    again.close()

    assert first == without
    assert second == without
    assert cold.asked < 0.8 * off.asked  # the second seed finds what the first one left
    assert warm.asked <= 0.01 * off.asked
    assert again.counters.hits > 100

    (file,) = list_files(tmp_path / "store")
    verdicts = list(verify(file.path, bench.assistant, 60, 1, Limits()))
    assert len(verdicts) == 60
    assert [verdict for verdict in verdicts if verdict.problem or verdict.undecided] == []


def test_goals_that_share_a_place_answer_alike(bench: Bench, tmp_path: Path) -> None:
    """What is kept at a goal is what the assistant says at every other path to it: each answer of a search is asked for
    live as well, and compared with what another path left in the store."""
    chosen = theorems(bench, tmp_path)[:6]
    stored = StoredAssistant(bench.assistant, open_store(tmp_path / "store", bench.assistant))
    compared = 0
    for theorem in chosen:
        nodes = [bench.assistant.start(theorem)]
        for node in nodes:
            context = Expander(bench.assistant, bench.provider, bench.settings.limits, bench.signature(), 0)
            tactics = [offer.tactic for offer in context.offers(node, bench.filter("").blocked_by)][:12]
            live = bench.assistant.apply(node, tactics, bench.settings.limits)
            before = stored.counters.hits
            assert stored.apply(node, tactics, bench.settings.limits) == live
            compared += stored.counters.hits - before
            if len(nodes) < 25:
                nodes += [child for transition in live for child in transition.children]
    stored.close()
    assert compared > 30


#: A statement; three ways to one printed goal; tactics that see more than that goal, and one that does not.
CUNNING = {
    "lean": (
        "(p q : Prop) (hp : p) (hq : q) : And p (And p q)",
        ("constructor", "refine And.intro ?x (And.intro ?y hq)", "apply And.intro"),
        ("case left => exact hp", "case x => exact hp", "exact ?x", "refine ?left", "fail", "exact hp"),
    ),
    "rocq": (
        "(p q : Prop) (hp : p) (hq : q) : p /\\ (p /\\ q)",
        ("split", "refine (conj _ _)", "assert (x : q) by (abstract exact hq); clear x; split"),
        ("pose (x := t_subproof)", "abstract exact hp", "refine _", "eexists", "exact nothing", "exact hp"),
    ),
}


def test_a_tactic_that_sees_more_than_the_goal_is_answered_for_its_own_path(bench: Bench, tmp_path: Path) -> None:
    statement, ways, tactics = CUNNING[bench.assistant.name]
    stored = StoredAssistant(bench.assistant, open_store(tmp_path / "store", bench.assistant))
    root = bench.assistant.start(Theorem("t", "t", statement))
    first = [t.children[0] for t in bench.assistant.apply(root, ways, Limits())]
    assert {node.goal.text for node in first} == {first[0].goal.text}
    live = [bench.assistant.apply(node, tactics, Limits()) for node in first]
    assert [stored.apply(node, tactics, Limits()) for node in first] == live
    told = [[t.failure for t in answers] for answers in live]
    assert len({str(row) for row in told}) > 1, "the goal alone would have done"
    stored.close()
