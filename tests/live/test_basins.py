"""Basins on live Lean and Rocq: killed ten times, and no seed is lost, done twice, or different."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wonton.artifacts.compare import differences, digest
from wonton.artifacts.read import open_run
from wonton.runs import RunReport, execute_run

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
