"""What every section is handed."""

from __future__ import annotations

from collections.abc import Callable

from wonton.program.report.model import Row

#: Puts a query of the report, by name, to the lake: its rows, in the query's order.
Ask = Callable[[str], list[Row]]
