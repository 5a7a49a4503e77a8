"""One run directory: its row in `runs`, its own files, and all its theorems."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from wonton.artifacts import layout
from wonton.artifacts.layout import safe_name
from wonton.artifacts.schemas import kind_of
from wonton.core.families import Language
from wonton.lake.places import cohort_place, key_of
from wonton.lake.reconcile.extract import external, measures, summary
from wonton.lake.reconcile.extract.theorem import UNKNOWN, Outcome, TheoremFolder, Wanted
from wonton.lake.reconcile.source import (
    MISFITS,
    Found,
    JsonObject,
    ProblemError,
    Source,
    check_whole,
    compact,
    misfit,
    plain,
)
from wonton.lake.rows import Row, clean

_LANGUAGES: dict[str, Language] = {"lean": "lean", "rocq": "ltac"}
_RUN_FILES = frozenset(
    {
        layout.RUN_CONFIG,
        layout.RUN_STATUS,
        layout.SUMMARY,
        layout.GOAL_CACHE,
        layout.EVENTS,
        layout.POSTPROCESS_METRICS,
    }
)


@dataclass(frozen=True, slots=True)
class Extracted:
    """All that a run gives the lake, packed for the way there. `run` lacks the root, its second cell."""

    key: str
    locator: str
    run: Row | None
    packed: Mapping[str, list[str]]
    records: int
    errors: list[Row]


def extract(folder: Path, locator: str) -> Extracted:
    """Read the run in `folder`, which the lake calls `locator`. Whatever is wrong with it ends up in `errors`."""
    source = Source(folder, locator, key_of(locator))
    try:
        run = _whole(source)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one run, the others are read
        source = Source(folder, locator, key_of(locator))
        source.problem("run", ".", "malformed", f"it cannot be read: {type(error).__name__}: {error}")
        run = None
    if run is None:
        source.rows.by_table.clear()
    return Extracted(
        source.key, locator, run, source.rows.packed(), source.rows.count(), sorted(source.errors, key=str)
    )


def _whole(source: Source) -> Row | None:
    if not plain(str(source.folder.resolve())):
        source.problem("run", ".", "unreadable", "its path is not UTF-8: the lake has no name for it")
        return None
    config = source.read("run", layout.RUN_CONFIG)
    return None if config is None else _run(source, config)


def _external(source: Source, config: JsonObject) -> Row | None:
    """An external run: its problems are no theorems, and its summary is of another form."""
    try:
        item_ids = external.item_ids(config)
        settings = external.settings(config)
        settings["corpus_name"] = _corpus_name(settings["corpus"])
    except MISFITS as error:
        source.problem("run", layout.RUN_CONFIG, "malformed", misfit(error))
        return None
    if not _fits(source, layout.RUN_CONFIG, settings):
        return None
    status = source.read("run", layout.RUN_STATUS) or {}
    status = status if _fits(source, layout.RUN_STATUS, settings, status) else {}
    whole = _summary(source, status, external.aggregates)
    _own_files(source, {safe_name(item_id) for item_id in item_ids})
    read = [external.read_problem(source, config, item_id) for item_id in item_ids]
    outcomes = [Outcome(done=done, solved=solved) for done, solved in read]
    return _row(source, settings, status, whole, outcomes)


def _run(source: Source, config: JsonObject) -> Row | None:
    if external.is_external(config):
        return _external(source, config)
    try:
        wanted = _wanted(config)
        settings = _settings(config)
    except MISFITS as error:
        source.problem("run", layout.RUN_CONFIG, "malformed", misfit(error))
        return None
    if not _fits(source, layout.RUN_CONFIG, settings):
        return None
    status = source.read("run", layout.RUN_STATUS) or {}
    status = status if _fits(source, layout.RUN_STATUS, settings, status) else {}
    whole = _summary(source, status)
    whole = whole if _fits(source, layout.SUMMARY, settings, status, whole) else {}
    _own_files(source, {safe_name(theorem.item_id) for theorem in wanted})
    _mend_texts(source, wanted)
    outcomes = [TheoremFolder(source, theorem).read() for theorem in wanted]
    measures.run(source)
    return _row(source, settings, status, whole, outcomes)


def _fits(
    source: Source, artifact: str, settings: dict[str, Any], status: JsonObject | None = None, whole: Any = None
) -> bool:
    """Whether what `artifact`, the last one that is given, tells of the run fits its row; a problem where not."""
    stage = "summary" if artifact == layout.SUMMARY else "run"
    fits = source.take(stage, artifact, lambda: {"runs": [_row(source, settings, status or {}, whole or {}, [])]})
    source.rows.by_table.pop("runs", None)
    return fits


def _mend_texts(source: Source, wanted: list[Wanted]) -> None:
    """Make names and statements such that the lake can hold them; one problem for all that it cannot."""
    bad = [theorem for theorem in wanted if not (plain(theorem.name) and plain(theorem.statement))]
    for theorem in bad:
        theorem.name, theorem.statement = clean(theorem.name), clean(theorem.statement)
    if bad:
        told = f"name or statement has NUL or half a surrogate pair, replaced: {', '.join(t.item_id for t in bad)}"
        source.problem("run", layout.RUN_CONFIG, "malformed", told)


def _wanted(config: JsonObject) -> list[Wanted]:
    language = _LANGUAGES.get(config["settings"]["assistant"], "lean")
    basin = config.get("basin") is not None
    found = [
        Wanted(_text(row, "item_id"), _text(row, "name"), _text(row, "statement"), place, basin, language)
        for place, row in enumerate(config["theorems"])
    ]
    if not all(plain(theorem.item_id) for theorem in found):
        raise ValueError("item_id of a theorem has NUL or half a surrogate pair")
    if len({theorem.item_id for theorem in found}) < len(found):
        raise ValueError("a theorem is named twice")
    return found


def _text(row: JsonObject, name: str) -> str:
    value = row[name]
    if not isinstance(value, str):
        raise ValueError(f"{name} of a theorem is no text")
    return value


def _settings(config: JsonObject) -> dict[str, Any]:
    """The cells of the run's row that its settings tell, by column."""
    settings = config["settings"]
    versions, distributed = config["versions"], settings.get("distributed") or {}
    basin = config.get("basin") or {}
    return {
        "kind": "basin" if config.get("basin") is not None else "run",
        "assistant": settings["assistant"],
        "assistant_version": versions.get("assistant"),
        "toolchain": settings.get("toolchain", ""),
        "provider": _provider(settings),
        "provider_version": versions.get("provider"),
        "corpus": settings["corpus"],
        "corpus_name": _corpus_name(settings["corpus"]),
        "mode": settings.get("mcts_mode", "centralized"),
        **{name: settings[name] for name in ("policy", "expansion", "backpropagation", "exploration", "max_depth")},
        **{name: distributed.get(name) for name in ("agents", "inflight", "virtual_loss")},
        "scheduler": _scheduler(distributed),
        "budget": settings["budget"],
        "iterations_limit": settings["tiers"][-1],
        **{name: settings[name] for name in ("seed", "goal_sig", "allow_easy", "wild_only")},
        "blind": basin.get("blind"),
        "basin_seeds": basin.get("seeds"),
        "heartbeats": settings["limits"].get("heartbeats"),
        "wall_seconds": settings["limits"].get("wall_seconds"),
        "program_version": versions.get("wonton"),
        "settings": compact(settings),
        "selection": compact(config["selection"]),
    }


