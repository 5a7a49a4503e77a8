"""Scheduler lesions: goals that are frozen for a while, agents that fall asleep.

Both are asked once a turn, in the order of the turns, and take their chance from seeds of their own. So what they do
depends on their settings and on the order of the turns alone.
"""

from __future__ import annotations

import random
from collections import Counter
from hashlib import sha256
from typing import NamedTuple

from wonton.search.distributed import BlockSchedule, DelaySchedule
from wonton.search.tree import ROOT, NodeId, Tree


class Obstacle(NamedTuple):
    """A frozen goal that an agent met: the selected one, or an immovable one above it."""

    node_id: NodeId
    immovable: bool


class Block:
    """A block at work. Whether a goal is frozen depends on the seed and its node id alone, so on no order of events.

    A movable frozen goal refuses to be expanded itself; an immovable one closes its whole subtree. `frozen` and
    `immovable` are the goals of either kind met so far, `thawed` those that can be expanded again.
    """

    def __init__(self, settings: BlockSchedule) -> None:
        self._settings = settings
        self._rng = random.Random(f"{settings.seed}:unfreeze")
        self._states: dict[NodeId, tuple[bool, bool]] = {}
        self._wasted: Counter[NodeId] = Counter()
        self.frozen: set[NodeId] = set()
        self.immovable: set[NodeId] = set()
        self.thawed: set[NodeId] = set()

    def in_force(self, turn: int) -> bool:
        """Whether turn number `turn`, from 0, falls under the block."""
        return self._settings.duration < 0 or turn < self._settings.duration

    def obstacle(self, tree: Tree, leaf: NodeId, turn: int) -> Obstacle | None:
        """What keeps an agent from expanding `leaf` at this turn: the immovable goal nearest to the root, else the leaf
        itself where it is frozen; None where nothing does."""
        if not self.in_force(turn):
            return None
        for node in tree.path(leaf):
            if self._state(node.node_id)[1]:
                self.immovable.add(node.node_id)
                return Obstacle(node.node_id, True)
        if not self._state(leaf)[0] or leaf in self.thawed:
            return None
        self.frozen.add(leaf)
        return Obstacle(leaf, False)

    def waste(self, obstacle: Obstacle) -> int:
        """Count a turn wasted on a frozen goal, which may thaw of it; gives how many there have been, this included."""
        self._wasted[obstacle.node_id] += 1
        wasted = self._wasted[obstacle.node_id]
        if not obstacle.immovable and self._thaws(wasted):
            self.thawed.add(obstacle.node_id)
        return wasted

    def _thaws(self, wasted: int) -> bool:
        after, chance = self._settings.unfreeze_after, self._settings.unfreeze_probability
        drawn = chance is not None and self._rng.random() < chance
        return drawn or (after is not None and wasted >= after)

    def _state(self, node_id: NodeId) -> tuple[bool, bool]:
        """Whether the goal is frozen from the start, and whether it is immovable then."""
        state = self._states.get(node_id)
        if state is None:
            seed, share = self._settings.seed, self._settings.immovable_fraction or 0.0
            frozen = node_id != ROOT and _uniform(f"{seed}:frozen:{node_id}") < self._settings.fraction
            state = (frozen, frozen and _uniform(f"{seed}:immovable:{node_id}") < share)
            self._states[node_id] = state
        return state


def _uniform(text: str) -> float:
    """A number in [0, 1) that depends on `text` alone: the first 53 bits of its SHA-256."""
    return (int.from_bytes(sha256(text.encode()).digest()[:8]) >> 11) / 2**53


class Delay:
    """A delay at work, for `agents` agents."""

    def __init__(self, settings: DelaySchedule, agents: int) -> None:
        self._settings = settings
        self._rng = random.Random(f"{settings.seed}:delay")
        self._left = [0] * agents

    def asleep(self, agent_id: int) -> int:
        """How many turns the agent sleeps from now on, this one included; 0 where it is awake. Once a turn."""
        left = self._left[agent_id]
        if not left and self._rng.random() < self._settings.probability:
            left = self._settings.duration
        self._left[agent_id] = max(left - 1, 0)
        return left
