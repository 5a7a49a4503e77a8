"""The run as a whole, from the files of its theorems: matrices, fingerprints, failures, similarity of root goals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from pathlib import Path
from typing import Any

from wonton.artifacts import layout
from wonton.artifacts.layout import VariantFile
from wonton.artifacts.read import read_json
from wonton.artifacts.trees import unpack
from wonton.core.families import FAMILIES
from wonton.lake.postprocess.tactics import merged_goal_tactics
from wonton.metrics.distances import TreeDistances, normalised
from wonton.metrics.fingerprints import Fingerprint, jensen_shannon, summed

Json = dict[str, Any]
_SHOWN = 20


@dataclass(frozen=True)
class Measured:
    """A variant's measures, with the theorem they are of."""

    item_id: str
    variant: str
    value: Mapping[str, Any]


def measured(run_dir: Path, folders: Sequence[str]) -> Iterator[Measured]:
    """The measures of all variants in `folders`, in order of folders and names of files."""
    for folder in folders:
        for path in sorted((run_dir / folder).glob(f"*{VariantFile.MEASURES.suffix}")):
            value = read_json(path)
            yield Measured(value["item_id"], value["variant"], value)


def aggregate(run_dir: Path, folders: Sequence[str]) -> Json:
    """The run's matrices over the theorems in `folders`, whose files are all current. Raises `ArtifactError`."""
    rows = list(measured(run_dir, folders))
    by_variant: dict[str, list[Measured]] = {}
    for row in rows:
        by_variant.setdefault(row.variant, []).append(row)
    ordered = sorted(by_variant.items(), key=lambda item: (group_of(item[0]), item[0]))
    return {
        "families": [family.value for family in FAMILIES],
        "goal_tactics": _goal_tactics(rows),
        "tactic_fingerprints": _fingerprints(ordered),
        "failure_analysis": _failures(ordered),
        "k_search_efficiency": [_efficiency(variant, found) for variant, found in ordered],
        "root_goal_similarity": root_goal_similarity(run_dir, folders),
        "basin_searches": _basin_searches(run_dir, folders),
    }


def group_of(variant: str) -> int:
    """0 for the wild type, 1 for its control, 2 for lesions."""
    return {layout.WILD_TYPE: 0, layout.CONTROL_NULL: 1}.get(variant, 2)


_GROUPS = ("wild_type", "control_null", "lesions")


def _goal_tactics(rows: Sequence[Measured]) -> list[Json]:
    found = []
    for number, group in enumerate(_GROUPS):
        parts = [row.value["goal_tactics"] for row in rows if group_of(row.variant) == number]
        found += [{"group": group, **cell} for cell in merged_goal_tactics(parts)]
    return found


def _fingerprints(ordered: Sequence[tuple[str, Sequence[Measured]]]) -> list[Json]:
    """A fingerprint per variant, summed over theorems; divergences are from the wild types of the same theorems."""
    wild = {row.item_id: row for variant, rows in ordered if variant == layout.WILD_TYPE for row in rows}
    found = []
    for variant, rows in ordered:
        whole = [row for row in rows if row.value["tactic_fingerprint"] is not None]
        both = [r for r in whole if r.item_id in wild and wild[r.item_id].value["tactic_fingerprint"] is not None]
        here, there = (summed(map(_fingerprint, part)) for part in (both, [wild[row.item_id] for row in both]))
        divergence = None
        if variant != layout.WILD_TYPE:
            divergence = {
                "tried": jensen_shannon(here.tried, there.tried),
                "worked": jensen_shannon(here.worked, there.worked),
                "proof": jensen_shannon(here.proof, there.proof),
            }
        total = summed(map(_fingerprint, whole)).to_json()
        found.append({"variant": variant, "theorems": len(whole), **total, "divergence_from_wild_type": divergence})
    return found


