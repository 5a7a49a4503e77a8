"""The plan: settings and a cohort to the commands of each phase. Values in, values out; runs nothing, reads no disk."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wonton.core.errors import UnknownNameError
from wonton.program.settings import ProgramSettings
from wonton.providers.models import SPECS
from wonton.runs.providers import provider_folder

#: The presets of p7 and the provider that each needs ("" for the pooled one).
PRESETS = {
    "73_followup_k_ref_reprover_v1": "reprover",
    "74_followup_k_ref_deepseek_v1": "deepseek",
    "75_followup_k_ref_heuristic_v1": "heuristic",
    "76_followup_k_ref_pooled_v1": "",
}


#: What `DEEPSEEK_ARTIFACT_ROOT` must hold.
DEEPSEEK_MODEL = SPECS["deepseek"].below_root
_UNSET_ROOTS = ("$TPTP_ROOT", "$SMTLIB_ROOT")
#: Problems that come with the program, named as a corpus in the place of a folder.
SHIPPED = ("tptp:small", "smtlib:small")


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a phase. `name` tells it from the phase's others; `argv` begins with `wonton`.

    `run_id` is the run it makes, `provider` and `backend` whom it needs, `needs` the run that it reads, `""` where
    there is none. `skip` says why it will not be executed and how to change that; `""` means that it will. `variable`
    names the setting that says where its model or its problems lie, `folder` is that place.
    """

    phase: str
    name: str
    argv: tuple[str, ...]
    run_id: str = ""
    provider: str = ""
    skip: str = ""
    backend: str = ""
    needs: str = ""
    variable: str = ""
    folder: str = ""

    @property
    def key(self) -> str:
        """Its name in the cohort's state: `p1/heuristic`."""
        return f"{self.phase}/{self.name}"

    def to_json(self) -> dict[str, Any]:
        """What the cohort's state keeps of a planned command."""
        return {"argv": list(self.argv), "run_id": self.run_id, "skip": self.skip}

    @classmethod
    def from_json(cls, key: str, row: Mapping[str, Any]) -> Command:
        """What `to_json` made, to be told how it stands."""
        phase, _, name = key.partition("/")
        return cls(phase, name, tuple(row["argv"]), row["run_id"], skip=row["skip"])


def shell_line(argv: Sequence[str]) -> str:
    """`argv` as a line for a shell: every word quoted, a root that is not set left to the shell as `"$TPTP_ROOT"`."""
    return " ".join(f'"{word}"' if word in _UNSET_ROOTS else shlex.quote(word) for word in argv)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cohort lives: the home as the user gave it, the cohort's name (`<date>-<PROGRAM_ID>`), its corpus ref."""

    home: Path
    cohort: str
    corpus: str

    @property
    def logs(self) -> Path:
        """The cohort's logs root, the only one that p6 and p7 touch."""
        return self.home / "logs" / self.cohort


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase. `modules` are the packages of the extra `lake` that its commands import."""

    name: str
    title: str
    commands: Callable[[ProgramSettings, Place], list[Command]]
    modules: tuple[str, ...] = ()


def model_of(settings: ProgramSettings, provider: str) -> str:
    """The folder of a provider's model that the settings name; `""` where they leave it to the provider."""
    if provider == "deepseek" and settings.deepseek_artifact_root:
        return f"{settings.deepseek_artifact_root.rstrip('/')}/{DEEPSEEK_MODEL}"
    return settings.reprover_model if provider == "reprover" else ""


def _run(settings: ProgramSettings, place: Place, provider: str, verb: str, *options: str) -> tuple[str, ...]:
    model = model_of(settings, provider)
    asked = ("--model", model) if model else ()
    shared = ("-a", settings.assistant, "-c", place.corpus, "-p", provider, *asked, "-b", settings.research_budget)
    workers = ("--workers", str(settings.lean_workers))
    project = ("--lean-project", settings.lean_project) if settings.lean_project else ()
    return ("wonton", verb, "--home", str(place.home), *shared, *project, *workers, *options)


def _sample(count: int, seed: int) -> tuple[str, ...]:
    return ("--sample", str(count), "--seed", str(seed))


def _panel(settings: ProgramSettings, place: Place) -> list[Command]:
    sample = _sample(settings.panel_sample, settings.panel_selection_seed)
    commands = []
    for provider in settings.providers:
        run_id = f"{place.cohort}/p1/{provider_folder(provider)}"
        argv = _run(settings, place, provider, "run", *sample, "--run-id", run_id)
        commands.append(Command("p1", provider, argv, run_id, provider))
    return commands


def _paired(settings: ProgramSettings, place: Place) -> list[Command]:
    sample = _sample(settings.distributed_sample, settings.distributed_selection_seed)
    distributed = (
        *("--mcts-mode", "distributed", "--agents", str(settings.dist_mcts_agents)),
        *("--inflight", str(settings.dist_mcts_inflight), "--virtual-loss", str(settings.dist_mcts_virtual_loss)),
    )
    commands = []
    for provider in settings.providers:
        for mode, options in (("centralized", ()), ("distributed", distributed)):
            name = f"{provider}-{mode}"
            run_id = f"{place.cohort}/p2/{provider_folder(name)}"
            argv = _run(settings, place, provider, "run", *options, "--wild-only", *sample, "--run-id", run_id)
            commands.append(Command("p2", name, argv, run_id, provider))
    return commands


