"""The lake: artifacts of many runs as tables of one DuckDB file, and what is computed over them.

    lake        `<home>/lake/lake.duckdb`; a copy of what files say, which can be deleted and made again
    locator     how a folder is called in the lake: relative to the home where it lies in it, else absolute
    key         16 hex digits of the SHA-256 of a locator: `run_key`, `root_id`
    reconcile   make the lake say what the runs under a logs root say now

DuckDB is loaded when a lake is opened, not before. Tables and columns: `schema.sql`, docs/reference/lake.md.
"""

from wonton.lake.connection import LakeBusyError, lake_path, open_lake

__all__ = ["LakeBusyError", "lake_path", "open_lake"]
