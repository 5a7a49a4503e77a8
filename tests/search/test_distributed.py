"""Several agents on one tree: turns, requests in flight, virtual loss, biases, memory, and how it ends."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict, deque
from dataclasses import replace
from typing import Any

import pytest

from wonton.search import (
    AskTellError,
    Attempt,
    ChildGoal,
    DelaySchedule,
    DistributedSettings,
    PolicyName,
    Result,
    SearchSettings,
    TraceEvent,
)
from wonton.search.policies import Ucb1
from wonton.search.tree import Tree

from .worlds import Move, World, answer, drive, drive_agents, endless, start, table


def settings(budget: int = 120, policy: PolicyName = "ucb1", expansion: Any = "first_success", **fields: Any) -> Any:
    distributed = DistributedSettings(**{"agents": 3, "inflight": 5, **fields})
    return SearchSettings(policy=policy, expansion=expansion, tiers=(budget,), distributed=distributed)


def played(world: World, chosen: SearchSettings, seed: int = 0) -> list[TraceEvent]:
    return list(drive_agents(start("r", chosen, seed), world))


class TestTurns:
    def test_agents_take_turns(self) -> None:
        events = [event for event in played(endless(1), settings()) if event.reason != "abort"]
        assert [event.agent_id for event in events] == [turn % 3 for turn in range(120)]

    def test_as_many_requests_as_may_be_in_flight_and_no_more(self) -> None:
        search, world = start("r", settings(expansion="all_successes"), 0), endless(1)
        [first] = search.ask()
        assert search.ask() == []
        search.tell([answer(world, search, first)])
        most, pending = 0, deque(search.ask())
        while search.status == "open":
            most = max(most, search.in_flight)
            search.tell([answer(world, search, pending.popleft())])
            pending.extend(search.ask())
        assert most == 5

    def test_a_caller_may_ask_for_fewer_but_not_for_more(self) -> None:
        search, world = start("r", settings(expansion="all_successes"), 0), endless(1)
        search.tell([answer(world, search, search.ask(1)[0])])
        while len(search.tree.frontier) < 9:
            search.tell([answer(world, search, search.ask(1)[0])])
        assert [len(search.ask(2)), len(search.ask(9)), len(search.ask())] == [2, 3, 0]

    @pytest.mark.parametrize("policy", ["ucb1", "best_first", "blind_uniform"])
    def test_one_agent_with_one_request_is_centralized_search(self, policy: PolicyName) -> None:
        alone = settings(60, policy, agents=1, inflight=1)
        events = played(endless(4), alone, seed=2)
        plain = list(drive(start("r", replace(alone, distributed=None), 2), endless(4)))
        assert [replace(event, schedule=None) for event in events] == plain

    def test_centralized_search_asks_for_one(self) -> None:
        search = start("r", SearchSettings(), 0)
        assert (len(search.ask()), search.ask()) == (1, [])


class TestVirtualLoss:
    @pytest.mark.parametrize("loss", [0, 1, 4])
    def test_what_is_in_flight_counts_so_often_in_every_score(self, loss: int) -> None:
        tree = Tree(ChildGoal("r"))
        edges = [tree.grow(tree.root.node_id, f"t{i}", 0.5, -1.0, [ChildGoal(f"g{i}")]) for i in range(2)]
        tree.nodes[0].visits, tree.nodes[0].in_flight = 6, 3
        tree.extend_frontier(tree.root.node_id, edges)
        for edge, (visits, successes, in_flight) in zip(edges, [(3, 2, 1), (2, 1, 2)], strict=True):
            for item in (edge, tree.nodes[edge.children[0]]):
                item.visits, item.successes, item.in_flight = visits, successes, in_flight
        tree.frontier.discard(tree.root.node_id)
        arms = Ucb1(random.Random(0), 1.5, "uniform", loss).select(tree).choices[0].arms
        log = math.log(6 + 3 * loss)
        numbers = [3 + loss, 2 + 2 * loss]
        assert [arm.quality for arm in arms] == [2 / numbers[0], 1 / numbers[1]]
        assert [arm.score for arm in arms] == [
            2 / numbers[0] + 1.5 * math.sqrt(log / numbers[0]),
            1 / numbers[1] + 1.5 * math.sqrt(log / numbers[1]),
        ]

    def test_turns_wasted_on_a_goal_count_on_its_untried_offers_too(self) -> None:
        tree = Tree(ChildGoal("r"))
        edge = tree.grow(tree.root.node_id, "t", 0.5, -1.0, [ChildGoal("g")])
        tree.extend_frontier(tree.root.node_id, [edge])
        root = tree.root
        root.expansions, root.refusals, root.refusing, root.visits, root.in_flight = 2, 3, 1, 5, 1
        _, untried = Ucb1(random.Random(0), 1.5, "uniform", 4).select(tree).choices[0].arms
        assert (untried.kind, untried.visits, untried.in_flight) == ("untried", 5, 1)
        assert untried.score == 1.5 * math.sqrt(math.log(5 + 4) / (5 + 4))
        _, untried = Ucb1(random.Random(0), 1.5, "and_min", 4).select(tree).choices[0].arms
        assert untried.quality == pytest.approx(1 / 4 * 5 / (5 + 4))

    def test_it_spreads_the_requests_of_a_search(self) -> None:
        assert spread(virtual_loss=0) < spread(virtual_loss=1) <= spread(virtual_loss=8)


def spread(**fields: Any) -> float:
    """How many of the root's tactics the requests in flight are under, on average over a search."""
    search, world = start("r", settings(200, "ucb1", "all_successes", inflight=12, **fields), 1), wide
    pending, counts = deque(search.ask()), list[int]()
    while search.status == "open":
        counts.append(sum(bool(search.tree.edges[edge].in_flight) for edge in search.tree.root.edges))
        search.tell([answer(world, search, pending.popleft())])
        pending.extend(search.ask())
    return sum(counts) / len(counts)


