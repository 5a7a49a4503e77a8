"""Scheduler lesions: which turns they cost, whom they spare, and when they end."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Any

import pytest

from wonton.search import (
    BlockSchedule,
    ChildGoal,
    DelaySchedule,
    DistributedSettings,
    PolicyName,
    Search,
    SearchSettings,
    TraceEvent,
)
from wonton.search.schedules import Block, Delay, Obstacle
from wonton.search.tree import NodeId, Tree

from .worlds import Move, answer, drive_agents, start

POLICIES: Sequence[PolicyName] = ("ucb1", "best_first", "blind_uniform")
HALF = BlockSchedule(0.5, -1, 3)
#: Practically every goal but the root.
ALL = 1 - 1e-12


def wide(signature: str) -> list[Move]:
    """Four ways from everywhere, none of which ends."""
    return [Move(f"t{i}", 0.1, (f"{signature}{i}",)) for i in range(4)]


def played(
    budget: int = 60, policy: PolicyName = "ucb1", seed: int = 0, **fields: Any
) -> tuple[Search, list[TraceEvent]]:
    distributed = DistributedSettings(**{"agents": 2, "inflight": 3, **fields})
    search = start("r", SearchSettings(policy=policy, tiers=(budget,), distributed=distributed), seed)
    return search, list(drive_agents(search, wide))


def expanded(events: Sequence[TraceEvent]) -> set[int]:
    return {event.node.node_id for event in events if event.reason == "expanded"}


def refused(events: Sequence[TraceEvent]) -> set[int]:
    return {event.schedule.refused.node_id for event in events if event.schedule and event.schedule.refused}


class TestBlock:
    @pytest.mark.parametrize("policy", POLICIES)
    def test_a_frozen_goal_costs_a_turn_and_no_attempt(self, policy: PolicyName) -> None:
        search, events = played(policy=policy, block=HALF)
        wasted = [event for event in events if event.reason == "blocked"]
        assert wasted and all(event.attempts == () for event in wasted)
        assert search.iterations == 60 == sum(event.reason != "abort" for event in events)
        assert not refused(events) & expanded(events)
        assert 0 not in refused(events)
        assert search.tree.root.visits == 60
        assert search.tree.root.visits == sum(node.expansions + node.refusals for node in search.tree.nodes)

    def test_the_search_turns_elsewhere(self) -> None:
        search, events = played(120, block=HALF)
        tactics = [search.tree.edges[edge] for edge in search.tree.root.edges]
        closed = [edge for edge in tactics if search.tree.nodes[edge.children[0]].refusals]
        assert 0 < len(closed) < len(tactics) == 4
        assert max(edge.visits for edge in tactics) - min(edge.visits for edge in tactics) < 9
        assert len(expanded(events)) > 9

    def test_which_goals_are_frozen_depends_on_block_seed_and_node_alone(self) -> None:
        runs = [played(seed=seed, inflight=inflight, block=HALF)[1] for seed, inflight in ((0, 1), (1, 3), (2, 9))]
        for one in runs:
            for two in runs:
                assert not refused(one) & expanded(two)
        other = played(block=BlockSchedule(0.5, -1, 4))[1]
        assert refused(other) & expanded(runs[0])

    def test_the_fraction_is_the_share_of_frozen_goals(self) -> None:
        tree = wide_tree(2000)
        for fraction, immovable in ((0.1, None), (0.6, 0.25)):
            block = Block(BlockSchedule(fraction, -1, 5, immovable_fraction=immovable))
            met = [block.obstacle(tree, node.node_id, 0) for node in tree.nodes[1:]]
            found = [obstacle for obstacle in met if obstacle is not None]
            assert len(found) / len(met) == pytest.approx(fraction, abs=0.04)
            hard = sum(obstacle.immovable for obstacle in found)
            assert hard / len(found) == pytest.approx(immovable or 0.0, abs=0.05)
            assert (len(block.frozen), len(block.immovable)) == (len(found) - hard, hard)

    def test_it_is_in_force_for_its_duration(self) -> None:
        _, events = played(block=BlockSchedule(0.5, 25, 3))
        told = {event.iteration: event.schedule for event in events if event.reason != "abort" and event.schedule}
        assert [told[i].block_in_force for i in (1, 25, 26, 60)] == [True, True, False, False]
        assert 0 < max(i for i, schedule in told.items() if schedule.refused) <= 25
        assert refused(events) & expanded(events[25:])

    @pytest.mark.parametrize("policy", POLICIES)
    def test_a_search_with_everything_frozen_ends(self, policy: PolicyName) -> None:
        search, events = played(40, policy, block=BlockSchedule(ALL, -1, 0))
        assert (search.status, search.iterations) == ("exhausted", 40)
        assert expanded(events) == {0} and Counter(event.reason for event in events)["blocked"] > 30

    def test_idle_turns_wait_for_the_requests_before_them(self) -> None:
        distributed = DistributedSettings(1, 3, block=BlockSchedule(ALL, -1, 0))
        told = set()
        for seed in range(9):
            search = start("r", SearchSettings(tiers=(50,), distributed=distributed), seed)
            search.tell([answer(wide, search, search.ask()[0])])
            [request] = search.ask()
            events = search.tell([answer(wide, search, request)])
            assert [event.iteration for event in events] == [2, 3, 4]
            assert events[request.request_id - 1].reason == "expanded"
            told.add(tuple(event.reason for event in events))
        assert ("blocked", "expanded", "blocked") in told

    def test_asking_again_takes_no_further_turns(self) -> None:
        distributed = DistributedSettings(1, 4, delay=DelaySchedule(1.0, 1, 0))
        search = start("r", SearchSettings(tiers=(50,), distributed=distributed), 0)
        assert [search.ask(), search.ask(), search.ask()] == [[], [], []]
        assert [event.reason for event in search.tell([])] == ["delayed"] * 4
        assert (search.iterations, search.tell([])) == (4, [])

    def test_a_goal_under_an_immovable_one_is_closed_too(self) -> None:
        tree = chain(6)
        block = next(b for seed in range(99) if immovable(b := strict(seed), tree) == [2])
        met = [block.obstacle(tree, node.node_id, 0) for node in tree.nodes]
        hard = Obstacle(NodeId(2), True)
        assert met == [None, None, hard, hard, hard, hard]

    def test_a_goal_under_a_merely_frozen_one_is_free(self) -> None:
        tree = chain(3)
        schedules = (BlockSchedule(0.5, -1, seed) for seed in range(99))
        met = [[Block(s).obstacle(tree, node.node_id, 0) for node in tree.nodes] for s in schedules]
        assert [None, Obstacle(NodeId(1), False), None] in met


def strict(seed: int) -> Block:
    return Block(BlockSchedule(0.2, -1, seed, immovable_fraction=ALL))


def immovable(block: Block, tree: Tree) -> list[int]:
    """The immovable goals themselves, each asked for on its own."""
    return [node.node_id for node in tree.nodes if block.obstacle(tree, node.node_id, 0) == (node.node_id, True)]


def chain(length: int) -> Tree:
    tree = Tree(ChildGoal("0"))
    for i in range(length - 1):
        tree.grow(NodeId(i), "t", 0.5, -1.0, [ChildGoal(str(i + 1))])
    return tree


def wide_tree(leaves: int) -> Tree:
    tree = Tree(ChildGoal("r"))
    tree.grow(tree.root.node_id, "t", 0.5, -1.0, [ChildGoal(str(i)) for i in range(leaves)])
    return tree


class TestThaw:
    def turns(self, events: Sequence[TraceEvent]) -> dict[int, list[bool]]:
        """By goal: whether it had thawed after each turn wasted on it."""
        found: dict[int, list[bool]] = defaultdict(list)
        for event in events:
            if event.schedule and event.schedule.refused:
                found[event.schedule.refused.node_id].append(event.schedule.refused.thawed)
                assert event.schedule.refused.turns == len(found[event.schedule.refused.node_id])
        return dict(found)

    def test_without_a_rule_nothing_thaws(self) -> None:
        _, events = played(block=HALF)
        assert not any(map(any, self.turns(events).values()))

    def test_after_so_many_wasted_turns(self) -> None:
        _, events = played(90, inflight=1, block=BlockSchedule(0.5, -1, 3, unfreeze_after=3))
        turns = self.turns(events)
        assert [False, False, True] in turns.values()
        assert all(told == [False, False, True][: len(told)] for told in turns.values())
        thawed = {goal for goal, told in turns.items() if told[-1]}
        assert thawed & expanded(events)
        assert not (turns.keys() - thawed) & expanded(events)
        last = next(event.schedule for event in reversed(events) if event.schedule)
        assert last.thawed == len(thawed) > 1

    def test_by_chance_at_each_wasted_turn(self) -> None:
        def lengths(chance: float) -> list[int]:
            block = BlockSchedule(0.5, -1, 3, unfreeze_probability=chance)
            return [len(told) for told in self.turns(played(120, inflight=1, block=block)[1]).values() if told[-1]]

        often, seldom = lengths(0.9), lengths(0.3)
        assert sum(often) / len(often) < 1.6 < sum(seldom) / len(seldom)

    def test_immovable_goals_never_thaw(self) -> None:
        schedule = BlockSchedule(0.6, -1, 3, immovable_fraction=0.5, unfreeze_after=1)
        _, events = played(90, inflight=1, block=schedule)
        told = [event.schedule.refused for event in events if event.schedule and event.schedule.refused]
        assert {(refusal.immovable, refusal.thawed) for refusal in told} == {(True, False), (False, True)}
        assert not {refusal.node_id for refusal in told if refusal.immovable} & expanded(events)
        last = next(event.schedule for event in reversed(events) if event.schedule)
        assert (last.immovable, last.frozen) == tuple(
            len({refusal.node_id for refusal in told if refusal.immovable is kind}) for kind in (True, False)
        )


class TestDelay:
    def test_sleeping_agents_cost_turns_and_nothing_else(self) -> None:
        search, events = played(80, delay=DelaySchedule(0.2, 4, 1))
        slept = [event for event in events if event.reason == "delayed"]
        assert 10 < len(slept) < 75 and search.iterations == 80
        for event in slept:
            assert (event.path, event.attempts, event.choices, event.node.node_id) == ((), (), (), 0)
            assert event.schedule is not None and event.schedule.asleep
        assert search.tree.root.visits == 80 - len(slept)

    def test_for_so_many_of_the_agents_own_turns(self) -> None:
        _, events = played(100, delay=DelaySchedule(0.15, 4, 1))
        for agent in (0, 1):
            own = [e.schedule.delay_left for e in events if e.agent_id == agent and e.reason != "abort" and e.schedule]
            assert 4 in own
            for left, then in pairwise(own):
                assert then == left - 1 if left > 1 else then in (0, 4)

    def test_who_sleeps_depends_on_the_delay_seed_alone(self) -> None:
        def slept(seed: int, delay_seed: int) -> list[bool]:
            _, events = played(60, seed=seed, delay=DelaySchedule(0.3, 2, delay_seed))
            return [event.reason == "delayed" for event in events if event.reason != "abort"]

        assert slept(0, 1) == slept(5, 1) != slept(0, 2)

    def test_the_probability_is_that_of_falling_asleep_while_awake(self) -> None:
        delay = Delay(DelaySchedule(0.25, 3, 9), agents=1)
        runs = ["".join(group) for _, group in groupby("z" if delay.asleep(0) else "." for _ in range(9000))]
        awake = sum(len(run) for run in runs if run[0] == ".")
        naps = sum(len(run) for run in runs if run[0] == "z") / 3
        assert naps / (naps + awake) == pytest.approx(0.25, abs=0.03)

    def test_a_search_whose_agents_all_sleep_ends(self) -> None:
        search, events = played(30, delay=DelaySchedule(1.0, 1, 0))
        assert (search.status, search.attempts, len(events)) == ("exhausted", 0, 30)


class TestReroute:
    @pytest.mark.parametrize("policy", POLICIES)
    def test_an_agent_that_meets_a_frozen_goal_goes_elsewhere(self, policy: PolicyName) -> None:
        _, without = played(policy=policy, block=HALF)
        _, events = played(policy=policy, block=HALF, reroute_max_tries=4)
        rerouted = [event for event in events if event.schedule and event.schedule.passed_over]
        assert any(event.reason == "expanded" for event in rerouted)
        assert not any(event.reason == "blocked" for event in events)
        assert len(expanded(events)) > len(expanded(without))
        for event in rerouted:
            assert event.schedule is not None
            assert len(set(event.schedule.passed_over)) == len(event.schedule.passed_over)
            assert not set(event.schedule.passed_over) & expanded(events)

    @pytest.mark.parametrize("tries", [1, 3])
    def test_at_most_so_often(self, tries: int) -> None:
        _, events = played(block=BlockSchedule(0.8, -1, 2), reroute_max_tries=tries)
        told = [(event.reason, event.schedule) for event in events if event.schedule]
        assert max(schedule.reroute_tries for _, schedule in told) == tries
        for reason, schedule in told:
            failed = reason == "no_goal"
            assert len(schedule.passed_over) == schedule.reroute_tries + failed
            assert (schedule.refused is not None) == failed

    def test_where_nothing_is_found_the_turn_is_wasted_on_the_first_goal_met(self) -> None:
        search, events = played(40, block=BlockSchedule(ALL, -1, 0), reroute_max_tries=5)
        failed = [event for event in events if event.reason == "no_goal"]
        assert len(failed) > 30 and search.iterations == 40
        for event in failed:
            assert event.schedule is not None and event.schedule.refused is not None
            assert event.attempts == () and event.node.node_id == event.schedule.passed_over[0]
            assert event.schedule.refused.node_id == event.node.node_id

    def test_goals_expanded_lately_are_better_than_none(self) -> None:
        block = BlockSchedule(ALL, -1, 0)
        search, events = played(20, agents=1, inflight=1, block=block, reroute_max_tries=5, history_cache=9)
        assert [event.node.node_id for event in events if event.reason == "expanded"] == [0, 0, 0, 0]
        assert search.tree.root.used == 4

    def test_goals_thaw_of_turns_that_find_nothing(self) -> None:
        block = BlockSchedule(ALL, -1, 0, unfreeze_after=2)
        _, events = played(60, block=block, reroute_max_tries=2)
        assert refused(events) & expanded(events)
