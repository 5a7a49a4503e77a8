"""Rows of a run's summary: its own counts and rates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wonton.lake.reconcile.source import Found, JsonObject

Cells = tuple[Any, ...]


def aggregates(key: str, value: JsonObject) -> Found:
    """The rows of `aggregates`."""
    return {"aggregates": [(key, *row) for row in _rows(value)]}


def _rows(value: JsonObject) -> Iterator[Cells]:
    for name, count in sorted(value["counts"].items()):
        yield ("counts", "", name, count, None, None, None, None)
    for name, rate in sorted(value["rates"].items()):
        if name != "rungs":
            yield ("rates", "", name, *_rate(rate))
    for rung, rate in sorted(value["rates"].get("rungs", {}).items()):
        yield ("rungs", "", rung, *_rate(rate))
    done = value["counts"]["theorems"]
    for tier in value.get("tiers", []):
        yield ("tiers", str(tier["tier"]), "solved", tier["solved"], tier["solved"], done, None, None)
    outcomes = value.get("outcomes")
    if outcomes is not None:
        yield from _outcomes("control_null", outcomes["control_null"])
        yield from _outcomes("lesions", outcomes["lesions"])
        for lesion, rates in sorted(outcomes["by_lesion"].items()):
            yield from _outcomes(lesion, rates)
    for estimator, pooled in sorted((value.get("k") or {}).items()):
        yield from _pooled(estimator, pooled)


def _rate(rate: JsonObject) -> Cells:
    return (rate["value"], rate["numerator"], rate["denominator"], rate["wilson_low"], rate["wilson_high"])


def _outcomes(subject: str, rates: JsonObject) -> Iterator[Cells]:
    for denominator in ("main", "strict"):
        for outcome, rate in sorted(rates[denominator].items()):
            yield (f"outcomes.{denominator}", subject, outcome, *_rate(rate))
    yield ("outcomes.rescue", subject, "rescue", *_rate(rates["rescue"]))
    yield ("outcomes.escaped", subject, "escaped", rates["escaped"], None, None, None, None)


def _pooled(estimator: str, pooled: JsonObject) -> Iterator[Cells]:
    for name in ("mean", "median"):
        interval = pooled[f"{name}_interval"] or {}
        yield ("k", estimator, name, pooled[name], None, None, interval.get("low"), interval.get("high"))
    for name in ("points", "lower_bounds", "upper_bounds", "undefined"):
        yield ("k", estimator, name, pooled[name], None, None, None, None)