def wide(signature: str) -> list[Move]:
    """Six ways from everywhere, none of which ends."""
    return [Move(f"t{i}", 0.1, (f"{signature}{i}",)) for i in range(6)]


class TestBiases:
    def test_depth_bias_draws_the_search_down_or_up(self) -> None:
        depths = [mean_depth(depth_bias=bias) for bias in (-3.0, 0.0, 3.0)]
        assert depths[0] < depths[1] < depths[2]

    def test_depth_bias_is_in_the_scores_of_the_edges_alone(self) -> None:
        first = played(wide, settings(40, agents=1, inflight=1, depth_bias=0.25))
        search = start("r", SearchSettings(tiers=(40,)), 0)
        differences: dict[str, set[float]] = defaultdict(set)
        for event in first:
            plain = search._policy.select(search.tree)
            for biased, usual in zip(event.choices[0].arms, plain.choices[0].arms, strict=True):
                if biased.score is not None and usual.score is not None:
                    differences[biased.kind].add(round(biased.score - usual.score, 9))
            replay(search, event)
        assert differences == {"edge": {0.25}, "untried": {0.0}}

    def test_path_bias_keeps_agents_on_their_own_ways(self) -> None:
        assert loyalty(path_bias=0.0) + 0.2 < loyalty(path_bias=4.0)

    def test_path_bias_is_the_share_of_the_agents_own_choices(self) -> None:
        events = played(wide, settings(40, inflight=1, expansion="all_successes", path_bias=2.0))
        through: dict[int, Counter[int]] = defaultdict(Counter)
        seen = 0
        for event in events:
            root, own = event.choices[0], through[event.agent_id]
            for arm in root.arms:
                if arm.score is None or not own:
                    continue
                usual = arm.quality + math.sqrt(2) * math.sqrt(math.log(event.iteration - 1) / arm.visits)
                assert arm.score - usual == pytest.approx(2.0 * own[arm.id] / sum(own.values()))
                seen += 1
            own[root.arms[root.chosen].id if root.arms[root.chosen].kind == "edge" else -1] += 1
        assert seen > 30


def replay(search: Any, event: TraceEvent) -> None:
    """Take a plain search where another went: expand the node of `event`."""
    request = search._reserve(search._policy.select(search.tree)._replace(leaf=event.node.node_id), 0, None)
    search.tell([answer(wide, search, request)])


def mean_depth(**fields: Any) -> float:
    events = played(wide, settings(90, **fields))
    return sum(event.node.depth for event in events) / len(events)


def loyalty(**fields: Any) -> float:
    """The share of an agent's requests that go under the tactic of the root that it favours, averaged over agents."""
    taken: dict[int, Counter[str]] = defaultdict(Counter)
    for event in played(wide, settings(70, expansion="all_successes", **fields)):
        if len(event.path) > 1:
            taken[event.agent_id][event.path[1].tactic] += 1
    return sum(max(counts.values()) / sum(counts.values()) for counts in taken.values()) / len(taken)


