"""Properties over random finite worlds, against a brute-force solver."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from wonton.search import Result, SearchSettings, SolvedNode, Status, TraceEvent

from .worlds import Move, World, answer, drive, endless, heights, signatures, start, table

GOALS = [f"g{i}" for i in range(6)]
OUTCOMES = st.one_of(
    st.sampled_from(["error", "timeout", "forbidden"]),
    st.lists(st.sampled_from(GOALS), min_size=0, max_size=2).map(tuple),
    st.lists(st.sampled_from(GOALS), min_size=1, max_size=3).map(tuple),
)
PROBABILITIES = st.sampled_from([0.0, 0.05, 0.1, 0.2])
BLOCKERS = st.sampled_from(["", "", "", "block_it"])


@st.composite
def finite_worlds(draw: st.DrawFn) -> World:
    """Six goals with up to four tactics each; some fail, some are blocked, some turn in circles."""
    moves: dict[str, list[Move]] = {}
    for goal in GOALS:
        drawn = draw(st.lists(st.tuples(PROBABILITIES, OUTCOMES, BLOCKERS), max_size=4))
        moves[goal] = [Move(f"t{i}", p, outcome, blocked) for i, (p, outcome, blocked) in enumerate(drawn)]
    return table(moves)


def any_settings(**fixed: Any) -> st.SearchStrategy[SearchSettings]:
    free: dict[str, Any] = {
        "policy": st.sampled_from(["ucb1", "blind_uniform", "best_first"]),
        "expansion": st.sampled_from(["first_success", "all_successes"]),
        "backpropagation": st.sampled_from(["uniform", "and_min"]),
        "max_depth": st.integers(1, 7),
    }
    return st.builds(SearchSettings, **(free | {name: st.just(value) for name, value in fixed.items()}))


SETTINGS = any_settings(tiers=(10, 400))
SEEDS = st.integers(0, 3)


@given(finite_worlds(), SETTINGS, SEEDS, st.integers(1, 4))
@profile(max_examples=150)
def test_agrees_with_brute_force(world: World, settings: SearchSettings, seed: int, batch: int) -> None:
    search = start("g0", settings, seed)
    list(drive(search, world, batch))
    height = heights(world, "g0").get("g0")
    provable = height is not None and height <= settings.max_depth
    assert search.status in ("exhausted", "solved" if provable else "dead")
    if search.status == "exhausted":
        assert search.iterations == settings.budget


@given(finite_worlds(), SEEDS, st.sampled_from(["first_success", "all_successes"]))
@profile(max_examples=60)
def test_small_worlds_are_decided(world: World, seed: int, expansion: Any) -> None:
    settings = SearchSettings(policy="blind_uniform", expansion=expansion, tiers=(3_000,), max_depth=3)
    search = start("g0", settings, seed)
    while search.status == "open":
        search.tell([answer(world, search, request) for request in search.ask(1)])
    search.check_tree()
    assert (search.status == "solved") == (heights(world, "g0").get("g0", 9) <= 3)
    assert search.status != "exhausted"


@given(finite_worlds(), SETTINGS, SEEDS)
@profile(max_examples=80)
def test_every_solution_is_a_proof(world: World, settings: SearchSettings, seed: int) -> None:
    search = start("g0", settings, seed)
    list(drive(search, world))
    proof = search.solution()
    assert (proof is not None) == (search.status == "solved")
    if proof is not None:
        assert is_proof(world, proof)
        assert proof.signature == "g0"


def is_proof(world: World, proof: SolvedNode) -> bool:
    for step in proof.walk():
        move = next(m for m in world(step.signature) if m.tactic == step.tactic)
        if move.blocked_by or move.outcome != tuple(child.signature for child in step.children):
            return False
    return True


@given(finite_worlds(), SETTINGS, SEEDS)
@profile(max_examples=80)
def test_status_is_monotone_and_death_climbs(world: World, settings: SearchSettings, seed: int) -> None:
    search = start("g0", settings, seed)
    known: dict[int, Status] = {}
    for _ in drive(search, world, batch=2):
        for node in search.tree.nodes:
            assert known.get(node.node_id, Status.OPEN) in (Status.OPEN, node.status)
            known[node.node_id] = node.status
        for edge in search.tree.edges:
            if any(known[child] is Status.DEAD for child in edge.children):
                assert edge.status is Status.DEAD


@given(finite_worlds(), SETTINGS, SEEDS)
@profile(max_examples=60)
def test_dead_without_cuts_means_unprovable_by_these_tactics(world: World, settings: SearchSettings, seed: int) -> None:
    search = start("g0", settings, seed)
    list(drive(search, world))
    unblocked = table({g: [Move(m.tactic, m.probability, m.outcome) for m in world(g)] for g in GOALS})
    if search.status == "dead" and not search.cuts:
        assert "g0" not in heights(unblocked, "g0")
    if search.status == "dead" and "blocked" not in search.cuts and "depth" not in search.cuts:
        assert heights(unblocked, "g0").get("g0", 99) > settings.max_depth


def lines(events: list[TraceEvent]) -> str:
    return "\n".join(json.dumps(event.to_json(), allow_nan=False) for event in events)


@given(finite_worlds(), SETTINGS, SEEDS, st.integers(1, 3))
@profile(max_examples=60)
def test_same_seed_same_trace_whatever_was_tried_beyond(
    world: World, settings: SearchSettings, seed: int, batch: int
) -> None:
    plain, generous = start("g0", settings, seed), start("g0", settings, seed)
    first = lines(list(drive(plain, world, batch)))
    assert lines(list(drive(generous, world, batch, surplus=True))) == first
    assert generous.snapshot() == plain.snapshot()


@given(finite_worlds(), SETTINGS, SEEDS)
@profile(max_examples=60)
def test_counts_add_up_over_the_trace(world: World, settings: SearchSettings, seed: int) -> None:
    search = start("g0", settings, seed)
    events = list(drive(search, world, batch=2))
    attempts = [attempt for event in events for attempt in event.attempts]
    assert search.blocked == sum(attempt.status == "blocked" for attempt in attempts)
    assert search.attempts == sum(attempt.status != "blocked" for attempt in attempts)
    assert [event.iteration for event in events] == list(range(1, search.iterations + 1))
    created = [child for attempt in attempts for child in attempt.children]
    assert created == list(range(1, len(search.tree.nodes)))
    if search.solve is not None:
        event = events[search.solve.iterations - 1]
        assert event.totals.attempts == search.solve.attempts


@given(finite_worlds(), SETTINGS, SEEDS)
@profile(max_examples=60)
def test_first_success_never_counts_beyond_it(world: World, settings: SearchSettings, seed: int) -> None:
    search = start("g0", settings, seed)
    for event in drive(search, world, surplus=True):
        kept = [attempt.status in ("closed", "children") for attempt in event.attempts]
        if settings.expansion == "first_success":
            assert True not in kept[:-1]
        else:
            assert len(kept) == search.tree.nodes[event.node.node_id].offers


@given(any_settings(tiers=(5, 40)), SEEDS, st.integers(2, 6))
@profile(max_examples=25)
def test_batches_reserve_different_nodes_and_tell_in_order(settings: SearchSettings, seed: int, batch: int) -> None:
    search, world = start("r", settings, seed), endless(seed)
    while search.status == "open":
        requests = search.ask(batch)
        search.check_tree()
        assert len({request.node_id for request in requests}) == len(requests)
        assert search.tree.root.in_flight == len(requests)
        search.tell([answer(world, search, request) for request in requests])
        search.check_tree()
        assert search.tree.root.in_flight == 0
    assert search.tree.root.visits == search.iterations


@given(finite_worlds())
def test_the_brute_force_solver_is_a_fixed_point(world: World) -> None:
    known = heights(world, "g0")
    for goal in signatures(world, "g0"):
        options = [
            1 + max((known[c] for c in m.outcome), default=0)
            for m in world(goal)
            if not m.blocked_by and not isinstance(m.outcome, str) and all(c in known for c in m.outcome)
        ]
        assert known.get(goal) == min(options, default=None)


def test_the_agent_that_asked_is_on_record() -> None:
    search = start("a", SearchSettings())
    [request] = search.ask(1, agent_id=3)
    [event] = search.tell([Result(request.request_id, 0, [])])
    assert (request.agent_id, event.agent_id) == (3, 3)
