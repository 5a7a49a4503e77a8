"""Rows of a search's trace: its statistics, and how the families fared on the goals."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from statistics import fmean

from wonton.core.families import Language
from wonton.core.tactics import tactic_family
from wonton.lake.committed import WORKED
from wonton.lake.reconcile.extract.variant import Place
from wonton.lake.reconcile.source import Found, JsonObject

_REASONS = ("expanded", "no_expansion", "blocked", "delayed", "terminal_node", "dead_node", "no_goal", "abort")
_FATES = ("closed", "children", "duplicate", "cycle", "depth", "failed")
_FAILURES = ("timeout", "crashed", "forbidden")


def events(data: bytes) -> Iterator[tuple[int, JsonObject | str]]:
    """Line numbers, from 1, with the event, or with what is wrong with the line."""
    for number, line in enumerate(data.splitlines(), 1):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, f"not JSON: {error}"
        else:
            yield number, value if isinstance(value, dict) else "not a JSON object"


def statistics(at: Place, trace: Sequence[JsonObject]) -> Found:
    """The row of `trace_stats`."""
    reasons = Counter(event["reason"] for event in trace)
    attempts = [attempt for event in trace for attempt in event["attempts"]]
    fates = Counter(attempt["status"] for attempt in attempts)
    failures = Counter(attempt["failure_kind"] for attempt in attempts if attempt["status"] == "failed")
    expanded = [event["node"] for event in trace if event["reason"] == "expanded"]
    row = (
        *at,
        len(trace),
        len(trace) - reasons["abort"],
        len({event["agent_id"] for event in trace}),
        *(reasons[name] for name in _REASONS),
        len(attempts) - fates["blocked"],
        *(fates[name] for name in _FATES),
        *(failures[name] for name in _FAILURES),
        fates["blocked"],
        fmean(node["depth"] for node in expanded) if expanded else None,
        len({node["signature"] for node in expanded}),
        max((event["totals"]["frontier"] for event in trace), default=0),
    )
    return {"trace_stats": [row]}


def goal_outcomes(at: Place, trace: Sequence[JsonObject], language: Language) -> Found:
    """The rows of `goal_outcomes`, sorted."""
    tried: Counter[tuple[str, str]] = Counter()
    worked: Counter[tuple[str, str]] = Counter()
    for event in trace:
        signature = event["node"]["signature"]
        for attempt in event["attempts"]:
            if attempt["status"] != "blocked":
                cell = (signature, _family(attempt["tactic"], language))
                tried[cell] += 1
                worked[cell] += attempt["status"] in WORKED
    return {"goal_outcomes": [(*at, *cell, tried[cell], worked[cell]) for cell in sorted(tried)]}


@lru_cache(maxsize=65536)
def _family(tactic: str, language: Language) -> str:
    return tactic_family(tactic, language).value
