"""The folders that the results of commands depend on: of models, of problems. Looks where they lie; opens nothing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from wonton.lake.places import locate
from wonton.program.plan import SHIPPED, Command, model_of
from wonton.program.settings import ProgramSettings
from wonton.providers.models import SPECS, Surroundings, default_folder
from wonton.runs.home import Home

_OF_PROVIDERS = {"reprover": "REPROVER_MODEL", "deepseek": "DEEPSEEK_ARTIFACT_ROOT"}
_OF_BACKENDS = {"e": "TPTP_ROOT", "vampire": "TPTP_ROOT", "z3": "SMTLIB_ROOT", "cvc5": "SMTLIB_ROOT"}


def with_folders(commands: Sequence[Command], settings: ProgramSettings, home: Home) -> list[Command]:
    """The commands, each with the variable that names its folder, and with that folder, links followed: below the home
    as seen from there, since a home can be moved, else absolute; problems that come with the program by the name of
    their corpus."""
    return [_with_folder(command, settings, home) for command in commands]


def _with_folder(command: Command, settings: ProgramSettings, home: Home) -> Command:
    if command.provider in _OF_PROVIDERS:
        around = Surroundings(os.environ, home.models)
        named = model_of(settings, command.provider) or str(default_folder(SPECS[command.provider], around))
        return replace(command, variable=_OF_PROVIDERS[command.provider], folder=locate(home.root, Path(named)))
    variable = _OF_BACKENDS.get(command.backend, "")
    root: str = getattr(settings, variable.lower()) if variable else ""
    if not root:
        return command
    return replace(command, variable=variable, folder=root if root in SHIPPED else locate(home.root, Path(root)))
