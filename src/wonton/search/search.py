"""The search: a value-in, value-out object with two verbs, `ask` and `tell`, and `abort` for its end.

It covers the AND/OR tree's growth under a policy, budgets in tiers, what counts as an attempt, and the trace. It knows
no assistant, no provider, no process and no clock: the trace depends on root, settings, seed and results alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, NamedTuple

from wonton.search.agents import Agents, IdleReason
from wonton.search.brief import Brief
from wonton.search.check import check_tree
from wonton.search.errors import AskTellError
from wonton.search.fates import KEPT, Fated, cut, reason, signatures, traced
from wonton.search.policies import Selection, log_probability, make_policy
from wonton.search.protocol import Attempt, ChildGoal, Request, Result
from wonton.search.settings import SearchSettings
from wonton.search.snapshot import SolvedNode, solved_tree, tree_json
from wonton.search.trace import NodeView, Reason, Schedule, Totals, TracedAttempt, TraceEvent, steps_to, view
from wonton.search.tree import Cut, Edge, NodeId, Status, Tree, TreeNode
from wonton.search.values import refresh_values

SearchStatus = Literal["open", "solved", "dead", "exhausted"]


@dataclass(frozen=True, slots=True)
class Solve:
    """The moment the root was solved: iterations and attempts (tau) until then, and the tier that allowed them."""

    iterations: int
    attempts: int
    tier: int


class _Asked(NamedTuple):
    """A request in flight."""

    request: Request
    brief: Brief
    selection: Selection
    schedule: Schedule | None


class _Idle(NamedTuple):
    """A turn without a request, waiting for its place in the order. `selection` is None where the agent slept."""

    agent_id: int
    reason: IdleReason
    selection: Selection | None
    schedule: Schedule


class Search:
    """One search for a proof of one goal. `attempts` is tau: offers tried, blocked ones not among them.

    `iterations` counts told requests and idle turns, `blocked` the attempts that a filter took away, `nondeterministic`
    those counted attempts that a clock, a memory limit or a crash decided. `solve` is None until the root is solved.
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
        self._agents = Agents(settings.distributed, self._policy) if settings.distributed else None
        self._pending: deque[_Asked | _Idle] = deque()
        self._in_flight = 0

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
        """Requests asked and not told yet; idle turns are none."""
        return self._in_flight

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
            in_flight=self._in_flight,
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
            **tree_json(self.tree, refusals=self._agents is not None),
        }

    # Asking

    def ask(self, n: int | None = None, agent_id: int = 0) -> list[Request]:
        """Reserve expansions of different nodes: as many as may be in flight (one where the search is centralized), or
        up to `n`. Fewer, or none, where the search has ended, the budget does not allow more, everything open is in
        flight, or agents waste their turns. `agent_id` names a centralized search's only agent.

        In a distributed search `n` cannot lift the limit of requests in flight. Raises `ValueError` for n < 1.
        """
        if n is not None and n < 1:
            raise ValueError(f"ask for {n} requests")
        requests: list[Request] = []
        for _ in range(self._room(n)):
            if not self._may_ask():
                break
            if self._agents is None:
                requests.append(self._reserve(self._policy.select(self.tree), agent_id, None))
            else:
                requests += self._take_turn(self._agents)
        return requests

    def _room(self, n: int | None) -> int:
        """How many turns may be taken now."""
        distributed = self.settings.distributed
        if distributed is None and n is not None:
            return n
        free = (distributed.inflight if distributed else 1) - len(self._pending)
        return free if n is None else min(n, free)

    def _may_ask(self) -> bool:
        return bool(len(self.tree.frontier)) and self.iterations + len(self._pending) < self.settings.budget

    def _take_turn(self, agents: Agents) -> list[Request]:
        """The next agent's request; none where its turn is idle."""
        turn = agents.turn(self.tree, self.iterations + len(self._pending), self._in_flight)
        if turn.idle is not None:
            if turn.selection is not None:
                self.tree.refuse(turn.selection.leaf)
            self._pending.append(_Idle(turn.agent_id, turn.idle, turn.selection, turn.schedule))
            return []
        assert turn.selection is not None
        return [self._reserve(turn.selection, turn.agent_id, turn.schedule)]

    def _reserve(self, selection: Selection, agent_id: int, schedule: Schedule | None) -> Request:
        node = self.tree.nodes[selection.leaf]
        request = Request(
            request_id=self.iterations + len(self._pending),
            node_id=node.node_id,
            agent_id=agent_id,
            handle=node.handle,
            start=node.used,
            path_signatures=self.tree.path_signatures(node.node_id),
        )
        self._pending.append(_Asked(request, self._brief(request, node), selection, schedule))
        self.tree.reserve(node.node_id)
        self._in_flight += 1
        return request

    def brief(self, request: Request) -> Brief:
        """What whoever expands `request`, which is in flight, must know."""
        asked = self._pending[request.request_id - self.iterations]
        assert isinstance(asked, _Asked)
        return asked.brief

    def _brief(self, request: Request, node: TreeNode) -> Brief:
        nodes, edges, settings = self.tree.nodes, self.tree.edges, self.settings
        kept = (edges[edge_id].children for edge_id in node.edges)
        return Brief(
            start=request.start,
            shuffle=(self.seed, request.node_id) if self._policy.shuffles else None,
            first_only=settings.expansion == "first_success",
            too_deep=node.depth + 1 >= settings.max_depth,
            path_signatures=request.path_signatures,
            left_by_kept=frozenset(tuple(nodes[child].signature for child in children) for children in kept),
        )

    # Telling

    def tell(self, results: Iterable[Result]) -> list[TraceEvent]:
        """Apply finished expansions, which must be the oldest pending requests in their order; one event each. Idle
        turns before, between and right behind them have their events in their places, as long as the search is open.

        Raises `AskTellError` for any other request and for a result that stops too early, contradicts itself or
        changes the number of offers; the offending result and those after it are not applied.
        """
        told = list(results)
        asked = (pending.request.request_id for pending in self._pending if isinstance(pending, _Asked))
        waiting = list(islice(asked, len(told)))
        if [result.request_id for result in told] != waiting:
            ids = [result.request_id for result in told]
            raise AskTellError(f"results {ids} told, requests {waiting} are next", "Tell results in request order.")
        events = self._idle_events()
        for result in told:
            events.append(self._apply(result))
            events += self._idle_events()
        return events

    def abort(self) -> list[TraceEvent]:
        """Withdraw everything that is in flight: one event of reason `abort` for each request, which is no iteration
        and costs no attempts; idle turns have none. For the end of a search."""
        events: list[TraceEvent] = []
        while self._pending:
            pending = self._pending.popleft()
            if isinstance(pending, _Idle):
                self._end_refusal(pending, counts=False)
                continue
            self._in_flight -= 1
            node_id = pending.selection.leaf
            before = view(self.tree.nodes[node_id])
            self._policy.arrived(self.tree, self.tree.release(node_id))
            events.append(self._event(pending, "abort", before, ()))
        return events

    def _idle_events(self) -> list[TraceEvent]:
        """Take the idle turns at the front off the queue: an iteration each, nothing once the search has ended."""
        events: list[TraceEvent] = []
        while self._pending and isinstance(turn := self._pending[0], _Idle):
            self._pending.popleft()
            if self.status != "open":
                self._end_refusal(turn, counts=False)
                continue
            self.iterations += 1
            node = self.tree.nodes[turn.selection.leaf] if turn.selection is not None else self.tree.root
            before = view(node)
            self._end_refusal(turn, counts=True)
            events.append(self._event(turn, turn.reason, before, ()))
        return events

    def _end_refusal(self, turn: _Idle, counts: bool) -> None:
        if turn.selection is not None:
            self.tree.refused(turn.selection.leaf, counts)

    def _event(
        self, turn: _Asked | _Idle, why: Reason, before: NodeView, attempts: tuple[TracedAttempt, ...]
    ) -> TraceEvent:
        selection = turn.selection
        return TraceEvent(
            iteration=self.iterations,
            agent_id=turn.agent_id if isinstance(turn, _Idle) else turn.request.agent_id,
            reason=why,
            path=steps_to(self.tree, selection.leaf) if selection is not None else (),
            node=before,
            choices=selection.choices if selection is not None else (),
            attempts=attempts,
            totals=self.totals(),
            schedule=turn.schedule,
        )

    def _apply(self, result: Result) -> TraceEvent:
        pending = self._pending[0]
        assert isinstance(pending, _Asked)
        tried = self._counted(pending, result)
        self._pending.popleft()
        self._in_flight -= 1
        node_id = pending.selection.leaf
        overtaken = self.tree.verdict_above(node_id)
        before = view(self.tree.nodes[node_id])
        self._tally([item.attempt for item in tried])
        edges = self._expand(node_id, result.offers, tried)
        if self.solve is None and self.tree.root.status is Status.SOLVED:
            tier = self.settings.tier_of(self.iterations)
            self.solve = Solve(self.iterations, self.attempts, tier if tier is not None else self.settings.budget)
        attempts = tuple(traced(item, edge) for item, edge in zip(tried, edges, strict=True))
        return self._event(pending, reason(tried, overtaken), before, attempts)

    def _counted(self, pending: _Asked, result: Result) -> list[Fated]:
        """The attempts that count, with their fates: all, or those up to the first kept one."""
        tried: list[Fated] = []
        request, task, known = pending.request, pending.brief, set[tuple[str, ...]]()
        stopped = False
        for attempt in result.attempts:
            if (attempt.status == "children") != bool(attempt.children):
                raise AskTellError(f"request {request.request_id}: {attempt.tactic!r} disagrees about its children")
            fate = task.fate(attempt)
            if fate == "children" and signatures(attempt) in known:
                fate = "duplicate"
            elif fate == "children":
                known.add(signatures(attempt))
            tried.append(Fated(attempt, fate))
            stopped = task.first_only and fate in KEPT
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

    def _expand(self, node_id: NodeId, offers: int, tried: Sequence[Fated]) -> list[Edge | None]:
        """Apply the counted attempts to the tree; gives the edge of each kept one."""
        tree = self.tree
        closed = any(item.fate == "closed" for item in tried)
        tree.backward(node_id, int(closed))
        cuts, last = Cut.NONE, tree.nodes[node_id].last_probability
        for item in tried:
            cuts |= cut(item)
            last = item.attempt.probability
        tree.use_offers(node_id, offers, len(tried), last, cuts)
        edges = [self._keep(node_id, item.attempt) if item.fate in KEPT else None for item in tried]
        tree.settle(node_id)
        if not closed:
            self._policy.arrived(tree, tree.extend_frontier(node_id, [e for e in edges if e is not None]))
        if self.settings.backpropagation == "and_min":
            refresh_values(tree, node_id)
        return edges

    def _keep(self, node_id: NodeId, attempt: Attempt) -> Edge:
        log_p = log_probability(attempt.probability)
        return self.tree.grow(node_id, attempt.tactic, attempt.probability, log_p, attempt.children)
