"""Scoring: reference K of every variant of the runs given, one row for each estimator.

A solved variant whose steps have no candidates has a row too, without K and with the reason. One that did not solve has
no committed steps and no row: `variant_metrics` is the denominator. A row says whether its run is a member of the
reference (in-sample) or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wonton.core.errors import SettingsError
from wonton.lake.references.files import Reference, note_scored
from wonton.lake.references.tables import load
from wonton.lake.rows import transaction
from wonton.lake.selection import searches_among
from wonton.metrics.reference_k import (
    ESTIMATORS,
    Estimator,
    OutcomeTable,
    ReferenceStep,
    StepChance,
    k_of_chances,
    step_chance,
)

if TYPE_CHECKING:
    import duckdb

#: Runs that are scored in one transaction.
_BATCH = 100

_VARIANTS = """
SELECT run_key, theorem, variant, tau_at_solve
FROM variant_metrics WHERE solved AND run_key IN (SELECT unnest(?)) ORDER BY run_key, theorem, variant
"""
_STEPS = """
SELECT run_key, theorem, variant, step, goal_sig, used_family, family, tried, untried
FROM step_candidates WHERE run_key IN (SELECT unnest(?)) ORDER BY run_key, theorem, variant, step, family
"""

Key = tuple[str, str, str]
#: Goal signature, used family, candidates by family, untried offers: `ReferenceStep` as a value that can be a key.
Step = tuple[str, str, tuple[tuple[str, int], ...], int]


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """What scoring came to: runs, rows (variants by estimators), rows with K, and how many rows are in-sample."""

    ref_id: str
    runs: int
    rows: int
    scored: int
    in_sample: int


def score_runs(
    connection: duckdb.DuckDBPyConnection, home: Path, reference: Reference, run_keys: Sequence[str]
) -> ScoreReport:
    """Score the runs against `reference` into `k_scores`, in place of what stood there for them. External runs are left
    out: they have no goals.

    The same runs and reference give the same rows. They are noted in the reference's folder first: what a death keeps
    from being scored is scored by the next reconcile. Raises `SettingsError` for runs of another assistant or with
    another kind of goal signature: nothing that the reference knows would be about their goals.
    """
    keys = searches_among(connection, run_keys)
    _check_comparable(connection, reference, keys)
    note_scored(home, reference.ref_id, keys)
    chances, members = _Chances(reference.table()), {member.run_key for member in reference.members}
    rows = with_k = in_sample = 0
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        found = list(_rows(connection, reference.ref_id, chances, members, batch))
        _replace(connection, reference.ref_id, batch, found)
        rows += len(found)
        with_k += sum(row["k"] is not None for row in found)
        in_sample += sum(row["in_sample"] for row in found)
    return ScoreReport(reference.ref_id, len(keys), rows, with_k, in_sample)


def _check_comparable(connection: duckdb.DuckDBPyConnection, reference: Reference, keys: Sequence[str]) -> None:
    found = connection.execute(
        "SELECT run_id, assistant, goal_sig FROM runs WHERE run_key IN (SELECT unnest(?)) "
        "AND (assistant <> ? OR goal_sig <> ?) ORDER BY run_id",
        [list(keys), reference.assistant, reference.goal_sig],
    ).fetchall()
    if found:
        run_id, assistant, goal_sig = found[0]
        raise SettingsError(
            f"run {run_id} is of {assistant} with {goal_sig} goal signatures, reference {reference.ref_id} of "
            f"{reference.assistant} with {reference.goal_sig} ones ({len(found)} such runs)",
            "Select runs of the reference's assistant, or build a reference for theirs.",
        )


def _replace(
    connection: duckdb.DuckDBPyConnection, ref_id: str, keys: Sequence[str], rows: Sequence[dict[str, Any]]
) -> None:
    with transaction(connection):
        connection.execute(
            "DELETE FROM k_scores WHERE ref_id = ? AND run_key IN (SELECT unnest(?))", [ref_id, list(keys)]
        )
        load(connection, "k_scores", rows)


def _rows(
    connection: duckdb.DuckDBPyConnection, ref_id: str, chances: _Chances, members: set[str], keys: Sequence[str]
) -> Iterator[dict[str, Any]]:
    steps = _steps(connection, keys)
    for run_key, theorem, variant, attempts in connection.execute(_VARIANTS, [list(keys)]).fetchall():
        own = steps.get((run_key, theorem, variant), [])
        head = {
            "ref_id": ref_id,
            "run_key": run_key,
            "theorem": theorem,
            "variant": variant,
            "in_sample": run_key in members,
        }
        for estimator in ESTIMATORS:
            yield {**head, **_scored(own, attempts or 0, chances, estimator)}


class _Chances:
    """The chances of steps, each computed once: variants and runs of a theorem share most of their steps."""

    def __init__(self, table: OutcomeTable) -> None:
        self.table = table
        self._known: dict[tuple[Step, Estimator], StepChance] = {}

    def of(self, step: Step, estimator: Estimator) -> StepChance:
        found = self._known.get((step, estimator))
        if found is None:
            goal_sig, used, candidates, untried = step
            found = step_chance(ReferenceStep(goal_sig, used, dict(candidates), untried), self.table, estimator)
            self._known[step, estimator] = found
        return found


def _scored(steps: Sequence[Step], attempts: int, chances: _Chances, estimator: Estimator) -> dict[str, Any]:
    untried = sum(step[3] for step in steps)
    found = k_of_chances([chances.of(step, estimator) for step in steps], untried, attempts, estimator)
    low, high = found.bounds
    return {
        "estimator": estimator,
        "alpha": chances.table.alpha,
        "k": found.k,
        "k_low": low,
        "k_high": high,
        "tau_agent": attempts,
        "tau_blind": found.tau_blind,
        "steps": found.steps,
        "missing": found.missing,
        "untried": found.untried,
        "from_signature": found.by_source["signature"],
        "from_family": found.by_source["family"],
        "from_prior": found.by_source["prior"],
        "reason": found.reason,
    }


def _steps(connection: duckdb.DuckDBPyConnection, keys: Sequence[str]) -> dict[Key, list[Step]]:
    """The committed steps of every variant, in order."""
    found: dict[Key, list[Step]] = {}
    rows = connection.execute(_STEPS, [list(keys)]).fetchall()
    for (run_key, theorem, variant, _), group in groupby(rows, key=itemgetter(0, 1, 2, 3)):
        cells = list(group)
        candidates = tuple((family, tried) for *_, family, tried, _ in cells if tried)
        found.setdefault((run_key, theorem, variant), []).append((cells[0][4], cells[0][5], candidates, cells[0][8]))
    return found
