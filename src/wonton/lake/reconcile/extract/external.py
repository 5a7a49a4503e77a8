"""An external run: its row in `runs`, its summary, and a row of `external_results` for each problem that is done."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from wonton.artifacts import layout
from wonton.artifacts.layout import safe_name
from wonton.artifacts.schemas import kind_of
from wonton.lake.reconcile.extract.theorem import UNKNOWN
from wonton.lake.reconcile.source import (
    MISFITS,
    Found,
    JsonObject,
    ProblemError,
    Source,
    belongs,
    compact,
    misfit,
    plain,
)
from wonton.lake.rows import Row, clean
from wonton.lake.schema import tables

#: Cells of `runs` that are about searches.
_NO_SEARCH = (
    "toolchain",
    "provider",
    "mode",
    "policy",
    "expansion",
    "backpropagation",
    "scheduler",
    "budget",
    "goal_sig",
)


def is_external(config: JsonObject) -> bool:
    """Whether a run's settings are those of an external run."""
    return "problems" in config


def settings(config: JsonObject) -> dict[str, Any]:
    """The cells of the run's row that its settings tell, by column."""
    told, versions = config["settings"], config["versions"]
    empty = {column.name: None for column in tables()["runs"].columns}
    return {
        **empty,
        **dict.fromkeys(_NO_SEARCH, ""),
        "kind": "external",
        "assistant": told["backend"],
        "assistant_version": versions.get("backend"),
        "corpus": told["corpus"],
        "wall_seconds": told["timeout"],
        "seed": config["selection"].get("seed"),
        "program_version": versions.get("wonton"),
        "settings": compact(told),
        "selection": compact(config["selection"]),
    }


def item_ids(config: JsonObject) -> list[str]:
    """The problems' ids, in the order of the settings. Raises what a misfit raises."""
    found = [row["item_id"] for row in config["problems"]]
    if not all(isinstance(name, str) and plain(name) for name in found) or len(set(found)) < len(found):
        raise ValueError("the problems' ids are not texts, each of its own")
    return found


def aggregates(key: str, value: JsonObject) -> Found:
    """The rows of `aggregates`."""
    return {"aggregates": [(key, *row) for row in _aggregates(value)]}


def _aggregates(value: JsonObject) -> Iterator[tuple[Any, ...]]:
    for section in ("counts", "verdicts"):
        for name, count in sorted(value[section].items()):
            yield (section, "", name, count, None, None, None, None)
    for name, rate in sorted(value["rates"].items()):
        cells = (rate[cell] for cell in ("value", "numerator", "denominator", "wilson_low", "wilson_high"))
        yield ("rates", "", name, *cells)


def read_problem(source: Source, config: JsonObject, item_id: str) -> tuple[bool, bool]:
    """Add the rows of one problem; gives whether it is done, and solved."""
    folder = safe_name(item_id)
    _files(source, folder, item_id)
    artifact = f"{folder}/{layout.EXTERNAL_RESULT}"
    if not os.path.exists(source.folder / folder / layout.DONE):
        return False, False
    value = source.read("theorem", artifact, item_id)
    if value is None:
        return False, False
    if _rechecked(source, f"{folder}/{layout.PROOF_CHECK}", item_id):
        value = {**value, "proof": "checked"}

    def rows() -> Found:
        belongs(value, item_id)
        return {"external_results": [_row(source.key, config, value)]}

    whole = source.take("theorem", artifact, rows, item_id)
    return whole, whole and value["solved"] is True


def _rechecked(source: Source, artifact: str, item_id: str) -> bool:
    """Whether another prover confirmed the proof."""
    if not os.path.exists(source.folder / artifact):
        return False
    found = source.read("theorem", artifact, item_id)
    try:
        return found is not None and found["rungs"]["rechecked"] is True
    except MISFITS as error:
        source.problem("theorem", artifact, "malformed", misfit(error), item_id)
        return False


def _files(source: Source, folder: str, item_id: str) -> None:
    """Record the files of a problem's folder, and what does not belong there."""
    try:
        with os.scandir(source.folder / folder) as entries:
            listed = sorted((e for e in entries if not e.name.startswith(".") and e.is_file()), key=lambda e: e.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        source.problem("theorem", folder, "unreadable", error.strerror or str(error), item_id)
        return
    for entry in listed:
        kind = kind_of(source.folder / folder / entry.name)
        if kind is None:
            source.problem("files", f"{folder}/{entry.name}", "foreign", "none of the files of a problem", item_id)
        if plain(entry.name):
            stat = entry.stat()
            row = (source.key, item_id, f"{folder}/{entry.name}", kind or UNKNOWN, stat.st_size, stat.st_mtime_ns)
            source.rows.extend({"files": [row]})


def _row(key: str, config: JsonObject, value: JsonObject) -> Row:
    told, costs = config["settings"], value["timings"]
    cells: dict[str, Any] = {
        **{name: value[name] for name in ("format", "dialect", "status", "outcome", "verdict", "solved", "proof")},
        "proof_steps": value["proof_steps"],
        **{name: costs.get(name) for name in ("cpu_seconds", "wall_seconds", "memory_mb", "exit_code", "executor")},
        "run_key": key,
        "backend": told["backend"],
        "backend_version": config["versions"].get("backend"),
        "problem": value["item_id"],
        "expected": value["expected"] or None,
        "reason": clean(value["reason"]),
        "seed": None,
        "limit_cpu_seconds": told.get("timeout"),
        "limit_wall_seconds": told.get("timeout"),
        "limit_memory_mb": told.get("memory_mb"),
    }
    if cells["verdict"] not in ("correct", "wrong", "unsolved", "unchecked"):
        raise ProblemError("malformed", f"verdict {cells['verdict']!r}")
    return tuple(cells[column.name] for column in tables()["external_results"].columns)
