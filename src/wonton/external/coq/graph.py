"""From a replay to the tree of its proof, in the form that proofs of our own searches have.

A sentence consumed the goals in focus that are gone behind it, and produced those that are new: Coq never uses the
number of a goal again. Where it consumed one goal, all that is new came from that one. Where it consumed several (`all:
tac`, `t1; t2` on shelved goals) and left some, nobody can tell which came from which: they are put below the first, and
the trace is no longer exact. A sentence that consumed nothing is no step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wonton.core.actions import summarize_action
from wonton.core.families import Family
from wonton.core.goal import Goal
from wonton.core.proofgraph import ProofGraph, ProofStep, proof_graph
from wonton.external.coq.document import SeenGoal
from wonton.external.coq.replay import Replay, ReplayStep


@dataclass(frozen=True, slots=True)
class Trace:
    """The tree of a replayed proof. `graph` is None where nothing was replayed.

    `completeness` is the share of the steps whose goals were all read, `exact` says that each goal's parent is known;
    `open` counts goals that no sentence closed: none in a script that ran to its end, unless focus hid them."""

    graph: ProofGraph | None
    completeness: float
    exact: bool
    open: int


@dataclass(frozen=True, slots=True)
class _Made:
    """What was done to a goal: the step, and the goals that it left."""

    step: ReplayStep
    left: tuple[SeenGoal, ...]


def consumed(step: ReplayStep) -> list[SeenGoal]:
    """The goals that a sentence worked on; those that it only put out of focus are not among them."""
    if step.kind == "focus":
        return []
    kept = {goal.id for goal in step.after.goals}
    return [goal for goal in step.before.goals if goal.id not in kept]


def produced(step: ReplayStep) -> list[SeenGoal]:
    """The goals that a sentence left and that were not in focus before."""
    if step.kind == "focus":
        return []
    known = {goal.id for goal in step.before.goals}
    return [goal for goal in step.after.goals if goal.id not in known]


def trace_of(replay: Replay) -> Trace:
    """The tree of a replay."""
    completeness = replay.complete_steps / len(replay.steps) if replay.steps else 0.0
    made: dict[str, _Made] = {}
    exact = True
    for step in replay.steps:
        gone, new = consumed(step), tuple(produced(step))
        exact = exact and (not new or len(gone) == 1)
        for place, goal in enumerate(gone):
            made[goal.id] = _Made(step, new if place == 0 else ())
    if not replay.steps or not replay.steps[0].before.goals:
        return Trace(None, completeness, exact, 0)
    root = replay.steps[0].before.goals[0]
    tree, left = _tree(root, made)
    return Trace(proof_graph(tree), completeness, exact, left)


def _tree(root: SeenGoal, made: dict[str, _Made]) -> tuple[ProofStep, int]:
    """The steps below `root`, made from the leaves up, and how many goals nothing was done to."""
    order: list[SeenGoal] = []
    stack = [root]
    while stack:
        goal = stack.pop()
        order.append(goal)
        stack.extend(made[goal.id].left if goal.id in made else ())
    done: dict[str, ProofStep] = {}
    for goal in reversed(order):
        done[goal.id] = _step(goal, made.get(goal.id), done)
    return done[root.id], sum(goal.id not in made for goal in order)


def _step(goal: SeenGoal, found: _Made | None, done: dict[str, ProofStep]) -> ProofStep:
    if found is None:
        return ProofStep(goal.signature, "", Family.OTHER.value)
    tactic = found.step.sentence.removesuffix(".")
    family = found.step.family or Family.OTHER
    goals = [child.goal for child in found.left]
    known: Sequence[Goal] | None = [one for one in goals if one is not None] if None not in goals else None
    action = None if goal.goal is None else summarize_action(tactic, goal.goal, known, "ltac")
    children = tuple(done[child.id] for child in found.left)
    return ProofStep(goal.signature, tactic, family.value, children, action)
