"""`Search` itself on an enumerated graph: requests are answered from the graph, no assistant is asked.

For any policy and any settings. The handle of a goal is its place in `ExactGraph.nodes`.
"""

from __future__ import annotations

from wonton.search.exact.graph import ExactGraph, Move
from wonton.search.protocol import Attempt, ChildGoal, Offer, Request, Result
from wonton.search.search import Search
from wonton.search.settings import SearchSettings


class Replay:
    """Answers from one graph, kept for many searches."""

    def __init__(self, graph: ExactGraph) -> None:
        self._goals = [ChildGoal(node.signature, place) for place, node in enumerate(graph.nodes)]
        self._offers = [[Offer(m.tactic, m.probability, m.blocked_by) for m in node.moves] for node in graph.nodes]
        self._attempts = [{m.tactic: self._attempt(m) for m in node.moves} for node in graph.nodes]

    def _attempt(self, move: Move) -> Attempt:
        return Attempt(
            move.tactic,
            move.probability,
            move.status,
            children=tuple(self._goals[child] for child in move.children),
            failure_kind=move.failure_kind,
            limit_met=move.limit_met,
            blocked_by=move.blocked_by,
        )

    def search(self, settings: SearchSettings, seed: int) -> Search:
        """A search for the root, played to its end."""
        search = Search(self._goals[0], settings, seed)
        while search.status == "open" and (requests := search.ask(1)):
            search.tell([self._answer(search, requests[0])])
        return search

    def _answer(self, search: Search, request: Request) -> Result:
        place = request.handle
        assert isinstance(place, int)
        task = search.brief(request)
        offers, known = self._offers[place], self._attempts[place]
        attempts: list[Attempt] = []
        for offer in task.remaining(offers):
            attempts.append(known[offer.tactic])
            if task.ends(attempts[-1]):
                break
        return Result(request.request_id, len(offers), attempts)
