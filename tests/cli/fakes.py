"""A scripted assistant and its provider for commands: every statement is provable in two ways, so that lesions reroute.

`open_fake` and `open_provider` are factories that `-a` and `-p` can name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wonton.assistants.fake import Effect, FakeAssistant, World
from wonton.core.goal import Goal
from wonton.providers.base import Candidate, GoalContext
from wonton.runs import RunSettings

_LEAVES: dict[str, dict[str, Effect]] = {"left": {"assumption": ()}, "right": {"exact h": ()}}
_ROOT: dict[str, Effect] = {"constructor": ("left", "right"), "exact whole": (), "simp": "timeout"}


class _AnyStatement(dict[str, Mapping[str, Effect]]):
    """A world in which every text is a goal."""

    def __contains__(self, key: object) -> bool:
        return key != ": False"

    def __missing__(self, key: str) -> Mapping[str, Effect]:
        return _LEAVES.get(key, _ROOT)


WORLD = World(_AnyStatement())


def open_fake(settings: RunSettings) -> FakeAssistant:
    """The assistant."""
    return FakeAssistant(WORLD)


def open_fake_refusing(settings: RunSettings) -> FakeAssistant:
    """An assistant that refuses every statement."""
    return FakeAssistant(World({}))


class Proposer:
    """Proposes what the world knows for a goal, in that order, with falling probabilities."""

    name = "proposer"
    fingerprint = "proposer-1"

    def propose(self, goal: Goal, context: GoalContext) -> Sequence[Candidate]:
        """The candidates for `goal`."""
        return [Candidate(tactic, 0.5**n) for n, tactic in enumerate(WORLD.goals[goal.target_text], start=1)]


def open_provider(settings: RunSettings, assistant: object) -> Proposer:
    """The provider."""
    return Proposer()


class Modest(Proposer):
    """Proposes nothing for statements that mention `Iff`, and for the others what the proposer does."""

    name = "modest"
    fingerprint = "modest-1"

    def propose(self, goal: Goal, context: GoalContext) -> Sequence[Candidate]:
        """The candidates for `goal`."""
        return [] if "Iff" in goal.target_text else super().propose(goal, context)


def open_modest(settings: RunSettings, assistant: object) -> Modest:
    """A provider that solves less."""
    return Modest()


#: The options that choose them.
FAKES = ("-a", f"{__name__}:open_fake", "-p", f"{__name__}:open_provider")
