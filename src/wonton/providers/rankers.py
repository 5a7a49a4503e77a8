"""Rankers: they put a provider's candidates into another order, and may do nothing else.

Which tactics are offered is the provider's part of an experiment, in which order the ranker's: a ranker that adds,
drops or rewrites a candidate is an error. The probabilities are dealt anew, the largest to the first, so that
candidates still come most probable first; their sum stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Protocol

from wonton.core.errors import ProviderError, SettingsError
from wonton.core.goal import Goal
from wonton.providers.base import BatchProvider, Candidate, GoalContext, Provider


class Ranker(Protocol):
    """Orders candidates. Deterministic."""

    name: str
    fingerprint: str  #: name and everything that changes its orders

    def rank(self, goal: Goal, context: GoalContext, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """`candidates` in a new order, the best first."""
        ...


@dataclass(frozen=True, slots=True)
class RankerSettings:
    """Which ranker stands behind a provider: its `name`, the file that it was trained into, and the `digest` of what
    that file says, so that another content is another setting."""

    name: str
    path: str
    digest: str

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> RankerSettings:
        """What `to_json` wrote. Raises `SettingsError` for anything else."""
        names = {field.name for field in fields(cls)}
        if set(value) != names or not all(isinstance(entry, str) for entry in value.values()):
            raise SettingsError(f"settings of a ranker are {dict(value)!r}; they are {', '.join(sorted(names))}")
        return cls(**value)


class RankedProvider:
    """A provider whose candidates a ranker orders. It has its own name and fingerprint; whatever else is asked of it,
    its memory, its cost, is the provider's."""

    def __init__(self, provider: Provider, ranker: Ranker) -> None:
        self._provider, self._ranker = provider, ranker
        if isinstance(provider, BatchProvider):
            self.together = provider.together
        self.name = f"{provider.name}+{ranker.name}"
        self.fingerprint = f"{provider.fingerprint}+{ranker.fingerprint}"

    def __getattr__(self, name: str) -> Any:
        return getattr(self._provider, name)

    def memory(self, steps: Sequence[str]) -> Hashable:
        """The whole path: a ranker may look at it."""
        return tuple(steps)

    def propose(self, goal: Goal, context: GoalContext) -> Sequence[Candidate]:
        """The provider's candidates in the ranker's order. Raises `ProviderError` where they are others."""
        return self._ranked(goal, context, self._provider.propose(goal, context))

    def propose_batch(self, requests: Sequence[tuple[Goal, GoalContext]]) -> list[Sequence[Candidate]]:
        """See `BatchProvider.propose_batch`. Raises `ProviderError`."""
        provider = self._provider
        if isinstance(provider, BatchProvider):
            found = provider.propose_batch(requests)
        else:
            found = [provider.propose(goal, context) for goal, context in requests]
        return [self._ranked(*request, own) for request, own in zip(requests, found, strict=True)]

    def _ranked(self, goal: Goal, context: GoalContext, own: Sequence[Candidate]) -> Sequence[Candidate]:
        ranked = self._ranker.rank(goal, context, tuple(own))
        before, after = Counter(own), Counter(ranked)
        if before != after:
            changed = sorted(candidate.tactic for candidate in (before - after) + (after - before))
            raise ProviderError(
                f"ranker {self._ranker.name} does not only reorder: {', '.join(map(repr, changed[:5]))}",
                "A ranker must give back the very candidates that it was given.",
            )
        dealt = sorted((candidate.probability for candidate in own), reverse=True)
        return [Candidate(one.tactic, share) for one, share in zip(ranked, dealt, strict=True)]
