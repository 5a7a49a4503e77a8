"""What workers are told: the order that all of a run share, and the single tasks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from wonton.assistants.base import Theorem
from wonton.core.errors import SettingsError
from wonton.providers.models import Purse, Spending
from wonton.runs.settings import RunSettings


@dataclass(frozen=True, slots=True)
class BasinSettings:
    """Basins instead of lesions: every theorem searched once for each of `seeds` seeds (0, 1, ...), by the policy of
    the settings and, if `blind`, by `blind_uniform` on the same seeds. Raises `SettingsError` for less than a seed."""

    seeds: int
    blind: bool = False

    def __post_init__(self) -> None:
        if self.seeds < 1:
            raise SettingsError(f"seeds is {self.seeds}; it must be at least 1")

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """What every worker of a run is told at its start. `cache` is where assistants keep what they build, `store` where
    transitions are kept (None: nowhere), `basin` is None for a run with lesions, `spending` bounds what a server may be
    asked.
    """

    run_dir: Path
    settings: RunSettings
    cache: Path
    store: Path | None = None
    basin: BasinSettings | None = None
    spending: Spending = field(default_factory=Spending)

    @property
    def purse(self) -> Purse:
        """What all processes of the run share to spend."""
        name = hashlib.sha256(str(self.run_dir.absolute()).encode()).hexdigest()[:16]
        return Purse(self.spending, self.cache / "requests" / name)

    @property
    def inflight(self) -> int:
        """Requests that one search may have in flight."""
        distributed = self.settings.distributed
        return 1 if distributed is None else distributed.inflight

    def to_json(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "run_dir": str(self.run_dir),
            "settings": self.settings.to_json(),
            "cache": str(self.cache),
            "store": None if self.store is None else str(self.store),
            "basin": None if self.basin is None else self.basin.to_json(),
            "spending": asdict(self.spending),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> WorkOrder:
        """What `to_json` wrote."""
        store, basin = value["store"], value["basin"]
        return cls(
            Path(value["run_dir"]),
            RunSettings.from_json(value["settings"]),
            Path(value["cache"]),
            None if store is None else Path(store),
            None if basin is None else BasinSettings(**basin),
            Spending(**value["spending"]),
        )


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work on one theorem: all of it, or, for a basin, some of its seeds."""

    theorem: Theorem
    seeds: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {"theorem": asdict(self.theorem), "seeds": list(self.seeds)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Task:
        """What `to_json` wrote."""
        return cls(Theorem(**value["theorem"]), tuple(value["seeds"]))
