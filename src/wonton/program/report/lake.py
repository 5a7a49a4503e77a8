"""The cohort's part of the lake, read-only, asked by the queries in `queries/`.

A query names the cohort's logs root as `'{logs}'`; what the lake calls that folder is put in before it is asked, so
that what the report keeps can be put to the lake again as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from importlib.resources import files
from types import TracebackType
from typing import TYPE_CHECKING, Any

from wonton.core.errors import SettingsError
from wonton.lake import lake_path, open_lake
from wonton.lake.places import below, locate
from wonton.lake.reconcile import EXTRACTOR, scan
from wonton.program.cohort import Cohort
from wonton.program.hints import program_line
from wonton.program.report.model import Row, joined

if TYPE_CHECKING:
    import duckdb

_PLACE = "{logs}"
_SCANS = "SELECT path, fingerprint, extractor FROM scans"


def query_names() -> list[str]:
    """The queries of a report, by name, sorted."""
    folder = files("wonton.program.report") / "queries"
    return sorted(entry.name.removesuffix(".sql") for entry in folder.iterdir() if entry.name.endswith(".sql"))


def query(name: str, logs: str) -> str:
    """The query `name` about the runs below the folder that the lake calls `logs`. Raises `FileNotFoundError` for a
    name that is not one."""
    text = (files("wonton.program.report") / "queries" / f"{name}.sql").read_text(encoding="utf-8")
    return text.replace(_PLACE, logs.replace("'", "''")).strip()


class CohortLake:
    """The lake of a cohort's home, opened for reading; `asked` are the queries that were put to it, by name."""

    def __init__(self, cohort: Cohort) -> None:
        self.cohort = cohort
        self.asked: dict[str, str] = {}
        self._logs = locate(cohort.home.root, cohort.logs)
        self._open = ExitStack()
        self._connection: duckdb.DuckDBPyConnection | None = None

    def __enter__(self) -> CohortLake:
        """Raises `SettingsError` where the cohort has not begun or has no runs in the lake, `MissingToolError` where
        the lake's packages are missing, `LakeBusyError` where it is being written."""
        name, root = self.cohort.name, self.cohort.home.root
        if not self.cohort.begun:
            raise SettingsError(f"cohort {name} has not begun", "Nothing was run: there is nothing to tell.")
        if not lake_path(root).is_file():
            raise SettingsError(f"cohort {name} is not in the lake: there is none in {root}", self._how_to_load())
        self._connection = self._open.enter_context(open_lake(root))
        if not self._rows(query("cohort_runs", self._logs)):
            self._open.close()
            raise SettingsError(f"cohort {name} has no runs in the lake", self._how_to_load())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection = None
        self._open.close()

    def ask(self, name: str) -> list[Row]:
        """The rows of the query `name`, in its order."""
        self.asked[name] = query(name, self._logs)
        return self._rows(self.asked[name])

    def _rows(self, sql: str) -> list[Row]:
        if self._connection is None:
            raise ValueError("the lake is not open")
        answer = self._connection.execute(sql)
        names = [column[0] for column in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def _how_to_load(self) -> str:
        return f"Phase p6 loads its runs: {program_line(self.cohort, 'run', '--phase', 'p6', '--execute')}"

    def stale(self) -> tuple[str, ...]:
        """Runs of the cohort that were made, changed or taken away since the lake read them: their folders below the
        home's logs, sorted."""
        home = self.cohort.home
        read = {str(row["path"]): (row["fingerprint"], row["extractor"]) for row in self._rows(_SCANS)}
        known = {path: seen for path, seen in read.items() if below(path, self._logs)}
        runs = scan.find_runs(self.cohort.logs)
        found = {locate(home.root, run.folder): (run.fingerprint, EXTRACTOR) for run in runs}
        changed = sorted(path for path in known.keys() | found.keys() if known.get(path) != found.get(path))
        return tuple(path.removeprefix(f"{locate(home.root, home.logs)}/") for path in changed)

    def facts(self, state: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        """What a reader needs to know before the numbers, as (label, text)."""
        runs = self.ask("cohort_runs")
        searches = [row for row in runs if row["kind"] != "external"]
        pinned = state["pinned"]
        theorems = max((int(row["theorems"]) for row in runs if row["phase"] == "p1"), default=0)
        return (
            ("corpus", str(state["corpus"])),
            ("assistant", joined(sorted({str(row["assistant_version"]) for row in searches}))),
            ("providers", joined(sorted({str(row["provider"]) for row in searches}))),
            ("scale", f"{state['scale']}: panel of {theorems} theorems, budget {pinned.get('RESEARCH_BUDGET', '')}"),
            ("runs", f"{len(runs)} in the lake, {sum(row['status'] == 'completed' for row in runs)} completed"),
            ("program", joined(sorted({f"wonton-soup {row['program_version']}" for row in runs}))),
        )
