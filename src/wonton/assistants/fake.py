"""A scripted assistant for tests and fault injection. It keeps the contract of the real ones (they share one test).

A `World` is a table: for each goal, by its text, what each tactic does to it. Goals are single constants, so a world
says all there is to know. Faults strike at chosen calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wonton.assistants.base import (
    CheckedProof,
    Failure,
    FailureKind,
    Limits,
    Node,
    Rung,
    Script,
    Step,
    Theorem,
    Transition,
)
from wonton.core.errors import AssistantError, StatementError
from wonton.core.expr import const
from wonton.core.goal import Goal
from wonton.core.library import Lemma

#: What a tactic does: the texts of the goals it leaves (none: it closes the goal), or how it fails.
Effect = tuple[str, ...] | FailureKind


@dataclass(frozen=True)
class World:
    """Goal text to tactic to effect; a tactic that a goal does not list fails with `error`."""

    goals: Mapping[str, Mapping[str, Effect]]
    forbidden: tuple[str, ...] = ("sorry",)


@dataclass
class FakeAssistant:
    """Plays a `World`. A theorem's statement is the text of its root goal.

    `faults` maps the number of an `apply` call (from 0) to what befalls it: a failure kind for the whole batch, or
    `lost`, which raises `AssistantError`. `calls` counts them."""

    world: World
    faults: Mapping[int, FailureKind | str] = field(default_factory=dict)
    name: str = "fake"
    fingerprint: str = "fake-1"
    library: tuple[Lemma, ...] = ()
    calls: int = 0
    closed: bool = False

    def start(self, theorem: Theorem) -> Node:
        """The root of `theorem`; raises `StatementError` where the world has no such goal."""
        if theorem.statement not in self.world.goals:
            raise StatementError(theorem.item_id, f"unknown goal {theorem.statement!r}")
        return Node(theorem, (), (_goal(theorem.statement),))

    def lemmas(self, theorem: Theorem) -> tuple[Lemma, ...]:
        """The library, whatever the theorem."""
        return self.library

    def apply(self, node: Node, tactics: Sequence[str], limits: Limits) -> list[Transition]:
        """What the world says of each tactic, or the fault that is due."""
        fault = self.faults.get(self.calls, "")
        self.calls += 1
        if fault == "lost":
            raise AssistantError("the fake assistant was told to be lost")
        return [self._one(node, tactic, fault) for tactic in tactics]

    def proof(self, theorem: Theorem, script: Script) -> CheckedProof:
        """Replays the script through the world; every rung but `rechecked` holds where it closes the goal."""
        good = self._closes(theorem.statement, script)
        rungs: dict[Rung, bool | None] = {"search_closed": True, "compiles": good, "statement_match": good}
        rungs |= {"axioms_ok": good, "rechecked": None}
        return CheckedProof("\n".join(script.tactics()), rungs, proof_term=const(theorem.name) if good else None)

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True

    def _one(self, node: Node, tactic: str, fault: str) -> Transition:
        if tactic in self.world.forbidden:
            return Transition(tactic, failure=Failure("forbidden", f"{tactic!r} reaches outside the proof"))
        effect = fault or self.world.goals[node.goal.target_text].get(tactic, "error")
        if isinstance(effect, str):
            return _failure(tactic, effect)
        children = tuple(
            Node(node.theorem, (*node.path, Step(tactic, place, (place,), len(effect))), (_goal(text),))
            for place, text in enumerate(effect)
        )
        return Transition(tactic, children)

    def _closes(self, goal: str, script: Script) -> bool:
        effect = self.world.goals[goal].get(script.tactic, "error")
        if isinstance(effect, str) or len(effect) != len(script.children):
            return False
        return all(self._closes(text, child) for text, child in zip(effect, script.children, strict=True))


def _failure(tactic: str, kind: str) -> Transition:
    if kind == "timeout":
        return Transition(tactic, failure=Failure("timeout", "time is up"), limit_met="wall")
    if kind == "crashed":
        return Transition(tactic, failure=Failure("crashed", "the process died"))
    return Transition(tactic, failure=Failure("error", f"{tactic!r} does not apply"))


def _goal(text: str) -> Goal:
    return Goal((), const(text), text)
