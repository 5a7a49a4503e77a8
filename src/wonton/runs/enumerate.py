"""Enumeration: the full AND/OR graph of one theorem under a provider and an assistant.

Breadth first from the root, every candidate of every goal tried. Two nodes of the assistant are one node of the graph
where the search's signature, the strict signature (names and order), the provider's candidates and what the provider
may remember of the path are equal. A tactic then does the same at both, so nothing is lost by trying it at the first.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from wonton.assistants.base import Limits, Node, Theorem
from wonton.core.errors import SettingsError
from wonton.core.goal import Goal
from wonton.core.signature import signer
from wonton.providers.base import Candidate, GoalContext, Provider
from wonton.providers.lesions import lesion_filter
from wonton.runs.bench import Bench
from wonton.runs.expand import Expander, Filter
from wonton.search.exact import ExactGraph, GraphCut, GraphNode, Move
from wonton.search.protocol import Attempt, Offer

#: What a provider may remember of the tactics that led to a goal. Goals that differ in it are different nodes.
Memory = Callable[[Sequence[str]], Hashable]


def inductions(steps: Sequence[str]) -> Hashable:
    """The memory of the heuristic provider: how many inductions were made on the way."""
    return sum(step.startswith("induction") for step in steps)


def nothing(steps: Sequence[str]) -> Hashable:
    """The memory of a provider that looks at the goal alone."""
    return None


def whole_path(steps: Sequence[str]) -> Hashable:
    """The memory of a provider of which nothing is known: no two goals are one, unless the same tactics led there."""
    return tuple(steps)


def memory_of(provider: Provider) -> Memory:
    """The memory to assume of `provider`: its own attribute `memory`, else that of the heuristic provider by its name,
    else the whole path."""
    own: Memory | None = getattr(provider, "memory", None)
    if own is not None:
        return own
    return inductions if provider.name == "heuristic" else whole_path


@dataclass(frozen=True, slots=True)
class GraphLimits:
    """Where enumeration stops: goals that `depth` tactics lead to are not expanded, and neither is any goal once
    `goals` were. Raises `SettingsError` for a number below 1."""

    depth: int = 64
    goals: int = 1_000

    def __post_init__(self) -> None:
        for name, value in (("depth", self.depth), ("goals", self.goals)):
            if value < 1:
                raise SettingsError(f"the {name} limit is {value}; it must be at least 1")


class FirstOf:
    """A provider cut down to its first `number` candidates; their probabilities stay as they are."""

    def __init__(self, provider: Provider, number: int) -> None:
        if number < 1:
            raise SettingsError(f"{number} candidates a goal; it must be at least 1")
        self._provider, self._number = provider, number
        self.name = provider.name
        self.fingerprint = f"{provider.fingerprint}:first{number}"
        self.memory = memory_of(provider)

    def propose(self, goal: Goal, context: GoalContext) -> Sequence[Candidate]:
        """The provider's first candidates."""
        return list(self._provider.propose(goal, context))[: self._number]


@dataclass(slots=True)
class _Found:
    """A node while the graph grows."""

    signature: str
    node: Node
    offers: tuple[Offer, ...]
    depth: int
    moves: tuple[Move, ...] = ()
    cut: GraphCut = ""


@dataclass(slots=True)
class _Enumeration:
    expander: Expander
    blocks: Filter
    memory: Memory
    strict: Callable[[Sequence[Goal]], str] = field(default_factory=lambda: signer("strict"))
    found: list[_Found] = field(default_factory=list)
    places: dict[Hashable, int] = field(default_factory=dict)

    def place(self, node: Node, depth: int) -> int:
        """The place of `node` in the graph; a new one where nothing like it has been found."""
        signature = self.expander.child(node).signature
        offers = tuple(self.expander.offers(node, self.blocks))
        steps = [step.tactic for step in node.path]
        key = (signature, self.strict(node.goals), offers, self.memory(steps))
        if key not in self.places:
            self.places[key] = len(self.found)
            self.found.append(_Found(signature, node, offers, depth))
        return self.places[key]

    def expand(self, item: _Found) -> None:
        """Try every candidate of a goal."""
        done = self.expander.expand(item.node, item.offers, lambda attempt: False)
        item.moves = tuple(self._move(attempt, item.depth + 1) for attempt in done.attempts)

    def _move(self, attempt: Attempt, depth: int) -> Move:
        children: list[int] = []
        for child in attempt.children:
            assert isinstance(child.handle, Node)
            children.append(self.place(child.handle, depth))
        return Move(
            tactic=attempt.tactic,
            probability=attempt.probability,
            status=attempt.status,
            children=tuple(children),
            failure_kind=attempt.failure_kind,
            limit_met=attempt.limit_met,
            blocked_by=attempt.blocked_by,
        )


def enumerate_graph(
    bench: Bench,
    theorem: Theorem,
    limits: GraphLimits | None = None,
    lesions: Sequence[str] = (),
    watch: Callable[[int, int], None] | None = None,
) -> ExactGraph:
    """The graph of `theorem` under the bench's provider and `lesions` (beside the easy list, unless it is allowed).

    `watch` is told, after every expansion, how many goals are expanded and how many were found. Raises
    `StatementError`, `UnknownNameError` for lesions that there are not, `AssistantError`.
    """
    limits = limits or GraphLimits()
    settings = bench.settings
    blocks = lesion_filter(lesions, settings.allow_easy, bench.language).blocked_by
    root = bench.assistant.start(theorem)
    expander = Expander(bench.assistant, bench.provider, settings.limits, bench.signature(), settings.seed)
    grown = _Enumeration(expander, blocks, memory_of(bench.provider))
    grown.place(root, 0)
    expanded = 0
    # `found` grows while it is walked: that makes the walk breadth first.
    for item in grown.found:
        if item.depth >= limits.depth:
            item.cut = "depth"
        elif expanded >= limits.goals:
            item.cut = "size"
        else:
            grown.expand(item)
            expanded += 1
            if watch is not None:
                watch(expanded, len(grown.found))
    nodes = tuple(GraphNode(item.signature, item.depth, item.moves, item.cut) for item in grown.found)
    return ExactGraph(nodes, _provenance(bench, theorem, limits, settings.limits, lesions))


def _provenance(
    bench: Bench, theorem: Theorem, limits: GraphLimits, attempt: Limits, lesions: Sequence[str]
) -> dict[str, str]:
    settings = bench.settings
    return {
        "theorem": theorem.item_id,
        "corpus": settings.corpus,
        **bench.versions,
        "goal_sig": settings.goal_sig,
        "allow_easy": str(settings.allow_easy).lower(),
        "lesions": ",".join(lesions),
        "depth_limit": str(limits.depth),
        "size_limit": str(limits.goals),
        "heartbeats": str(attempt.heartbeats),
    }
