"""Agents that share one tree: whose turn it is, what each remembers, and what the schedules make of its turn.

Turn t belongs to agent t mod A. A turn is a request to expand a goal, or idle: `blocked`, `delayed`, `no_goal`.
Everything here happens when a turn is taken, in the order of the turns, and reads the tree as it then stands.
"""

from __future__ import annotations

from collections import Counter, deque
from typing import Literal, NamedTuple

from wonton.search.distributed import DistributedSettings
from wonton.search.policies import Arm, Policy, Selection
from wonton.search.schedules import Block, Delay, Obstacle
from wonton.search.trace import Refusal, Schedule
from wonton.search.tree import NodeId, Tree

IdleReason = Literal["blocked", "delayed", "no_goal"]


class Turn(NamedTuple):
    """One turn of one agent. `idle` is None where it is a request for `selection`; else `selection` is what the agent
    chose first, None where it slept."""

    agent_id: int
    idle: IdleReason | None
    selection: Selection | None
    schedule: Schedule


class _Sought(NamedTuple):
    """What an agent's turn came to: the selection taken up (None: none), the first one made, and the frozen goals met
    on the way."""

    found: Selection | None
    first: Selection
    met: tuple[Obstacle, ...]


class Agents:
    """The agents of one search."""

    def __init__(self, settings: DistributedSettings, policy: Policy) -> None:
        self._policy = policy
        self._agents = [_Agent(settings) for _ in range(settings.agents)]
        self._reroutes = settings.reroute_max_tries is not None
        self._tries = settings.reroute_max_tries or 0
        self._block = Block(settings.block) if settings.block else None
        self._delay = Delay(settings.delay, settings.agents) if settings.delay else None

    def turn(self, tree: Tree, number: int, in_flight: int) -> Turn:
        """Take turn `number`, from 0, while `in_flight` requests are out. The frontier holds something."""
        agent_id = number % len(self._agents)
        sleeps = self._delay.asleep(agent_id) if self._delay else 0
        if sleeps:
            return Turn(agent_id, "delayed", None, self._schedule(number, in_flight, sleeps, ()))
        agent = self._agents[agent_id]
        sought = self._seek(tree, agent, number)
        agent.remember(sought.found or sought.first, expands=sought.found is not None)
        if sought.found is not None:
            return Turn(agent_id, None, sought.found, self._schedule(number, in_flight, 0, sought.met))
        return self._wasted(agent_id, number, in_flight, sought)

    def _wasted(self, agent_id: int, number: int, in_flight: int, sought: _Sought) -> Turn:
        """A turn that found frozen goals only; it counts on the one that was chosen first."""
        assert self._block is not None
        first = sought.met[0]
        wasted = self._block.waste(first)
        refusal = Refusal(first.node_id, first.immovable, wasted, first.node_id in self._block.thawed)
        idle: IdleReason = "no_goal" if self._reroutes else "blocked"
        met = sought.met if self._reroutes else ()
        return Turn(agent_id, idle, sought.first, self._schedule(number, in_flight, 0, met, refusal))

    def _seek(self, tree: Tree, agent: _Agent, number: int) -> _Sought:
        """Select until a goal is found that is not frozen, as often as rerouting allows."""
        familiar = agent.familiar(tree)
        for node_id in familiar:
            tree.hide(node_id)
        selection = first = self._policy.select(tree, agent)
        vain, met = list[NodeId](), list[Obstacle]()
        while (obstacle := self._obstacle(tree, selection, number)) is not None:
            met.append(obstacle)
            vain.append(selection.leaf)
            tree.hide(selection.leaf)
            if not len(tree.frontier):
                self._show(tree, familiar)
                familiar = []
            if len(met) > self._tries or not len(tree.frontier):
                break
            selection = self._policy.select(tree, agent)
        self._show(tree, [*familiar, *vain])
        return _Sought(selection if obstacle is None else None, first, tuple(met))

    def _obstacle(self, tree: Tree, selection: Selection, number: int) -> Obstacle | None:
        return self._block.obstacle(tree, selection.leaf, number) if self._block else None

    def _show(self, tree: Tree, node_ids: list[NodeId]) -> None:
        for node_id in node_ids:
            tree.show(node_id)
        self._policy.returned(node_ids)

    def _schedule(
        self, number: int, in_flight: int, sleeps: int, met: tuple[Obstacle, ...], refusal: Refusal | None = None
    ) -> Schedule:
        block = self._block
        passed_over = tuple(obstacle.node_id for obstacle in met)
        return Schedule(
            in_flight=in_flight,
            block_in_force=block is not None and block.in_force(number),
            frozen=len(block.frozen) if block else 0,
            immovable=len(block.immovable) if block else 0,
            thawed=len(block.thawed) if block else 0,
            asleep=sleeps > 0,
            delay_left=sleeps,
            reroute_tries=max(len(met) - 1, 0) if refusal else len(met),
            passed_over=passed_over,
            refused=refusal,
        )


class _Agent:
    """What one agent remembers, and how that weighs on its choices."""

    def __init__(self, settings: DistributedSettings) -> None:
        self._depth_bias = settings.depth_bias
        self._path_bias = settings.path_bias
        self._cache = settings.history_cache
        self._expanded: deque[NodeId] = deque()
        self._through: Counter[tuple[str, int]] = Counter()
        self._taken: Counter[tuple[str, int]] = Counter()

    def weigh(self, at: Literal["node", "edge"], place: int, arms: list[Arm]) -> list[Arm]:
        """The same arms with this agent's biases in their scores; unvisited ones stay first."""
        if not (self._depth_bias or self._path_bias):
            return arms
        through = self._through[at, place]
        return [arm if arm.score is None else arm._replace(score=arm.score + self._bias(arm, through)) for arm in arms]

    def _bias(self, arm: Arm, through: int) -> float:
        bias = self._depth_bias if arm.kind == "edge" else 0.0
        return bias + self._path_bias * self._taken[arm.kind, arm.id] / through if through else bias

    def familiar(self, tree: Tree) -> list[NodeId]:
        """The goals to pass over now: those expanded last, unless no other can be expanded."""
        known = [node_id for node_id in self._expanded if node_id in tree.frontier]
        return known if len(known) < len(tree.frontier) else []

    def remember(self, selection: Selection, expands: bool) -> None:
        """Take note of the selection that a turn ended with."""
        if self._path_bias:
            for choice in selection.choices:
                arm = choice.arms[choice.chosen]
                self._through[choice.at, choice.id] += 1
                self._taken[arm.kind, arm.id] += 1
        if self._cache and expands:
            if selection.leaf in self._expanded:
                self._expanded.remove(selection.leaf)
            self._expanded.append(selection.leaf)
            if len(self._expanded) > self._cache:
                self._expanded.popleft()
