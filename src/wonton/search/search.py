"""The search: a value-in, value-out object with two verbs, `ask` and `tell`.

It covers the AND/OR tree's growth under a policy, budgets in tiers, what counts as an attempt, and the trace. It knows
no assistant, no provider, no process and no clock: the trace depends on root, settings, seed and results alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, NamedTuple

from wonton.search.check import check_tree
from wonton.search.errors import AskTellError
from wonton.search.policies import Selection, log_probability, make_policy, shuffled_places
from wonton.search.protocol import Attempt, ChildGoal, Offer, Request, Result
from wonton.search.settings import SearchSettings
from wonton.search.snapshot import SolvedNode, solved_tree, tree_json
from wonton.search.trace import Fate, Reason, Totals, TracedAttempt, TraceEvent, steps_to, view
from wonton.search.tree import Cut, Edge, NodeId, Status, Tree
from wonton.search.values import refresh_values

SearchStatus = Literal["open", "solved", "dead", "exhausted"]
_KEPT: tuple[Fate, ...] = ("closed", "children")


@dataclass(frozen=True, slots=True)
class Solve:
    """The moment the root was solved: iterations and attempts (tau) until then, and the tier that allowed them."""

    iterations: int
    attempts: int
    tier: int


class _Pending(NamedTuple):
    request: Request
    selection: Selection


class _Fated(NamedTuple):
    attempt: Attempt
    fate: Fate


class Search:
    """One search for a proof of one goal. `attempts` is tau: offers tried, blocked ones not among them.

    `iterations` counts told requests, `blocked` the attempts that a filter took away, `nondeterministic` those counted
    attempts that a clock, a memory limit or a crash decided. `solve` is None until the root is solved.
    """

    def __init__(self, root: ChildGoal, settings: SearchSettings, seed: int) -> None:
        self.settings = settings
        self.seed = seed
        self.tree = Tree(root)
        self.iterations = 0
        self.attempts = 0
        self.blocked = 0
        self.nondeterministic = 0
        self.solve: Solve | None = None
        self._policy = make_policy(settings, seed)
        self._policy.arrived(self.tree, [self.tree.root.node_id])
        self._pending: deque[_Pending] = deque()

    # State

    @property
    def status(self) -> SearchStatus:
        """`solved` or `dead` once the root is; else `exhausted` when the budget is spent, else `open`."""
        root = self.tree.root.status
        if root is not Status.OPEN:
            return "solved" if root is Status.SOLVED else "dead"
        return "exhausted" if self.iterations >= self.settings.budget else "open"

    @property
    def tier(self) -> int | None:
        """The tier at which it solved; None while it has not."""
        return self.solve.tier if self.solve else None

    @property
    def cuts(self) -> list[str]:
        """What was cut below the root (`blocked cycle depth limit`): empty for a root that is dead and plainly
        exhausted."""
        return self.tree.root.cuts.names

    @property
    def in_flight(self) -> int:
        """Requests asked and not told yet."""
        return len(self._pending)

    def totals(self) -> Totals:
        """Counts over the whole search, as in the trace."""
        nodes, closed = len(self.tree.nodes), self.tree.closed
        return Totals(
            nodes=nodes,
            edges=len(self.tree.edges),
            open=nodes - closed[Status.SOLVED] - closed[Status.DEAD],
            solved=closed[Status.SOLVED],
            dead=closed[Status.DEAD],
            frontier=len(self.tree.frontier),
            attempts=self.attempts,
            blocked=self.blocked,
            in_flight=len(self._pending),
        )

    def solution(self) -> SolvedNode | None:
        """The proof, with the edge that solved each node first; None while the root is not solved."""
        return solved_tree(self.tree)

    def check_tree(self) -> None:
        """Verify every invariant of the tree; raises `TreeInvariantError`. Linear in the tree."""
        check_tree(self.tree, self.settings.max_depth, self.settings.backpropagation)

    def snapshot(self) -> dict[str, object]:
        """The whole search as plain data, for `<variant>_mcts_tree.json`."""
        solve = self.solve
        return {
            "settings": self.settings.to_json(),
            "seed": self.seed,
            "status": self.status,
            "tier": self.tier,
            "iterations": self.iterations,
            "attempts_at_solve": solve.attempts if solve else None,
            "nondeterministic": self.nondeterministic,
            "totals": self.totals()._asdict(),
            **tree_json(self.tree),
        }

    # Asking

    def ask(self, n: int = 1, agent_id: int = 0) -> list[Request]:
        """Reserve up to `n` expansions of different nodes. Fewer, or none, where the search has ended, the budget does
        not allow more, or everything open is in flight. Raises `ValueError` for n < 1."""
        if n < 1:
            raise ValueError(f"ask for {n} requests")
        requests: list[Request] = []
        while len(requests) < n and self._may_ask():
            requests.append(self._reserve(agent_id))
        return requests

    def _may_ask(self) -> bool:
        return bool(len(self.tree.frontier)) and self.iterations + len(self._pending) < self.settings.budget

    def _reserve(self, agent_id: int) -> Request:
        selection = self._policy.select(self.tree)
        node = self.tree.nodes[selection.leaf]
        request = Request(
            request_id=self.iterations + len(self._pending),
            node_id=node.node_id,
            agent_id=agent_id,
            handle=node.handle,
            start=node.used,
            path_signatures=self.tree.path_signatures(node.node_id),
        )
        self.tree.reserve(node.node_id)
        self._pending.append(_Pending(request, selection))
        return request

    def order(self, request: Request, offers: Sequence[Offer]) -> list[Offer]:
        """All offers of the request's node in the order in which to try them; `request.start` of them are used up.

        The provider's order, except under `blind_uniform`: there a permutation that depends on seed and node alone.
        """
        if not self._policy.shuffles:
            return list(offers)
        return [offers[i] for i in shuffled_places(self.seed, request.node_id, len(offers))]

    def keeps(self, request: Request, attempt: Attempt) -> bool:
        """Whether the search would keep this attempt's tactic: it closed the goal, or left goals that are all new on
        the root path, that no kept tactic of this node has left before, and that are above the depth limit.
        `first_success` stops after the first of these."""
        return self._fate(request, attempt, self._left_by_kept(request)) in _KEPT

    def _left_by_kept(self, request: Request) -> set[tuple[str, ...]]:
        """The signatures of what each kept tactic of the request's node left."""
        nodes, edges = self.tree.nodes, self.tree.edges
        return {
            tuple(nodes[child].signature for child in edges[edge_id].children)
            for edge_id in nodes[request.node_id].edges
        }

    def _fate(self, request: Request, attempt: Attempt, known: set[tuple[str, ...]]) -> Fate:
        if attempt.status != "children":
            return attempt.status
        if any(child.signature in request.path_signatures for child in attempt.children):
            return "cycle"
        if _signatures(attempt) in known:
            return "duplicate"
        depth = self.tree.nodes[request.node_id].depth
        return "depth" if depth + 1 >= self.settings.max_depth else "children"

    # Telling

    def tell(self, results: Iterable[Result]) -> list[TraceEvent]:
        """Apply finished expansions, which must be the oldest pending requests in their order; one event each.

        Raises `AskTellError` for any other request and for a result that stops too early, contradicts itself or
        changes the number of offers; the offending result and those after it are not applied.
        """
        told = list(results)
        waiting = [pending.request.request_id for pending in islice(self._pending, len(told))]
        if [result.request_id for result in told] != waiting:
            ids = [result.request_id for result in told]
            raise AskTellError(f"results {ids} told, requests {waiting} are next", "Tell results in request order.")
        return [self._apply(result) for result in told]

    def _apply(self, result: Result) -> TraceEvent:
        pending = self._pending[0]
        tried = self._counted(pending.request, result)
        self._pending.popleft()
        node_id = NodeId(pending.request.node_id)
        overtaken = self.tree.verdict_above(node_id)
        before = view(self.tree.nodes[node_id])
        self._tally([item.attempt for item in tried])
        edges = self._expand(node_id, result.offers, tried)
        if self.solve is None and self.tree.root.status is Status.SOLVED:
            tier = self.settings.tier_of(self.iterations)
            self.solve = Solve(self.iterations, self.attempts, tier if tier is not None else self.settings.budget)
        return TraceEvent(
            iteration=self.iterations,
            agent_id=pending.request.agent_id,
            reason=_reason(tried, overtaken),
            path=steps_to(self.tree, node_id),
            node=before,
            choices=pending.selection.choices,
            attempts=tuple(_traced(item, edge) for item, edge in zip(tried, edges, strict=True)),
            totals=self.totals(),
        )

    def _counted(self, request: Request, result: Result) -> list[_Fated]:
        """The attempts that count, with their fates: all, or those up to the first kept one."""
        tried: list[_Fated] = []
        first_success = self.settings.expansion == "first_success"
        known = self._left_by_kept(request)
        stopped = False
        for attempt in result.attempts:
            if (attempt.status == "children") != bool(attempt.children):
                raise AskTellError(f"request {request.request_id}: {attempt.tactic!r} disagrees about its children")
            tried.append(_Fated(attempt, self._fate(request, attempt, known)))
            if tried[-1].fate == "children":
                known.add(_signatures(attempt))
            stopped = first_success and tried[-1].fate in _KEPT
            if stopped:
                break
        self._check_offers(request, result, len(tried), stopped)
        return tried

    def _check_offers(self, request: Request, result: Result, tried: int, stopped: bool) -> None:
        known = self.tree.nodes[request.node_id].offers
        if known is not None and known != result.offers:
            raise AskTellError(f"request {request.request_id}: {result.offers} offers, {known} before")
        end = request.start + tried
        if end > result.offers or (end < result.offers and not stopped):
            raise AskTellError(
                f"request {request.request_id}: {tried} attempts from offer {request.start} of {result.offers}",
                "Tell one attempt for each offer, blocked ones included, up to the first that the search keeps.",
            )

    def _tally(self, attempts: Sequence[Attempt]) -> None:
        blocked = sum(attempt.status == "blocked" for attempt in attempts)
        self.iterations += 1
        self.blocked += blocked
        self.attempts += len(attempts) - blocked
        self.nondeterministic += sum(
            attempt.limit_met in ("wall", "memory") or attempt.failure_kind == "crashed" for attempt in attempts
        )

    def _expand(self, node_id: NodeId, offers: int, tried: Sequence[_Fated]) -> list[Edge | None]:
        """Apply the counted attempts to the tree; gives the edge of each kept one."""
        tree = self.tree
        closed = any(item.fate == "closed" for item in tried)
        tree.backward(node_id, int(closed))
        cuts, last = Cut.NONE, tree.nodes[node_id].last_probability
        for item in tried:
            cuts |= _cut(item)
            last = item.attempt.probability
        tree.use_offers(node_id, offers, len(tried), last, cuts)
        edges = [self._keep(node_id, item.attempt) if item.fate in _KEPT else None for item in tried]
        tree.settle(node_id)
        if not closed:
            self._policy.arrived(tree, tree.extend_frontier(node_id, [e for e in edges if e is not None]))
        if self.settings.backpropagation == "and_min":
            refresh_values(tree, node_id)
        return edges

    def _keep(self, node_id: NodeId, attempt: Attempt) -> Edge:
        log_p = log_probability(attempt.probability)
        return self.tree.grow(node_id, attempt.tactic, attempt.probability, log_p, attempt.children)


