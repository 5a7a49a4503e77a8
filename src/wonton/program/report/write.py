"""A report as a folder: pages, tables, figures, queries, and what it was made from.

    index.html      the whole report in one document
    index.md        the same as Markdown
    figures/*.svg   the figures
    tables/*.csv    the tables, all columns, unrounded
    queries/*.sql   the queries, as they were put to the lake
    report.json     the headline and the names of all files; written last

The same lake gives the same bytes: no file tells when it was written.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from wonton.artifacts.read import read_json
from wonton.artifacts.write import make_folder, write_bytes, write_json
from wonton.core.errors import SettingsError
from wonton.program.cohort import Cohort
from wonton.program.report.charts import draw
from wonton.program.report.lake import CohortLake
from wonton.program.report.model import Contents, Table
from wonton.program.report.pages import html, markdown
from wonton.program.report.sections import all_sections, headline

REPORT, INDEX_HTML, INDEX_MD = "report.json", "index.html", "index.md"

#: What stands in a folder in which a report was begun, and was not ended.
_PART = re.compile(r"index\.(html|md)|tables|figures|queries|\..*\.tmp")
_OURS = re.compile(r"(tables|figures|queries)/\w+\.(csv|svg|sql)")


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """Where a report is, its headline, and runs of the cohort that the lake does not know as they now stand."""

    folder: Path
    headline: Table
    stale: tuple[str, ...]


def default_folder(cohort: Cohort) -> Path:
    """`<home>/reports/<cohort>`."""
    return cohort.home.root / "reports" / cohort.name


def write_report(cohort: Cohort, folder: Path) -> WrittenReport:
    """Write the report of `cohort` to `folder`, in place of the report that stands there.

    Raises `SettingsError` where the cohort has not begun, is not in the lake, or `folder` holds something else;
    `MissingToolError` where packages are missing; `ArtifactError` where a file cannot be written.
    """
    former = _former(folder)
    with CohortLake(cohort) as lake:
        contents = _contents(cohort, lake)
        stale = lake.stale()
    drawn = {figure.name: draw(figure.spec, figure.name, figure.title) for figure in contents.figures}
    files = _files(contents, drawn, os.path.relpath(cohort.home.root.resolve(), folder.resolve()))
    for name, data in sorted(files.items()):
        make_folder((folder / name).parent)
        write_bytes(folder / name, data)
    for name in sorted(former - files.keys()):
        (folder / name).unlink(missing_ok=True)
    hashes = {name: sha256(data).hexdigest() for name, data in files.items()}
    rows = [dict(row) for row in contents.headline.rows]
    write_json(folder / REPORT, {"cohort": cohort.name, "headline": rows, "files": hashes})
    return WrittenReport(folder, contents.headline, stale)


def _contents(cohort: Cohort, lake: CohortLake) -> Contents:
    state = cohort.state()
    sections = all_sections(lake.ask, state)
    return Contents(cohort.name, lake.facts(state), headline(sections), sections, lake.asked)


def _files(contents: Contents, drawn: Mapping[str, str], home: str) -> dict[str, bytes]:
    """Name in the folder to bytes."""
    files = {
        INDEX_HTML: html(contents, home, drawn).encode(),
        INDEX_MD: markdown(contents, home).encode(),
    }
    files |= {f"tables/{table.name}.csv": table.csv() for table in contents.tables}
    files |= {f"figures/{name}.svg": svg.encode() for name, svg in drawn.items()}
    files |= {f"queries/{name}.sql": f"{sql}\n".encode() for name, sql in contents.queries.items()}
    return files


def _former(folder: Path) -> set[str]:
    """Names of the files below the report that stands in `folder`. Raises `SettingsError` where something else does."""
    if (folder / REPORT).is_file():
        return {name for name in read_json(folder / REPORT)["files"] if _OURS.fullmatch(name)}
    if folder.exists() and not (folder.is_dir() and all(_PART.fullmatch(path.name) for path in folder.iterdir())):
        raise SettingsError(
            f"{folder} is there and is no report", "Name a folder that is empty or not there: --out DIR."
        )
    return set()
