"""What a distributed search is told: agents, requests in flight, biases, and the schedules that damage it.

Immutable; part of every run's config. The options of the command line and the JSON of a run make the same values.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from wonton.core.errors import SettingsError

MctsMode = Literal["centralized", "distributed"]
MODES: tuple[MctsMode, ...] = get_args(MctsMode)

#: What `from_options` reads, in the order in which errors name them.
OPTIONS = (
    "agents",
    "inflight",
    "virtual_loss",
    "depth_bias",
    "path_bias",
    "history_cache",
    "block_fraction",
    "block_duration",
    "block_seed",
    "block_immovable_fraction",
    "block_unfreeze_after",
    "block_unfreeze_probability",
    "delay_probability",
    "delay_duration",
    "delay_seed",
    "reroute",
    "reroute_max_tries",
)


@dataclass(frozen=True, slots=True)
class BlockSchedule:
    """A share of the goals is frozen: no agent expands them. Raises `SettingsError` for a value out of range.

    `fraction` of the goals, in (0, 1), drawn by `seed`; never the root. In force for the first `duration` iterations,
    for good where it is negative. Of the frozen goals `immovable_fraction`, in (0, 1), never thaw before that (None:
    every one can); another thaws for good after `unfreeze_after` turns wasted on it (None: never for that reason), and
    at each of them with `unfreeze_probability`, in (0, 1] (None: never by chance).
    """

    fraction: float
    duration: int
    seed: int
    immovable_fraction: float | None = None
    unfreeze_after: int | None = None
    unfreeze_probability: float | None = None

    def __post_init__(self) -> None:
        _share("block_fraction", self.fraction)
        if self.duration == 0:
            raise SettingsError(
                "block_duration is 0: the block would never be in force",
                "Give a number of iterations, or a negative one for a permanent block.",
            )
        if self.immovable_fraction is not None:
            _share("block_immovable_fraction", self.immovable_fraction)
        if self.unfreeze_after is not None:
            _at_least("block_unfreeze_after", self.unfreeze_after, 1)
        if self.unfreeze_probability is not None:
            _probability("block_unfreeze_probability", self.unfreeze_probability)


@dataclass(frozen=True, slots=True)
class DelaySchedule:
    """An agent that is awake falls asleep at its turn with `probability`, in (0, 1], drawn by `seed`, for `duration`
    of its own turns, that one included. Raises `SettingsError` for a value out of range."""

    probability: float
    duration: int
    seed: int

    def __post_init__(self) -> None:
        _probability("delay_probability", self.probability)
        _at_least("delay_duration", self.duration, 1)


@dataclass(frozen=True, slots=True)
class DistributedSettings:
    """`agents` share one tree and take turns; at most `inflight` turns wait to be told at any time.

    A request in flight counts as `virtual_loss` visits without success along its path, in every score (0: not at all).
    `depth_bias` is added to the score of going one step deeper, against trying another offer on the same goal.
    `path_bias` times the share of an agent's own earlier selections through the same place that went on with an arm
    is added to the score of that arm. An agent passes over the `history_cache` goals that it expanded last, as long as
    any other can be expanded. `block` and `delay` damage the search. `reroute_max_tries` is how often an agent that met
    a frozen goal selects again within its turn; None: never, its turn is wasted.

    Raises `SettingsError` for a value out of range.
    """

    agents: int
    inflight: int
    virtual_loss: int = 1
    depth_bias: float = 0.0
    path_bias: float = 0.0
    history_cache: int = 0
    block: BlockSchedule | None = None
    delay: DelaySchedule | None = None
    reroute_max_tries: int | None = None

    def __post_init__(self) -> None:
        _at_least("agents", self.agents, 1)
        _at_least("inflight", self.inflight, 1)
        _at_least("virtual_loss", self.virtual_loss, 0)
        _at_least("history_cache", self.history_cache, 0)
        for name, value in (("depth_bias", self.depth_bias), ("path_bias", self.path_bias)):
            if not math.isfinite(value):
                raise SettingsError(f"{name} is {value}; it must be finite", "0 is no bias.")
        if self.reroute_max_tries is not None:
            _at_least("reroute_max_tries", self.reroute_max_tries, 1)

    @property
    def biases(self) -> list[str]:
        """Names of the biases that are not 0."""
        return [name for name in ("depth_bias", "path_bias") if getattr(self, name)]

    def to_json(self) -> dict[str, Any]:
        """All fields, ready for JSON, in a fixed order."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> DistributedSettings:
        """What `to_json` wrote. Raises `SettingsError` for unknown or missing names."""
        values = dict(value)
        try:
            if values.get("block") is not None:
                values["block"] = BlockSchedule(**values["block"])
            if values.get("delay") is not None:
                values["delay"] = DelaySchedule(**values["delay"])
            return cls(**values)
        except TypeError as error:
            raise SettingsError(f"distributed settings cannot be read: {error}") from error


def from_options(mode: str, options: Mapping[str, Any]) -> DistributedSettings | None:
    """The settings that flat `options` (of `OPTIONS`; absent, None or a switch that is off: not given) spell; None in
    centralized mode. Raises `SettingsError` where they do not go together."""
    given = {name: options[name] for name in OPTIONS if options.get(name) is not None and options[name] is not False}
    if mode not in MODES:
        raise SettingsError(f"mcts_mode is {mode!r}; it must be one of {', '.join(MODES)}")
    if mode == "centralized":
        if given:
            raise SettingsError(
                f"only the distributed mode has {_flags(given)}, and mcts_mode is centralized",
                "Add --mcts-mode distributed, or leave them out.",
            )
        return None
    _together(given, "the distributed mode", ("agents", "inflight"), always=True)
    _together(given, "a block", ("block_fraction", "block_duration", "block_seed"))
    _together(given, "a delay", ("delay_probability", "delay_duration", "delay_seed"))
    _together(given, "rerouting", ("reroute", "reroute_max_tries"))
    plain = ("agents", "inflight", "virtual_loss", "depth_bias", "path_bias", "history_cache", "reroute_max_tries")
    return DistributedSettings(
        **{name: given[name] for name in plain if name in given},
        block=BlockSchedule(**_part(given, "block_")) if "block_fraction" in given else None,
        delay=DelaySchedule(**_part(given, "delay_")) if "delay_probability" in given else None,
    )


def _together(given: Mapping[str, Any], what: str, names: tuple[str, ...], always: bool = False) -> None:
    """All of `names` where `always` holds or anything of their group is given."""
    group = names[0].partition("_")[0]
    wanted = always or any(name in names or name.startswith(f"{group}_") for name in given)
    missing = [name for name in names if name not in given]
    if wanted and missing:
        raise SettingsError(f"{what} needs {_flags(names)} together", f"Give {_flags(missing)} too.")


def _part(given: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): value for name, value in given.items() if name.startswith(prefix)}


def _flags(names: Mapping[str, Any] | list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"--{name.replace('_', '-')}" for name in names)


def _share(name: str, value: float) -> None:
    if not 0 < value < 1:
        raise SettingsError(f"{name} is {value}; it must be above 0 and below 1", "Give a share such as 0.2.")


def _probability(name: str, value: float) -> None:
    if not 0 < value <= 1:
        raise SettingsError(f"{name} is {value}; it must be above 0 and at most 1", "Give a chance such as 0.2.")


def _at_least(name: str, value: int, least: int) -> None:
    if value < least:
        raise SettingsError(f"{name} is {value}; it must be at least {least}")
