"""Enumeration on a scripted assistant: what becomes of a candidate, what is one node, and where the limits cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from wonton.assistants.base import Theorem
from wonton.assistants.fake import Effect, FakeAssistant, World
from wonton.core.errors import SettingsError, StatementError, UnknownNameError
from wonton.core.goal import Goal
from wonton.providers.base import Candidate, GoalContext
from wonton.runs.bench import Bench
from wonton.runs.enumerate import FirstOf, GraphLimits, enumerate_graph, inductions, memory_of, nothing, whole_path
from wonton.runs.protocol import TheoremBench
from wonton.runs.settings import RunSettings
from wonton.search.exact import ExactGraph, Replay, sequential

GOALS: dict[str, dict[str, Effect]] = {
    "root": {"constructor": ("a", "b"), "intro x": ("a",), "apply wrong": "error", "simp": (), "apply slow": "timeout"},
    "a": {"exact ha": (), "intro back": ("root",)},
    "b": {"exact hb": (), "intro x": ("c",)},
    "c": {"intro y": ("d",)},
    "d": {},
}


@dataclass
class Table:
    """Proposes what the world lists, looking at the goal alone; with `forgetful` off, one less after an `intro`."""

    goals: dict[str, dict[str, Effect]]
    name: str = "table"
    fingerprint: str = "table-1"
    forgetful: bool = True
    asked: list[str] = field(default_factory=list)

    def memory(self, steps: Sequence[str]) -> object:
        return nothing(steps)

    def propose(self, goal: Goal, context: GoalContext) -> Sequence[Candidate]:
        self.asked.append(goal.target_text)
        tactics = list(self.goals[goal.target_text])
        if not self.forgetful and any(step.startswith("intro") for step in context.steps):
            tactics = tactics[:-1]
        return [Candidate(tactic, 1 / 8) for tactic in tactics]


THEOREM = Theorem("root", "root", "root")


def bench(provider: Table | FirstOf | None = None, **settings: object) -> Bench:
    values = RunSettings(assistant="fake", provider="table", budget="quick", seed=1)
    return Bench(FakeAssistant(World(GOALS)), provider or Table(GOALS), replace(values, **settings))  # type: ignore[arg-type]


def enumerated(limits: GraphLimits | None = None, lesions: Sequence[str] = (), **settings: object) -> ExactGraph:
    return enumerate_graph(bench(**settings), THEOREM, limits, lesions)


def test_every_candidate_of_every_goal_is_tried_once() -> None:
    told: list[tuple[int, int]] = []
    graph = enumerate_graph(bench(), THEOREM, watch=lambda *counts: told.append(counts))
    assert graph.complete
    assert [node.depth for node in graph.nodes] == [0, 1, 1, 2, 3]
    root = graph.nodes[0]
    assert [(move.tactic, move.status, move.children) for move in root.moves] == [
        ("constructor", "children", (1, 2)),
        ("intro x", "children", (1,)),
        ("apply wrong", "failed", ()),
        ("simp", "blocked", ()),
        ("apply slow", "failed", ()),
    ]
    assert root.moves[3].blocked_by
    assert [move.failure_kind for move in root.moves[2:]] == ["error", "", "timeout"]
    assert graph.nodes[1].moves[1].children == (0,)
    assert told[-1] == (5, 5)
    assert graph.provenance["theorem"] == "root"


def test_lesions_and_the_easy_list_block() -> None:
    assert enumerated(allow_easy=True).nodes[0].moves[3].status == "closed"
    lesioned = enumerated(lesions=["block_intro"])
    assert [node.signature for node in lesioned.nodes] == [node.signature for node in enumerated().nodes[:3]]
    assert lesioned.nodes[0].moves[1].blocked_by == "block_intro"
    with pytest.raises(UnknownNameError):
        enumerated(lesions=["nonsense"])


def test_limits_cut_and_say_so() -> None:
    shallow = enumerated(GraphLimits(depth=1))
    assert (shallow.complete, shallow.cuts, len(shallow.nodes)) == (False, {"depth": 2}, 3)
    small = enumerated(GraphLimits(goals=2))
    assert (small.complete, small.cuts, len(small.nodes)) == (False, {"size": 1}, 3)
    assert sequential(small).p <= sequential(enumerated()).p
    assert enumerated(GraphLimits(goals=5)).complete


@pytest.mark.parametrize("limits", [{"depth": 0}, {"goals": 0}])
def test_limits_below_one_are_refused(limits: dict[str, int]) -> None:
    with pytest.raises(SettingsError):
        GraphLimits(**limits)
    with pytest.raises(SettingsError):
        FirstOf(Table(GOALS), 0)


def test_only_the_first_candidates() -> None:
    graph = enumerate_graph(bench(FirstOf(Table(GOALS), 1)), THEOREM)
    assert [len(node.moves) for node in graph.nodes] == [1, 1, 1]
    assert graph.provenance["provider"] == "table-1:first1"


def test_a_goal_at_which_the_provider_acts_differently_is_another_node() -> None:
    graph = enumerate_graph(bench(Table(GOALS, forgetful=False)), THEOREM)
    goals = [node.signature for node in graph.nodes]
    a = goals[1]
    assert [len(node.moves) for node in graph.nodes if node.signature == a] == [2, 1]
    assert graph.goals < len(goals)


def test_memories() -> None:
    steps = ["intro x", "induction n", "induction m"]
    assert (inductions(steps), nothing(steps), whole_path(steps)) == (2, None, tuple(steps))

    class Stranger:
        name, fingerprint = "stranger", "stranger-1"

        def propose(self, goal: Goal, context: GoalContext) -> Sequence[Candidate]:
            return []

    stranger = Stranger()
    assert memory_of(stranger) is whole_path
    stranger.name = "heuristic"
    assert memory_of(stranger) is inductions
    assert memory_of(FirstOf(stranger, 2)) is inductions
    assert memory_of(Table(GOALS))(steps) is None


def test_the_same_graph_twice_gives_the_same_bytes() -> None:
    assert enumerated().to_json() == enumerated().to_json()


@pytest.mark.parametrize("policy", ["ucb1", "blind_uniform", "best_first"])
def test_a_search_with_the_assistant_is_the_search_on_the_graph(policy: str) -> None:
    live = TheoremBench(bench(policy=policy), THEOREM).run("wild_type", "").played.search
    again = Replay(enumerated()).search(live.settings, live.seed)
    assert again.snapshot() == live.snapshot()
    assert live.status == "solved"


def test_a_refused_statement_is_the_caller_s_to_handle() -> None:
    with pytest.raises(StatementError):
        enumerate_graph(bench(), Theorem("odd", "odd", "no such goal"))
