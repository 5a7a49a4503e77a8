"""What must hold before the first command starts, and which commands will be skipped. Finds out; starts nothing.

A program runs for hours unattended: what is going to stop it is found before it begins.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from wonton.artifacts import layout
from wonton.artifacts.read import RunReader
from wonton.core.errors import MissingToolError, SettingsError, UnknownNameError
from wonton.corpus import list_corpora, parse_ref
from wonton.corpus.builders import BUILDERS
from wonton.external.backends import backend_problem
from wonton.program.cohort import Cohort
from wonton.program.plan import DEEPSEEK_MODEL, SHIPPED, Command, Phase, Place, model_of
from wonton.program.problems import Check, gather, raise_together
from wonton.program.settings import DEFAULT_CORPORA, ProgramSettings
from wonton.providers.models import SPECS, Surroundings, problem, resolve
from wonton.runs.home import Home, corpus_at
from wonton.runs.providers import is_finished
from wonton.runs.readiness import assistant_problem, ready_assistants
from wonton.runs.tools import known_providers

#: The providers that the program knows by name.
KNOWN_PROVIDERS = tuple(known_providers())
#: The phases that search, once for each provider.
_SEARCHING = ("p1", "p2", "p3", "p4")
_DEEPSEEK_REMEDY = "Set it to the folder that does, or leave deepseek out of LEAN_PROVIDERS_CSV."


def check_before_start(settings: ProgramSettings, phases: Sequence[Phase], cohort: Cohort) -> None:
    """Raise where `phases` of `cohort` cannot be executed: an assistant or a package that is missing, unknown
    providers, a model folder without the model, a corpus that is not built. Everything that is wrong is named at once,
    and so is what would be skipped.

    Raises `MissingToolError`; where only one thing is wrong also `UnknownNameError`, `SettingsError`.
    """
    providers = [replace(settings, lean_providers_csv=provider) for provider in settings.providers]
    checks: list[Check] = [
        *(partial(check_names, alone) for alone in providers),
        partial(_check_packages, phases),
        partial(_check_assistant, settings),
        partial(_check_deepseek, settings, phases),
        partial(pinned_corpus, settings, cohort.home),
        *(partial(_check_root, settings, phases, variable) for variable in ("TPTP_ROOT", "SMTLIB_ROOT")),
    ]
    place = Place(cohort.home.root, cohort.name, settings.corpus)
    problems = gather(checks)
    commands = [command for phase in phases for command in phase.commands(settings, place)]
    raise_together(problems, mark_skips(commands, settings, cohort.home))


def _check_root(settings: ProgramSettings, phases: Sequence[Phase], variable: str) -> None:
    """Raise `SettingsError` where p5 is to run on a folder of problems that is not there."""
    root: str = getattr(settings, variable.lower())
    wanted = settings.enable_external_pilots and any(phase.name == "p5" for phase in phases)
    if wanted and root and root not in SHIPPED and not Path(root).is_dir():
        raise SettingsError(f"{variable} is {root}, which is no folder", "Set it to the folder of the problems.")


def check_names(settings: ProgramSettings) -> None:
    """Raise `UnknownNameError` or `SettingsError` for what is wrong whatever is installed. A dry run asks this much."""
    for provider in settings.providers:
        if provider not in KNOWN_PROVIDERS and ":" not in provider:
            raise UnknownNameError("provider (LEAN_PROVIDERS_CSV)", provider, KNOWN_PROVIDERS)
    root = settings.deepseek_artifact_root
    if "deepseek" in settings.providers and root and not (Path(root) / DEEPSEEK_MODEL).is_dir():
        raise SettingsError(
            f"DEEPSEEK_ARTIFACT_ROOT does not hold the model: there is no folder {Path(root) / DEEPSEEK_MODEL}",
            _DEEPSEEK_REMEDY,
        )


def _check_deepseek(settings: ProgramSettings, phases: Sequence[Phase]) -> None:
    """Raise `SettingsError` where deepseek is to run and nobody has said where its model is."""
    asked = "deepseek" in settings.providers and any(phase.name in _SEARCHING for phase in phases)
    if asked and not settings.deepseek_artifact_root:
        raise SettingsError(
            f"DEEPSEEK_ARTIFACT_ROOT is not set; the model was looked for in $DEEPSEEK_ARTIFACT_ROOT/{DEEPSEEK_MODEL}. "
            "Nothing was started.",
            _DEEPSEEK_REMEDY,
        )


def _check_packages(phases: Sequence[Phase]) -> None:
    lacking = {phase.name: [name for name in phase.modules if find_spec(name) is None] for phase in phases}
    names = dict.fromkeys(name for absent in lacking.values() for name in absent)
    if names:
        who = [phase for phase, absent in lacking.items() if absent]
        need = "needs" if len(who) == 1 else "need"
        raise MissingToolError(
            f"{', '.join(who)} {need} {', '.join(names)}, which this Python does not have. Nothing was started.",
            "pip install 'wonton-soup[lake]'",
        )


def _check_assistant(settings: ProgramSettings) -> None:
    problem = assistant_problem(settings.assistant, settings.lean_project)
    if problem is None:
        return
    others = [name for name in ready_assistants() if name != settings.assistant]
    ready = f"Ready here: {', '.join(others)} (set ASSISTANT={others[0]})." if others else "No assistant is ready here."
    raise MissingToolError(
        f"ASSISTANT={settings.assistant} cannot run: {problem.message}. Nothing was started.",
        f"{problem.remedy} {ready}".strip(),
    )


def pinned_corpus(settings: ProgramSettings, home: Home) -> str:
    """The corpus ref of the program, pinned to a build. Raises `UnknownNameError` that says how to get one."""
    ref = parse_ref(settings.corpus)
    if ref.assistant != settings.assistant:
        raise SettingsError(
            f"LEAN_CORPUS_REF={settings.corpus} is no corpus for ASSISTANT={settings.assistant}", "Change one of them."
        )
    try:
        return str(corpus_at(home, ref).ref)
    except UnknownNameError as error:
        if error.kind != "corpus":
            raise
        raise UnknownNameError(
            "corpus (LEAN_CORPUS_REF)", ref.name, error.known, _how_to_build(ref.name, home)
        ) from error


def corpus_lack(corpus: str, home: Home) -> str:
    """Why no run can open `corpus`, and how to get it; `""` where it is built or built when first used."""
    name = parse_ref(corpus).name
    here = [listing.name for listing in list_corpora(home.root) if listing.builds]
    if name in here or (name in BUILDERS and BUILDERS[name].shipped):
        return ""
    return f"{name}. {_how_to_build(name, home)}"


def _how_to_build(name: str, home: Home) -> str:
    assistant = parse_ref(name).assistant
    shipped = f"{assistant if assistant in DEFAULT_CORPORA else 'lean'}:core"
    build = f"`wonton corpus build {name}` would build it, but this version has no builder for it."
    if name in BUILDERS:
        sweep = f"`wonton corpus sweep-capability {name}` finds its slice feasible"
        build = f"`{BUILDERS[name].command}` builds it, and {sweep}."
    return (
        f"No such corpus has been built under {home.root}. {build} {shipped} is there: set LEAN_CORPUS_REF={shipped}."
    )


def mark_skips(commands: Sequence[Command], settings: ProgramSettings, home: Home) -> list[Command]:
    """The commands, those marked as skipped whose provider or prover cannot run here, or that need a run which is not
    there and which none of the others makes. Raises `ArtifactError`."""
    lacks = {provider: _lack(provider, settings, home) for provider in {command.provider for command in commands}}
    marked = [_marked(command, lacks[command.provider]) for command in commands]
    skips = {command.run_id: command.skip for command in marked if command.run_id}
    return [_with_needs(command, skips, home) for command in marked]


def _with_needs(command: Command, skips: Mapping[str, str], home: Home) -> Command:
    """A command that reads another's run, marked by whether that run is there; `skips` are those of the runs that are
    going to be made."""
    if not command.needs:
        return command
    if _is_finished(home.logs / command.needs):
        return replace(command, skip="")
    missing = f"there is no finished run {command.needs}; execute p1 with that provider"
    return replace(command, skip=command.skip or skips.get(command.needs, missing))


def _is_finished(run_dir: Path) -> bool:
    """Whether the run was brought to its end, with whatever was given up."""
    return (run_dir / layout.RUN_STATUS).is_file() and is_finished(RunReader(run_dir))


def _marked(command: Command, lack: str) -> Command:
    if command.skip:
        return command
    return replace(command, skip=_backend_lack(command.backend) if command.backend else lack)


def _lack(provider: str, settings: ProgramSettings, home: Home) -> str:
    """Why a provider cannot run here, and what helps; `""` where it can, and for no provider."""
    if provider not in SPECS:
        return ""
    model = model_of(settings, provider)
    try:
        resolved = resolve(provider, {"model": model} if model else {}, Surroundings(os.environ, home.models))
    except SettingsError as error:
        return f"{error.message}. {error.remedy}"
    found = problem(provider, resolved)
    return f"{found.message}. {found.remedy}" if found else ""


def _backend_lack(name: str) -> str:
    """Why the backend `name` cannot run here, and how to get it; `""` where it is ready."""
    problem = assistant_problem("rocq") if name == "coq" else backend_problem(name)
    return "" if problem is None else f"{problem.message}; {problem.remedy or 'see `wonton doctor`'}"
