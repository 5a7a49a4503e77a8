"""Rankers reorder, and are caught where they do anything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from providers.goals import goal
from wonton.core.errors import ProviderError
from wonton.core.goal import Goal
from wonton.providers.base import BatchProvider, Candidate, GoalContext
from wonton.providers.heuristic import HeuristicProvider
from wonton.providers.rankers import RankedProvider

Rank = Callable[[Sequence[Candidate]], Sequence[Candidate]]
GOAL, CONTEXT = goal("(-> p q)", "p : Prop", "q : Prop"), GoalContext("t", "")


class By:
    """A ranker from a function."""

    name = "by"
    fingerprint = "by-1"

    def __init__(self, order: Rank) -> None:
        self._order = order

    def rank(self, goal: Goal, context: GoalContext, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        return self._order(candidates)


def backwards(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    return candidates[::-1]


def test_the_order_is_the_rankers_and_the_candidates_are_the_providers() -> None:
    provider = HeuristicProvider()
    own = list(provider.propose(GOAL, CONTEXT))
    ranked = RankedProvider(provider, By(backwards))
    found = list(ranked.propose(GOAL, CONTEXT))
    assert len(own) > 3
    assert [candidate.tactic for candidate in found] == [candidate.tactic for candidate in own][::-1]
    assert [candidate.probability for candidate in found] == [candidate.probability for candidate in own]
    assert isinstance(ranked, BatchProvider) is False
    assert ranked.propose_batch([(GOAL, CONTEXT)]) == [found]
    assert (ranked.name, provider.fingerprint in ranked.fingerprint) == ("heuristic+by", True)


@pytest.mark.parametrize(
    "order",
    [
        lambda own: own[1:],
        lambda own: [*own, own[0]],
        lambda own: [*own[1:], Candidate("sneak in", own[0].probability)],
        lambda own: [*own[1:], Candidate(own[0].tactic, own[0].probability / 2)],
        lambda own: [],
    ],
    ids=["drops", "doubles", "rewrites", "reweighs", "drops all"],
)
def test_a_ranker_that_changes_the_candidates_is_an_error(order: Rank) -> None:
    with pytest.raises(ProviderError, match="by does not only reorder"):
        RankedProvider(HeuristicProvider(), By(order)).propose(GOAL, CONTEXT)


class Batched(HeuristicProvider):
    """The heuristic provider, asked for several goals at once."""

    together = 4

    def propose_batch(self, requests: Sequence[tuple[Goal, GoalContext]]) -> list[Sequence[Candidate]]:
        return [self.propose(*request) for request in requests]


def test_a_provider_that_takes_batches_still_does_behind_a_ranker() -> None:
    ranked = RankedProvider(Batched(), By(backwards))
    assert isinstance(ranked, BatchProvider)
    assert ranked.together == 4
    assert ranked.propose_batch([(GOAL, CONTEXT)]) == [ranked.propose(GOAL, CONTEXT)]