def _provider(settings: JsonObject) -> str:
    """The provider, and behind it the ranker that puts its candidates into another order: `heuristic+family_prior`."""
    ranker = settings.get("ranker")
    return f"{settings['provider']}+{ranker['name']}" if ranker else str(settings["provider"])


def _corpus_name(ref: str) -> str:
    """`lean:core@a04b#valid` to `lean:core#valid`."""
    head, _, derived = ref.partition("#")
    name = head.partition("@")[0]
    return f"{name}#{derived}" if derived else name


def _scheduler(distributed: JsonObject) -> str:
    present = {
        "block": distributed.get("block"),
        "delay": distributed.get("delay"),
        "reroute": distributed.get("reroute_max_tries"),
    }
    return "+".join(name for name, value in present.items() if value is not None)


def _summary(
    source: Source, status: JsonObject, rows: Callable[[str, JsonObject], Found] = summary.aggregates
) -> JsonObject:
    """The summary, where it is sound; `{}` where it is not, or not yet there."""
    if status.get("status") != "completed" and not os.path.exists(source.folder / layout.SUMMARY):
        return {}
    value = source.read("summary", layout.SUMMARY)
    if value is None:
        return {}
    sound = source.take("summary", layout.SUMMARY, lambda: rows(source.key, value))
    return value if sound else {}


