"""Policies: which open goal to expand next, and in which order to try its offers.

A policy is asked only while the frontier holds something, and answers with one of its nodes; it reserves nothing.
All chance comes from the generator that it is given.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

from wonton.search.settings import BackpropagationName, SearchSettings
from wonton.search.tree import NodeId, Tree, TreeNode
from wonton.search.values import quality, ucb1, untried_quality


class Arm(NamedTuple):
    """One thing that a policy could have chosen. `id` is an edge's (`edge`) or a node's (`untried goal leaf`);
    `score` is None for an arm without visits, which goes first."""

    kind: Literal["edge", "untried", "goal", "leaf"]
    id: int
    visits: int
    in_flight: int
    quality: float
    score: float | None


class Choice(NamedTuple):
    """A decision on the way down: among the arms of a node, the goals of an edge, or the whole frontier (id 0)."""

    at: Literal["node", "edge", "frontier"]
    id: int
    arms: tuple[Arm, ...]
    chosen: int  #: index into `arms`


class Selection(NamedTuple):
    """The node to expand, and the decisions that led there, root first."""

    leaf: NodeId
    choices: tuple[Choice, ...]


class Leaning(Protocol):
    """What one of several agents adds to the scores."""

    def weigh(self, at: Literal["node", "edge"], place: int, arms: list[Arm]) -> list[Arm]:
        """The arms of a node or edge, in the same order, with other scores; those without a score keep none."""
        ...


class Policy(Protocol):
    """Chooses among the frontier's nodes."""

    shuffles: bool  #: whether a node's offers are tried in random order instead of the provider's

    def arrived(self, tree: Tree, node_ids: Sequence[NodeId]) -> None:
        """These nodes have just come (back) to the frontier."""
        ...

    def returned(self, node_ids: Sequence[NodeId]) -> None:
        """These nodes were hidden for a while, or selected in vain: they are on the frontier as before."""
        ...

    def select(self, tree: Tree, leaning: Leaning | None = None) -> Selection:
        """The node to expand next; the frontier is not empty. Where the policy has scores, `leaning` is added."""
        ...


class Ucb1:
    """Descends from the root by UCB1: over a node's live edges and its untried arm, then over that edge's open goals.

    Unvisited arms go first; ties are broken by the generator. Arms below which nothing can be expanded now (all in
    flight) are passed over. What is in flight counts as `virtual_loss` visits without success.
    """

    shuffles = False

    def __init__(
        self,
        rng: random.Random,
        exploration: float,
        backpropagation: BackpropagationName,
        virtual_loss: int = 1,
    ) -> None:
        self._rng = rng
        self._exploration = exploration
        self._backpropagation: BackpropagationName = backpropagation
        self._loss = virtual_loss

    def arrived(self, tree: Tree, node_ids: Sequence[NodeId]) -> None:
        """Nothing to note: the tree's own counts say where free leaves are."""

    def returned(self, node_ids: Sequence[NodeId]) -> None:
        """Nothing to note either."""

    def select(self, tree: Tree, leaning: Leaning | None = None) -> Selection:
        """The leaf at the end of the descent."""
        node, choices = tree.root, list[Choice]()
        while True:
            tactic = self._choose_tactic(tree, node, leaning)
            choices.append(tactic)
            arm = tactic.arms[tactic.chosen]
            if arm.kind == "untried":
                return Selection(node.node_id, tuple(choices))
            goal = self._choose_goal(tree, arm.id, leaning)
            choices.append(goal)
            node = tree.nodes[goal.arms[goal.chosen].id]

    def _choose_tactic(self, tree: Tree, node: TreeNode, leaning: Leaning | None) -> Choice:
        loss = self._loss
        log_parent = math.log(max(node.visits + loss * node.in_flight, 1))
        arms = list[Arm]()
        for edge_id in node.edges:
            edge = tree.edges[edge_id]
            if edge.free:
                q = quality(self._backpropagation, edge, loss)
                score = self._score(q, edge.visits + loss * edge.in_flight, log_parent)
                arms.append(Arm("edge", edge_id, edge.visits, edge.in_flight, q, score))
        if node.node_id in tree.frontier:
            own = node.expansions + node.refusals
            q = untried_quality(self._backpropagation, node, loss)
            score = self._score(q, own + loss * node.refusing, log_parent)
            arms.append(Arm("untried", node.node_id, own, node.refusing, q, score))
        if leaning is not None:
            arms = leaning.weigh("node", node.node_id, arms)
        return Choice("node", node.node_id, tuple(arms), self._best(arms))

    def _choose_goal(self, tree: Tree, edge_id: int, leaning: Leaning | None) -> Choice:
        edge, loss = tree.edges[edge_id], self._loss
        log_parent = math.log(max(edge.visits + loss * edge.in_flight, 1))
        arms = list[Arm]()
        for child in edge.children:
            node = tree.nodes[child]
            if node.free:
                q = quality(self._backpropagation, node, loss)
                score = self._score(q, node.visits + loss * node.in_flight, log_parent)
                arms.append(Arm("goal", child, node.visits, node.in_flight, q, score))
        if leaning is not None:
            arms = leaning.weigh("edge", edge_id, arms)
        return Choice("edge", edge_id, tuple(arms), self._best(arms))

    def _score(self, q: float, number: int, log_parent: float) -> float | None:
        return ucb1(q, self._exploration, log_parent, number) if number else None

    def _best(self, arms: Sequence[Arm]) -> int:
        if len(arms) == 1:
            return 0
        best = [i for i, arm in enumerate(arms) if arm.score is None]
        if not best:
            scores = [arm.score for arm in arms if arm.score is not None]
            top = max(scores)
            best = [i for i, score in enumerate(scores) if score == top]
        return best[0] if len(best) == 1 else best[self._rng.randrange(len(best))]


