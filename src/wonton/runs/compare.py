"""Two runs side by side, item by item: what each solved, at what cost, and by which steps.

Reads artifacts only. Items are paired by id, wild types compared. Proofs of different assistants cannot be compared by
their tactics or hashes; their action summaries can (see `wonton.core.actions`).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

from wonton.artifacts.compare import differing
from wonton.artifacts.layout import WILD_TYPE
from wonton.artifacts.read import RunReader, TheoremReader
from wonton.core.errors import SettingsError, WontonError
from wonton.corpus import open_corpus
from wonton.metrics.bootstrap import mean_interval
from wonton.metrics.comparison import edit_distance
from wonton.metrics.pairing import cost_ratios, count_pairs, shares
from wonton.runs.home import Home

#: The topic of an item, `""` where it is not known.
Topics = Callable[[str], str]
UNKNOWN_TOPIC = "unknown"


@dataclass(frozen=True, slots=True)
class Side:
    """What one run says of one item: solved or not, its cost in attempts, its proof's operators (parents before
    children, left to right), effects, and structure hash (`""` where unsolved)."""

    item_id: str
    solved: bool
    tau: int
    operators: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    structure: str = ""


def topics_of(home: Home, run: RunReader) -> Topics:
    """The topics of a run's items, from the build of the corpus that it names; none where that is not in this home."""
    try:
        corpus = open_corpus(home.root, run.config()["settings"]["corpus"])
    except WontonError:
        return lambda item_id: ""
    known = {item.item_id: item.topic for item in corpus.all_items}
    return lambda item_id: known.get(item_id, "")


def compare_runs(first: RunReader, second: RunReader, topic: Topics) -> dict[str, Any]:
    """The comparison as JSON values: counts, rates with intervals, tests, a row per item.

    Raises `SettingsError` where the runs share no item or one is a basin run, `ArtifactError` where one cannot be read.
    """
    for run in (first, second):
        if "basin" in run.config():
            raise SettingsError(
                f"run {run.run_dir.name} is a basin run, which has no wild types to be compared",
                "`wonton show` shows its basins; with --lesions beside a run with lesions.",
            )
    sides = [{side.item_id: side for side in map(read_side, _judged(run))} for run in (first, second)]
    pairs = _paired(*sides)
    if not pairs:
        raise SettingsError(
            f"the runs {first.run_dir.name} and {second.run_dir.name} have no finished item in common",
            "Compare runs over the same corpus, or over two that `wonton corpus build paired` made.",
        )
    topics = {one.item_id: topic(one.item_id) or UNKNOWN_TOPIC for one, _ in pairs}
    return {
        "runs": [headline(run) for run in (first, second)],
        **compare_sides(*sides),
        "topics": {
            name: _counts(p for p in pairs if topics[p[0].item_id] == name) for name in sorted(set(topics.values()))
        },
        "structure": _structure(pairs, _comparable(first.config(), second.config())),
        "items": [_row(one, two, topics[one.item_id]) for one, two in pairs],
    }


def compare_sides(first: Mapping[str, Side], second: Mapping[str, Side]) -> dict[str, Any]:
    """Who solved what, and at what cost, over the items (by id) that both have; also where there are none."""
    pairs = _paired(first, second)
    return {
        "left_out": {"first": sorted(first.keys() - second.keys()), "second": sorted(second.keys() - first.keys())},
        "all": _counts(pairs),
        "first_only": [one.item_id for one, two in pairs if one.solved and not two.solved],
        "second_only": [one.item_id for one, two in pairs if two.solved and not one.solved],
        "attempts_ratio": _ratios(pairs),
    }


def moved_between(one: Mapping[str, Any], two: Mapping[str, Any], apart: Container[str]) -> list[str]:
    """What the configs of two runs differ in that decides results, beside the settings and versions that are named
    `apart`: dotted names, sorted; `theorems` where they are over other items."""
    return differing(_deciding(one, apart), _deciding(two, apart))


def _deciding(config: Mapping[str, Any], apart: Container[str]) -> dict[str, Any]:
    told = {
        part: {name: value for name, value in config[part].items() if name not in apart}
        for part in ("settings", "versions")
    }
    items = [theorem["item_id"] for theorem in config["theorems"]]
    return {**told, "theorems": items, "basin": config.get("basin")}


def _paired(first: Mapping[str, Side], second: Mapping[str, Side]) -> list[tuple[Side, Side]]:
    return [(first[item_id], second[item_id]) for item_id in sorted(first.keys() & second.keys())]


def _judged(run: RunReader) -> Iterable[TheoremReader]:
    """The theorems that count: finished, and not refused by the assistant."""
    return [reader for reader in run.theorems() if reader.done and reader.theorem()["status"] != "refused"]