def _fingerprint(row: Measured) -> Fingerprint:
    value = row.value["tactic_fingerprint"]
    return Fingerprint(tuple(value["tried"]), tuple(value["worked"]), tuple(value["proof"]))


def _failures(ordered: Sequence[tuple[str, Sequence[Measured]]]) -> Json:
    """Counts by variant, and the classes of messages that came most often; their counts are over all searches."""
    variants = []
    messages: Counter[tuple[str, str]] = Counter()
    for variant, rows in ordered:
        parts = [row.value["failure_analysis"] for row in rows]
        rejected: Counter[str] = Counter()
        for part in parts:
            rejected.update(part["rejected"] or {})
            messages.update({(m["message"], m["family"]): m["count"] for m in part["messages"] or ()})
        reasons = Counter(part["reason"] for part in parts if part["reason"] is not None)
        variants.append(
            {
                "variant": variant,
                "theorems": len(rows),
                "solved": sum(bool(row.value["solved"]) for row in rows),
                "reasons": dict(sorted(reasons.items())),
                "rejected": dict(sorted(rejected.items())),
            }
        )
    top = sorted(messages.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN]
    return {"variants": variants, "messages": [{"message": m, "family": f, "count": n} for (m, f), n in top]}


def _efficiency(variant: str, rows: Sequence[Measured]) -> Json:
    """Means of trace K over the theorems where it is valid."""
    found = [row.value["k_search_efficiency"] for row in rows]
    known = [value for value in found if value["k"] is not None]
    means = {
        f"mean_{name}": fsum(value[name] for value in known) / len(known) if known else None
        for name in ("k", "k_low", "k_high")
    }
    return {"variant": variant, "theorems": len(rows), "with_k": len(known), **means}


def root_goal_similarity(run_dir: Path, folders: Sequence[str]) -> Json:
    """How alike the theorems' first goals are: `1 - normalised tree distance`, and each theorem's nearest other one.

    `distances[i]` are the tree distances of theorem i from the theorems before it; with the `sizes` s (nodes)
    similarity is `(s_i + s_j - d) / (s_i + s_j + d)`.
    """
    items, trees = list[str](), []
    for folder in folders:
        path = run_dir / folder / layout.GED_MATRIX
        value = read_json(path) if path.is_file() else None
        if value is not None and value["root_goal"] is not None:
            items.append(value["item_id"])
            trees.append(unpack(value["root_goal"]["trees"])[value["root_goal"]["root"]])
    sizes = [sum(1 for _ in tree.walk()) for tree in trees]
    between = TreeDistances().pairwise(trees) if trees else []
    alike = [[1 - normalised(d, sizes[i] + sizes[j]) for j, d in enumerate(row)] for i, row in enumerate(between)]
    nearest = []
    for i, row in enumerate(alike):
        others = [(similarity, -j) for j, similarity in enumerate(row) if j != i]
        best = max(others, default=None)
        nearest.append(None if best is None else {"item_id": items[-best[1]], "similarity": best[0]})
    return {
        "items": items,
        "sizes": sizes,
        "distances": [row[:i] for i, row in enumerate(between)],
        "nearest": nearest,
        "valid": bool(items),
        "validity": [] if items else ["no root goal was recorded"],
    }


def _basin_searches(run_dir: Path, folders: Sequence[str]) -> list[Json]:
    """Of a basin: how its seeds' searches ended, per searcher; empty for another run."""
    ends: dict[str, Counter[str]] = {}
    for folder in folders:
        path = run_dir / folder / layout.BASIN_SEEDS
        for row in read_json(path)["seeds"] if path.is_file() else ():
            for searcher in ("agent", "blind"):
                if row.get(searcher) is not None:
                    ends.setdefault(searcher, Counter())[str(row[searcher]["status"])] += 1
    return [
        {"searcher": searcher, "searches": sum(counts.values()), "ends": dict(sorted(counts.items()))}
        for searcher, counts in sorted(ends.items())
    ]
