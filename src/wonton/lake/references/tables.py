"""References in the lake's tables: `reference_sets`, `reference_members`, `reference_outcomes`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from wonton.lake.references.files import Reference
from wonton.lake.rows import insert, transaction
from wonton.lake.schema import tables

if TYPE_CHECKING:
    import duckdb


def write_reference(connection: duckdb.DuckDBPyConnection, reference: Reference) -> None:
    """Put `reference` into its three tables, unless it is there, in one transaction."""
    ref_id = reference.ref_id
    if connection.execute("SELECT 1 FROM reference_sets WHERE ref_id = ?", [ref_id]).fetchone():
        return
    head = {
        "ref_id": ref_id,
        "assistant": reference.assistant,
        "goal_sig": reference.goal_sig,
        "alpha": reference.alpha,
        "selection": _text(reference.selection),
        "variants": _text(reference.variants),
        "members": len(reference.members),
        "cells": len(reference.outcomes),
        "attempts": reference.attempts,
        "successes": reference.successes,
    }
    with transaction(connection):
        load(connection, "reference_sets", [head])
        members = [{"ref_id": ref_id, **asdict(member)} for member in reference.members]
        load(connection, "reference_members", members)
        names = ("goal_sig", "family", "attempts", "successes")
        cells = [{"ref_id": ref_id, **dict(zip(names, row, strict=True))} for row in reference.outcomes]
        load(connection, "reference_outcomes", cells)


def load(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Add `rows`, the table's columns by name, in bulk."""
    names = [column.name for column in tables()[table].columns]
    insert(connection, table, [tuple(row[name] for name in names) for row in rows])


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
