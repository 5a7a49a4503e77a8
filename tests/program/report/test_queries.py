"""The queries: each is one SELECT that binds against the lake's schema, and names one cohort and no other."""

from __future__ import annotations

from importlib.resources import files

import duckdb
import pytest

from wonton.program.report.lake import query, query_names

from .answers import ANSWERS

LOGS = "logs/2026-03-01-followup-2026-03"


@pytest.fixture(scope="module")
def empty() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute((files("wonton.lake") / "schema.sql").read_text(encoding="utf-8"))
    return connection


@pytest.mark.parametrize("name", query_names())
def test_a_query_is_one_select_about_the_cohort(name: str, empty: duckdb.DuckDBPyConnection) -> None:
    sql = query(name, LOGS)
    (statement,) = empty.extract_statements(sql)
    assert statement.type == duckdb.StatementType.SELECT
    assert f"'{LOGS}/'" in sql and "{" not in sql.replace("{'place'", "")
    assert empty.execute(sql).fetchall() == []


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_the_small_cohort_answers_with_columns_that_the_query_has(name: str, empty: duckdb.DuckDBPyConnection) -> None:
    columns = {column[0] for column in empty.execute(query(name, LOGS)).description or ()}
    assert all(set(row) <= columns for row in ANSWERS[name])


def test_a_quote_in_a_name_stays_a_name() -> None:
    assert "'logs/it''s/'" in query("basins", "logs/it's")


def test_every_query_is_known_to_a_section() -> None:
    assert set(query_names()) == {*ANSWERS, "cohort_runs"}
