"""What a distributed search can be told, and what it refuses to be told."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

import pytest

from wonton.core.errors import SettingsError
from wonton.search import BlockSchedule, DelaySchedule, DistributedSettings, PolicyName, SearchSettings
from wonton.search.distributed import OPTIONS, from_options

PAIR: dict[str, Any] = {"agents": 8, "inflight": 64}
BLOCK: dict[str, Any] = {"block_fraction": 0.2, "block_duration": 50, "block_seed": 0}
DELAY: dict[str, Any] = {"delay_probability": 0.1, "delay_duration": 5, "delay_seed": 0}
EVERY: dict[str, Any] = {
    **PAIR,
    **BLOCK,
    **DELAY,
    "virtual_loss": 0,
    "depth_bias": -0.5,
    "path_bias": 0.25,
    "history_cache": 3,
    "block_immovable_fraction": 0.5,
    "block_unfreeze_after": 2,
    "block_unfreeze_probability": 0.5,
    "reroute": True,
    "reroute_max_tries": 4,
}
FULL = DistributedSettings(
    agents=8,
    inflight=64,
    virtual_loss=0,
    depth_bias=-0.5,
    path_bias=0.25,
    history_cache=3,
    block=BlockSchedule(0.2, 50, 0, immovable_fraction=0.5, unfreeze_after=2, unfreeze_probability=0.5),
    delay=DelaySchedule(0.1, 5, 0),
    reroute_max_tries=4,
)


def test_options_make_settings() -> None:
    assert set(EVERY) == set(OPTIONS)
    assert from_options("distributed", EVERY) == FULL
    assert from_options("distributed", PAIR) == DistributedSettings(8, 64)
    assert DistributedSettings(8, 64).virtual_loss == 1
    assert from_options("centralized", dict.fromkeys(OPTIONS) | {"reroute": False}) is None


def test_the_example_leaves_nothing_out() -> None:
    plain = DistributedSettings(1, 1)
    assert [f.name for f in fields(plain) if getattr(plain, f.name) == getattr(FULL, f.name)] == []
    assert FULL.block is not None and None not in asdict(FULL.block).values()


@pytest.mark.parametrize("chosen", [FULL, DistributedSettings(2, 3)])
def test_settings_survive_json(chosen: DistributedSettings) -> None:
    assert DistributedSettings.from_json(json.loads(json.dumps(chosen.to_json()))) == chosen
    told = json.loads(json.dumps(SearchSettings(distributed=chosen).to_json()))
    assert DistributedSettings.from_json(told["distributed"]) == chosen


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"agents": 2},
        {**PAIR, "colour": 1},
        {"agents": "2", "inflight": 2},
        {**PAIR, "block": {"fraction": 0.5, "seed": 1}},
        {**PAIR, "delay": {"probability": 0.5}},
    ],
)
def test_foreign_json_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        DistributedSettings.from_json(value)


@pytest.mark.parametrize("name", OPTIONS)
def test_no_option_goes_with_centralized_search(name: str) -> None:
    with pytest.raises(SettingsError) as caught:
        from_options("centralized", {name: EVERY[name]})
    assert f" --{name.replace('_', '-')}," in caught.value.message
    assert "--mcts-mode distributed" in caught.value.remedy


@pytest.mark.parametrize(
    ("group", "needed"),
    [(PAIR, {}), (BLOCK, PAIR), (DELAY, PAIR), ({"reroute": True, "reroute_max_tries": 2}, PAIR)],
    ids=["agents and inflight", "block", "delay", "reroute"],
)
def test_what_goes_together_is_asked_for_together(group: dict[str, Any], needed: dict[str, Any]) -> None:
    for missing in group:
        rest = {name: value for name, value in group.items() if name != missing}
        with pytest.raises(SettingsError) as caught:
            from_options("distributed", {**needed, **rest})
        assert f"--{missing.replace('_', '-')} too" in caught.value.remedy


@pytest.mark.parametrize("name", ["block_immovable_fraction", "block_unfreeze_after", "block_unfreeze_probability"])
def test_details_of_a_block_need_a_block(name: str) -> None:
    with pytest.raises(SettingsError, match="a block needs"):
        from_options("distributed", {**PAIR, name: EVERY[name]})


def test_the_distributed_mode_needs_agents() -> None:
    with pytest.raises(SettingsError, match="--agents, --inflight"):
        from_options("distributed", {})
    with pytest.raises(SettingsError, match="mcts_mode is 'swarm'"):
        from_options("swarm", PAIR)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("agents", 0),
        ("inflight", 0),
        ("virtual_loss", -1),
        ("depth_bias", float("nan")),
        ("path_bias", float("inf")),
        ("history_cache", -1),
        ("block_fraction", 0.0),
        ("block_fraction", 1.0),
        ("block_fraction", float("nan")),
        ("block_duration", 0),
        ("block_immovable_fraction", 0.0),
        ("block_immovable_fraction", 1.0),
        ("block_unfreeze_after", 0),
        ("block_unfreeze_probability", 0.0),
        ("block_unfreeze_probability", 1.5),
        ("delay_probability", 0.0),
        ("delay_probability", 1.01),
        ("delay_duration", 0),
        ("reroute_max_tries", 0),
    ],
)
def test_values_out_of_range_are_refused_by_name(name: str, value: float) -> None:
    with pytest.raises(SettingsError) as caught:
        from_options("distributed", {**EVERY, name: value})
    assert caught.value.message.startswith(f"{name} is {value}")


@pytest.mark.parametrize("policy", ["blind_uniform", "best_first"])
@pytest.mark.parametrize("bias", ["depth_bias", "path_bias"])
def test_biases_belong_to_ucb1(policy: PolicyName, bias: str) -> None:
    biased = from_options("distributed", {**PAIR, bias: 0.5})
    with pytest.raises(SettingsError, match=f"{policy} has no scores for {bias}"):
        SearchSettings(policy=policy, distributed=biased)
    SearchSettings(policy=policy, distributed=from_options("distributed", {**PAIR, bias: 0.0}))
