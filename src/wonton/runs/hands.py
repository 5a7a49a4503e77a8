"""Hands: processes that expand requests for the one that searches, each with an assistant and a provider of its own.

A worker's search may have many requests in flight; what it does not expand itself, its hands do. Their number changes
nothing that is found: results are told in request order, and a hand that dies gives its request back.

Messages are pickled, theorems left out: both ends know which theorem they work on. They pass between processes of one
run only, and are never stored.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any

from wonton.assistants.base import Node, Theorem
from wonton.assistants.children import environment
from wonton.providers.base import Candidate
from wonton.providers.models import Usage
from wonton.runs.expand import Expander
from wonton.runs.order import WorkOrder
from wonton.runs.searching import Outcome
from wonton.search.brief import Brief
from wonton.search.protocol import Request

#: Requests that a hand holds at most: the one it works on, and the next.
HELD = 2
#: Hands that may die before no more are hired.
_DEATHS = 3
_GRACE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Job:
    """One request for a hand. `number` counts over all searches, so that late answers are known as such; `lesion` names
    what is blocked, `""` for nothing; `seed` is the provider's, and `candidates` are what it proposes, where that is
    known already."""

    number: int
    node: Node
    lesion: str
    task: Brief
    seed: int = 0
    candidates: tuple[Candidate, ...] | None = None


class _Pickler(pickle.Pickler):
    def persistent_id(self, value: object) -> str | None:
        return "theorem" if isinstance(value, Theorem) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, theorem: Theorem | None) -> None:
        super().__init__(file)
        self._theorem = theorem

    def persistent_load(self, name: Any) -> Theorem | None:
        return self._theorem


def pack(value: object) -> bytes:
    """`value` as bytes, theorems left out."""
    file = io.BytesIO()
    _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(value)
    return file.getvalue()


def unpack(data: bytes, theorem: Theorem | None) -> Any:
    """What `pack` made, with `theorem` in the place of theorems."""
    return _Unpickler(io.BytesIO(data), theorem).load()


class Hand:
    """One process (`wonton.runs.hand`), as its employer sees it."""

    def __init__(self, order: WorkOrder) -> None:
        self.jobs: list[int] = []
        self.wire, theirs = Pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "wonton.runs.hand", str(os.getpid()), str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=environment(),
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self.wire.send_bytes(pickle.dumps(order))

    def send(self, data: bytes) -> None:
        """Send it a theorem or a packed job; a hand that is gone is noticed when its answers end."""
        with contextlib.suppress(OSError):
            self.wire.send_bytes(data)

    def dismiss(self) -> None:
        """Let it go: it closes what it opened, and ends. Idempotent."""
        self.wire.close()

    def close(self) -> None:
        """End it, in good order where that does not take long. Idempotent."""
        self.dismiss()
        try:
            self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Hands:
    """The hands of one worker, hired when they are first needed, none until they are allowed. They are the helpers
    (`searching.Helpers`) of the search that `work_on` was called for last. `done` counts the requests that they have
    expanded, `deaths` those of them that died; `usage` is what their providers' models cost."""

    def __init__(self, order: WorkOrder) -> None:
        self._allowed = 0
        self._order = order
        self._members: list[Hand] = []
        self._theorem: Theorem | None = None
        self._lesion = ""
        self._next = 0
        self._requests: dict[int, int] = {}  # by job number
        self._expander: Expander | None = None
        self.done = 0
        self.deaths = 0
        self.usage = Usage()

    def allow(self, number: int) -> None:
        """Have at most so many from now on. May be called from any thread."""
        self._allowed = number

    def work_on(self, theorem: Theorem, lesion: str, expander: Expander | None = None) -> None:
        """From now on requests are about `theorem`, under `lesion`; `expander` has seed and proposals."""
        if theorem != self._theorem:
            self._theorem = theorem
            for hand in self._members:
                hand.send(pickle.dumps(theorem))
        self._lesion, self._expander = lesion, expander

    def offer(self, waiting: Sequence[tuple[Request, Brief]]) -> int:
        """See `Helpers.offer`. One is left to the process that searches, and so is what cannot be sent."""
        taken = 0
        for hand in self._hired():
            while len(hand.jobs) < HELD and taken < len(waiting) - 1:
                if not self._give(hand, *waiting[taken]):
                    return taken
                taken += 1
        return taken

    def _hired(self) -> list[Hand]:
        """The hands that may be given work; the others end as soon as they are at rest."""
        while len(self._members) < self._allowed and self.deaths < _DEATHS:
            hand = Hand(self._order)
            hand.send(pickle.dumps(self._theorem))
            self._members.append(hand)
        for hand in self._members[self._allowed :]:
            if not hand.jobs:
                self._members.remove(hand)
                hand.close()
        return self._members[: self._allowed]

    def _give(self, hand: Hand, request: Request, task: Brief) -> bool:
        """Send a request to `hand`; gives whether that can be done: `pickle` does not reach as deep as goals may be."""
        assert isinstance(request.handle, Node)
        try:
            data = pack(self._job(request.handle, task))
        except RecursionError:
            return False
        self._next += 1
        self._requests[self._next] = request.request_id
        hand.jobs.append(self._next)
        hand.send(data)
        return True

    def _job(self, node: Node, task: Brief) -> Job:
        if self._expander is None:
            return Job(self._next + 1, node, self._lesion, task, self._order.settings.seed)
        known = self._expander.candidates(node)
        return Job(self._next + 1, node, self._lesion, task, self._expander.seed, known)

    def finished(self, wait: bool) -> list[tuple[int, Outcome | None]]:
        """See `Helpers.finished`. Late answers of earlier searches are taken in too: their hands are free then."""
        found = self._received(0.0)
        while wait and not found and self._requests:
            found = self._received(None)
        return found

    def _received(self, timeout: float | None) -> list[tuple[int, Outcome | None]]:
        """What has come in within so many seconds (None: wait for something), as far as it is still of interest."""
        wires = {hand.wire: hand for hand in self._members if hand.jobs}
        ready = [wires[wire] for wire in wait(list(wires), timeout) if isinstance(wire, Connection)] if wires else []
        return [row for hand in ready for row in self._receive(hand)]

    def _receive(self, hand: Hand) -> list[tuple[int, Outcome | None]]:
        try:
            number, outcome, usage = unpack(hand.wire.recv_bytes(), self._theorem)
        except (EOFError, OSError):
            return self._lost(hand)
        hand.jobs.remove(number)
        self.usage.add(usage)
        self.done += outcome is not None
        request = self._requests.pop(number, None)
        return [] if request is None else [(request, outcome)]

    def _lost(self, hand: Hand) -> list[tuple[int, Outcome | None]]:
        self.deaths += 1
        self._members.remove(hand)
        hand.close()
        requests = [self._requests.pop(number, None) for number in hand.jobs]
        return [(request, None) for request in requests if request is not None]

    def forget(self) -> None:
        """See `Helpers.forget`."""
        self._requests.clear()

    def close(self) -> None:
        """End all hands. Idempotent."""
        for hand in self._members:
            hand.dismiss()
        for hand in self._members:
            hand.close()
        self._members.clear()
