"""Basins on live Lean and Rocq: killed ten times, and no seed is lost, done twice, or different."""

from __future__ import annotations

import contextlib
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from wonton.artifacts.compare import differences, digest
from wonton.artifacts.read import open_run
from wonton.runs import RunReport, execute_run
from wonton.runs.bench import open_bench
from wonton.runs.protocol import TheoremBench, search_seed

from . import running
from .killing import Place, execute

KILLS = 10


@pytest.fixture(scope="module", params=["lean", "rocq"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tool_cache: Path) -> Place:
    return Place(request.param, tmp_path_factory.mktemp("home"), tool_cache)


@pytest.fixture(scope="module")
def whole(place: Place, tmp_path_factory: pytest.TempPathFactory) -> RunReport:
    """Phase p3 at quick scale, undisturbed, with a store of its own."""
    return execute_run(running.basin_plan(place.assistant, tmp_path_factory.mktemp("whole"), place.cache, "p3"))


def test_the_basins_are_worth_the_name(whole: RunReport) -> None:
    """Agent and blind searches solve, some basin is wider than one proof, and no clock had a say."""
    summary = whole.summary
    assert (whole.exit_code, summary["deterministic"]) == (0, True)
    for side in ("agent_seeds", "blind_seeds"):
        assert summary["rates"][side]["numerator"] >= summary["rates"][side]["denominator"] // 3
    widths = [row["blind"]["unique_structures"] for row in summary["theorems"]]
    assert max(widths) > 1
    assert summary["k"]["restricted_mean"]["points"] > 0


def test_agent_and_blind_choose_among_the_same_candidates(place: Place, tmp_path: Path) -> None:
    """Each in a process of its own, as it were: nothing is remembered from one to the other."""
    plan = running.basin_plan(place.assistant, tmp_path, place.cache, "x")
    theorems, shared = plan.theorems[:8], 0
    for theorem in theorems:
        offered: list[dict[str, set[str]]] = []
        for policy in ("ucb1", "blind_uniform"):
            with contextlib.closing(open_bench(replace(plan.settings, policy=policy), place.cache)) as bench:
                on_bench = TheoremBench(bench, theorem)
                played = on_bench.search(
                    policy, "", bench.settings.search(), search_seed(1, theorem.item_id, "basin:0")
                ).played
                offered.append({})
                for expanded in played.expansions:
                    goal = "\n".join(goal.text for goal in expanded.node.goals)
                    steps = tuple(step.tactic for step in expanded.node.path)
                    offers = on_bench.expander.offers(expanded.node, lambda tactic: "")
                    offered[-1][f"{steps}{goal}"] = {f"{offer.tactic} {offer.probability}" for offer in offers}
        both = offered[0].keys() & offered[1].keys()
        shared += len(both)
        assert {key: offered[0][key] for key in both} == {key: offered[1][key] for key in both}
    assert shared > len(theorems), "the searches meet at more goals than their roots"


def _during_seed(number: int, seen: list[tuple[str, int]]) -> Callable[[dict[str, Any]], bool]:
    """Whether the `number`-th seed of this execution has started; `seen` gets the seeds that finish."""
    left = [number]

    def kill_at(event: dict[str, Any]) -> bool:
        if event["kind"] == "seed_finished":
            seen.append((event["item_id"], event["seed"]))
        left[0] -= event["kind"] == "seed_started"
        return left[0] == 0

    return kill_at


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_kills_lose_no_seed_and_do_none_twice(place: Place, whole: RunReport) -> None:
    dice, killed, seen = random.Random("kill -9"), place.home / "logs" / "killed", list[tuple[str, int]]()
    for number in range(KILLS):
        code = execute("basin", place, f"{place.home}-{number}", _during_seed(dice.randint(2, 8), seen))
        assert code == -9
        assert open_run(killed).status()["status"] == "running"
    assert execute("basin", place, f"{place.home}-last", _during_seed(10_000, seen)) == 0
    assert differences(whole.run_dir, killed) == []
    assert digest(whole.run_dir) == digest(killed)
    assert max(Counter(seen).values()) == 1
