"""The workers of an external run, as their employer sees them.

A problem whose worker died is given to another one once; after that it counts as given up. What a dead worker's prover
left behind is ended here: for the length of a run this process adopts orphans, and every prover carries its worker's
mark in its environment, and in the name of its control group.
"""

from __future__ import annotations

import os
import selectors
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wonton.assistants.children import LineChild, error_from_json
from wonton.external import cgroups, tree
from wonton.external.base import Problem
from wonton.external.order import ExternalOrder, problem_to_json

#: How often a problem is tried when its worker dies.
TRIES = 2
_GRACE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Begun:
    """A problem was given to a worker."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Done:
    """A problem is done; `row` is what its `result.json` holds."""

    problem: Problem
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lost:
    """A problem whose worker died; `final`: it is given up."""

    problem: Problem
    reason: str
    final: bool


Message = Begun | Done | Lost


class Worker(LineChild):
    """One worker; `held` is the problem that it works on and the number of the try, None at rest."""

    def __init__(self, order: ExternalOrder) -> None:
        self.held: tuple[Problem, int] | None = None
        super().__init__("wonton.external.worker")
        self.send(order.to_json())

    def give(self, problem: Problem, tries: int) -> None:
        """Set it to work."""
        self.held = (problem, tries)
        self.send({"problem": problem_to_json(problem)})


class ExternalPool:
    """So many workers, hired as they are needed. Must be used from the main thread, which outlives them; a context."""

    def __init__(self, order: ExternalOrder, workers: int) -> None:
        self._order, self._size = order, workers
        self._members: list[Worker] = []
        self._selector = selectors.DefaultSelector()

    def __enter__(self) -> ExternalPool:
        tree.adopt_orphans()
        return self

    def __exit__(self, *_: object) -> None:
        for member in self._members:
            member.end_input()
        for member in list(self._members):
            self._dismiss(member, _GRACE_SECONDS)
        self._selector.close()
        tree.adopt_orphans(False)

    def run(self, problems: Sequence[Problem]) -> Iterator[Message]:
        """Work on all of `problems`. Raises what a worker says must end the run."""
        waiting = deque((problem, 1) for problem in problems)
        while waiting or any(member.held for member in self._members):
            for member in self._at_rest(len(waiting)):
                problem, tries = waiting.popleft()
                member.give(problem, tries)
                if tries == 1:
                    yield Begun(problem)
            for key, _ in self._selector.select():
                for message in key.data.receive():
                    yield from self._handle(key.data, message, waiting)

    def _at_rest(self, wanted: int) -> list[Worker]:
        """Workers at rest, new ones hired where there is room, as many as are wanted at most."""
        resting = [member for member in self._members if member.held is None][:wanted]
        while len(resting) < wanted and len(self._members) < self._size:
            member = Worker(self._order)
            self._members.append(member)
            self._selector.register(member.output, selectors.EVENT_READ, member)
            resting.append(member)
        return resting

    def _handle(
        self, member: Worker, message: Mapping[str, Any], waiting: deque[tuple[Problem, int]]
    ) -> Iterator[Message]:
        held, member.held = member.held, None
        if message["type"] == "finished" and held is not None:
            yield Done(held[0], message["result"])
        elif message["type"] == "fatal":
            raise error_from_json(message["error"])
        else:
            reason = f"the worker process died: {self._dismiss(member)}"
            if held is not None:
                problem, tries = held
                if tries < TRIES:
                    waiting.appendleft((problem, tries + 1))
                yield Lost(problem, reason, final=tries >= TRIES)

    def _dismiss(self, member: Worker, grace_seconds: float = 0.0) -> str:
        """End a worker and whatever it left; gives its last words."""
        self._selector.unregister(member.output)
        self._members.remove(member)
        words = member.kill(grace_seconds)
        cgroups.clear(member.pid)
        tree.end_marked(os.getpid(), member.pid)
        return words
