"""The summary of an external run: counts by outcome, costs, and, before all else, the alarms."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wonton.artifacts import layout, write
from wonton.artifacts.read import read_json
from wonton.external.base import OUTCOMES
from wonton.metrics.rates import Rate

#: Outcomes that a faster or larger machine might have changed.
_NONDETERMINISTIC = ("timeout", "memory_out", "crashed")


def write_summary(run_dir: Path, item_ids: Sequence[str], failed: Mapping[str, str]) -> dict[str, Any]:
    """Write `summary.json.gz` from the problems' folders, in sorted order; gives it. Raises `ArtifactError`."""
    done = [item_id for item_id in sorted(item_ids) if item_id not in failed]
    rows = [read_json(layout.theorem_folder(run_dir, item_id) / layout.EXTERNAL_RESULT) for item_id in done]
    summary = summarise(rows, failed)
    write.write_json(run_dir / layout.SUMMARY, summary)
    return summary


def summarise(rows: Sequence[Mapping[str, Any]], failed: Mapping[str, str]) -> dict[str, Any]:
    """The summary from the contents of `result.json` files, sorted by item. `failed` were given up, with the reason.

    `alarms` are the answers that contradict what their problem states: prover, problem or we are wrong, and the run is
    not to be used before it is known which.
    """
    outcomes = Counter(row["outcome"] for row in rows)
    verdicts = Counter(row["verdict"] for row in rows)
    nondeterministic = sum(outcomes[name] for name in _NONDETERMINISTIC)
    return {
        "alarms": [_alarm(row) for row in rows if row["verdict"] == "wrong"],
        "counts": {
            "problems": len(rows) + len(failed),
            "solved": sum(row["solved"] for row in rows),
            "failed": len(failed),
            **{outcome: outcomes[outcome] for outcome in OUTCOMES},
        },
        "verdicts": {name: verdicts[name] for name in ("correct", "wrong", "unsolved", "unchecked")},
        "rates": {"solved": Rate(sum(row["solved"] for row in rows), len(rows)).to_json()},
        "deterministic": nondeterministic == 0,
        "nondeterministic": nondeterministic,
        "failed": dict(sorted(failed.items())),
        "problems": [_row(row) for row in rows],
        "timings": _costs(rows),
    }


def _alarm(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: row[name] for name in ("item_id", "expected", "status")}


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    left_out = ("timings", "format_version")
    return {name: value for name, value in row.items() if name not in left_out}


def _costs(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Seconds and memory over the problems that were run."""
    ran = [row["timings"] for row in rows if row["timings"]]
    return {
        "cpu_seconds": math.fsum(cost["cpu_seconds"] for cost in ran),
        "wall_seconds": math.fsum(cost["wall_seconds"] for cost in ran),
        "peak_memory_mb": max((cost["memory_mb"] for cost in ran), default=0.0),
        "executors": sorted({cost["executor"] for cost in ran}),
    }
