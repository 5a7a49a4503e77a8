"""A cohort: all runs of one execution of the program, under one folder with a date that never moves.

`<home>/logs/<date>-<PROGRAM_ID>/program_state.json` is written before the first command starts. It is how a program
that crosses midnight, or is resumed next week, finds its date again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from wonton.artifacts.read import read_json
from wonton.artifacts.write import make_folder, write_json
from wonton.core.errors import SettingsError
from wonton.program.plan import SHIPPED, Command
from wonton.runs.home import Home

STATE_FILE = "program_state.json"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Cohort:
    """The cohort of `program_id` that started on `day` (UTC, `2026-03-01`), in a home. It may not have begun yet."""

    home: Home
    program_id: str
    day: str

    @property
    def name(self) -> str:
        """`<date>-<PROGRAM_ID>`, the first part of all its run ids."""
        return f"{self.day}-{self.program_id}"

    @property
    def logs(self) -> Path:
        """Its logs root."""
        return self.home.logs / self.name

    @property
    def state_path(self) -> Path:
        """Its state file."""
        return self.logs / STATE_FILE

    @property
    def begun(self) -> bool:
        """Whether it has a state file."""
        return self.state_path.is_file()

    def state(self) -> dict[str, Any]:
        """Its state. Raises `ArtifactError`, `FormatVersionError`."""
        return read_json(self.state_path)

    def begin(self, scale: str, pinned: Mapping[str, Any], corpus: str, moment: datetime) -> None:
        """Write the first state: what the cohort is pinned to. Raises `ArtifactError`."""
        make_folder(self.logs)
        write_json(
            self.state_path,
            {
                "program_id": self.program_id,
                "date": self.day,
                "scale": scale,
                "corpus": corpus,
                "pinned": dict(pinned),
                "commands": {},
                "timings": {"started": _iso(moment)},
            },
        )

    def check_pinned(self, scale: str, pinned: Mapping[str, Any], corpus: str) -> str:
        """The corpus ref that this cohort was begun with. `corpus` is the one asked for now, pinned.

        Raises `SettingsError` where anything it is pinned to has moved: its runs could not be compared.
        """
        state = self.state()
        found = {"--scale": state["scale"], "LEAN_CORPUS_REF": state["corpus"], **state["pinned"]}
        asked = {"--scale": scale, "LEAN_CORPUS_REF": corpus, **pinned}
        was = {name: found.get(name, "") for name in asked}  # earlier versions had fewer settings
        moved = [f"{name} was {was[name]}, is {asked[name]}" for name in asked if asked[name] != was[name]]
        if moved:
            raise SettingsError(
                f"cohort {self.name} was begun with other settings: {'; '.join(moved)}",
                "Use those again, or begin another cohort: --date YYYY-MM-DD, or another PROGRAM_ID.",
            )
        return str(state["corpus"])

    def check_folders(self, commands: Iterable[Command]) -> None:
        """Raise `SettingsError` where a command that is about to be executed draws on another folder, of a model or of
        problems, than the cohort's earlier ones did."""
        pinned = self.state().get("folders", {})
        asked = {command.variable: command.folder for command in commands if command.variable}
        moved = [
            f"{name} was {self._shown(pinned[name])}, is {self._shown(folder)}"
            for name, folder in asked.items()
            if pinned.get(name, folder) != folder
        ]
        if moved:
            raise SettingsError(
                f"cohort {self.name} has runs on other folders: {'; '.join(moved)}",
                "Name those again, or begin another cohort: --date YYYY-MM-DD, or another PROGRAM_ID.",
            )

    def _shown(self, folder: str) -> str:
        """A folder for people: whole, but for problems that come with the program."""
        return folder if folder in SHIPPED else str(self.home.root / folder)

    def pin_folder(self, variable: str, folder: str) -> None:
        """Remember what a folder was when the first command that draws on it began. Raises `ArtifactError`."""
        state = self.state()
        state["folders"] = {variable: folder, **state.get("folders", {})}
        write_json(self.state_path, state)

    def record_plan(self, commands: Iterable[Command]) -> None:
        """Remember what is planned: the newest word on each command counts. Raises `ArtifactError`."""
        state = self.state()
        state["planned"] = {**state.get("planned", {}), **{command.key: command.to_json() for command in commands}}
        write_json(self.state_path, state)

    def record(self, key: str, row: Mapping[str, Any]) -> None:
        """Set the row of one command in the state. Raises `ArtifactError`."""
        state = self.state()
        state["commands"] = {**state["commands"], key: dict(row)}
        write_json(self.state_path, state)


def find_cohort(home: Home, program_id: str, today: date, day: str | None = None) -> Cohort:
    """The cohort of `day`, else the newest that has begun under `program_id`, else a new one dated `today`.

    Raises `SettingsError` where `day` is not a date.
    """
    if day is not None:
        return Cohort(home, program_id, _checked(day))
    suffix = f"-{program_id}"
    days = sorted(
        path.parent.name.removesuffix(suffix)
        for path in home.logs.glob(f"*{suffix}/{STATE_FILE}")
        if _DATE.fullmatch(path.parent.name.removesuffix(suffix))
    )
    return Cohort(home, program_id, days[-1] if days else today.isoformat())


def _checked(day: str) -> str:
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError as error:
        raise SettingsError(f"{day!r} is not a date", "Write it as YYYY-MM-DD.") from error


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
