"""One theorem's folder: its row, and the rows of its variants or of its basin."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from wonton.artifacts import layout
from wonton.artifacts.layout import CONTROL_NULL, WILD_TYPE, VariantFile
from wonton.artifacts.schemas import kind_of
from wonton.core.families import Language
from wonton.lake.committed import step_candidates
from wonton.lake.reconcile.extract import basin, measures, trace, variant
from wonton.lake.reconcile.source import (
    Found,
    JsonObject,
    ProblemError,
    Source,
    belongs,
    check_whole,
    content,
    load,
    misfit,
    plain,
)
from wonton.lake.rows import clean

UNKNOWN = "unknown"
_NO_TEXT = "its text has NUL or half a surrogate pair, replaced"
#: Files that are kept for other readers: looked at, not parsed.
_UNPARSED = (VariantFile.HISTORY, VariantFile.ASSEMBLY, VariantFile.PROOF_TERM)
_REQUIRED = (VariantFile.METRICS, VariantFile.GRAPH, VariantFile.MCTS_TREE, VariantFile.MCTS_TRACE)
_known = lru_cache(maxsize=4096)(lambda name: kind_of(Path(name)))


@dataclass(slots=True)
class Wanted:
    """A theorem as the run's settings name it."""

    item_id: str
    name: str
    statement: str
    position: int
    basin: bool
    language: Language


@dataclass(slots=True)
class Outcome:
    """What came of the theorem. `done`: its folder counts; `row` are its cells from `status` on."""

    status: str = "pending"
    message: str = ""
    variants: Sequence[str] = ()
    solved: bool = False
    control_solved: bool | None = None
    wild: Mapping[str, Any] = field(default_factory=dict)
    root_sig: str | None = None
    done: bool = False


