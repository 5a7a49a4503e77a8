"""The report of a cohort: what the lake says of it, as one folder of pages, tables, figures and queries.

    model        tables, figures, sections
    statistics   rates, means and medians with their intervals
    charts       the kinds of charts, drawn as SVG
    lake         the cohort's part of the lake, asked by the queries in `queries/`
    sections     a module for each question, and the headline table
    pages        the Markdown and the HTML page
    write        the folder

Every number comes from a query over the lake that the report names and holds, so that it can be put again.
"""

from __future__ import annotations

from wonton.program.report.write import WrittenReport, default_folder, write_report

__all__ = ["WrittenReport", "default_folder", "write_report"]
