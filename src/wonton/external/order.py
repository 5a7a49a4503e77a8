"""What an external run is about, as values: settings, and what a worker process is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from wonton.core.errors import SettingsError
from wonton.corpus import Item
from wonton.external.backends import backend
from wonton.external.base import Binary, Limits, Problem

EXECUTORS = ("auto", "cgroup", "process-tree", "benchexec")


@dataclass(frozen=True, slots=True)
class ExternalSettings:
    """What decides the results of an external run, as far as anything does: a limit of time is met sooner on a slower
    machine. `corpus` is the pinned ref, `timeout` wall and CPU seconds for a problem, `memory_mb` and `output_mb` of
    its whole process tree; `executor` says who keeps the limits."""

    backend: str
    corpus: str
    timeout: float = 20.0
    memory_mb: int = 2_048
    output_mb: int = 64
    executor: str = "auto"

    @property
    def limits(self) -> Limits:
        """The limits of one execution."""
        return Limits(self.timeout, self.timeout, self.memory_mb, self.output_mb * 2**20)

    def validate(self) -> None:
        """Raise `SettingsError` or `UnknownNameError` for what cannot be."""
        backend(self.backend)
        if not self.timeout > 0 or self.memory_mb < 1 or self.output_mb < 1:
            raise SettingsError(f"limits of {self.backend} must be positive")
        if self.executor not in EXECUTORS:
            raise SettingsError(f"executor is {self.executor!r}; it must be one of {', '.join(EXECUTORS)}")

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ExternalOrder:
    """What a worker is told before its first problem."""

    run_dir: Path
    settings: ExternalSettings
    binary: Binary

    def to_json(self) -> dict[str, Any]:
        """All of it, ready for JSON."""
        return {"run_dir": str(self.run_dir), "settings": self.settings.to_json(), "binary": asdict(self.binary)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> ExternalOrder:
        """What `to_json` made."""
        binary = value["binary"]
        return cls(
            Path(value["run_dir"]),
            ExternalSettings(**value["settings"]),
            Binary(tuple(binary["argv"]), binary["version"], binary["origin"]),
        )


def problem_of(item: Item, root: Path, format_name: str) -> Problem:
    """The problem that an item of a corpus stands for, below `root`."""
    return Problem(
        item.item_id,
        root / item.path,
        root,
        "tptp" if format_name == "tptp" else "smtlib",
        item.dialect,
        item.expected,
        item.sha256,
    )


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """A problem on its way to a worker."""
    return {**asdict(problem), "path": str(problem.path), "root": str(problem.root)}


def problem_from_json(value: Mapping[str, Any]) -> Problem:
    """What `problem_to_json` made."""
    return Problem(**{**value, "path": Path(value["path"]), "root": Path(value["root"])})


def new_run_id(settings: ExternalSettings, moment: datetime) -> str:
    """A run id that tells when (UTC, to the second) and what: `20260301T120000Z-e-tptp-small`."""
    corpus = settings.corpus.partition("@")[0].replace(":", "-")
    return f"{moment:%Y%m%dT%H%M%SZ}-{settings.backend}-{corpus}"
