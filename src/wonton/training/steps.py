"""The steps of one theorem's solved searches, each with the very goal that its tactic was applied to.

A theorem's folder keeps one node's goals for each goal signature: those of the first node with it, over all variants in
the order in which they ran. Signatures are blind to names, so another node's goal may call its hypotheses otherwise.
Where a goal stands in the proof is compared with where the kept one came from: the same tactics on the same subgoals
from the root leave the same goal, whatever the variant. Steps whose goal is known only but for its names are left out.

Depends on the published formats of the artifacts alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wonton.artifacts import layout
from wonton.artifacts.layout import VariantFile
from wonton.artifacts.read import JsonObject, TheoremReader, read_json
from wonton.artifacts.trees import unpack, unpack_goal
from wonton.core.errors import ArtifactError
from wonton.core.goal import Goal

#: How a node is reached: tactics from the root, each with the place of the subgoal that is gone on with.
Path_ = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ProofStep:
    """A step of a proof. `goal` is what its tactic acts on: of several that hang together the first. `before` are the
    tactics that led there from the root."""

    variant: str
    goal: Goal
    tactic: str
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TheoremSteps:
    """The steps of a theorem's proofs, variant by variant, and how many were left out since the names in their goals
    are not known."""

    steps: tuple[ProofStep, ...]
    unnamed: int


def theorem_steps(folder: Path, item_id: str, solved: Collection[str]) -> TheoremSteps:
    """The steps of the variants `solved` of the theorem in `folder`. Raises `ArtifactError` for what is missing or not
    as published, `FormatVersionError`."""
    reader = TheoremReader(folder, item_id)
    try:
        return _steps(reader, solved)
    except (KeyError, TypeError, IndexError) as error:
        raise ArtifactError(f"{folder} is damaged: {error!r}", "Run it again, and reconcile.") from error


def _steps(reader: TheoremReader, solved: Collection[str]) -> TheoremSteps:
    kept = read_json(reader.folder / layout.GOALS)
    trees = unpack(kept["trees"])
    proofs: list[tuple[str, Path_, str, str]] = []  # variant, where, signature, tactic
    origins: dict[str, Path_] = {}
    for variant in reader.theorem()["variants"]:
        tree = _file(reader, variant, VariantFile.MCTS_TREE)
        places = _places(tree)
        origins.setdefault(tree["nodes"][0]["signature"], ())
        _note_origins(_file(reader, variant, VariantFile.HISTORY), places, origins)
        if variant in solved:
            proofs += [(variant, places[node["node_id"]], node["signature"], tactic) for node, tactic in _proof(tree)]
    known = [step for step in proofs if origins.get(step[2]) == step[1]]
    goals = {signature: unpack_goal(kept["goals"][signature][0], trees) for _, _, signature, _ in known}
    steps = tuple(
        ProofStep(variant, goals[signature], tactic, tuple(before for before, _ in where))
        for variant, where, signature, tactic in known
    )
    return TheoremSteps(steps, len(proofs) - len(known))


def _file(reader: TheoremReader, variant: str, kind: VariantFile) -> JsonObject:
    value = reader.read(variant, kind)
    if value is None:
        raise ArtifactError(f"{reader.folder / layout.variant_file(variant, kind)} is missing", "Reconcile the lake.")
    return value


def _places(tree: Mapping[str, Any]) -> dict[int, Path_]:
    """How each node of a search tree is reached. Parents stand before their children."""
    tactics = {edge["edge_id"]: edge["tactic"] for edge in tree["edges"]}
    found: dict[int, Path_] = {}
    for node in tree["nodes"]:
        if node["parent"] is None:
            found[node["node_id"]] = ()
        else:
            step = (tactics[node["parent_edge"]], node["position"])
            found[node["node_id"]] = (*found[node["parent"]], step)
    return found


def _note_origins(history: Mapping[str, Any], places: Mapping[int, Path_], origins: dict[str, Path_]) -> None:
    """Where each signature was met first, as the run itself met them."""
    for expansion in history["expansions"]:
        here = places[expansion["node_id"]]
        for attempt in expansion["attempts"]:
            for position, signature in enumerate(attempt.get("children", ())):
                origins.setdefault(signature, (*here, (attempt["tactic"], position)))


def _proof(tree: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The nodes of a solved tree's proof with the tactics that solved them, from the root depth first."""
    nodes: Mapping[int, Mapping[str, Any]] = {node["node_id"]: node for node in tree["nodes"]}
    edges: Mapping[int, Mapping[str, Any]] = {edge["edge_id"]: edge for edge in tree["edges"]}
    waiting: list[int] = [tree["root"]]
    while waiting:
        node = nodes[waiting.pop()]
        edge = edges[node["solved_by"]]
        yield node, edge["tactic"]
        children: Sequence[int] = edge["children"]
        waiting += reversed(children)
