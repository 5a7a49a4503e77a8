"""Synthetic AND/OR worlds: a pure function from a goal's signature to its offers and what becomes of them.

A world stands in for provider and assistant at once, so that a search can be driven without either, and a brute-force
solver says what is true of it. `drive` is the loop that `runs` writes around a real assistant.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wonton.search import Attempt, ChildGoal, Offer, Request, Result, Search, SearchSettings, TraceEvent

#: What a tactic does: the signatures of the goals it leaves (none: it closes the goal), or the kind of its failure.
Outcome = tuple[str, ...] | str


@dataclass(frozen=True)
class Move:
    """A tactic of a world, blocked where `blocked_by` is not empty."""

    tactic: str
    probability: float
    outcome: Outcome
    blocked_by: str = ""
    limit_met: str = ""


World = Callable[[str], Sequence[Move]]


def table(moves: Mapping[str, Sequence[Move]]) -> World:
    """A finite world; a goal that is not in the table has no moves."""
    return lambda signature: moves.get(signature, ())


def offers(world: World, signature: str) -> list[Offer]:
    """What the provider proposes for a goal, filters applied."""
    return [Offer(m.tactic, m.probability, m.blocked_by) for m in world(signature)]


def attempt(world: World, signature: str, offer: Offer) -> Attempt:
    """What becomes of an offer."""
    move = next(m for m in world(signature) if m.tactic == offer.tactic)
    base = Attempt(offer.tactic, offer.probability, "failed", limit_met=move.limit_met)
    if offer.blocked_by:
        return replace(base, status="blocked", blocked_by=offer.blocked_by)
    if isinstance(move.outcome, str):
        return replace(base, failure_kind=move.outcome, message=f"{offer.tactic} fails")
    goals = tuple(ChildGoal(child, handle=child) for child in move.outcome)
    return replace(base, status="children" if goals else "closed", children=goals)


def answer(world: World, search: Search, request: Request, surplus: bool = False) -> Result:
    """The finished expansion of a request; with `surplus` all attempts, also those after the search's stop."""
    signature = str(request.handle)
    proposed, task = offers(world, signature), search.brief(request)
    attempts: list[Attempt] = []
    for offer in task.remaining(proposed):
        attempts.append(attempt(world, signature, offer))
        if task.ends(attempts[-1]) and not surplus:
            break
    return Result(request.request_id, len(proposed), attempts)


def start(root: str, settings: SearchSettings, seed: int = 0) -> Search:
    """A search for `root`, whose signature is its handle."""
    return Search(ChildGoal(root, handle=root), settings, seed)


def drive(search: Search, world: World, batch: int = 1, surplus: bool = False) -> Iterator[TraceEvent]:
    """Run a search to its end, `batch` requests at a time, and check the tree after every told result."""
    while search.status == "open":
        requests = search.ask(batch)
        for request in requests:
            search.check_tree()
            yield from search.tell([answer(world, search, request, surplus)])
            search.check_tree()


def drive_agents(search: Search, world: World, workers: random.Random | None = None) -> Iterator[TraceEvent]:
    """Run a distributed search to its end and abort what is left, checking the tree after every step.

    With `workers`, requests are worked on in an order and a number that it draws; else each when it is the oldest.
    """
    waiting, finished = deque[Request](), dict[int, Result]()
    order = deque[int]()
    while search.status == "open":
        for request in search.ask():
            waiting.append(request)
            order.append(request.request_id)
        search.check_tree()
        while order and order[0] not in finished:
            if workers is not None:
                waiting.rotate(workers.randrange(len(waiting)))
            request = waiting.popleft()
            finished[request.request_id] = answer(world, search, request)
        yield from search.tell([finished.pop(order.popleft())] if order else [])
        search.check_tree()
    yield from search.abort()
    search.check_tree()


def signatures(world: World, root: str) -> list[str]:
    """Every goal that can be reached without blocked moves, in order of discovery."""
    found, queue = {root: None}, [root]
    while queue:
        for move in world(queue.pop()):
            children = () if move.blocked_by or isinstance(move.outcome, str) else move.outcome
            queue.extend(child for child in children if child not in found)
            found.update(dict.fromkeys(children))
    return list(found)


def heights(world: World, root: str) -> dict[str, int]:
    """The height in tactics of the lowest proof of each provable goal: a least fixed point, by brute force."""
    goals, known = signatures(world, root), dict[str, int]()
    for _ in goals:
        known = {goal: best for goal in goals if (best := _lowest(world, goal, known)) is not None}
    return known


def _lowest(world: World, goal: str, known: dict[str, int]) -> int | None:
    found: list[int] = []
    for move in world(goal):
        if move.blocked_by or isinstance(move.outcome, str):
            continue
        if all(child in known for child in move.outcome):
            found.append(1 + max((known[child] for child in move.outcome), default=0))
    return min(found, default=None)


def endless(seed: int, branching: int = 4) -> World:
    """An infinite world without proofs: every goal has `branching` tactics, some of which fail."""

    def moves(signature: str) -> Sequence[Move]:
        rng = random.Random(f"{seed}:{signature}")
        return [_endless_move(rng, signature, i, branching) for i in range(branching)]

    return moves


def _endless_move(rng: random.Random, signature: str, i: int, branching: int) -> Move:
    if rng.random() < 0.3:
        return Move(f"t{i}", 1 / branching, "error")
    return Move(f"t{i}", 1 / branching, tuple(f"{signature}/{i}{j}" for j in range(rng.randint(1, 2))))
