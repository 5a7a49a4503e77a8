"""The SQL of datasets: one SELECT, the same rows every time, and nothing of the world outside the lake.

DuckDB's own parser says what a text is; a query is refused before it runs, never repaired.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wonton.core.errors import SettingsError
from wonton.lake.jobs.view import HIDDEN

if TYPE_CHECKING:
    import duckdb

#: Table functions that make their rows from their arguments alone.
_TABLE_FUNCTIONS = frozenset({"unnest", "range", "generate_series"})
#: What asks the clock, the session or the configuration, as a function or, some of them, as a bare word.
_CONTEXT = frozenset(
    "age current_catalog current_database current_date current_localtime current_localtimestamp current_role "
    "current_schema current_schemas current_setting current_time current_timestamp current_user get_current_time "
    "get_current_timestamp getenv getvariable in_search_path localtime localtimestamp now session_user today "
    "transaction_timestamp txid_current user version".split()
)
_REMEDY = "Write one SELECT (WITH ... included) over selected_runs, job_context and the lake's tables."


def check_query(connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> str:
    """`sql` without its final semicolon, if dataset `name` may run it. Raises `SettingsError`, saying why not.

    Refused are: text that is not exactly one SELECT; functions that read files or the catalogue, and files as tables;
    tables that tell of the lake and not of runs, and names with a schema, which reach past what a job may see; whatever
    may say another thing the next time (random numbers, clocks, settings, samples).
    """
    import duckdb

    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise SettingsError(f"dataset {name}: {error}", _REMEDY) from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        kinds = ", ".join(str(each.type).rsplit(".", 1)[-1] for each in statements) or "none"
        raise SettingsError(f"dataset {name}: the SQL is not one query (statements: {kinds})", _REMEDY)
    problem = _problem(_parsed(connection, name, sql), _volatile(connection))
    if problem:
        raise SettingsError(f"dataset {name}: {problem}", _REMEDY)
    return statements[0].query.strip().rstrip(";").rstrip()


def _parsed(connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> Any:
    row = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    found = json.loads(row[0]) if row else {}
    if found.get("error", True):
        message = found.get("error_message", "it cannot be parsed")
        raise SettingsError(f"dataset {name}: {message}", _REMEDY)
    return found["statements"]


def _volatile(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    rows = connection.execute("SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability = 'VOLATILE'")
    return frozenset(name for (name,) in rows.fetchall()) - {"error"}


def _problem(tree: Any, volatile: frozenset[str]) -> str:
    """What speaks against the parsed query; `""` where nothing does."""
    named = {str(node["key"]).lower() for node in _nodes(tree) if set(node) == {"key", "value"}}
    for node in _nodes(tree):
        kind = node.get("type")
        if kind == "BASE_TABLE" and (problem := _table_problem(node, named)):
            return problem
        if node.get("sample"):
            return "a sample is drawn anew every time"
        if kind == "SHOW_REF":
            return "it describes tables, it does not query them"
        if kind == "TABLE_FUNCTION":
            function = str(node["function"]["function_name"]).lower()
            if function not in _TABLE_FUNCTIONS:
                return f"the table function {function}() reaches outside the lake's tables"
        elif node.get("class") == "FUNCTION":
            function = str(node["function_name"]).lower()
            if function in volatile or function in _CONTEXT:
                return f"{function}() may say another thing the next time"
        elif node.get("class") == "COLUMN_REF":
            words = [str(word).lower() for word in node.get("column_names", [])]
            if len(words) == 1 and words[0] in _CONTEXT:
                return f"{words[0]} may say another thing the next time"
    return ""


def _table_problem(node: dict[str, Any], named: set[str]) -> str:
    """What speaks against a table that is read; `named` are the names that the query itself gives."""
    name = str(node["table_name"]).lower()
    if node.get("schema_name") or node.get("catalog_name"):
        return f"{name} is named with its schema: the lake's tables have plain names"
    if name not in named and (name in HIDDEN or name.startswith(("duckdb_", "pragma_", "sqlite_"))):
        return f"{name} tells of the lake itself, not of runs"
    return ""


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every JSON object of a parsed statement."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
