"""A small scripted world for runs: theorems that replicate, reroute, collapse, stay unsolved, are refused, or kill.

`open_fake` and `open_provider` are factories that the settings name, so that worker processes find them too. Faults are
named in the environment: `WONTON_TEST_DIE` names a folder; the tactic `die` kills its process unless the folder holds
as many files as `WONTON_TEST_DEATHS` says, and puts one there before it does. `WONTON_TEST_HANDS` names a folder in
which each hand leaves a file, named after its employer, when its assistant is opened and when it is closed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from wonton.assistants.base import Assistant, Limits, Node, Theorem, Transition
from wonton.assistants.fake import Effect, FakeAssistant, World
from wonton.core.errors import AssistantError, MissingToolError
from wonton.core.goal import Goal
from wonton.providers.base import Candidate, GoalContext
from wonton.runs import RunEvent, RunPlan, RunSettings

FAKE = f"{__name__}:open_fake"
PROVIDER = f"{__name__}:open_provider"

_GOALS: dict[str, dict[str, Effect]] = {
    # two ways: `left`, then a closer, or `right`, then a closer
    "Or a b": {"left": ("a",), "right": ("b",), "simp": ()},
    "a": {"exact ha": (), "assumption": ()},
    "b": {"exact hb": ()},
    # one way only: every lesion collapses
    "And a b": {"constructor": ("a", "b")},
    # a way that only a lesion finds in time: the wild type is led astray
    "trap": {"intro x": ("deep0",), "apply out": ()},
    # nothing works
    "False": {"apply absurd": "timeout"},
    # kills its process
    "killer": {"die": (), "exact ha": ()},
    # loses its assistant
    "lost": {"lose": ()},
    # twelve candidates, the last one works
    "long": {**{f"exact h{i:02}": "error" for i in range(12)}, "assumption": ()},
}
# many ways at every goal, none of which ends: requests for several processes
_GOALS["wide"] = {f"apply f{i}": (f"wide{i}",) for i in range(4)}
for _i in range(84):
    _GOALS[f"wide{_i}"] = {f"apply f{j}": (f"wide{4 * _i + 4 + j}",) for j in range(4)}
_GOALS |= {f"wide{i}": {"apply absurd": "error"} for i in range(84, 340)}
_GOALS |= {f"deep{i}": {"intro x": (f"deep{i + 1}",)} for i in range(80)}

WORLD = World(_GOALS)

SOLVED = ("or", "and", "long")
ALL = (*SOLVED, "false", "nonsense", "trap")
STATEMENTS = {
    "or": "Or a b",
    "and": "And a b",
    "long": "long",
    "false": "False",
    "nonsense": "no such goal",
    "trap": "trap",
    "killer": "killer",
    "lost": "lost",
    "wide": "wide",
}


@dataclass
class TouchyAssistant(FakeAssistant):
    """The fake, with tactics that end the process or the assistant."""

    def apply(self, node: Node, tactics: Sequence[str], limits: Limits) -> list[Transition]:
        """As the fake does, faults first."""
        if ("die" in tactics and _due()) or _in_dying_hand():
            os._exit(9)
        if "lose" in tactics:
            raise AssistantError("the assistant is lost")
        return super().apply(node, tactics, limits)

    def close(self) -> None:
        """As the fake does, and a hand leaves word of it."""
        _sign("closed")
        super().close()


def _sign(word: str) -> None:
    """Leave word of what this hand has come to, where that was asked for."""
    if _in_hand() and "WONTON_TEST_HANDS" in os.environ:
        (Path(os.environ["WONTON_TEST_HANDS"]) / f"{os.getppid()}.{word}").touch()


def _in_hand() -> bool:
    return sys.argv[0].endswith("hand.py")


def _in_dying_hand() -> bool:
    """Whether this process is a hand, and hands are to die."""
    return "WONTON_TEST_HAND_DIES" in os.environ and _in_hand()


def _due() -> bool:
    """Whether the process must die now; a death is noted down before it happens."""
    folder, deaths = os.environ.get("WONTON_TEST_DIE"), int(os.environ.get("WONTON_TEST_DEATHS", "0"))
    if folder is None:
        return False
    number = len(list(Path(folder).iterdir()))
    if number >= deaths:
        return False
    (Path(folder) / str(number)).touch()
    return True


def open_fake(settings: RunSettings) -> Assistant:
    """The factory of the assistant."""
    _sign("opened")
    if settings.toolchain == "missing":
        raise MissingToolError("the fake is missing", "Nothing can be done.")
    return TouchyAssistant(WORLD)


@dataclass
class TableProvider:
    """Proposes what the world lists for a goal, all equally probable. `calls` are the goals it was asked for."""

    name: str = "table"
    fingerprint: str = "table-1"
    calls: list[str] = field(default_factory=list)

    def propose(self, goal: Goal, context: GoalContext) -> Sequence[Candidate]:
        """The candidates for `goal`."""
        self.calls.append(goal.target_text)
        tactics = list(WORLD.goals[goal.target_text])
        return [Candidate(tactic, 1 / len(tactics)) for tactic in tactics]


def open_provider(settings: RunSettings, assistant: Assistant) -> TableProvider:
    """The factory of the provider."""
    return TableProvider()


SETTINGS = RunSettings(assistant=FAKE, provider=PROVIDER, corpus="fake:world", budget="quick", seed=1)


def theorem(item_id: str) -> Theorem:
    """The theorem of that id."""
    return Theorem(item_id, item_id, STATEMENTS[item_id])


def plan(root: Path, *item_ids: str, run_id: str = "run", **changes: Any) -> RunPlan:
    """A plan below `root`; all theorems that need no special care where none is named."""
    settings = replace(SETTINGS, **changes)
    return RunPlan(root / "logs", run_id, settings, tuple(theorem(item) for item in item_ids or ALL))


class Ledger:
    """An observer that keeps what it sees."""

    def __init__(self) -> None:
        self.events: list[RunEvent] = []

    def __call__(self, event: RunEvent) -> None:
        self.events.append(event)

    def kinds(self, item_id: str = "") -> list[str]:
        """Kinds of the events of one theorem, or of the run itself."""
        return [event.kind for event in self.events if event.item_id == item_id]
