"""Trying offers on a goal: from a node to the attempts that a search is told.

Proposals and attempts are remembered for one theorem, so that its second variant does not ask again what its first one
knows. Memory changes no result: what a provider proposes and what a tactic does depend on the node alone. What a
clock, a memory limit or a crash decided is never remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from wonton.assistants.base import Assistant, Limits, Node, Step, Theorem, Transition
from wonton.core.library import Lemma
from wonton.providers.base import BatchProvider, Candidate, GoalContext, Provider, is_seeded
from wonton.search.protocol import Attempt, AttemptStatus, ChildGoal, Offer

#: The name of what blocks a tactic, `""` where nothing does.
Filter = Callable[[str], str]

#: Candidates that go to the assistant together at first, and twice as many each time that none has ended the expansion.
#: Most end with the first one; answers to the others would be for nothing.
FIRST_CHUNK = 1
_LONGEST_MESSAGE = 2_000
#: Failures that another try might not repeat.
_PASSING = ("timeout", "crashed")

_Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """The attempts made on a node, in order, and what they cost: `asked` tactics went to the assistant, which took
    `assistant_seconds`."""

    attempts: tuple[Attempt, ...]
    asked: int
    assistant_seconds: float


@dataclass(slots=True)
class _Known:
    """What is remembered of one node: the provider's candidates, the offers made last with the filter that they went
    through, and by tactic the attempts and those answers that no search has asked for yet."""

    candidates: tuple[Candidate, ...] | None = None
    filtered: tuple[Filter, list[Offer]] | None = None
    attempts: dict[str, Attempt] = field(default_factory=dict)
    transitions: dict[str, Transition] = field(default_factory=dict)


class Expander:
    """Provider and assistant at work on one theorem. `signature` tells nodes apart for the search."""

    def __init__(
        self, assistant: Assistant, provider: Provider, limits: Limits, signature: Callable[[Node], str], seed: int
    ) -> None:
        self._assistant, self._provider, self._limits = assistant, provider, limits
        self._signature, self.seed = signature, seed
        self._together = provider.together if isinstance(provider, BatchProvider) else 0
        self._nodes: dict[_Path, _Known] = {}
        self._children: dict[_Path, ChildGoal] = {}
        self._reach: tuple[Lemma, ...] | None = None

    def child(self, node: Node) -> ChildGoal:
        """`node` as the search sees it."""
        if node.path not in self._children:
            self._children[node.path] = ChildGoal(self._signature(node), node)
        return self._children[node.path]

    def offers(self, node: Node, blocks: Filter) -> list[Offer]:
        """What the provider proposes for `node`, in its order, with what `blocks` takes away marked as such."""
        known = self._known(node)
        if known.candidates is None:
            known.candidates = tuple(self._provider.propose(node.goal, self._context(node)))
        if known.filtered is None or known.filtered[0] != blocks:
            offers = [Offer(c.tactic, c.probability, blocks(c.tactic)) for c in known.candidates]
            known.filtered = (blocks, offers)
        return known.filtered[1]

    def reseed(self, seed: int) -> None:
        """Have the provider propose with `seed` from now on; what it proposed with another is forgotten, where that
        makes a difference to it."""
        if seed == self.seed:
            return
        self.seed = seed
        if is_seeded(self._provider):
            for known in self._nodes.values():
                known.candidates = known.filtered = None

    def propose(self, nodes: Sequence[Node]) -> None:
        """Ask the provider for the first of `nodes` now, as many at once as it likes best. Raises `ProviderError`."""
        missing = [node for node in nodes[: self._together] if self._known(node).candidates is None]
        if len(missing) > 1 and isinstance(self._provider, BatchProvider):
            found = self._provider.propose_batch([(node.goal, self._context(node)) for node in missing])
            for node, candidates in zip(missing, found, strict=True):
                self.know(node, candidates)

    def candidates(self, node: Node) -> tuple[Candidate, ...] | None:
        """What the provider has proposed for `node`; None where it has not been asked."""
        return self._known(node).candidates

    def know(self, node: Node, candidates: Sequence[Candidate]) -> None:
        """Take `candidates` for what the provider proposes for `node`."""
        self._known(node).candidates = tuple(candidates)

    def _context(self, node: Node) -> GoalContext:
        theorem = node.theorem
        steps = tuple(step.tactic for step in node.path)
        lemmas = self._lemmas(theorem)
        return GoalContext(theorem.name, theorem.statement, steps, self.seed, lemmas, theorem.header)

    def _known(self, node: Node) -> _Known:
        known = self._nodes.get(node.path)
        if known is None:
            known = self._nodes[node.path] = _Known()
        return known

    def _lemmas(self, theorem: Theorem) -> tuple[Lemma, ...]:
        if self._reach is None:
            self._reach = tuple(self._assistant.lemmas(theorem))
        return self._reach

    def expand(self, node: Node, offers: Sequence[Offer], ends: Callable[[Attempt], bool]) -> Expansion:
        """Try `offers` in order up to the first attempt that `ends` the expansion. Raises `AssistantError`."""
        known = self._known(node)
        attempts: list[Attempt] = []
        asked, seconds, size = 0, 0.0, FIRST_CHUNK
        rest = offers
        while rest:
            chunk, rest = rest[:size], rest[size:]
            size *= 2
            fresh = self._ask(node, known, chunk)
            asked, seconds = asked + len(fresh), seconds + sum(answer.elapsed for answer in fresh.values())
            for offer in chunk:
                attempts.append(self._attempt(known, offer, fresh))
                if ends(attempts[-1]):
                    return Expansion(tuple(attempts), asked, seconds)
        return Expansion(tuple(attempts), asked, seconds)

    def learn(self, node: Node, attempts: Sequence[Attempt]) -> None:
        """Remember what was tried on `node` elsewhere."""
        known = self._known(node)
        for attempt in attempts:
            if attempt.status != "blocked" and attempt.failure_kind not in _PASSING:
                known.attempts.setdefault(attempt.tactic, attempt)

    def _ask(self, node: Node, known: _Known, offers: Sequence[Offer]) -> dict[str, Transition]:
        """The assistant's answers to those of `offers` that nothing is known of, by tactic."""
        tactics = dict.fromkeys(offer.tactic for offer in offers if not offer.blocked_by)
        missing = [t for t in tactics if t not in known.attempts and t not in known.transitions]
        if not missing:
            return {}
        fresh = dict(zip(missing, self._assistant.apply(node, missing, self._limits), strict=True))
        known.transitions.update((t, answer) for t, answer in fresh.items() if _lasts(answer))
        return fresh

    def _attempt(self, known: _Known, offer: Offer, fresh: Mapping[str, Transition]) -> Attempt:
        if offer.blocked_by:
            return Attempt(offer.tactic, offer.probability, "blocked", blocked_by=offer.blocked_by)
        attempt = known.attempts.get(offer.tactic)
        if attempt is None:
            transition = known.transitions.pop(offer.tactic, None) or fresh[offer.tactic]
            attempt = self._made(offer, transition)
            if _lasts(transition):
                known.attempts[offer.tactic] = attempt
        if attempt.probability != offer.probability:  # it was tried when the provider had another seed
            attempt = replace(attempt, probability=offer.probability)
        return attempt

    def _made(self, offer: Offer, transition: Transition) -> Attempt:
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


def _lasts(transition: Transition) -> bool:
    """Whether another try would come to the same."""
    return transition.failure is None or transition.failure.kind not in _PASSING
