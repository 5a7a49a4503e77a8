"""Small lakes made by hand: rows with the columns that a test is about, everything else at a default of its type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wonton.lake.rows import insert
from wonton.lake.schema import tables

if TYPE_CHECKING:
    import duckdb

_DEFAULTS: dict[str, Any] = {"VARCHAR": "", "DOUBLE": 0.0, "BOOLEAN": False, "INTEGER": 0, "BIGINT": 0, "UBIGINT": 0}


def add(connection: duckdb.DuckDBPyConnection, table: str, *rows: Mapping[str, Any]) -> None:
    """Insert `rows` into `table`; columns that a row does not name are null, or a default where they may not be."""
    columns = tables()[table].columns
    known = {column.name for column in columns}
    assert all(known >= set(row) for row in rows), (table, rows)
    defaults = {column.name: None if column.nullable else _DEFAULTS[column.type] for column in columns}
    insert(connection, table, [tuple({**defaults, **row}[name] for name in defaults) for row in rows])


def add_run(connection: duckdb.DuckDBPyConnection, key: str, path: str, **settings: Any) -> None:
    """A run of Lean by the heuristic, centralized, unless `settings` say otherwise."""
    usual = {"assistant": "lean", "provider": "heuristic", "mode": "centralized", "policy": "ucb1"}
    row = {"run_key": key, "path": path, "run_id": path.removeprefix("logs/"), "kind": "run", "goal_sig": "alpha"}
    add(connection, "runs", {**usual, **row, **settings})


def add_external(connection: duckdb.DuckDBPyConnection, key: str, path: str, backend: str, **settings: Any) -> None:
    """A run of an external backend, which stands where others have their assistant; it has no provider and no goals."""
    without = {"provider": "", "mode": "", "policy": "", "goal_sig": ""}
    add_run(connection, key, path, **{"kind": "external", "assistant": backend, **without, **settings})


def add_search(
    connection: duckdb.DuckDBPyConnection,
    key: str,
    theorem: str,
    tau: int,
    steps: Sequence[tuple[str, str, Mapping[str, int], int]],
    variant: str = "wild_type",
) -> None:
    """A solved search: each step is (goal signature, used family, candidates by family, untried); each goal's outcomes
    are those of its step, where the used family worked once and no other did."""
    add(
        connection,
        "variant_metrics",
        {"run_key": key, "theorem": theorem, "variant": variant, "solved": True, "tau": tau, "tau_at_solve": tau},
    )
    head = {"run_key": key, "theorem": theorem, "variant": variant}
    for number, (goal, used, candidates, untried) in enumerate(steps):
        for family, tried in (candidates or {used: 0}).items():
            step = {"step": number, "goal_sig": goal, "used_family": used, "family": family, "untried": untried}
            add(connection, "step_candidates", {**head, **step, "tried": tried})
            outcome = {"goal_sig": goal, "family": family, "attempts": tried}
            add(connection, "goal_outcomes", {**head, **outcome, "successes": int(family == used and tried > 0)})
