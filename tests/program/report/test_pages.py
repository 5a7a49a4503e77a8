"""The folder: pages that need nothing else, tables with every number, and the same bytes twice."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

import pytest

from wonton.program.report.charts import draw
from wonton.program.report.model import Contents, Table, column
from wonton.program.report.pages import MOST_ROWS, html, markdown, rerun
from wonton.program.report.sections import all_sections, headline

from .answers import STATE, ask


@pytest.fixture(scope="module")
def contents() -> Contents:
    sections = all_sections(ask, STATE)
    names = {table.query for section in sections for table in section.tables}
    queries = {name: f"-- about {name}\nSELECT 1 < 2" for name in names}
    return Contents("2026-03-01-p", (("corpus", "lean:core"),), headline(sections), sections, queries)


@pytest.fixture(scope="module")
def page(contents: Contents) -> str:
    return html(contents, "/my home", {f.name: draw(f.spec, f.name, f.title) for f in contents.figures})


class Reader(HTMLParser):
    """What a page refers to, its ids, and its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("href", "src", "xlink:href"):
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")


def test_the_page_needs_neither_script_nor_network(page: str) -> None:
    reader = Reader()
    reader.feed(page)
    assert "script" not in reader.tags and "img" not in reader.tags
    outside = [link for link in reader.links if not link.startswith(("#", "tables/", "figures/", "data:,"))]
    assert outside == []
    assert "@import" not in page and not re.search(r"url\((?!#)", page)


def test_ids_are_unique_and_every_inner_link_has_its_target(page: str) -> None:
    reader = Reader()
    reader.feed(page)
    assert len(reader.ids) == len(set(reader.ids))
    inner = {link[1:] for link in reader.links if link.startswith("#")}
    assert inner and inner <= set(reader.ids)


def test_the_headline_comes_before_the_questions_in_order(contents: Contents, page: str) -> None:
    places = [page.index(f"<section id='{section.name}'>") for section in contents.sections]
    assert page.index("data-name='headline'") < places[0] and places == sorted(places)
    text = markdown(contents, "/my home")
    assert text.index("### Headline") < text.index("## 1. ") < text.index("## 7. ")


def test_every_table_and_figure_names_query_and_cohort(contents: Contents, page: str) -> None:
    text = markdown(contents, "/my home")
    for query in {*(table.query for table in contents.tables), *(figure.query for figure in contents.figures)} - {""}:
        assert f"query <code>{query}</code>, cohort 2026-03-01-p" in page
        assert f"query [{query}](queries/{query}.sql), cohort 2026-03-01-p" in text
        assert f"wonton lake sql --file queries/{query}.sql" in page
    assert rerun("basins", "/my home") == "wonton lake sql --file queries/basins.sql --home '/my home'"


def test_text_is_escaped(page: str, contents: Contents) -> None:
    assert "no &lt;such&gt; &amp; name" in page and "SELECT 1 &lt; 2" in page
    row = Table("t", "T", "q", ({"a": "x|y"},), (column("a"),))
    shown = Contents("c", (), row, (), {"q": ""})
    assert "x\\|y" in markdown(shown, "h")
    assert "no &lt;such> & name" in markdown(contents, "h")


def test_csv_has_all_columns_unrounded(contents: Contents) -> None:
    table = next(table for table in contents.tables if table.name == "solved_by_run")
    (first, *_) = csv.DictReader(io.StringIO(table.csv().decode()))
    assert float(first["low"]) == table.rows[0]["low"]
    pairs = next(table for table in contents.tables if table.name == "distributed_pairs")
    rows = list(csv.DictReader(io.StringIO(pairs.csv().decode())))
    assert [row["distributed_solved"] for row in rows] == ["1", "1", "0", "0"]


def test_a_long_table_says_how_much_it_shows() -> None:
    rows = tuple({"a": number} for number in range(MOST_ROWS + 1))
    table = Table("t", "T", "q", rows, (column("a"),))
    text = markdown(Contents("c", (), table, (), {"q": ""}), "h")
    assert f"The first {MOST_ROWS} of {MOST_ROWS + 1} rows." in text
    assert table.csv().count(b"\n") == MOST_ROWS + 2
