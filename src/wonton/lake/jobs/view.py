"""What the queries of a job see of the lake: the rows of its runs and of its reference, and digests of them.

Whatever else the lake holds (other runs, other references, jobs, times of files) is out of sight, so that a job over
the same runs says the same in any lake.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from wonton.lake.schema import run_tables, tables

if TYPE_CHECKING:
    import duckdb

#: Columns that may differ between two executions of one run: times, memory, and how much was remembered from before.
TIMED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "runs": ("started", "seconds"),
        "variant_metrics": ("seconds", "assistant_seconds", "check_seconds"),
        "basin_seeds": ("seconds", "assistant_seconds", "check_seconds", "asked"),
        "external_results": ("cpu_seconds", "wall_seconds", "memory_mb", "executor"),
    }
)
#: Tables that tell of the lake and the disk, not of runs: no dataset may read them.
HIDDEN = frozenset({"schema_info", "roots", "scans", "files", "job_runs"})
#: The commands of the cohorts of `selected_runs`. Those of p6 and p7 come and go while jobs run, and command lines hold
#: paths of the machine.
_COMMANDS = """
SELECT * EXCLUDE (argv) FROM {main}.cohort_commands
WHERE phase NOT IN ('p6', 'p7') AND cohort IN (SELECT cohort FROM {chosen})
"""


def read_tables() -> tuple[str, ...]:
    """The tables with rows of runs that datasets may read."""
    return tuple(name for name in run_tables() if name not in HIDDEN)


def contents(connection: duckdb.DuckDBPyConnection, keys: Sequence[str], members: Sequence[str]) -> dict[str, Any]:
    """Digests of all that the queries of a job over the runs `keys` can read of them, `TIMED` left out.

    `members` are the runs of the job's reference, of which queries see the settings. A digest of a table is the number
    of its rows and the sum of their hashes, so that no order matters.
    """
    chosen = "(SELECT * FROM runs WHERE run_key IN (SELECT unnest($keys)))"
    parts = " UNION ALL ".join(map(_summed, read_tables()))
    found = connection.execute(
        f"SELECT run_key, any_value(run_id), md5(string_agg(part, chr(10) ORDER BY part)) FROM {chosen} "
        f"JOIN ({parts}) USING (run_key) GROUP BY run_key ORDER BY run_key",
        {"keys": list(keys)},
    ).fetchall()
    commands = connection.execute(
        "SELECT cohort, count(*)::VARCHAR || ' ' || sum(md5_number_lower(c::VARCHAR)) "
        f"FROM ({_COMMANDS.format(main='main', chosen=chosen)}) AS c GROUP BY cohort ORDER BY cohort",
        {"keys": list(keys)},
    ).fetchall()
    settings = connection.execute(
        f"SELECT part FROM ({_summed('runs')}) ORDER BY run_key", {"keys": list(members)}
    ).fetchall()
    return {
        "runs": [{"run_key": key, "run_id": run_id, "content": content} for key, run_id, content in found],
        "commands": [{"cohort": cohort, "content": content} for cohort, content in commands],
        "members": [part for (part,) in settings],
    }


def _summed(table: str) -> str:
    """A query for the digest of `table` for each of the runs `$keys`."""
    left_out = ", ".join(("root_id", *TIMED["runs"])) if table == "runs" else ", ".join(TIMED.get(table, ()))
    columns = f"* EXCLUDE ({left_out})" if left_out else "*"
    return (
        f"SELECT run_key, '{table} ' || count(*) || ' ' || sum(md5_number_lower(t::VARCHAR)) AS part "
        f"FROM (SELECT {columns} FROM {table} WHERE run_key IN (SELECT unnest($keys))) AS t GROUP BY run_key"
    )


def narrow(connection: duckdb.DuckDBPyConnection) -> None:
    """Put views of the same names before the lake's tables, with the rows that the job's queries may see.

    `selected_runs` and `job_context` must stand. The connection sees no more than that from here on.
    """
    row = connection.execute("SELECT current_database()").fetchone()
    main = f'"{row[0] if row else ""}".main'
    ours = "ref_id = (SELECT ref_id FROM job_context)"
    selected = "run_key IN (SELECT run_key FROM selected_runs)"
    members = f"run_key IN (SELECT run_key FROM {main}.reference_members WHERE {ours})"
    views = {name: f"SELECT * FROM {main}.{name} WHERE {selected}" for name in (*read_tables(), *_views())}
    views |= {name: f"SELECT * FROM {main}.{name} WHERE {ours}" for name in tables() if name.startswith("reference_")}
    views["runs"] = f"SELECT * EXCLUDE (root_id) FROM {main}.runs WHERE {selected} OR {members}"
    views["k_scores"] = (
        f"SELECT * FROM {main}.k_scores WHERE {selected} AND {ours} AND alpha = (SELECT alpha FROM job_context)"
    )
    views["cohort_commands"] = _COMMANDS.format(main=main, chosen="selected_runs")
    for name, sql in views.items():
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {sql}")


def _views() -> tuple[str, ...]:
    return tuple(table.name for table in tables().values() if table.is_view)
