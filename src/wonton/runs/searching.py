"""One search on one theorem, from its first question to its end, by this process or with the help of others."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from wonton.assistants.base import Node
from wonton.runs.expand import Expander, Expansion, Filter
from wonton.search.brief import Brief
from wonton.search.protocol import Attempt, Request, Result
from wonton.search.search import Search
from wonton.search.settings import SearchSettings
from wonton.search.trace import TraceEvent


@dataclass(frozen=True, slots=True)
class Expanded:
    """One iteration as it was played: the node, how many offers it has, the attempts from the request's start on.

    `seconds` is the wall time of the iteration, `assistant_seconds` the assistant's share of it.
    """

    request: Request
    node: Node
    offers: int
    attempts: tuple[Attempt, ...]
    asked: int
    seconds: float
    assistant_seconds: float


@dataclass(slots=True)
class Played:
    """A search that has ended, with everything it did. `seconds` is its wall time."""

    search: Search
    expansions: list[Expanded] = field(default_factory=list)
    trace: list[TraceEvent] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """An expansion that somebody has made: how many offers the node has, the attempts, and the wall time."""

    offers: int
    expansion: Expansion
    seconds: float


class Helpers(Protocol):
    """Others who expand requests for this process, in any order."""

    def offer(self, waiting: Sequence[tuple[Request, Brief]]) -> int:
        """Take as many of the `waiting` requests, from the front, as they have hands free for; gives how many."""
        ...

    def finished(self, wait: bool) -> list[tuple[int, Outcome | None]]:
        """Requests that have been finished, by id, None where it could not be done; with `wait` at least one, where
        there is any work out."""
        ...

    def forget(self) -> None:
        """The search is over: what is still out is of no interest."""
        ...


def expand(expander: Expander, node: Node, blocks: Filter, task: Brief) -> Outcome:
    """Expand `node` as `task` says. Raises `AssistantError`."""
    begun = time.perf_counter()
    offers = expander.offers(node, blocks)
    expansion = expander.expand(node, task.remaining(offers), task.ends)
    return Outcome(len(offers), expansion, time.perf_counter() - begun)


def play(
    expander: Expander,
    root: Node,
    settings: SearchSettings,
    seed: int,
    blocks: Filter,
    *,
    watch: Callable[[TraceEvent], None] | None = None,
    helpers: Helpers | None = None,
) -> Played:
    """Search for a proof of `root` until it is solved, dead or out of budget, telling `watch` each event.

    What is found does not depend on the `helpers`. Raises `AssistantError` where the assistant is lost.
    """
    begun = time.perf_counter()
    played = Played(Search(expander.child(root), settings, seed))
    search, desk = played.search, _Desk(played.search, expander, blocks, helpers)
    while search.status == "open":
        desk.take(search.ask())
        expanded = desk.oldest()
        results = []
        if expanded is not None:
            played.expansions.append(expanded)
            results = [Result(expanded.request.request_id, expanded.offers, expanded.attempts)]
        events = search.tell(results)
        if not events:
            break
        _tell(played, events, watch)
    _tell(played, search.abort(), watch)
    desk.close()
    played.seconds = time.perf_counter() - begun
    return played


def _tell(played: Played, events: Sequence[TraceEvent], watch: Callable[[TraceEvent], None] | None) -> None:
    played.trace += events
    if watch is not None:
        for event in events:
            watch(event)


class _Desk:
    """The requests in flight of one search: who works on them, and what has come back."""

    def __init__(self, search: Search, expander: Expander, blocks: Filter, helpers: Helpers | None) -> None:
        self._search, self._expander, self._blocks, self._helpers = search, expander, blocks, helpers
        self._order: deque[Request] = deque()
        self._waiting: deque[tuple[Request, Brief]] = deque()
        self._briefs: dict[int, tuple[Request, Brief]] = {}
        self._done: dict[int, Outcome] = {}

    def take(self, requests: Sequence[Request]) -> None:
        """Have these worked on."""
        for request in requests:
            self._order.append(request)
            self._waiting.append((request, self._search.brief(request)))

    def oldest(self) -> Expanded | None:
        """The oldest request, once it is finished; None where nothing is in flight."""
        if not self._order:
            return None
        request = self._order[0]
        while request.request_id not in self._done:
            self._work()
        self._order.popleft()
        outcome, node = self._done.pop(request.request_id), _node(request)
        expansion = outcome.expansion
        return Expanded(
            request,
            node,
            outcome.offers,
            expansion.attempts,
            expansion.asked,
            outcome.seconds,
            expansion.assistant_seconds,
        )

    def close(self) -> None:
        """Leave what is still in flight."""
        if self._helpers is not None:
            self._helpers.forget()

    def _work(self) -> None:
        """Hand out what others can do, do one request here, collect what has come back."""
        self._expander.propose([_node(request) for request, _ in self._waiting])
        if self._helpers is not None:
            for _ in range(self._helpers.offer(list(self._waiting))):
                request, task = self._waiting.popleft()
                self._briefs[request.request_id] = (request, task)
        own = bool(self._waiting)
        if own:
            request, task = self._waiting.popleft()
            self._done[request.request_id] = expand(self._expander, _node(request), self._blocks, task)
        if self._helpers is not None:
            for request_id, outcome in self._helpers.finished(wait=not own):
                self._collect(request_id, outcome)

    def _collect(self, request_id: int, outcome: Outcome | None) -> None:
        request, task = self._briefs.pop(request_id)
        if outcome is None:
            self._waiting.appendleft((request, task))
        else:
            self._expander.learn(_node(request), outcome.expansion.attempts)
            self._done[request_id] = outcome


def _node(request: Request) -> Node:
    assert isinstance(request.handle, Node)
    return request.handle
