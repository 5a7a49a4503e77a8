"""The SQL of datasets: what is one query, and what is refused before it runs."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from wonton.core.errors import SettingsError
from wonton.lake.jobs.query import check_query


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    found = duckdb.connect(":memory:")
    found.execute("CREATE TABLE t AS SELECT 1 AS a, 0.5::DOUBLE AS b")
    yield found
    found.close()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM t",
        "FROM t",
        "WITH x AS (SELECT a FROM t) SELECT count(*) FROM x ;  ",
        "-- a remark\nSELECT avg(b ORDER BY b), quantile_cont(b, 0.5) FROM t GROUP BY ALL",
        "SELECT unnest([1, 2]) UNION ALL SELECT a FROM t",
        "SELECT * FROM range(3)",
        "SELECT year(DATE '2026-01-01'), row_number() OVER (ORDER BY a) FROM t",
    ],
)
def test_a_query_may_run(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    assert connection.execute(f"SELECT * FROM ({check_query(connection, 'x', sql)}\n)").fetchall()


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("", "not one query"),
        ("-- nothing", "not one query"),
        ("SELECT 1; SELECT 2", "not one query"),
        ("SELECT 1; DROP TABLE t", "not one query"),
        ("DROP TABLE t", "not one query"),
        ("INSERT INTO t VALUES (1, 2)", "not one query"),
        ("DELETE FROM t", "not one query"),
        ("COPY t TO 'x.csv'", "not one query"),
        ("COPY (SELECT 1) TO '/tmp/x'", "not one query"),
        ("ATTACH 'x.db'", "not one query"),
        ("SET threads = 4", "not one query"),
        ("PRAGMA database_list", "not one query|reaches outside|describes tables"),
        ("CALL pragma_version()", "not one query"),
        ("INSTALL httpfs", "not one query"),
        ("EXPLAIN SELECT 1", "not one query"),
        ("CREATE TABLE u AS SELECT 1", "not one query"),
        ("SELEKT 1", "SELEKT"),
        ("DESCRIBE t", "describes tables"),
        ("SUMMARIZE t", "describes tables"),
        ("SHOW TABLES", "describes tables"),
        ("SELECT * FROM read_csv('/etc/passwd')", r"read_csv\(\) reaches outside"),
        ("SELECT * FROM read_text('/etc/passwd')", r"read_text\(\) reaches outside"),
        ("SELECT * FROM glob('/*')", r"glob\(\) reaches outside"),
        ("SELECT * FROM duckdb_settings()", "reaches outside"),
        ("SELECT * FROM query('DROP TABLE t')", "reaches outside"),
        ("SELECT * FROM t WHERE a IN (SELECT b FROM read_json('x'))", "reaches outside"),
        ("SELECT random()", r"random\(\) may say another thing"),
        ("SELECT uuid()", r"uuid\(\) may say another thing"),
        ("SELECT now()", r"now\(\) may say another thing"),
        ("SELECT current_date", "current_date may say another thing"),
        ("SELECT current_timestamp", "may say another thing"),
        ("SELECT nextval('s')", "may say another thing"),
        ("SELECT current_setting('threads')", "may say another thing"),
        ("SELECT * FROM t USING SAMPLE 10", "sample"),
        ("SELECT * FROM t TABLESAMPLE 10%", "sample"),
    ],
)
def test_what_is_refused(connection: duckdb.DuckDBPyConnection, sql: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as caught:
        check_query(connection, "mine", sql)
    assert "dataset mine" in str(caught.value)
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (1,)


def test_a_column_may_be_called_as_a_clock_is_if_its_table_is_named(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute('CREATE TABLE u AS SELECT 1 AS "today"')
    assert check_query(connection, "x", "SELECT u.today FROM u") == "SELECT u.today FROM u"
