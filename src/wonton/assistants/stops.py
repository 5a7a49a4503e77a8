"""What becomes of candidates at which a process stops: when that counts against them, and which paths are shunned.

A stop (a death, a clock, the memory limit) says something about a candidate only if the process had done nothing else
before. So a candidate at which a used process stops is tried again alone in a fresh one; a death there, or standing
still, may still be the deed of somebody else, and is tried again too.

A path is *quarantined* where the process has stopped again and again while working there, or with the next thing it was
asked, and never once worked on in peace: its candidates then get a process of their own each, and so do those of all
paths below it. Where these stop too, the path is *lost*: its candidates are recorded as crashed without being tried."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from wonton.assistants.base import Failure, Node, Transition
from wonton.assistants.channel import Stopped

#: Deaths and idle times of fresh processes that count against a candidate.
MAX_TRIES = 3
#: Stops on end after which a path is quarantined, and candidates that stop their own processes there, on end, after
#: which it is lost.
MAX_STOPS = 3
_REMEMBERED = 1_024  #: paths with stops

Answer = TypeVar("Answer")


class Trial:
    """The tries of one candidate."""

    def __init__(self) -> None:
        self._fresh = 0

    def counts(self, stopped: Stopped, fresh: bool) -> bool:
        """Whether this stop, the newest, counts against the candidate."""
        self._fresh += fresh
        own_fault = stopped.why == "memory" or (stopped.why == "wall" and not stopped.idle)
        return fresh and (own_fault or self._fresh >= MAX_TRIES)


def asked_again(ask: Callable[[], Answer], fresh: Callable[[], bool], drop: Callable[[], None]) -> Answer:
    """What `ask` gives; it is called again, after `drop`, where a process stops and that does not count. `fresh` says
    whether the process that stopped had done nothing else. Raises the stop that counts."""
    trial = Trial()
    while True:
        try:
            return ask()
        except Stopped as stopped:
            counts = trial.counts(stopped, fresh())
            drop()
            if counts:
                raise


def stopped_transition(tactic: str, stopped: Stopped, elapsed: float) -> Transition:
    """The transition of a candidate against which a stop counts."""
    if stopped.why == "wall":
        return Transition(tactic, failure=Failure("timeout", stopped.message), elapsed=elapsed, limit_met="wall")
    limit: Literal["", "memory"] = "memory" if stopped.why == "memory" else ""
    return Transition(tactic, failure=Failure("crashed", stopped.message), elapsed=elapsed, limit_met=limit)


def lost_transition(tactic: str) -> Transition:
    """The transition of a candidate on a path that is lost."""
    return Transition(tactic, failure=Failure("crashed", "not tried: every process stopped at what leads here"))


@dataclass(slots=True)
class _Record:
    stops: int = 0
    lost: int = 0


_Key = tuple[object, ...]


class Quarantine:
    """The paths of one assistant at which processes stop, and which it asked about last."""

    def __init__(self) -> None:
        self._records: OrderedDict[_Key, _Record] = OrderedDict()
        self._before: tuple[int, _Key] | None = None  # the process that answered last, and about which path

    def holds(self, node: Node) -> bool:
        """Whether the path of `node`, or one that it goes on from, is quarantined."""
        return any(record.stops >= MAX_STOPS for record in self._along(node))

    def lost(self, node: Node) -> bool:
        """Whether it is lost."""
        return any(record.lost >= MAX_STOPS for record in self._along(node))

    def worked(self, node: Node, process: int) -> None:
        """The process of this number was asked about `node` and answered: the path before did it no harm."""
        if self._before is not None and self._records and self._before[0] == process:
            self._records.pop(self._before[1], None)
        self._before = process, _key(node)

    def stopped(self, node: Node, process: int) -> None:
        """The process of this number stopped at `node`, be it for that or for what it was asked before."""
        keys = {_key(node)}
        if self._before is not None and self._before[0] == process:
            keys.add(self._before[1])
        for key in keys:
            self._record(key).stops += 1
        self._before = None

    def tried(self, node: Node, answered: bool) -> None:
        """A candidate was tried by itself: it was `answered`, or the stop counts against it."""
        if self._records:
            record = self._records.get(_key(node))
            if record is not None:
                record.lost = 0 if answered else record.lost + (record.stops >= MAX_STOPS)

    def _record(self, key: _Key) -> _Record:
        record = self._records.setdefault(key, _Record())
        self._records.move_to_end(key)
        while len(self._records) > _REMEMBERED:
            self._records.popitem(last=False)
        return record

    def _along(self, node: Node) -> list[_Record]:
        """What is known of the path of `node` and of its beginnings."""
        if not self._records:
            return []
        item, *steps = _key(node)
        keys = [(item, *steps[:length]) for length in range(len(steps) + 1)]
        return [self._records[key] for key in keys if key in self._records]


def _key(node: Node) -> _Key:
    return (node.theorem.item_id, *node.path)
