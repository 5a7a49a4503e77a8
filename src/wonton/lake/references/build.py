"""Building a reference: the outcomes of an explicit selection of runs, added up and frozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wonton.core.errors import SettingsError
from wonton.lake.references.files import Member, Reference, save_reference
from wonton.lake.references.tables import write_reference
from wonton.lake.selection import Scope, Selection, searches_among, select_runs
from wonton.metrics.reference_k import ALPHA

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class BuiltReference:
    """A reference and the folder that it stands in."""

    reference: Reference
    folder: Path


def build_reference(
    connection: duckdb.DuckDBPyConnection,
    home: Path,
    selection: Selection,
    *,
    scope: Scope | None = None,
    alpha: float = ALPHA,
    variants: Sequence[str] = (),
) -> BuiltReference:
    """The reference of the runs in `scope` that `selection` names, frozen in the home's files and the lake's tables.

    External runs among them are left out; so are, with `variants`, all others of these runs. The same runs, selection
    and alpha give the same reference. Raises `SettingsError` where the selection is empty or meets no run with
    outcomes, and where its runs are of several assistants or make goal signatures in several ways: they cannot be
    counted together.
    """
    keys = searches_among(connection, select_runs(connection, selection, scope or Scope()))
    rows = connection.execute(
        "SELECT DISTINCT assistant, goal_sig FROM runs WHERE run_key IN (SELECT unnest(?))", [keys]
    ).fetchall()
    outcomes = _outcomes(connection, keys, variants)
    if not outcomes:
        raise SettingsError(
            f"no outcomes for a reference: {len(keys)} runs meet the selection ({selection}), none with attempts",
            "Name runs that are in the lake and not basins, which keep no attempts: wonton lake sql 'FROM runs'.",
        )
    reference = Reference(
        assistant=_only("assistant", [str(row[0]) for row in rows]),
        goal_sig=_only("goal_sig", [str(row[1]) for row in rows]),
        alpha=alpha,
        selection=selection.to_json(),
        variants=tuple(sorted(set(variants))),
        members=_members(connection, keys, variants),
        outcomes=outcomes,
    )
    folder = save_reference(home, reference)
    write_reference(connection, reference)
    return BuiltReference(reference, folder)


def _outcomes(
    connection: duckdb.DuckDBPyConnection, keys: Sequence[str], variants: Sequence[str]
) -> tuple[tuple[str, str, int, int], ...]:
    of_these = "AND variant IN (SELECT unnest(?))" if variants else ""
    found = connection.execute(
        "SELECT goal_sig, family, sum(attempts)::BIGINT, sum(successes)::BIGINT FROM goal_outcomes "
        f"WHERE run_key IN (SELECT unnest(?)) {of_these} GROUP BY ALL HAVING sum(attempts) > 0 ORDER BY ALL",
        [list(keys), *([list(variants)] if variants else [])],
    )
    return tuple((str(s), str(f), int(a), int(n)) for s, f, a, n in found.fetchall())


def _members(connection: duckdb.DuckDBPyConnection, keys: Sequence[str], variants: Sequence[str]) -> tuple[Member, ...]:
    of_these = "AND variant IN (SELECT unnest(?))" if variants else ""
    found = connection.execute(
        "SELECT run_key, run_id, path, coalesce(md5(string_agg(g::VARCHAR, chr(10) ORDER BY g::VARCHAR)), ''), "
        "count(DISTINCT theorem), coalesce(sum(attempts), 0)::BIGINT, coalesce(sum(successes), 0)::BIGINT FROM runs "
        f"LEFT JOIN (SELECT * FROM goal_outcomes WHERE attempts > 0 {of_these}) AS g USING (run_key) "
        "WHERE run_key IN (SELECT unnest(?)) GROUP BY ALL ORDER BY run_key",
        [*([list(variants)] if variants else []), list(keys)],
    )
    return tuple(Member(*row) for row in found.fetchall())


def _only(what: str, values: Sequence[str]) -> str:
    found = sorted(set(values))
    if len(found) != 1:
        raise SettingsError(
            f"the runs of a reference have several {what}s: {', '.join(found)}",
            "Goals are comparable within one only: add it to the selection.",
        )
    return found[0]
