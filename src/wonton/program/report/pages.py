"""A report as pages: one Markdown text, and one HTML document that holds all of it and needs nothing else.

The HTML has its style and its figures in it, no script, no link to anything outside the report's folder.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from html import escape

from wonton.program.report.model import Contents, Figure, Section, Table

#: Rows of a table that a page shows at most; the CSV file has them all.
MOST_ROWS = 60

_INTRODUCTION = (
    "Every rate stands with its numerator, its denominator and a 95% Wilson interval; every mean, ratio and median of "
    "theorems with a 95% bootstrap interval over theorems, on which little can rest where they are fewer than six. "
    "Everything is of this cohort and of nothing else."
)
_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 Georgia, 'Times New Roman', serif; color: #1a1a1a; background: #fff; max-width: 72rem;
  margin: 2rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.7rem; line-height: 1.2; } h2 { margin-top: 2.6rem; border-top: 1px solid #bbb; padding-top: 1rem; }
h3 { font-size: 1rem; margin: 1.6rem 0 .3rem; }
table { border-collapse: collapse; font: 13px/1.35 system-ui, 'DejaVu Sans', sans-serif; margin: .3rem 0; }
th, td { padding: .2rem .6rem .2rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid #e2e2e2; }
th { border-bottom: 1px solid #555; font-weight: 600; }
.n { text-align: right;
  white-space: nowrap; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; } .note, .source, figcaption { font-size: .85rem; color: #444; }
.source code, pre { font-size: .8rem; } pre { background: #f4f4f4; padding: .7rem; overflow-x: auto; }
figure { margin: 1.2rem 0; } figure svg { max-width: 100%; height: auto; }
.answer { font-weight: 600; } .facts th { border-bottom: 1px solid #e2e2e2; }
details { margin: .2rem 0 .8rem; font-size: .85rem; } nav li { margin: .1rem 0; }
@media print { details { display: none; } body { max-width: none; } }
"""


def rerun(query: str, home: str) -> str:
    """The command that puts query `query` of this report to the lake again, from the report's folder."""
    return f"wonton lake sql --file queries/{query}.sql --home {shlex.quote(home)}"


# Markdown


def markdown(contents: Contents, home: str) -> str:
    """The report as Markdown, figures and tables linked by file."""
    parts = [f"# Report of cohort {contents.cohort}\n"]
    parts += ["\n".join(f"- {label}: {text}" for label, text in contents.facts) + "\n"]
    parts += [_markdown_table(contents.headline, contents.cohort), f"{_INTRODUCTION}\n"]
    parts += [f"`{rerun('NAME', home)}`, in this folder, puts the query NAME to the lake again.\n"]
    for number, section in enumerate(contents.sections, start=1):
        parts += [f"## {number}. {section.question}\n", f"**{section.answer}**\n"]
        parts += [_markdown_table(table, contents.cohort) for table in section.tables]
        parts += [_markdown_figure(figure, contents.cohort) for figure in section.figures]
    return "\n".join(parts)


def _markdown_table(table: Table, cohort: str) -> str:
    lines = [f"### {table.title}\n"]
    if table.rows:
        lines.append("| " + " | ".join(_cell(column.header) for column in table.shown) + " |")
        lines.append("| " + " | ".join("--:" if column.number else ":--" for column in table.shown) + " |")
        lines += ["| " + " | ".join(map(_cell, cells)) + " |" for cells in table.cells()[:MOST_ROWS]]
    else:
        lines.append("No rows.")
    lines.append("")
    lines += [f"{words}\n" for words in (_cut(table), table.note) if words]
    source = f"query [{table.query}](queries/{table.query}.sql)" if table.query else table.source
    lines.append(f"Source: {source}, cohort {cohort}; [all columns](tables/{table.name}.csv).\n")
    return "\n".join(lines)


