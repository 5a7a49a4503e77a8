"""Pairs of runs over the same items that differ in one thing: centralized against distributed search.

A folder of pairs holds `<provider>-centralized` and `<provider>-distributed`, as phase p2 of the run program makes
them. Reads artifacts only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wonton.artifacts import layout
from wonton.artifacts.read import RunReader, open_run
from wonton.core.errors import SettingsError
from wonton.runs.compare import Topics, compare_runs, moved_between
from wonton.search.distributed import MODES

#: Settings in which the runs of a pair differ.
_MODE_SETTINGS = ("mcts_mode", "distributed")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two runs of one provider."""

    provider: str
    centralized: RunReader
    distributed: RunReader

    @property
    def agents(self) -> dict[str, Any]:
        """How the distributed search worked: `agents`, `inflight` and the rest."""
        settings: dict[str, Any] = self.distributed.config()["settings"]["distributed"]
        return settings


def holds_pairs(folder: Path) -> bool:
    """Whether `folder` has a run of one mode or the other, by name."""
    return any(True for _ in _names(folder))


def find_pairs(folder: Path) -> list[Pair]:
    """The pairs in `folder`, sorted by provider. Raises `SettingsError` where one side of a pair is missing,
    `FormatVersionError`."""
    found = []
    for provider in sorted({provider for provider, _ in _names(folder)}):
        sides = [folder / f"{provider}-{mode}" for mode in MODES]
        for side in sides:
            if not (side / layout.RUN_CONFIG).is_file():
                raise SettingsError(
                    f"{side} is missing: the other run of the pair has nothing to be compared with",
                    "Make it, over the same theorems; phase p2 of the run program makes both.",
                )
        found.append(Pair(provider, open_run(sides[0]), open_run(sides[1])))
    return found


def _names(folder: Path) -> Iterator[tuple[str, str]]:
    """Provider and mode of the runs in `folder`."""
    for mode in MODES:
        for path in folder.glob(f"*-{mode}/{layout.RUN_CONFIG}"):
            yield path.parent.name.removesuffix(f"-{mode}"), mode


def compare_pair(pair: Pair, topic: Topics) -> dict[str, Any]:
    """The pair side by side (`compare_runs`), first the centralized run.

    Raises `SettingsError` where the runs differ in more than the mode, in their theorems or in their versions: what
    came of them could not be put down to the mode. Items that one of them has not finished are left out.
    """
    one, two = pair.centralized.config(), pair.distributed.config()
    modes = [config["settings"].get("mcts_mode", MODES[0]) for config in (one, two)]
    if modes != list(MODES):
        raise SettingsError(f"the runs of pair {pair.provider} are {' and '.join(modes)}, by their settings")
    if moved := moved_between(one, two, _MODE_SETTINGS):
        raise SettingsError(
            f"the runs of pair {pair.provider} differ in more than the mode: {', '.join(moved)}",
            "Make both with the same options; `wonton compare` sets any two runs side by side.",
        )
    return {"provider": pair.provider, "agents": pair.agents, **compare_runs(pair.centralized, pair.distributed, topic)}