def read_side(reader: TheoremReader) -> Side:
    """What the wild type of a finished theorem came to. Raises `ArtifactError`."""
    metrics, graph = reader.metrics(WILD_TYPE) or {}, reader.graph(WILD_TYPE) or {}
    tau = int(metrics["attempts"]["tau"])
    if not metrics["solved"]:
        return Side(reader.item_id, False, tau)
    proof = graph["proof"]
    actions = [edge["action"] for edge in _steps(proof["edges"])]
    return Side(
        reader.item_id,
        True,
        tau,
        tuple(action["operator"] for action in actions),
        tuple(effect for action in actions for effect in action["effects"]),
        proof["structure_hash"],
    )


def _steps(edges: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """One edge for each step: the first of those that its goals share, in the order of the proof."""
    first: dict[int, Mapping[str, Any]] = {}
    for edge in edges:
        first.setdefault(edge["state"], edge)
    return [first[state] for state in sorted(first)]


def headline(run: RunReader) -> dict[str, Any]:
    """What a reader needs to know of a run before its results."""
    config, status = run.config(), run.status()
    settings = config["settings"]
    names = ("assistant", "corpus", "provider", "budget", "policy", "seed", "allow_easy")
    versions = {name: config["versions"][name] for name in ("assistant", "provider")}
    chosen = {name: settings[name] for name in names} | {"distributed": settings.get("distributed")}
    return {"run_id": status["run_id"], "status": status["status"], **chosen, "versions": versions}


def _counts(pairs: Iterable[tuple[Side, Side]]) -> dict[str, Any]:
    return count_pairs((one.solved, two.solved) for one, two in pairs).to_json()


def _solved_by_both(pairs: Sequence[tuple[Side, Side]]) -> list[tuple[Side, Side]]:
    return [(one, two) for one, two in pairs if one.solved and two.solved]


def _ratios(pairs: Sequence[tuple[Side, Side]]) -> dict[str, Any] | None:
    """Attempts of the second over those of the first, where both solved. `geometric_mean` is the ratio of the geometric
    means; its interval is a studentised bootstrap one over items, on the logarithms."""
    costs = [(one.tau, two.tau) for one, two in _solved_by_both(pairs)]
    found = cost_ratios(costs)
    if found is None:
        return None
    span = mean_interval([log(second / first) for first, second in costs], "attempts ratio")
    interval = None if span is None else {**span.to_json(), "low": exp(span.low), "high": exp(span.high)}
    return found.to_json() | {"geometric_mean_interval": interval}


def _comparable(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    """Whether equal proofs of two runs have equal structure hashes: these are made of goal signatures, of which there
    are several kinds, and goals of two assistants never have equal ones."""
    settings = all(one["settings"][name] == two["settings"][name] for name in ("assistant", "goal_sig"))
    return settings and all(one["versions"][name] == two["versions"][name] for name in ("goal_sig", "structure_hash"))


def _structure(pairs: Sequence[tuple[Side, Side]], comparable: bool) -> dict[str, Any]:
    """Proofs side by side, where both solved; hashes only where they can be compared."""
    both = _solved_by_both(pairs)
    distances = [_distance(one, two) for one, two in both]
    same = sum(one.structure == two.structure for one, two in both)
    return {
        "items": len(both),
        "same_structure": same if comparable else None,
        "same_operators": sum(one.operators == two.operators for one, two in both),
        "mean_operator_distance": sum(distances) / len(distances) if distances else None,
        "operators": [_shares(side.operators for side in sides) for sides in _columns(both)],
        "effects": [_shares(side.effects for side in sides) for sides in _columns(both)],
    }


def _columns(pairs: Sequence[tuple[Side, Side]]) -> tuple[list[Side], list[Side]]:
    return [one for one, _ in pairs], [two for _, two in pairs]


def _shares(sequences: Iterable[Sequence[str]]) -> dict[str, Any]:
    return {word: rate.to_json() for word, rate in shares([word for words in sequences for word in words]).items()}


def _distance(one: Side, two: Side) -> float:
    """Edit distance of the operators over the longer proof's length."""
    return edit_distance(one.operators, two.operators) / max(len(one.operators), len(two.operators))


def _row(one: Side, two: Side, topic: str) -> dict[str, Any]:
    both = one.solved and two.solved
    return {
        "item_id": one.item_id,
        "topic": topic,
        "solved": [one.solved, two.solved],
        "tau": [one.tau, two.tau],
        "operators": [list(one.operators), list(two.operators)],
        "operator_distance": _distance(one, two) if both else None,
    }
