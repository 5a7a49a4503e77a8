"""One search on one theorem, from its first question to its end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from wonton.assistants.base import Node
from wonton.runs.expand import Expander, Filter
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


def play(
    expander: Expander,
    root: Node,
    settings: SearchSettings,
    seed: int,
    blocks: Filter,
    *,
    watch: Callable[[TraceEvent], None] | None = None,
) -> Played:
    """Search for a proof of `root` until it is solved, dead or out of budget, telling `watch` each iteration.

    Raises `AssistantError` where the assistant is lost.
    """
    begun = time.perf_counter()
    played = Played(Search(expander.child(root), settings, seed))
    search = played.search
    while search.status == "open" and (requests := search.ask(1)):
        expanded = _expand(search, requests[0], expander, blocks)
        played.expansions.append(expanded)
        events = search.tell([Result(requests[0].request_id, expanded.offers, expanded.attempts)])
        played.trace += events
        if watch is not None:
            for event in events:
                watch(event)
    played.seconds = time.perf_counter() - begun
    return played


def _expand(search: Search, request: Request, expander: Expander, blocks: Filter) -> Expanded:
    begun = time.perf_counter()
    node = request.handle
    assert isinstance(node, Node)
    offers = expander.offers(node, blocks)
    ordered = search.order(request, offers)[request.start :]
    stops = search.settings.expansion == "first_success"
    done = expander.expand(node, ordered, lambda attempt: stops and search.keeps(request, attempt))
    elapsed = time.perf_counter() - begun
    return Expanded(request, node, len(offers), done.attempts, done.asked, elapsed, done.assistant_seconds)
