"""Settings: all of them survive JSON, and none that makes no sense is taken."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from wonton.artifacts.compare import differing
from wonton.artifacts.layout import is_run_id
from wonton.assistants.base import Limits
from wonton.core.errors import SettingsError, UsageError
from wonton.providers.models import ModelSettings
from wonton.providers.rankers import RankerSettings
from wonton.runs import BUDGETS, RunSettings, new_run_id
from wonton.runs.protocol import search_seed
from wonton.search import BlockSchedule, DelaySchedule, DistributedSettings

OTHER = RunSettings(
    assistant="rocq",
    toolchain="project",
    lean_project="/home/me/analysis",
    corpus="rocq:stdlib@1#feasible",
    provider="reprover",
    model=ModelSettings("/models/reprover", sampling=False, samples=16),
    ranker=RankerSettings("family_prior", "/home/me/prior.json", "0123456789ab"),
    budget="deep",
    policy="best_first",
    exploration=0.5,
    expansion="all_successes",
    backpropagation="and_min",
    max_depth=9,
    mcts_mode="distributed",
    distributed=DistributedSettings(8, 64, block=BlockSchedule(0.2, 50, 1), delay=DelaySchedule(0.1, 5, 1)),
    seed=7,
    allow_easy=True,
    goal_sig="text",
    wild_only=True,
    lesions=("block_intro",),
    limits=Limits(1, 2.0, 3),
    external_checker="lean4checker {module}",
)


def test_settings_survive_json() -> None:
    for settings in (RunSettings(), OTHER):
        assert RunSettings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


def test_settings_of_a_run_say_nothing_of_agents_unless_there_are_some() -> None:
    """Runs of earlier versions lack the two fields, and are resumed by this one."""
    told = RunSettings().to_json()
    assert {"mcts_mode", "distributed"}.isdisjoint(told)
    assert differing(told, OTHER.to_json()).count("distributed") == 1
    other = replace(OTHER, distributed=DistributedSettings(8, 64, block=BlockSchedule(0.3, 50, 1)))
    assert differing(OTHER.to_json(), other.to_json()) == ["distributed.block.fraction", "distributed.delay"]


def test_settings_of_a_run_say_nothing_of_a_model_unless_there_is_one() -> None:
    """Runs of earlier versions lack the field too."""
    assert "model" not in RunSettings().to_json()
    assert "url" not in OTHER.to_json()["model"]
    endpoint = replace(
        OTHER, provider="endpoint", model=ModelSettings("m", "endpoint", "", url="http://localhost/v1", api="chat")
    )
    assert RunSettings.from_json(endpoint.to_json()) == endpoint


def test_settings_of_a_run_say_nothing_of_a_ranker_unless_there_is_one() -> None:
    assert "ranker" not in RunSettings().to_json()
    with pytest.raises(SettingsError, match="settings of a ranker are"):
        RunSettings.from_json({**OTHER.to_json(), "ranker": {"name": "family_prior"}})


@pytest.mark.parametrize(("provider", "model"), [("reprover", None), ("heuristic", ModelSettings("/m"))])
def test_a_model_and_a_provider_that_asks_one_need_each_other(provider: str, model: ModelSettings | None) -> None:
    with pytest.raises(SettingsError, match=f"provider {provider}"):
        RunSettings(provider=provider, model=model).validate()


def test_the_search_is_told_of_the_agents() -> None:
    chosen = DistributedSettings(8, 64)
    assert RunSettings(mcts_mode="distributed", distributed=chosen).search().distributed == chosen
    assert RunSettings().search().distributed is None


def test_the_example_leaves_no_setting_out() -> None:
    assert [f.name for f in fields(RunSettings) if getattr(OTHER, f.name) == getattr(RunSettings(), f.name)] == []


def test_budgets_are_the_published_tiers() -> None:
    assert BUDGETS == {
        "quick": (10, 50),
        "standard": (10, 50, 200, 1000),
        "deep": (10, 50, 200, 1000, 3000),
    }
    assert RunSettings(budget="deep").search().budget == 3000


@pytest.mark.parametrize(
    "change",
    [
        {"budget": "huge"},
        {"policy": "ucb2"},
        {"expansion": "some"},
        {"backpropagation": "max"},
        {"goal_sig": "beta"},
        {"exploration": -1.0},
        {"max_depth": 0},
        {"limits": Limits(heartbeats=-1)},
        {"limits": Limits(wall_seconds=0.0)},
        {"limits": Limits(memory_mb=0)},
        {"lesions": ("block_family_none",)},
        {"lesions": ("intro",)},
        {"wild_only": True, "lesions": ("block_intro",)},
        {"mcts_mode": "swarm"},
        {"mcts_mode": "distributed"},
        {"distributed": DistributedSettings(1, 1)},
        {
            "mcts_mode": "distributed",
            "policy": "best_first",
            "distributed": DistributedSettings(1, 1, depth_bias=0.5),
        },
    ],
)
def test_nonsense_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        replace(RunSettings(), **change).validate()
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("value", [{"colour": "red"}, {"limits": {"fuel": 1}}, {"lesions": 3}, {"distributed": {}}])
def test_foreign_json_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        RunSettings.from_json(value)


def test_differing_names_the_settings() -> None:
    one, two = RunSettings().to_json(), replace(RunSettings(), seed=3, limits=Limits(heartbeats=9)).to_json()
    assert differing(one, two) == ["limits.heartbeats", "seed"]
    assert differing({"a": None}, {}) == ["a"]
    assert differing(one, one) == []


def test_run_ids_tell_when_and_what() -> None:
    moment = datetime(2026, 3, 1, 12, 0, 5, tzinfo=UTC)
    assert new_run_id(RunSettings(seed=4), moment) == "20260301T120005Z-lean-heuristic-standard-s4"
    assert is_run_id(new_run_id(RunSettings(assistant="a.b:c", provider="d:e"), moment))


def test_search_seeds_are_fixed_and_apart() -> None:
    """The first is sha256("1:and_comm:wild_type") shifted to 63 bits; it must never change."""
    import hashlib

    expected = int(hashlib.sha256(b"1:and_comm:wild_type").hexdigest()[:16], 16) // 2
    assert search_seed(1, "and_comm", "wild_type") == expected
    others = {search_seed(s, i, r) for s in (1, 2) for i in ("x", "y") for r in ("wild_type", "lesion")}
    assert len(others) == 8 and all(0 <= seed < 2**63 for seed in others)
