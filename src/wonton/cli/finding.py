"""Runs by the names that a user gives them."""

from __future__ import annotations

from pathlib import Path

from wonton.artifacts.layout import RUN_CONFIG
from wonton.artifacts.read import RunReader, find_runs, open_run
from wonton.core.errors import UnknownNameError
from wonton.runs.home import Home


def find_run(home: Home, name: str) -> RunReader:
    """The run that `name` names, as an id below the logs folder or as a path.

    Raises `UnknownNameError` that lists the runs, `FormatVersionError` where it is newer than this program.
    """
    for folder in (home.logs / name, Path(name)):
        if (folder / RUN_CONFIG).is_file():
            return open_run(folder)
    raise UnknownNameError("run", name, run_ids(home), f"Looked under {home.logs}; --home DIR looks elsewhere.")


def run_ids(home: Home) -> list[str]:
    """The ids of the runs that there are."""
    return [folder.relative_to(home.logs).as_posix() for folder in find_runs(home.logs)]
