"""The HTML page in a real headless Chromium without network: nothing complains, every figure shows its marks."""

from __future__ import annotations

import struct
from pathlib import Path

from browser import opened
from wonton.program.report.charts import draw
from wonton.program.report.model import Contents
from wonton.program.report.pages import html
from wonton.program.report.sections import all_sections, headline

from .answers import STATE, ask

#: The data points of a figure that are visible: they have a size.
VISIBLE = """name => [...document.querySelectorAll(
  `#figure-${name} svg .mark-symbol.role-mark > path, #figure-${name} svg .mark-rect.role-mark > path`
)].filter(mark => { const box = mark.getBoundingClientRect(); return box.width > 0 && box.height > 0 }).length"""


def test_the_page_opens_without_network_and_shows_all_marks(tmp_path: Path) -> None:
    sections = all_sections(ask, STATE)
    queries = {table.query: "SELECT 1" for section in sections for table in section.tables}
    contents = Contents("2026-03-01-p", (("corpus", "lean:core"),), headline(sections), sections, queries)
    drawn = {figure.name: draw(figure.spec, figure.name, figure.title) for figure in contents.figures}
    (tmp_path / "index.html").write_text(html(contents, "/home", drawn), encoding="utf-8")
    with opened(tmp_path / "index.html") as watched:
        assert watched.complaints == [] and watched.requests == []
        assert watched.page.title() == "Report of cohort 2026-03-01-p"
        found = {figure.name: watched.page.evaluate(VISIBLE, figure.name) for figure in contents.figures}
        assert found == {figure.name: figure.marks for figure in contents.figures}
        assert len(found) == 7
        assert watched.page.locator("table[data-name=headline] tbody tr").count() == len(contents.headline.rows)
        width = watched.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width == 0
        image = watched.page.screenshot(path=tmp_path / "report.png", full_page=True)
    wide, high = struct.unpack(">II", image[16:24])
    assert wide == 1100 and high > 3000
