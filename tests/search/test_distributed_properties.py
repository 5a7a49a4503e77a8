"""Properties of distributed search over random worlds, settings, schedules and workers."""

from __future__ import annotations

import json
import random
from typing import Any

from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from wonton.search import BlockSchedule, DelaySchedule, DistributedSettings, Search, SearchSettings, TraceEvent

from .test_properties import BLOCKERS, GOALS, PROBABILITIES, is_proof
from .worlds import Move, World, drive_agents, heights, start, table

OUTCOMES = st.one_of(
    st.sampled_from(["error", "timeout", "crashed"]),
    st.lists(st.sampled_from(GOALS), min_size=0, max_size=2).map(tuple),
    st.lists(st.sampled_from(GOALS), min_size=1, max_size=3).map(tuple),
)
LIMITS = st.sampled_from(["", "", "wall", "memory"])
SHARES = st.sampled_from([0.1, 0.5, 0.9])


@st.composite
def broken_worlds(draw: st.DrawFn) -> World:
    """Six goals with up to four tactics each: some are blocked, and some crash the assistant or run out of time."""
    moves: dict[str, list[Move]] = {}
    for goal in GOALS:
        drawn = draw(st.lists(st.tuples(PROBABILITIES, OUTCOMES, BLOCKERS, LIMITS), max_size=4))
        moves[goal] = [
            Move(f"t{i}", p, outcome, blocked, limit if isinstance(outcome, str) else "")
            for i, (p, outcome, blocked, limit) in enumerate(drawn)
        ]
    return table(moves)


BLOCKS = st.builds(
    BlockSchedule,
    fraction=SHARES,
    duration=st.sampled_from([-1, 1, 7, 30]),
    seed=st.integers(0, 3),
    immovable_fraction=st.none() | SHARES,
    unfreeze_after=st.none() | st.integers(1, 3),
    unfreeze_probability=st.none() | st.sampled_from([0.2, 1.0]),
)
DELAYS = st.builds(DelaySchedule, probability=SHARES, duration=st.integers(1, 3), seed=st.integers(0, 3))


@st.composite
def any_settings(draw: st.DrawFn) -> SearchSettings:
    policy: Any = draw(st.sampled_from(["ucb1", "ucb1", "best_first", "blind_uniform"]))
    bias = st.sampled_from([0.0, -1.0, 0.5]) if policy == "ucb1" else st.just(0.0)
    distributed = draw(
        st.builds(
            DistributedSettings,
            agents=st.integers(1, 4),
            inflight=st.integers(1, 6),
            virtual_loss=st.integers(0, 3),
            depth_bias=bias,
            path_bias=bias,
            history_cache=st.integers(0, 3),
            block=st.none() | BLOCKS,
            delay=st.none() | DELAYS,
            reroute_max_tries=st.none() | st.integers(1, 4),
        )
    )
    return SearchSettings(
        policy=policy,
        expansion=draw(st.sampled_from(["first_success", "all_successes"])),
        backpropagation=draw(st.sampled_from(["uniform", "and_min"])),
        tiers=(10, 70),
        max_depth=draw(st.integers(1, 6)),
        distributed=distributed,
    )


SEEDS = st.integers(0, 3)


def played(
    world: World, chosen: SearchSettings, seed: int, workers: int | None = None
) -> tuple[Search, list[TraceEvent]]:
    search = start("g0", chosen, seed)
    return search, list(drive_agents(search, world, random.Random(workers) if workers is not None else None))


@given(broken_worlds(), any_settings(), SEEDS, st.none() | st.integers(0, 9))
@profile(max_examples=250)
def test_the_tree_holds_after_every_event_and_the_search_tells_the_truth(
    world: World, chosen: SearchSettings, seed: int, workers: int | None
) -> None:
    search, _ = played(world, chosen, seed, workers)
    height = heights(world, "g0").get("g0")
    provable = height is not None and height <= chosen.max_depth
    assert search.status in ("exhausted", "solved" if provable else "dead")
    assert (search.status == "exhausted") <= (search.iterations == chosen.budget)
    proof = search.solution()
    assert proof is None or is_proof(world, proof)


@given(broken_worlds(), any_settings(), SEEDS, st.integers(0, 9))
@profile(max_examples=120)
def test_who_works_when_changes_nothing(world: World, chosen: SearchSettings, seed: int, workers: int) -> None:
    one, first = played(world, chosen, seed)
    two, second = played(world, chosen, seed, workers)
    assert [json.dumps(event.to_json()) for event in first] == [json.dumps(event.to_json()) for event in second]
    assert one.snapshot() == two.snapshot()


@given(broken_worlds(), any_settings(), SEEDS)
@profile(max_examples=120)
def test_the_trace_adds_up(world: World, chosen: SearchSettings, seed: int) -> None:
    search, events = played(world, chosen, seed)
    assert chosen.distributed is not None
    told = [event for event in events if event.reason != "abort"]
    assert [event.iteration for event in told] == list(range(1, search.iterations + 1))
    assert [event.agent_id for event in told] == [i % chosen.distributed.agents for i in range(search.iterations)]
    assert events[len(told) :] == [event for event in events if event.reason == "abort"]
    assert (search.in_flight, search.tree.root.in_flight) == (0, 0)
    if search.status != "exhausted":
        last = told[-1].schedule
        assert last is not None and last.refused is None and not last.asleep
    assert search.solve is None or search.solve.iterations == search.iterations
    attempts = [attempt for event in events for attempt in event.attempts]
    assert search.attempts == sum(attempt.status != "blocked" for attempt in attempts)
    assert search.nondeterministic == sum(
        attempt.failure_kind == "crashed" or attempt.limit_met in ("wall", "memory") for attempt in attempts
    )
    for event in events:
        assert event.schedule is not None
        assert event.schedule.in_flight < chosen.distributed.inflight
        assert event.totals.in_flight <= chosen.distributed.inflight
        assert event.schedule.asleep == (event.reason == "delayed")
    wasted = sum(event.schedule is not None and event.schedule.refused is not None for event in told)
    slept = sum(event.reason == "delayed" for event in told)
    assert sum(node.refusals for node in search.tree.nodes) == wasted
    assert search.tree.root.visits == search.iterations - slept


@given(broken_worlds(), any_settings(), SEEDS)
@profile(max_examples=80)
def test_a_frozen_goal_is_never_expanded_while_it_is_frozen(world: World, chosen: SearchSettings, seed: int) -> None:
    _, events = played(world, chosen, seed)
    frozen: set[int] = set()
    told = (event for event in events if event.reason != "abort")  # what is withdrawn was not expanded
    for event in told:
        schedule = event.schedule
        assert schedule is not None
        if schedule.refused is not None and not schedule.refused.thawed:
            frozen.add(schedule.refused.node_id)
        elif schedule.refused is not None:
            frozen.discard(schedule.refused.node_id)
        elif schedule.block_in_force and event.path:
            assert event.node.node_id not in frozen
