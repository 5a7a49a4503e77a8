"""What was skipped, refused or left out, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wonton.program.report.model import Row, Section, Table, column, ratio
from wonton.program.report.sections.base import Ask

_STATE = "the cohort's state file, program_state.json"
#: Ways in which a command of the program ends that a reader must be told of.
_TOLD = ("skipped", "failed", "partial", "interrupted", "started")


def section(ask: Ask, state: Mapping[str, Any]) -> Section:
    """Commands that did not run or not wholly, rows that count nowhere, files that could not be read."""
    commands = _commands(state)
    left_out = _left_out(ask("left_out"))
    errors = _errors(ask("extract_errors"))
    skipped = sum(row["status"] == "skipped" for row in commands.rows)
    other = len(commands.rows) - skipped
    answer = (
        f"{skipped} of {len(state['commands'])} commands of the program were skipped, {other} ended otherwise than "
        f"done; {len(errors.rows)} artifacts could not be read."
    )
    return Section("skipped", "What was skipped, and why?", answer, (commands, left_out, errors))


def _commands(state: Mapping[str, Any]) -> Table:
    rows = tuple(
        {"command": key, "status": record["status"], "reason": " ".join(str(record["reason"]).split())}
        for key, record in sorted(state["commands"].items())
        if record["status"] in _TOLD
    )
    shown = (*map(column, ("command", "status", "reason")),)
    note = "All other commands that were asked for are done."
    return Table("commands_not_done", "Commands of the program", "", rows, shown, note, _STATE)


def _left_out(found: Sequence[Row]) -> Table:
    rows = tuple({**row, "numerator": row["cases"], "denominator": row["of"]} for row in found)
    shown = (*map(column, ("phase", "provider", "what")), ratio("cases"), column("why"))
    note = "Cases that stand in no rate or no mean above, with all that they were among."
    return Table("left_out", "Left out of the numbers above", "left_out", rows, shown, note)


def _errors(found: Sequence[Row]) -> Table:
    shown = (*map(column, ("run", "stage", "artifact", "kind", "message")),)
    return Table("extract_errors", "Artifacts that could not be read", "extract_errors", tuple(found), shown)
