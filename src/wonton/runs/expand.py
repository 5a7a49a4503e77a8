"""Trying offers on a goal: from a node to the attempts that a search is told.

Proposals and transitions are remembered for one theorem, so that its second variant does not ask again what its first
one knows. Memory changes no result: what a provider proposes and what a tactic does depend on the node alone. What a
clock, a memory limit or a crash decided is never remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wonton.assistants.base import Assistant, Limits, Node, Step, Theorem, Transition
from wonton.core.library import Lemma
from wonton.providers.base import Candidate, GoalContext, Provider
from wonton.search.protocol import Attempt, AttemptStatus, ChildGoal, Offer

#: The name of what blocks a tactic, `""` where nothing does.
Filter = Callable[[str], str]

#: Candidates that go to the assistant together at first; where none of them ends the expansion, all others follow.
FIRST_CHUNK = 4
_LONGEST_MESSAGE = 2_000

_Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """The attempts made on a node, in order, and what they cost: `asked` tactics went to the assistant, which took
    `assistant_seconds`."""

    attempts: tuple[Attempt, ...]
    asked: int
    assistant_seconds: float


class Expander:
    """Provider and assistant at work on one theorem. `signature` tells nodes apart for the search."""

    def __init__(
        self, assistant: Assistant, provider: Provider, limits: Limits, signature: Callable[[Node], str], seed: int
    ) -> None:
        self._assistant, self._provider, self._limits = assistant, provider, limits
        self._signature, self._seed = signature, seed
        self._proposals: dict[_Path, tuple[Candidate, ...]] = {}
        self._transitions: dict[tuple[_Path, str], Transition] = {}
        self._children: dict[_Path, ChildGoal] = {}
        self._reach: tuple[Lemma, ...] | None = None

    def child(self, node: Node) -> ChildGoal:
        """`node` as the search sees it."""
        if node.path not in self._children:
            self._children[node.path] = ChildGoal(self._signature(node), node)
        return self._children[node.path]

    def offers(self, node: Node, blocks: Filter) -> list[Offer]:
        """What the provider proposes for `node`, in its order, with what `blocks` takes away marked as such."""
        if node.path not in self._proposals:
            theorem = node.theorem
            steps = tuple(step.tactic for step in node.path)
            context = GoalContext(theorem.name, theorem.statement, steps, self._seed, self._lemmas(theorem))
            self._proposals[node.path] = tuple(self._provider.propose(node.goal, context))
        return [Offer(c.tactic, c.probability, blocks(c.tactic)) for c in self._proposals[node.path]]

    def _lemmas(self, theorem: Theorem) -> tuple[Lemma, ...]:
        if self._reach is None:
            self._reach = tuple(self._assistant.lemmas(theorem))
        return self._reach

    def expand(self, node: Node, offers: Sequence[Offer], ends: Callable[[Attempt], bool]) -> Expansion:
        """Try `offers` in order up to the first attempt that `ends` the expansion. Raises `AssistantError`."""
        attempts: list[Attempt] = []
        asked, seconds, size = 0, 0.0, FIRST_CHUNK
        rest = list(offers)
        while rest:
            chunk, rest = rest[:size], rest[size:]
            size = len(rest)
            known, fresh = self._apply(node, [offer.tactic for offer in chunk if not offer.blocked_by])
            asked, seconds = asked + len(fresh), seconds + sum(transition.elapsed for transition in fresh)
            for offer in chunk:
                attempts.append(self._attempt(offer, known.get(offer.tactic)))
                if ends(attempts[-1]):
                    return Expansion(tuple(attempts), asked, seconds)
        return Expansion(tuple(attempts), asked, seconds)

    def _apply(self, node: Node, tactics: Sequence[str]) -> tuple[dict[str, Transition], list[Transition]]:
        """Transitions of all `tactics` by tactic, and those among them that were not remembered."""
        known = {t: self._transitions[node.path, t] for t in tactics if (node.path, t) in self._transitions}
        missing = [tactic for tactic in dict.fromkeys(tactics) if tactic not in known]
        fresh = list(self._assistant.apply(node, missing, self._limits)) if missing else []
        for tactic, transition in zip(missing, fresh, strict=True):
            known[tactic] = transition
            if transition.failure is None or transition.failure.kind not in ("timeout", "crashed"):
                self._transitions[node.path, tactic] = transition
        return known, fresh

    def _attempt(self, offer: Offer, transition: Transition | None) -> Attempt:
        if transition is None:
            return Attempt(offer.tactic, offer.probability, "blocked", blocked_by=offer.blocked_by)
        failure = transition.failure
        status: AttemptStatus = "failed" if failure else "children" if transition.children else "closed"
        return Attempt(
            offer.tactic,
            offer.probability,
            status,
            children=tuple(self.child(child) for child in transition.children),
            failure_kind=failure.kind if failure else "",
            message=failure.message[:_LONGEST_MESSAGE] if failure else "",
            limit_met=transition.limit_met,
        )
