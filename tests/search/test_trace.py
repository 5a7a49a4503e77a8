"""Trace events, and golden traces: the same bytes for the same world, settings and seed, for years.

To write the golden files anew after a change that is meant to change them: `WONTON_REGENERATE_GOLDEN=1 pytest
tests/search/test_trace.py`, then read the difference before it is committed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from wonton.search import BlockSchedule, DelaySchedule, DistributedSettings, Search, SearchSettings, TraceEvent

from .worlds import Move, World, drive, drive_agents, start, table

GOLDEN = Path(__file__).parent / "golden"

#: A conjunction with a trap: a circle, a blocked tactic, a timeout and two ways to close the second half.
CONJUNCTION = table(
    {
        "and": [Move("simp", 0.5, (), blocked_by="easy"), Move("comm", 0.2, ("and",)), Move("split", 0.3, ("l", "r"))],
        "l": [Move("rw", 0.6, ("l2",)), Move("exact h", 0.4, "error")],
        "l2": [Move("rw", 0.5, ("l",)), Move("exact h", 0.5, ())],
        "r": [
            Move("cases", 0.4, ("r1", "r2")),
            Move("omega", 0.3, "timeout", limit_met="heartbeats"),
            Move("rfl", 0.3, ()),
        ],
        "r1": [Move("rfl", 1.0, ())],
        "r2": [Move("exact h", 1.0, "error")],
    }
)

#: A chain in which every goal also offers a dead end; nothing closes within reach.
LADDER = table(
    {
        f"s{i}": [Move("up", 0.7, (f"s{i + 1}",)), Move("side", 0.2, (f"d{i}",)), Move("fall", 0.1, "error")]
        for i in range(6)
    }
)

SCENES: dict[str, tuple[World, str, SearchSettings, int]] = {
    "conjunction_ucb1": (CONJUNCTION, "and", SearchSettings(tiers=(10, 50)), 7),
    "ladder_blind_uniform": (
        LADDER,
        "s0",
        SearchSettings(policy="blind_uniform", backpropagation="and_min", tiers=(4, 12), max_depth=4),
        1,
    ),
    "ladder_distributed": (
        LADDER,
        "s0",
        SearchSettings(
            tiers=(4, 24),
            distributed=DistributedSettings(
                agents=3,
                inflight=4,
                virtual_loss=2,
                depth_bias=0.1,
                path_bias=0.5,
                history_cache=1,
                block=BlockSchedule(0.4, 20, 5, immovable_fraction=0.3, unfreeze_after=2, unfreeze_probability=0.2),
                delay=DelaySchedule(0.15, 2, 5),
                reroute_max_tries=1,
            ),
        ),
        3,
    ),
}


def played(name: str) -> tuple[Search, list[TraceEvent]]:
    world, root, settings, seed = SCENES[name]
    search = start(root, settings, seed)
    return search, list((drive_agents if settings.distributed else drive)(search, world))


@pytest.mark.parametrize("name", list(SCENES))
def test_golden(name: str) -> None:
    search, events = played(name)
    found = {"trace": [event.to_json() for event in events], "tree": search.snapshot()}
    text = json.dumps(found, indent=1, allow_nan=False) + "\n"
    path = GOLDEN / f"{name}.json"
    if os.environ.get("WONTON_REGENERATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_golden_scenes_show_what_they_are_for() -> None:
    _, conjunction = played("conjunction_ucb1")
    fates = {attempt.status for event in conjunction for attempt in event.attempts}
    assert fates == {"blocked", "cycle", "children", "closed"} | ({"failed"} & fates)
    ladder, events = played("ladder_blind_uniform")
    assert ladder.status in ("dead", "exhausted")
    assert {"expanded", "no_expansion"} <= {event.reason for event in events}
    _, shared = played("ladder_distributed")
    assert {"expanded", "delayed", "no_goal"} <= {event.reason for event in shared}
    assert any(event.reason == "expanded" and event.schedule and event.schedule.passed_over for event in shared)


def test_an_event_shows_the_node_before_and_the_totals_after() -> None:
    _, events = played("conjunction_ucb1")
    first = events[0]
    assert (first.node.visits, first.node.offers, first.node.used) == (0, None, 0)
    assert (first.totals.nodes, first.totals.edges, first.totals.attempts, first.totals.blocked) == (3, 1, 2, 1)
    for event in events:
        totals = event.totals
        assert totals.nodes == totals.open + totals.solved + totals.dead


def test_a_path_names_nodes_and_tactics_from_the_root() -> None:
    search, events = played("conjunction_ucb1")
    for event in events:
        assert event.path[0] == (0, "", 0)
        assert event.path[-1].node_id == event.node.node_id
        for step in event.path[1:]:
            node = search.tree.nodes[step.node_id]
            assert node.parent is not None
            assert search.tree.edges[node.parent].tactic == step.tactic
            assert search.tree.edges[node.parent].children[step.position] == step.node_id