def _own_files(source: Source, theorems: set[str]) -> None:
    """Record the files right in the run directory, and what does not belong there."""
    rows: list[Row] = []
    with os.scandir(source.folder) as entries:
        listed = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
    for entry in listed:
        if os.path.isdir(entry.path):
            if entry.name not in theorems and not os.path.exists(f"{entry.path}/{layout.RUN_CONFIG}"):
                source.problem("files", entry.name, "foreign", "the folder of no theorem of this run")
            continue
        if entry.name not in _RUN_FILES:
            source.problem("files", entry.name, "foreign", "none of the files that a run has")
        try:
            stat = entry.stat()
        except OSError as error:
            if entry.name in _RUN_FILES:
                source.problem("files", entry.name, "unreadable", error.strerror or str(error))
            continue
        kind = (kind_of(Path(entry.name)) if entry.name in _RUN_FILES else None) or UNKNOWN
        if plain(entry.name):
            rows.append((source.key, None, entry.name, kind, stat.st_size, stat.st_mtime_ns))
    source.take("files", ".", lambda: {"files": rows})
    if any(entry.name == layout.GOAL_CACHE for entry in listed):
        try:
            check_whole(source.folder / layout.GOAL_CACHE)
        except ProblemError as problem:
            source.problem("files", layout.GOAL_CACHE, problem.kind, str(problem))


def _row(
    source: Source, settings: dict[str, Any], status: JsonObject, whole: JsonObject, outcomes: list[Outcome]
) -> Row:
    """The run's row; the key of its root is filled in where it is loaded."""
    place = cohort_place(source.locator)
    timings = status.get("timings") or {}
    cells: dict[str, Any] = {
        **settings,
        "run_key": source.key,
        "root_id": "",
        "path": source.locator,
        "run_id": status.get("run_id", source.locator.rsplit("/", 1)[-1]),
        "cohort": place and place.cohort,
        "cohort_date": place and place.date,
        "program_id": place and place.program_id,
        "phase": place and place.phase,
        "label": place and place.label,
        "status": status.get("status", "unknown"),
        "status_reason": status.get("reason", ""),
        "partial": status.get("partial_results"),
        "theorems": len(outcomes),
        "theorems_done": sum(outcome.done for outcome in outcomes),
        "solved": sum(outcome.solved for outcome in outcomes),
        "deterministic": whole.get("deterministic"),
        "nondeterministic": whole.get("nondeterministic"),
        "started": timings.get("started"),
        "seconds": _seconds(timings),
    }
    return tuple(cells[column] for column in _columns())


def _columns() -> tuple[str, ...]:
    from wonton.lake.schema import tables

    return tuple(column.name for column in tables()["runs"].columns)


def _seconds(timings: Mapping[str, Any]) -> float | None:
    """Wall seconds between the start and the last update."""
    try:
        ends = [datetime.fromisoformat(timings[name]) for name in ("started", "updated")]
    except (KeyError, TypeError, ValueError):
        return None
    return (ends[1] - ends[0]).total_seconds()
