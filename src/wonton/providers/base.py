"""The provider protocol: who proposes tactics for a goal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from wonton.core.goal import Goal
from wonton.core.library import Lemma


@dataclass(frozen=True, slots=True)
class Candidate:
    """A tactic and its probability; a provider's candidates for one goal sum to at most 1."""

    tactic: str
    probability: float


@dataclass(frozen=True, slots=True)
class GoalContext:
    """What a provider may know beside the goal: the theorem's name and statement, the tactics that led here, the seed
    for providers that sample, the lemmas in reach of the theorem, and what stands before it in its file, imports
    included (`header`)."""

    theorem: str
    statement: str
    steps: tuple[str, ...] = ()
    seed: int = 0
    lemmas: tuple[Lemma, ...] = ()
    header: str = ""


@runtime_checkable
class Provider(Protocol):
    """Proposes tactics. Deterministic: the same goal, context and settings give the same candidates."""

    name: str  #: `heuristic`, `reprover`, ...
    fingerprint: str  #: name and everything that changes what it proposes (version, model, prompt, settings)

    def propose(self, goal: Goal, context: GoalContext) -> Sequence[Candidate]:
        """Candidates for `goal`, most probable first, without duplicates; empty where nothing fits."""
        ...


@runtime_checkable
class BatchProvider(Provider, Protocol):
    """A provider that may be asked for several goals at once. The answers are those that it gives one by one."""

    together: int  #: how many goals are better asked at once than one by one

    def propose_batch(self, requests: Sequence[tuple[Goal, GoalContext]]) -> list[Sequence[Candidate]]:
        """Candidates for each goal, in order; all contexts have one seed."""
        ...


def is_seeded(provider: Provider) -> bool:
    """Whether what `provider` proposes depends on the seed: its own attribute `seeded`, no if it has none."""
    return bool(getattr(provider, "seeded", False))