class TestHistory:
    def test_an_agent_passes_over_what_it_expanded_last(self) -> None:
        assert repeats(history_cache=0) > 0
        assert repeats(history_cache=4) == 0

    @pytest.mark.parametrize("policy", ["best_first", "blind_uniform"])
    def test_under_every_policy(self, policy: PolicyName) -> None:
        assert repeats(policy, history_cache=0) > 0
        assert repeats(policy, history_cache=4) == 0

    def test_unless_nothing_else_is_left(self) -> None:
        moves = [Move(f"t{i}", 0.1, (f"d{i}",)) for i in range(5)]
        world = table({"r": [*moves, Move("hit", 0.1, ())]})
        search = start("r", settings(agents=1, inflight=1, history_cache=9), 0)
        list(drive_agents(search, world))
        assert (search.status, search.iterations) == ("solved", 11)


def repeats(policy: PolicyName = "ucb1", **fields: Any) -> int:
    """How often an agent expanded one of the four goals that it had expanded last, though others were free."""
    search, count = start("r", settings(150, policy, inflight=1, **fields), 0), 0
    last: dict[int, deque[int]] = defaultdict(lambda: deque(maxlen=4))
    while search.status == "open":
        free = set(search.tree.frontier)
        [request] = search.ask()
        own = last[request.agent_id]
        count += request.node_id in own and not free <= set(own)
        own.append(request.node_id)
        search.tell([answer(wide, search, request)])
    return count


HALVES = table({"r": [Move("one", 0.5, ("a",)), Move("two", 0.4, ("b",))], "a": [Move("hit", 1.0, ())]})


class TestEnd:
    def test_abort_withdraws_what_is_in_flight_and_counts_nothing(self) -> None:
        search = start("r", settings(expansion="all_successes"), 0)
        while search.status == "open":
            pending = search.ask()
            search.tell([answer(HALVES, search, pending[0])])
        assert search.in_flight == 1
        before = (search.iterations, search.attempts, search.solve)
        [event] = search.abort()
        search.check_tree()
        assert (event.reason, event.attempts, event.iteration) == ("abort", (), search.iterations)
        assert event.node.node_id == event.path[-1].node_id == pending[1].node_id
        assert event.schedule is not None and event.schedule.in_flight == 1
        assert (search.iterations, search.attempts, search.solve) == before
        assert (search.in_flight, search.tree.root.in_flight, search.abort()) == (0, 0, [])

    @pytest.mark.parametrize("policy", ["ucb1", "best_first", "blind_uniform"])
    def test_what_is_aborted_while_the_search_is_open_is_free_again(self, policy: PolicyName) -> None:
        search = start("r", settings(policy=policy), 0)
        [first] = search.ask()
        assert len(search.tree.frontier) == 0
        search.abort()
        search.check_tree()
        assert [request.node_id for request in search.ask()] == [first.node_id]

    def test_idle_turns_behind_the_end_are_dropped(self) -> None:
        behind = 0
        for seed in range(20):
            search = start("r", settings(expansion="all_successes", delay=DelaySchedule(0.5, 1, seed)), 0)
            requests, waiting = deque(search.ask()), 0
            while search.status == "open":
                requests.extend(search.ask())
                waiting = len(search._pending)
                search.tell([answer(HALVES, search, requests.popleft())] if requests else [])
            assert search.solve is not None and search.solve.iterations == search.iterations
            behind += waiting - 1 - search.in_flight > 0
            assert all(event.reason == "abort" for event in search.abort())
            search.check_tree()
        assert behind

    def test_an_aborted_request_cannot_be_told(self) -> None:
        search = start("r", settings(), 0)
        [request] = search.ask()
        search.abort()
        with pytest.raises(AskTellError):
            search.tell([Result(request.request_id, 1, [Attempt("hit", 1.0, "closed")])])


def test_a_search_says_how_it_was_distributed() -> None:
    chosen = settings(history_cache=2)
    search = start("r", chosen, 0)
    list(drive_agents(search, wide))
    told: Any = search.snapshot()
    assert DistributedSettings.from_json(told["settings"]["distributed"]) == chosen.distributed
    assert {node["refusals"] for node in told["nodes"]} == {0}
    plain: Any = start("r", SearchSettings(), 0).snapshot()
    assert "distributed" not in plain["settings"] and "refusals" not in plain["nodes"][0]


def test_events_tell_how_many_requests_were_out() -> None:
    events = played(wide, settings(30, expansion="all_successes"))
    told = [event.schedule.in_flight for event in events if event.schedule is not None]
    assert len(told) == len(events)
    assert told[0] == 0 and set(told[9:]) == {4}
