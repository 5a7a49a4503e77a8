"""Rows of what `wonton postprocess` wrote beside a run's own files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from wonton.artifacts import layout
from wonton.lake.reconcile.extract.variant import Place
from wonton.lake.reconcile.source import Found, JsonObject, Source, compact

_STAGE = "measures"
_GED = ("ged_proof_graph", "ged_search_graph", "ged_search_graph_soft", "ged_trace_graph")
_BOUNDS = ("value", "lower", "upper", "normalised", "normalised_lower", "normalised_upper", "exact")
_VALIDITY = frozenset({"valid", "validity", "trace_source", "trace_completeness"})
_PATH = "solution_path_soft_distance"

Cells = tuple[Any, ...]
Extract = Callable[[str, str, str | None, Callable[[JsonObject], Found]], JsonObject | None]


def variant(at: Place, value: JsonObject) -> Found:
    """The rows of `variant_measures`."""
    rows = [(*at, other["reference"], *row) for other in value["comparisons"] for row in _beside(other)]
    return {"variant_measures": rows + [(*at, "", *row) for row in _alone(value)]}


def _beside(other: JsonObject) -> Iterator[Cells]:
    """Cells of a comparison with another variant, from `measure` on."""
    for name in _GED:
        yield (name, *(other[name][part] for part in _BOUNDS), *_validity(other[name]), None)
    yield from _parts("goal_novelty", other["goal_novelty"])
    path = other[_PATH]
    yield (_PATH, path["value"], None, None, path["normalised"], None, None, None, *_validity(path), None)
    yield from _parts(_PATH, {name: each for name, each in path.items() if name not in ("value", "normalised")})
    yield from _parts("trajectory_comparison", other["trajectory_comparison"])
    for name, number in sorted(other["tactic_fingerprint_divergence"].items()):
        yield _single(f"tactic_fingerprint_divergence.{name}", number, (number is not None, "", None, None))


def _alone(value: JsonObject) -> Iterator[Cells]:
    k = value["k_search_efficiency"]
    bounds = (k["k"], k["k_low"], k["k_high"], None, None, None, None)
    yield ("k_search_efficiency", *bounds, *_validity(k), k["reason"] or None)
    yield from _parts("k_search_efficiency", {**k, "k": None, "reason": None})
    yield from _parts("detours", value["detours"])
    failure = value["failure_analysis"]
    told = (True, "", None, None)
    if failure["reason"] is not None:
        yield _single("failure_analysis.reason", failure["reason"], told)
    for kind, count in sorted((failure["rejected"] or {}).items()):
        yield _single(f"failure_analysis.rejected.{kind}", count, told)


def _parts(measure: str, parts: Mapping[str, Any]) -> Iterator[Cells]:
    """A row for each number of a measure that has several."""
    for name, value in sorted(parts.items()):
        if name not in _VALIDITY and value is not None:
            yield _single(f"{measure}.{name}", value, _validity(parts))


def _single(measure: str, value: Any, validity: Cells) -> Cells:
    number = int(value) if isinstance(value, bool) else value
    text = value if isinstance(value, str) else None
    return (measure, None if text is not None else number, *(None,) * 6, *validity, text)


def _validity(value: Mapping[str, Any]) -> Cells:
    return (value["valid"], "; ".join(value["validity"]), value["trace_source"], value["trace_completeness"])


# -- a theorem


def theorem(extract: Extract, at: tuple[str, str], names: Collection[str]) -> None:
    """Add what lies in a theorem's folder beside the files of its variants."""
    if layout.GED_MATRIX in names:
        extract(_STAGE, layout.GED_MATRIX, None, lambda value: _matrix(at, value))
    if layout.ATTRACTOR_CLUSTERS in names:
        extract(_STAGE, layout.ATTRACTOR_CLUSTERS, None, lambda value: _clusters(at, value))


def _matrix(at: tuple[str, str], value: JsonObject) -> Found:
    rows = [
        (
            *(*at, value["family"], pair["a"], pair["b"]),
            *(pair[part] for part in _BOUNDS),
            *(pair["valid"], "; ".join(pair["validity"])),
        )
        for pair in value["pairs"]
    ]
    return {"ged_matrix": rows}


def _clusters(at: tuple[str, str], value: JsonObject) -> Found:
    members = {member["structure"]: member for member in value["members"]}
    how = (value["source"], value["method"], value["family"], value["threshold"])
    ending = (value["ambiguous"], value["valid"], "; ".join(value["validity"]))
    rows = []
    for number, cluster in enumerate(value["clusters"]):
        whole = (number, cluster["weight"], cluster["share"])
        for name in cluster["members"]:
            found = (members[name]["weight"], compact(members[name]["found_by"]))
            shape = (name == cluster["medoid"], cluster["diameter"])
            rows.append((*at, name, *how, *found, *whole, *shape, *ending))
    return {"attractor_clusters": rows, "step_invariants": _invariants(at, value["invariants"])}


def _invariants(at: tuple[str, str], found: JsonObject | None) -> list[Cells]:
    if found is None:
        return []
    proofs = found["proofs"]
    return [
        (*at, step["goal_sig"], step["family"], step["proofs"], proofs, 1 < proofs == step["proofs"])
        for step in found["steps"]
    ]


# -- a run


def run(source: Source) -> None:
    """Add what lies in the run directory itself."""
    if (source.folder / layout.POSTPROCESS_METRICS).exists():
        value = source.read(_STAGE, layout.POSTPROCESS_METRICS)
        if value is not None:
            source.take(_STAGE, layout.POSTPROCESS_METRICS, lambda: _whole(source.key, value))


def _whole(key: str, value: JsonObject) -> Found:
    cells = ("group", "goal_type", "family", "tactic", "attempts", "successes", "proof_steps")
    prints = [
        (key, row["variant"], row["theorems"], family, *counts)
        for row in value["tactic_fingerprints"]
        for family, *counts in zip(value["families"], row["tried"], row["worked"], row["proof"], strict=True)
    ]
    return {
        "goal_tactics": [(key, *(row[name] for name in cells)) for row in value["goal_tactics"]],
        "tactic_fingerprints": prints,
        "run_measures": [(key, *row) for row in _cells(value)],
    }


def _cells(value: JsonObject) -> Iterator[Cells]:
    failure = value["failure_analysis"]
    for row in failure["variants"]:
        for name in ("reasons", "rejected"):
            for kind, count in sorted(row[name].items()):
                yield (f"failure.{name}", row["variant"], kind, count)
    for row in failure["messages"]:
        yield ("failure.messages", row["message"], row["family"], row["count"])
    for row in value["tactic_fingerprints"]:
        for name, number in sorted((row["divergence_from_wild_type"] or {}).items()):
            yield ("fingerprint_divergence", row["variant"], name, number)
    for row in value["k_search_efficiency"]:
        for name in ("theorems", "with_k", "mean_k", "mean_k_low", "mean_k_high"):
            yield ("k_search_efficiency", row["variant"], name, row[name])
    similar = value["root_goal_similarity"]
    for item, near in zip(similar["items"], similar["nearest"], strict=True):
        if near is not None:
            yield ("root_goal_nearest", item, near["item_id"], near["similarity"])
    for row in value["basin_searches"]:
        for end, count in sorted(row["ends"].items()):
            yield ("basin_ends", row["searcher"], end, count)
