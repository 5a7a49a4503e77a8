"""What a search is asked to do: policy, expansion, backpropagation, budget. Immutable; part of every run's config."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

from wonton.core.errors import SettingsError
from wonton.search.distributed import DistributedSettings

PolicyName = Literal["ucb1", "blind_uniform", "best_first"]
ExpansionName = Literal["first_success", "all_successes"]
BackpropagationName = Literal["uniform", "and_min"]


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """The settings of one search. Raises `SettingsError` for an unknown name or a value out of range.

    `exploration` is the c of UCB1, at least 0, used by `ucb1` alone. `tiers` are budgets in iterations of one
    continuing search, strictly rising; the last ends it. `max_depth` is the longest allowed path in tactics: a tactic
    that leaves goals at that depth is dropped, as no further tactic could be tried on them. `distributed` is None for
    centralized search, one agent with one request in flight; its biases need `ucb1`.
    """

    policy: PolicyName = "ucb1"
    exploration: float = math.sqrt(2)
    expansion: ExpansionName = "first_success"
    backpropagation: BackpropagationName = "uniform"
    tiers: tuple[int, ...] = (10, 50, 200, 1000)
    max_depth: int = 64
    distributed: DistributedSettings | None = None

    def __post_init__(self) -> None:
        one_of("policy", self.policy, get_args(PolicyName))
        one_of("expansion", self.expansion, get_args(ExpansionName))
        one_of("backpropagation", self.backpropagation, get_args(BackpropagationName))
        if not (math.isfinite(self.exploration) and self.exploration >= 0):
            raise SettingsError(f"exploration is {self.exploration}; it must be finite and at least 0")
        if self.max_depth < 1:
            raise SettingsError(f"max_depth is {self.max_depth}; it must be at least 1")
        rising = all(low < high for low, high in zip(self.tiers, self.tiers[1:], strict=False))
        if not self.tiers or self.tiers[0] < 1 or not rising:
            raise SettingsError(f"tiers are {self.tiers}; they must be positive and strictly rising")
        if self.policy != "ucb1" and self.distributed is not None and self.distributed.biases:
            raise SettingsError(
                f"policy {self.policy} has no scores for {' and '.join(self.distributed.biases)} to lean on",
                "Take policy ucb1, or leave the biases out.",
            )

    @property
    def budget(self) -> int:
        """Iterations in all."""
        return self.tiers[-1]

    def tier_of(self, iterations: int) -> int | None:
        """The smallest tier that allows so many iterations; None beyond the last."""
        return next((tier for tier in self.tiers if iterations <= tier), None)

    def to_json(self) -> dict[str, object]:
        """All fields, ready for JSON, in a fixed order; `distributed` only where there is any."""
        fields: dict[str, object] = {
            "policy": self.policy,
            "exploration": self.exploration,
            "expansion": self.expansion,
            "backpropagation": self.backpropagation,
            "tiers": list(self.tiers),
            "max_depth": self.max_depth,
        }
        return fields if self.distributed is None else {**fields, "distributed": self.distributed.to_json()}


def one_of(setting: str, value: str, allowed: tuple[str, ...]) -> None:
    """Raise `SettingsError`, naming the allowed values, where `value` is none of them."""
    if value not in allowed:
        raise SettingsError(f"{setting} is {value!r}; it must be one of {', '.join(allowed)}")
