"""Commands to be pasted that come back to a cohort, from any folder and from a shell in which nothing is set."""

from __future__ import annotations

import shlex
from typing import Any

from wonton.program.cohort import Cohort
from wonton.program.settings import PROGRAMS, ProgramSettings


def program_line(cohort: Cohort, verb: str, *options: str) -> str:
    """`wonton program VERB` about `cohort`, as a line for a shell; `run` with the scale and the settings that the
    cohort is pinned to. Raises `ArtifactError`."""
    named = {"PROGRAM_ID": cohort.program_id} if cohort.program_id != PROGRAMS[0] else {}
    where = ["--date", cohort.day, "--home", str(cohort.home.root.absolute())]
    if verb == "run" and cohort.begun:
        state = cohort.state()
        named |= _set(state)
        where = ["--scale", state["scale"], *where]
    prefix = [f"{name}={shlex.quote(str(value))}" for name, value in named.items()]
    return " ".join([*prefix, shlex.join(["wonton", "program", verb, PROGRAMS[0], *options, *where])])


def _set(state: dict[str, Any]) -> dict[str, Any]:
    """What must be set for the cohort's settings to be found again: its corpus, and what is no default of its scale."""
    defaults = ProgramSettings.from_environment({}, state["scale"]).pinned()
    moved = {name: value for name, value in state["pinned"].items() if value != "" and value != defaults.get(name)}
    return {"LEAN_CORPUS_REF": state["corpus"], **moved}
