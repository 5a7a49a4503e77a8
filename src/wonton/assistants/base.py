"""The assistant protocol: what an interactive prover must do to be searched.

States are values. A `Node` names one goal of an immutable proof state, and a search may return to any node at any
time; how an assistant gets there is its own business. A tactic that does not work is a `Transition` that says so. Only
an assistant that cannot be brought back at all raises (`AssistantError`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from wonton.core.expr import Expr
from wonton.core.goal import Goal
from wonton.core.library import Lemma

FailureKind = Literal["error", "timeout", "crashed", "forbidden"]
Rung = Literal["search_closed", "compiles", "statement_match", "axioms_ok", "rechecked"]

#: The ladder of verdicts, weakest first.
RUNGS: tuple[Rung, ...] = ("search_closed", "compiles", "statement_match", "axioms_ok", "rechecked")


@dataclass(frozen=True, slots=True)
class Theorem:
    """A statement to prove.

    `statement` is what follows the name, in the assistant's own syntax: for Lean `(p q : Prop) : And p q → And q p`.
    `header` stands before the theorem in every file (for Lean its import lines join the assistant's own; for Rocq it
    may be the whole of a file up to the theorem, sections left open), `footer` behind it (what closes these sections).
    """

    item_id: str
    name: str
    statement: str
    header: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One edge of a path: the tactic, which of the children it left was taken (0-based), where that child's goals stand
    among all that the tactic left (`positions`), and how many those are (`goals`)."""

    tactic: str
    child: int
    positions: tuple[int, ...] = (0,)
    goals: int = 1


@dataclass(frozen=True, slots=True)
class Node:
    """One goal of one state, or several that share metavariables (*coupled*) and are worked on together.

    `goals` has one element unless coupled; a tactic acts on the first. `path` leads here from the root of `theorem`
    and is the node's identity.
    """

    theorem: Theorem
    path: tuple[Step, ...]
    goals: tuple[Goal, ...] = field(compare=False)

    @property
    def goal(self) -> Goal:
        """The goal that the next tactic acts on."""
        return self.goals[0]

    @property
    def positions(self) -> tuple[int, ...]:
        """The places of its goals among those that the last tactic left."""
        return self.path[-1].positions if self.path else (0,)

    @property
    def coupled(self) -> bool:
        """Whether this node holds several goals that share metavariables."""
        return len(self.goals) > 1


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a tactic did not work. `message` is the assistant's own, or ours for `forbidden`, `timeout`, `crashed`."""

    kind: FailureKind
    message: str


@dataclass(frozen=True, slots=True)
class Transition:
    """What one tactic did to one node: closed it, left `children`, or failed. Exactly one of the three holds.

    `elapsed` is wall seconds, an equal share where candidates ran as one batch; it takes no part in comparison.
    `limit_met` says that a limit ended the attempt: `""`, `heartbeats` (deterministic), `wall` or `memory` (not).
    """

    tactic: str
    children: tuple[Node, ...] = ()
    failure: Failure | None = None
    elapsed: float = field(default=0.0, compare=False)
    limit_met: Literal["", "heartbeats", "wall", "memory"] = ""

    @property
    def closed(self) -> bool:
        """No goal is left."""
        return self.failure is None and not self.children

    @property
    def failed(self) -> bool:
        """The tactic did not work."""
        return self.failure is not None


@dataclass(frozen=True, slots=True)
class Limits:
    """What one attempt may cost. `heartbeats` in the assistant's own unit (Lean: thousands of small allocations, 0 for
    an assistant that has none), `wall_seconds` the watchdog behind it, `memory_mb` for the whole assistant process."""

    heartbeats: int = 20_000
    wall_seconds: float = 20.0
    memory_mb: int = 2_048


@dataclass(frozen=True, slots=True)
class Script:
    """A proof as a tree: a tactic, then one script for each child it leaves, in the order of `Transition.children`.

    `positions` are the children's (`Node.positions`), so that a printer can bring each to the front.
    """

    tactic: str
    children: tuple[Script, ...] = ()
    positions: tuple[tuple[int, ...], ...] = ()

    def tactics(self) -> list[str]:
        """All tactics, parents before children, left to right."""
        return [self.tactic, *(t for child in self.children for t in child.tactics())]


@dataclass(frozen=True, slots=True)
class CheckedProof:
    """The verdict on a finished script, rung by rung (`True`, `False`, or `None` where a rung was not asked, or could
    not be).

    `axioms` are those that the proof rests on; `proof_term` the elaborated term, None where it could not be read;
    `checkers` names who gave which rung, with version (`{"compiles": "lean 4.35.0"}`); `messages` are the assistant's.
    `confinement` says what the checkers were shut in by, `none` where the system offers nothing, `""` where nobody
    looked.
    """

    source: str
    rungs: dict[Rung, bool | None]
    axioms: tuple[str, ...] = ()
    proof_term: Expr | None = None
    proof_term_text: str = ""
    messages: tuple[str, ...] = ()
    checkers: dict[str, str] = field(default_factory=dict)
    confinement: str = ""
    elapsed: float = field(default=0.0, compare=False)

    @property
    def unchecked(self) -> bool:
        """Whether an accident kept the check from an answer; the messages say which."""
        return "compiles" in self.rungs and self.rungs["compiles"] is None

    @property
    def rung(self) -> Rung | None:
        """The highest rung up to which every one holds; None where not even the search closed."""
        best: Rung | None = None
        for rung in RUNGS:
            if self.rungs.get(rung) is not True:
                break
            best = rung
        return best


@runtime_checkable
class Assistant(Protocol):
    """An interactive prover, driven tactic by tactic."""

    name: str  #: `lean` or `rocq`
    fingerprint: str  #: assistant, version, library: the part of every store key that says who answered

    def start(self, theorem: Theorem) -> Node:
        """The root node. Raises `StatementError`, with the assistant's message, where it does not elaborate."""
        ...

    def lemmas(self, theorem: Theorem) -> Sequence[Lemma]:
        """Proved constants in reach of `theorem` that a provider may want to use, itself not among them; the same ones
        in the same order whenever it is asked."""
        ...

    def apply(self, node: Node, tactics: Sequence[str], limits: Limits) -> Sequence[Transition]:
        """Try each tactic on `node`, each from the same state; one transition per tactic, in order."""
        ...

    def proof(self, theorem: Theorem, script: Script) -> CheckedProof:
        """Re-check a finished script from scratch, in a clean process."""
        ...

    def close(self) -> None:
        """End every process. Idempotent."""
        ...