class TheoremFolder:
    """Reads the folder of `wanted` in the run `source`."""

    def __init__(self, source: Source, wanted: Wanted) -> None:
        self.source, self.wanted = source, wanted
        self.folder = layout.safe_name(wanted.item_id)
        self.outcome = Outcome()
        self._names: set[str] = set()

    def read(self) -> Outcome:
        """Add all its rows and problems to the source."""
        present = self._list()
        if present and self._counts():
            self._done()
        elif layout.FAILURE in self._names:
            self._given_up()
        self.source.rows.extend({"theorems": [self._row()]})
        return self.outcome

    # -- the folder

    def _list(self) -> bool:
        """Record the files that lie there."""
        try:
            with os.scandir(self.source.folder / self.folder) as entries:
                files = sorted((entry for entry in entries if _is_file(entry)), key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            self.source.problem("theorem", self.folder, "unreadable", error.strerror or str(error), self._id)
            self.outcome.status = "unreadable"
            return False
        self._names = {entry.name for entry in files}
        known = [entry for entry in files if plain(entry.name)]
        self.source.take("files", self.folder, lambda: {"files": [self._file(entry) for entry in known]}, self._id)
        for entry in files:
            if _known(entry.name) is None:
                message = "none of the files that a theorem's folder has"
                self._problem("files", entry.name, ProblemError("foreign", message))
        return True

    def _file(self, entry: os.DirEntry[str]) -> tuple[Any, ...]:
        stat = entry.stat()
        kind = _known(entry.name) or UNKNOWN
        return (self.source.key, self._id, f"{self.folder}/{entry.name}", kind, stat.st_size, stat.st_mtime_ns)

    def _counts(self) -> bool:
        """Whether the marker stands, and every file that it names."""
        if layout.DONE not in self._names:
            return False
        marker = self._read("theorem", layout.DONE)
        named = (marker or {}).get("files")
        if not isinstance(named, list) or not all(isinstance(name, str) for name in named):
            if marker is not None:
                self._problem("theorem", layout.DONE, ProblemError("malformed", "no list of files"))
            self.outcome.status = "unreadable"
            return False
        gone = [name for name in named if name not in self._names]
        for name in gone:
            self._problem("theorem", name, ProblemError("missing", "the marker names it: the folder does not count"))
        return not gone

    def _given_up(self) -> None:
        value = self._read("theorem", layout.FAILURE)
        self.outcome.status = "failed"
        self.outcome.message = clean(reason := str((value or {}).get("reason", "")))
        if not plain(reason):
            self._problem("theorem", layout.FAILURE, ProblemError("malformed", _NO_TEXT))

    def _done(self) -> None:
        value = self._read("theorem", layout.THEOREM)
        try:
            belongs(value or {}, self._id)
            self.outcome.status = _one_of(value or {}, "status", ("solved", "unsolved", "refused"))
            self.outcome.variants = _strings((value or {})["variants"])
            self.outcome.message = clean(message := str((value or {})["message"]))
            if not plain(message):
                self._problem("theorem", layout.THEOREM, ProblemError("malformed", _NO_TEXT))
        except (ProblemError, KeyError, TypeError, ValueError) as error:
            self.outcome.status = "unreadable"
            if value is not None:
                known = error if isinstance(error, ProblemError) else ProblemError("malformed", misfit(error))
                self._problem("theorem", layout.THEOREM, known)
        self.outcome.done = self.outcome.status != "unreadable"
        if self.wanted.basin:
            self._basin()
        else:
            self._variants()
        measures.theorem(self._extract, (self.source.key, self._id), self._names)
        self._look([layout.GOALS])

    # -- a basin

    def _basin(self) -> None:
        at = (self.source.key, self._id)
        self.outcome.solved = self.outcome.status == "solved"
        if self.outcome.status == "refused":
            return
        self._extract("basin", layout.BASIN_SEEDS, None, lambda value: basin.seeds(at, value))
        self._extract("basin", layout.BASIN_ANALYSIS, None, lambda value: basin.analysis(at, value))

    # -- variants

    def _variants(self) -> None:
        solved: dict[str, bool] = {}
        for name in self.outcome.variants:
            value = self._variant(name, VariantFile.METRICS, variant.metrics)
            if value is not None:
                solved[name] = value["solved"]
                if name == WILD_TYPE:
                    self.outcome.wild, self.outcome.solved = value, value["solved"]
        if WILD_TYPE in self.outcome.variants and WILD_TYPE not in solved:
            self.outcome.status, self.outcome.done = "unreadable", False  # in no denominator, rather than unsolved
        self.outcome.control_solved = solved.get(CONTROL_NULL)
        for name in self.outcome.variants:
            self._rest(name)

    def _rest(self, name: str) -> None:
        control = self.outcome.control_solved
        if name != WILD_TYPE:
            self._variant(name, VariantFile.COMPARISON, lambda at, value: variant.comparison(at, value, control))
        self._variant(name, VariantFile.GRAPH, variant.graph)
        tree = self._variant(name, VariantFile.MCTS_TREE, variant.tree)
        if tree is not None and name == WILD_TYPE:
            self.outcome.root_sig = variant.root_signature(tree)
        self._trace(name, tree)
        self._variant(name, VariantFile.RECHECK, variant.recheck)
        self._variant(name, VariantFile.MEASURES, measures.variant)
        self._look([layout.variant_file(name, kind) for kind in _UNPARSED])

    def _variant(
        self, name: str, kind: VariantFile, rows: Callable[[variant.Place, JsonObject], Found]
    ) -> JsonObject | None:
        file = layout.variant_file(name, kind)
        if file not in self._names and kind not in (*_REQUIRED, VariantFile.COMPARISON):
            return None
        at = (self.source.key, self._id, name)
        return self._extract(_STAGES[kind], file, name, lambda value: rows(at, value))

    def _trace(self, name: str, tree: JsonObject | None) -> None:
        file = layout.variant_file(name, VariantFile.MCTS_TRACE)
        at = (self.source.key, self._id, name)
        try:
            data = content(self.source.folder / self.folder / file)
        except ProblemError as problem:
            self._problem("trace", file, problem)
            return
        events: list[JsonObject] = []
        for line, event in trace.events(data):
            if isinstance(event, str):
                self.source.problem("trace", f"{self.folder}/{file}", "malformed", event, self._id, line)
            else:
                events.append(event)
        language = self.wanted.language

        def rows() -> Found:
            found = {**trace.statistics(at, events), **trace.goal_outcomes(at, events, language)}
            if tree is not None:
                found["step_candidates"] = [(*at, *row) for row in step_candidates(tree, events, language)]
            return found

        self.source.take("trace", f"{self.folder}/{file}", rows, self._id)

    # -- files

    @property
    def _id(self) -> str:
        return self.wanted.item_id

    def _read(self, stage: str, name: str) -> JsonObject | None:
        return self.source.read(stage, f"{self.folder}/{name}", self._id)

    def _extract(self, stage: str, name: str, of: str | None, rows: Callable[[JsonObject], Found]) -> JsonObject | None:
        """The value of file `name`, once its rows are added; None, and a problem, where there are none."""
        value: list[JsonObject] = []

        def found() -> Found:
            value.append(load(self.source.folder / self.folder / name))
            belongs(value[0], self._id, of)
            return rows(value[0])

        return value[0] if self.source.take(stage, f"{self.folder}/{name}", found, self._id) else None

    def _look(self, names: Sequence[str]) -> None:
        for name in names:
            if name in self._names:
                try:
                    check_whole(self.source.folder / self.folder / name)
                except ProblemError as problem:
                    self._problem("files", name, problem)

    def _problem(self, stage: str, name: str, problem: ProblemError) -> None:
        self.source.problem(stage, f"{self.folder}/{name}", problem.kind, str(problem), self._id)

    def _row(self) -> tuple[Any, ...]:
        wanted, outcome, wild = self.wanted, self.outcome, self.outcome.wild
        return (
            *(self.source.key, wanted.item_id, wanted.position, self.folder, wanted.name, wanted.statement),
            *(outcome.status, outcome.message, len(outcome.variants), outcome.solved, outcome.control_solved),
            *(wild.get("rung"), wild.get("tier"), wild.get("iterations")),
            (wild.get("attempts") or {}).get("tau"),
            *(wild.get("attempts_at_solve"), wild.get("censored")),
            *((wild.get("proof") or {}).get(name) for name in ("steps", "structure")),
            outcome.root_sig,
        )


_STAGES = {
    VariantFile.METRICS: "metrics",
    VariantFile.COMPARISON: "comparison",
    VariantFile.GRAPH: "graph",
    VariantFile.MCTS_TREE: "tree",
    VariantFile.RECHECK: "recheck",
    VariantFile.MEASURES: "measures",
}


def _is_file(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith(".") and os.path.isfile(entry.path)


def _one_of(value: JsonObject, name: str, known: Sequence[str]) -> str:
    if value[name] not in known:
        raise ValueError(f"{name} is {value[name]!r}")
    return str(value[name])


def _strings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) and plain(each) for each in value):
        raise ValueError("variants is no list of names")
    return tuple(dict.fromkeys(value))