class BlindUniform:
    """A uniformly random node of the frontier; offers in random order. Probabilities and results play no part."""

    shuffles = True

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def arrived(self, tree: Tree, node_ids: Sequence[NodeId]) -> None:
        """Nothing to note: the frontier itself is indexed."""

    def returned(self, node_ids: Sequence[NodeId]) -> None:
        """Nothing to note either."""

    def select(self, tree: Tree, leaning: Leaning | None = None) -> Selection:
        """A random leaf, without arms: all had the same chance."""
        return Selection(tree.frontier.pick(self._rng), ())


class BestFirst:
    """The frontier node with the largest length-normalised cumulative log-probability; ties by the generator.

    A node nobody expanded scores the mean of ln p over the tactics that led to it (the root 0). One that was expanded
    and has offers left scores as the best path it can still open: with the offer used last as one more tactic, since
    later offers are at most as probable.
    """

    shuffles = False

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._heap: list[tuple[float, float, NodeId]] = []
        self._taken: dict[NodeId, tuple[float, float, NodeId]] = {}

    def arrived(self, tree: Tree, node_ids: Sequence[NodeId]) -> None:
        """Queue the nodes. Each gets a random number, drawn now, that decides among equals."""
        for node_id in node_ids:
            self._taken.pop(node_id, None)
            heapq.heappush(self._heap, (-path_score(tree.nodes[node_id]), self._rng.random(), node_id))

    def returned(self, node_ids: Sequence[NodeId]) -> None:
        """Queue those that were taken out once more, with the scores and random numbers that they had."""
        for node_id in node_ids:
            if node_id in self._taken:
                heapq.heappush(self._heap, self._taken.pop(node_id))

    def select(self, tree: Tree, leaning: Leaning | None = None) -> Selection:
        """The best leaf; entries of nodes that are not on the frontier are taken out on the way."""
        while self._heap[0][2] not in tree.frontier:
            self._take()
        negated, _, node_id = self._take()
        node = tree.nodes[node_id]
        arm = Arm("leaf", node_id, node.visits, node.in_flight, 0.0, -negated)
        return Selection(node_id, (Choice("frontier", 0, (arm,), 0),))

    def _take(self) -> tuple[float, float, NodeId]:
        entry = heapq.heappop(self._heap)
        self._taken[entry[2]] = entry
        return entry


def path_score(node: TreeNode) -> float:
    """Mean ln p along the path that expanding `node` would go on with, as `BestFirst` says; at most 0."""
    if not node.expansions:
        return node.log_probability / node.depth if node.depth else 0.0
    return (node.log_probability + log_probability(node.last_probability)) / (node.depth + 1)


def log_probability(probability: float) -> float:
    """ln p, with p floored at 1e-300 so that a provider's 0 stays finite."""
    return math.log(max(probability, 1e-300))


def make_policy(settings: SearchSettings, seed: int) -> Policy:
    """The policy that `settings` name, with its own generator."""
    rng = random.Random(f"{seed}:search:{settings.policy}")
    if settings.policy == "blind_uniform":
        return BlindUniform(rng)
    if settings.policy == "best_first":
        return BestFirst(rng)
    virtual_loss = settings.distributed.virtual_loss if settings.distributed else 1
    return Ucb1(rng, settings.exploration, settings.backpropagation, virtual_loss)


def shuffled_places(seed: int, node_id: int, number: int) -> list[int]:
    """The random order in which a node's offers are tried: a permutation of 0..number-1 that depends on nothing but
    the arguments."""
    places = list(range(number))
    random.Random(f"{seed}:order:{node_id}").shuffle(places)
    return places
