"""Settings refuse what makes no sense, and know their tiers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wonton.core.errors import SettingsError
from wonton.search import SearchSettings


@pytest.mark.parametrize(
    "fields",
    [
        {"policy": "random"},
        {"expansion": "some"},
        {"backpropagation": "max"},
        {"exploration": -0.1},
        {"exploration": float("nan")},
        {"tiers": ()},
        {"tiers": (0, 10)},
        {"tiers": (10, 10)},
        {"tiers": (50, 10)},
        {"max_depth": 0},
    ],
)
def test_bad_settings_are_refused_by_name(fields: dict[str, Any]) -> None:
    with pytest.raises(SettingsError) as caught:
        SearchSettings(**fields)
    assert next(iter(fields)) in caught.value.message


@pytest.mark.parametrize(("iterations", "tier"), [(0, 10), (10, 10), (11, 50), (1000, 1000), (1001, None)])
def test_tier_of_iterations(iterations: int, tier: int | None) -> None:
    assert SearchSettings().tier_of(iterations) == tier


def test_json_holds_every_field() -> None:
    fields = json.loads(json.dumps(SearchSettings().to_json()))
    assert SearchSettings(**{**fields, "tiers": tuple(fields["tiers"])}) == SearchSettings()
