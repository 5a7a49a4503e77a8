"""Selections: which runs of the lake a reference is built from, or a job is about.

A selection is a set of criteria, each a column of `runs` and the values that will do; a run is selected if it meets all
of them. A selection without a criterion is empty, not everything: all runs are `run_ids = ["*"]`.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wonton.core.errors import SettingsError
from wonton.lake.places import locate

if TYPE_CHECKING:
    import duckdb

#: Criterion and the column of `runs` that it is about.
CRITERIA = {
    "assistants": "assistant",
    "budgets": "budget",
    "cohorts": "cohort",
    "corpora": "corpus",
    "kinds": "kind",
    "modes": "mode",
    "phases": "phase",
    "policies": "policy",
    "providers": "provider",
    "run_ids": "run_id",
    "run_keys": "run_key",
}
_REMEDY = f"A selection has lists of strings named {', '.join(CRITERIA)}; run_ids may hold * and ?."
_EMPTY = (
    "Say which runs: as options --provider, --phase, --cohort and the like, or --run-id '*' for all (--logs-dir is no "
    f"criterion, it narrows what they find); in a file, lists named {', '.join(CRITERIA)}."
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Criteria in the order of their names, each with at least one value. `run_ids` may hold `*` and `?`."""

    criteria: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, where: str, value: Any) -> Selection:
        """From a job's table or a command's options; criteria without values count as absent.

        Raises `SettingsError`, naming `where`, for what is no criterion.
        """
        if not isinstance(value, Mapping):
            raise SettingsError(f"{where} is not a table", _REMEDY)
        unknown = sorted(set(value) - set(CRITERIA))
        if unknown:
            raise SettingsError(f"{where} has unknown criteria: {', '.join(unknown)}", _REMEDY)
        rows = [(name, _strings(where, name, value[name])) for name in sorted(value)]
        return cls(tuple((name, values) for name, values in rows if values))

    def __bool__(self) -> bool:
        return bool(self.criteria)

    def to_json(self) -> dict[str, list[str]]:
        """The criteria that have values."""
        return {name: list(values) for name, values in self.criteria}

    def __str__(self) -> str:
        return "; ".join(f"{name} {', '.join(values)}" for name, values in self.criteria) or "nothing"

    def condition(self) -> tuple[str, list[str]]:
        """An SQL condition on `runs` and its parameters. Raises `SettingsError` where the selection is empty."""
        if not self.criteria:
            raise SettingsError("the selection is empty", _EMPTY)
        parts: list[str] = []
        values: list[str] = []
        for name, wanted in self.criteria:
            operator = "GLOB" if name == "run_ids" else "="
            parts.append("(" + " OR ".join([f"{CRITERIA[name]} {operator} ?"] * len(wanted)) + ")")
            values += [each.replace("[", "[[]") for each in wanted] if operator == "GLOB" else wanted
        return " AND ".join(parts), values


def _strings(where: str, name: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, Sequence) or not all(isinstance(each, str) for each in value):
        raise SettingsError(f"{where}.{name} is not a list of strings", _REMEDY)
    return tuple(sorted({each for each in value if each}))


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the lake that a command may see: the runs `keys`, or all of them (None)."""

    keys: tuple[str, ...] | None = None

    def condition(self) -> tuple[str, list[list[str]]]:
        """An SQL condition on `runs` and its parameters."""
        return ("TRUE", []) if self.keys is None else ("run_key IN (SELECT unnest(?))", [list(self.keys)])


def scope_of(connection: duckdb.DuckDBPyConnection, home: Path, logs_root: Path | None) -> Scope:
    """The runs at or below the folder `logs_root`; all of the lake's where it is None. `home` is where paths start.

    Raises `SettingsError` where the lake has none there: it was not reconciled, or they are elsewhere.
    """
    if logs_root is None:
        return Scope()
    found = connection.execute(_BELOW, [locate(home, logs_root)]).fetchall()
    if not found:
        raise SettingsError(
            f"the lake has no runs of {logs_root}",
            f"Take them in first: wonton lake reconcile --logs-dir {shlex.quote(str(logs_root))}",
        )
    return Scope(tuple(str(key) for (key,) in found))


_BELOW = """
SELECT run_key FROM runs WHERE $1 = '.' OR path = $1 OR starts_with(path, rtrim($1, '/') || '/') ORDER BY run_key
"""


def select_runs(connection: duckdb.DuckDBPyConnection, selection: Selection, scope: Scope) -> list[str]:
    """Keys of the selected runs within `scope`, sorted. Raises `SettingsError` where the selection is empty."""
    (what, values), (where, place) = selection.condition(), scope.condition()
    sql = f"SELECT run_key FROM runs WHERE {what} AND {where} ORDER BY run_key"
    found = connection.execute(sql, [*values, *place])
    return [str(key) for (key,) in found.fetchall()]


#: External runs are no searches: their `assistant` is a backend, and they know neither goals nor families.
_SEARCHES = "kind <> 'external'"


def searches_among(connection: duckdb.DuckDBPyConnection, keys: Sequence[str]) -> list[str]:
    """Those of the runs `keys` that searched in an assistant, sorted: external runs are left out."""
    sql = f"SELECT run_key FROM runs WHERE {_SEARCHES} AND run_key IN (SELECT unnest(?)) ORDER BY run_key"
    return [str(key) for (key,) in connection.execute(sql, [list(keys)]).fetchall()]


def assistants_in(connection: duckdb.DuckDBPyConnection, scope: Scope) -> list[str]:
    """The assistants that searches within `scope` were made in, sorted."""
    where, place = scope.condition()
    sql = f"SELECT DISTINCT assistant FROM runs WHERE {where} AND {_SEARCHES} AND assistant <> ''"
    return sorted(str(name) for (name,) in connection.execute(sql, place).fetchall())


#: The selection of nothing.
NOTHING = Selection()
