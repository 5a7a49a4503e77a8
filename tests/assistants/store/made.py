"""What the tests of the store share: an assistant, nodes, answers, and files that are closed when a test ends."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

from wonton.assistants.base import Limits, Node, Step, Theorem, Transition
from wonton.assistants.fake import Effect, FakeAssistant, World
from wonton.assistants.store import database
from wonton.assistants.store.database import Answer, Origin, TransitionFile
from wonton.assistants.store.keys import theorem_key
from wonton.assistants.transitions import StoredAssistant, open_store
from wonton.core.errors import ArtifactError
from wonton.core.expr import const
from wonton.core.goal import Goal, Hypothesis
from wonton.core.signature import tree_text

THEOREM = Theorem("swap", "swap", "q and p")
LIMITS = Limits()
_OPEN: list[TransitionFile] = []


def fake() -> FakeAssistant:
    """`intro` and `split` lead to equal goals by different paths."""
    effects: dict[str, dict[str, Effect]] = {
        "q and p": {"split": ("q", "p"), "left": ("p", "q"), "loop": "timeout"},
        "q": {"exact hq": (), "loop": "crashed"},
        "p": {"exact hp": ()},
    }
    return FakeAssistant(World(effects))


def tracked(file: TransitionFile) -> TransitionFile:
    """`file`, which is closed when the test ends."""
    _OPEN.append(file)
    return file


def close_all() -> None:
    """Close what was `tracked`."""
    while _OPEN:
        with suppress(ArtifactError):  # the damaged ones
            _OPEN.pop().close()


def again(stored: StoredAssistant, real: FakeAssistant) -> StoredAssistant:
    """A second process, as it were."""
    stored.close()
    return StoredAssistant(real, tracked(open_store(stored.store.path.parent, real)))


def as_tuple(goal: Goal) -> tuple[object, ...]:
    """All of a goal, the printed names of binders included."""
    rows = [(h.name, h.text, tree_text(h.type), h.value and tree_text(h.value)) for h in goal.hypotheses]
    return (rows, tree_text(goal.target), goal.target_text, goal.fills, goal.shown)


def goals_of(transition: Transition) -> list[list[tuple[object, ...]]]:
    return [[as_tuple(goal) for goal in child.goals] for child in transition.children]


def node(*steps: str, theorem: Theorem = THEOREM, goal: str = "p") -> Node:
    path = tuple(Step(step, 0) for step in steps)
    return Node(theorem, path, (Goal((Hypothesis("h", "q", const("q")),), const(goal), goal),))


def answer(place: int, tactic: str = "split", size: int = 10) -> Answer:
    key = place.to_bytes(16, "big")
    origin = Origin(theorem_key(THEOREM, 1), THEOREM, 1, (Step(f"step {place}", 0),))
    return Answer(key, origin, tactic, random.Random(place).randbytes(size))


def opened(path: Path, max_bytes: int = database.MAX_BYTES) -> TransitionFile:
    return tracked(TransitionFile(path, "fake-1", "code", max_bytes))
