"""What a report is made of: tables with what a reader sees of them, figures, and the sections that hold both.

A table keeps every number unrounded, for its CSV file; `shown` says what of it stands on the page, and how.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: A row of a table, column by column: text, numbers, truth values or None.
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """One column as a page shows it: its header, and a row's text in it. Numbers stand to the right."""

    header: str
    text: Callable[[Row], str]
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `name` is the stem of its CSV file, `query` that of the query that its rows come from; where they come
    from no single query it is `""`, and `source` says where from. All rows have the columns of the first. `note` is
    read below it."""

    name: str
    title: str
    query: str
    rows: tuple[Row, ...]
    shown: tuple[Shown, ...]
    note: str = ""
    source: str = ""

    def csv(self) -> bytes:
        """All rows with all columns, unrounded; None is an empty field, truth is 1 or 0."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        if self.rows:
            writer.writerow(self.rows[0])
        writer.writerows([_field(value) for value in row.values()] for row in self.rows)
        return buffer.getvalue().encode()

    def cells(self) -> list[list[str]]:
        """The texts of the page, row by row."""
        return [[column.text(row) for column in self.shown] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: `spec` is its Vega-Lite specification, `marks` how many data points it shows. `name` is the stem of
    its SVG file, `query` that of the query that its data come from."""

    name: str
    title: str
    query: str
    caption: str
    spec: Mapping[str, Any]
    marks: int


@dataclass(frozen=True, slots=True)
class Section:
    """One question with its answer in words, and what the answer rests on."""

    name: str
    question: str
    answer: str
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """A whole report: the cohort's name, facts about it as (label, text), the headline table, the sections, and the
    queries by name, each as it was put to the lake."""

    cohort: str
    facts: tuple[tuple[str, str], ...]
    headline: Table
    sections: tuple[Section, ...]
    queries: Mapping[str, str]

    @property
    def tables(self) -> list[Table]:
        """All tables, the headline first."""
        return [self.headline, *(table for section in self.sections for table in section.tables)]

    @property
    def figures(self) -> list[Figure]:
        """All figures, in order."""
        return [figure for section in self.sections for figure in section.figures]


def _field(value: object) -> object:
    if value is None:
        return ""
    return int(value) if isinstance(value, bool) else value


# What texts of a page are made with


def column(header: str, name: str = "") -> Shown:
    """The column `name` (the header, where none is given) as it is; nothing for None."""
    return Shown(header, lambda row: plain(row[name or header]))


def count(header: str, name: str = "") -> Shown:
    """A column of whole numbers."""
    return Shown(header, lambda row: plain(row[name or header]), number=True)


def decimal(header: str, name: str) -> Shown:
    """A column of numbers, with two digits after the point."""
    return Shown(header, lambda row: fixed(row[name]), number=True)


def ratio(header: str, prefix: str = "") -> Shown:
    """`12/24` of the columns `<prefix>numerator` and `<prefix>denominator`."""
    return Shown(header, lambda row: f"{row[prefix + 'numerator']}/{row[prefix + 'denominator']}", number=True)


def share(header: str, name: str) -> Shown:
    """A column of proportions, as percentages."""
    return Shown(header, lambda row: percent(row[name]), number=True)


def span(header: str, prefix: str = "") -> Shown:
    """The interval of a mean or a median, from the columns `<prefix>low`, `<prefix>high` and `<prefix>method`."""
    return Shown(header, lambda row: ends(row, prefix), number=True)


def ends(row: Row, prefix: str = "") -> str:
    """The same as text. Where all rows behind it are equal there is nothing to resample: that is said instead."""
    if row[f"{prefix}method"] == "constant":
        return "all equal" if row[f"{prefix}n"] > 1 else "one case"
    return interval(*(fixed(row[prefix + end]) for end in ("low", "high")))


def in_words(row: Row, prefix: str = "") -> str:
    """The same for a sentence: nothing where there is no interval."""
    text = ends(row, prefix)
    return f" ({text})" if text and not text.startswith("[") else f" {text}".rstrip()


def share_span(header: str, low: str, high: str) -> Shown:
    """An interval of proportions, as percentages."""
    return Shown(header, lambda row: interval(percent(row[low]), percent(row[high])), number=True)


def plain(value: object) -> str:
    """A value as text: nothing for None, yes or no for truth."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def fixed(value: float | None, digits: int = 2) -> str:
    """A number with so many digits after the point; nothing for None."""
    text = "" if value is None else f"{value:.{digits}f}"
    return text.removeprefix("-") if text and not float(text) else text


def percent(value: float | None) -> str:
    """A proportion as a percentage; nothing for None."""
    return "" if value is None else f"{value:.1%}"


def interval(low: str, high: str) -> str:
    """`[low, high]`; nothing where an end is unknown."""
    return f"[{low}, {high}]" if low and high else ""


def joined(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