def _signatures(attempt: Attempt) -> tuple[str, ...]:
    return tuple(child.signature for child in attempt.children)


def _cut(item: _Fated) -> Cut:
    if item.fate == "failed" and (item.attempt.limit_met or item.attempt.failure_kind in ("timeout", "crashed")):
        return Cut.LIMIT
    return {"blocked": Cut.BLOCKED, "cycle": Cut.CYCLE, "depth": Cut.DEPTH}.get(item.fate, Cut.NONE)


def _reason(tried: Sequence[_Fated], overtaken: Status) -> Reason:
    if overtaken is not Status.OPEN:
        return "terminal_node" if overtaken is Status.SOLVED else "dead_node"
    if any(item.fate in _KEPT for item in tried):
        return "expanded"
    return "blocked" if tried and all(item.fate == "blocked" for item in tried) else "no_expansion"


def _traced(item: _Fated, edge: Edge | None) -> TracedAttempt:
    attempt = item.attempt
    return TracedAttempt(
        tactic=attempt.tactic,
        probability=attempt.probability,
        status=item.fate,
        failure_kind=attempt.failure_kind,
        limit_met=attempt.limit_met,
        blocked_by=attempt.blocked_by,
        edge_id=edge.edge_id if edge is not None else None,
        children=edge.children if edge is not None else (),
    )