def _basin(phase: str, seeds: int, sample: tuple[str, ...], settings: ProgramSettings, place: Place) -> list[Command]:
    commands = []
    for provider in settings.providers:
        run_id = f"{place.cohort}/{phase}/{provider_folder(provider)}"
        options = ("--seeds", str(seeds), "--blind", *sample, "--run-id", run_id)
        argv = _run(settings, place, provider, "basin", *options)
        commands.append(Command(phase, provider, argv, run_id, provider))
    return commands


def _basin_wide(settings: ProgramSettings, place: Place) -> list[Command]:
    sample = _sample(settings.panel_sample, settings.panel_selection_seed)
    return _basin("p3", settings.basin_wide_seeds, sample, settings, place)


def _basin_deep(settings: ProgramSettings, place: Place) -> list[Command]:
    sample = _sample(settings.basin_deep_sample, settings.basin_deep_selection_seed)
    return _basin("p4", settings.basin_deep_seeds, sample, settings, place)


def _external(settings: ProgramSettings, place: Place) -> list[Command]:
    sample = _sample(settings.external_sample, settings.external_selection_seed)
    pilots = [("e", "TPTP_ROOT"), ("vampire", "TPTP_ROOT"), ("z3", "SMTLIB_ROOT"), ("cvc5", "SMTLIB_ROOT")]
    commands = []
    workers = ("--workers", str(settings.lean_workers))
    limits = ("--timeout", str(settings.external_timeout), *workers)
    for backend, variable in pilots:
        root = settings.tptp_root if variable == "TPTP_ROOT" else settings.smtlib_root
        where = ("-c", root) if root in SHIPPED else ("--root", root or f"${variable}")
        unset = "" if root else f"{variable} is not set; set it to the folder of the problems"
        commands.append(_pilot(settings, place, backend, (*where, *sample, *limits), unset))
    chosen = ("--limit-total", str(settings.coq_limit_total), "--limit-per-module", str(settings.coq_limit_per_module))
    unset = "" if settings.enable_coq_stdlib else "ENABLE_COQ_STDLIB is not 1; set ENABLE_COQ_STDLIB=1"
    commands.append(_pilot(settings, place, "coq", (*chosen, *workers), unset))
    return commands


def _pilot(settings: ProgramSettings, place: Place, backend: str, options: tuple[str, ...], unset: str) -> Command:
    run_id = f"{place.cohort}/p5/{backend}"
    argv = ("wonton", "external", backend, "--home", str(place.home), *options, "--run-id", run_id)
    off = "" if settings.enable_external_pilots else "ENABLE_EXTERNAL_PILOTS is not 1; set ENABLE_EXTERNAL_PILOTS=1"
    return Command("p5", backend, argv, run_id, skip=off or unset, backend=backend)


def _postprocess(settings: ProgramSettings, place: Place) -> list[Command]:
    scope = ("--home", str(place.home), "--logs-dir", str(place.logs))
    workers = ("--workers", str(settings.lean_workers))
    return [
        Command("p6", "postprocess", ("wonton", "postprocess", *scope, *workers)),
        Command("p6", "reconcile", ("wonton", "lake", "reconcile", *scope)),
    ]


def _jobs(settings: ProgramSettings, place: Place) -> list[Command]:
    scope = ("--home", str(place.home), "--logs-dir", str(place.logs))
    commands = []
    for preset, provider in PRESETS.items():
        absent = provider and provider not in settings.providers
        skip = f"{provider} is not in LEAN_PROVIDERS_CSV; add it there and run p1 with it" if absent else ""
        needs = f"{place.cohort}/p1/{provider_folder(provider)}" if provider else ""
        argv = ("wonton", "lake", "job", "run", preset, *scope, "--set", f"assistant={settings.assistant}")
        commands.append(Command("p7", preset, argv, skip=skip, needs=needs))
    return commands


#: What the lake and the distances are made with, by the names they are imported under.
_LAKE = ("duckdb", "numba", "ortools")

PHASES: dict[str, Phase] = {
    phase.name: phase
    for phase in (
        Phase("p1", "shared panel, centralized search, wild type and lesions, once per provider", _panel),
        Phase("p2", "centralized against distributed on a slice, wild types only", _paired),
        Phase("p3", "basin wide: the whole panel, with blind baseline", _basin_wide),
        Phase("p4", "basin deep: a focused subset, with blind baseline", _basin_deep),
        Phase("p5", "external pilots", _external),
        Phase("p6", "postprocess and reconcile, this cohort only", _postprocess, modules=_LAKE),
        Phase("p7", "K jobs against locked references", _jobs, modules=_LAKE),
    )
}


def select_phases(name: str) -> list[Phase]:
    """The phases that `all`, one of `p1` to `p7` or a range (`p1..p4`) stands for, in order. Raises
    `UnknownNameError`."""
    if name == "all":
        return list(PHASES.values())
    names = list(PHASES)
    first, dots, last = name.partition("..")
    if first not in PHASES or (dots and last not in names[names.index(first) :]):
        raise UnknownNameError("phase", name, ["all", *PHASES], "A range is written p1..p4.")
    start = names.index(first)
    end = names.index(last) if dots else start
    return [PHASES[each] for each in names[start : end + 1]]