def _markdown_figure(figure: Figure, cohort: str) -> str:
    source = f"Source: query [{figure.query}](queries/{figure.query}.sql), cohort {cohort}."
    return f"![{figure.title}](figures/{figure.name}.svg)\n\n*{figure.title}.* {figure.caption} {source}\n"


def _cell(text: str) -> str:
    return text.replace("<", "&lt;").replace("|", "\\|").replace("\n", " ")


def _cut(table: Table) -> str:
    left_out = len(table.rows) - MOST_ROWS
    return f"The first {MOST_ROWS} of {len(table.rows)} rows." if left_out > 0 else ""


# HTML


def html(contents: Contents, home: str, drawn: Mapping[str, str]) -> str:
    """The report as one document; `drawn` are its figures by name, as SVG."""
    title = f"Report of cohort {contents.cohort}"
    facts = "".join(f"<tr><th scope='row'>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in contents.facts)
    index = "".join(f"<li><a href='#{s.name}'>{escape(s.question)}</a></li>" for s in contents.sections)
    sections = "".join(_html_section(n, s, contents, home, drawn) for n, s in enumerate(contents.sections, start=1))
    return (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<link rel='icon' href='data:,'>"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n<h1>{escape(title)}</h1>\n"
        f"<table class='facts'>{facts}</table>\n{_html_table(contents.headline, contents, home)}"
        f"<p>{escape(_INTRODUCTION)}</p>\n<nav><ol>{index}</ol></nav>\n{sections}</body></html>\n"
    )


def _html_section(number: int, section: Section, contents: Contents, home: str, drawn: Mapping[str, str]) -> str:
    tables = "".join(_html_table(table, contents, home) for table in section.tables)
    figures = "".join(_html_figure(figure, contents, home, drawn[figure.name]) for figure in section.figures)
    return (
        f"<section id='{section.name}'><h2>{number}. {escape(section.question)}</h2>\n"
        f"<p class='answer'>{escape(section.answer)}</p>\n{tables}{figures}</section>\n"
    )


def _html_table(table: Table, contents: Contents, home: str) -> str:
    classes = [" class='n'" if column.number else "" for column in table.shown]
    heads = [f"<th scope='col'{c}>{escape(s.header)}</th>" for c, s in zip(classes, table.shown, strict=True)]
    rows = [
        "<tr>" + "".join(f"<td{c}>{escape(text)}</td>" for c, text in zip(classes, cells, strict=True)) + "</tr>"
        for cells in table.cells()[:MOST_ROWS]
    ]
    body = f"<thead><tr>{''.join(heads)}</tr></thead><tbody>{''.join(rows)}</tbody>"
    whole = f"<div class='wide'><table data-name='{table.name}'>{body}</table></div>" if rows else "<p>No rows.</p>"
    notes = "".join(f"<p class='note'>{escape(words)}</p>" for words in (_cut(table), table.note) if words)
    link = f"<a href='tables/{table.name}.csv'>CSV</a>"
    source = _html_source(table.query, contents, home, link, table.source)
    return f"<h3>{escape(table.title)}</h3>{whole}{notes}{source}\n"


def _html_figure(figure: Figure, contents: Contents, home: str, svg: str) -> str:
    caption = f"<b>{escape(figure.title)}.</b> {escape(figure.caption)}"
    source = _html_source(figure.query, contents, home, f"<a href='figures/{figure.name}.svg'>SVG</a>")
    return f"<figure id='figure-{figure.name}'>{svg}<figcaption>{caption}</figcaption>{source}</figure>\n"


def _html_source(query: str, contents: Contents, home: str, link: str, words: str = "") -> str:
    """Where something comes from, with the query and the command that puts it again, folded away."""
    cohort = escape(contents.cohort)
    if not query:
        return f"<p class='source'>Source: {escape(words)}, cohort {cohort}; {link}.</p>"
    return (
        f"<details><summary class='source'>Source: query <code>{query}</code>, cohort {cohort}; {link}.</summary>"
        f"<pre>{escape(rerun(query, home))}\n\n{escape(contents.queries[query])}</pre></details>"
    )
