"""Expansions: the same attempts whatever the chunks and whatever is remembered."""

from __future__ import annotations

import pytest

from wonton.assistants.base import Limits
from wonton.assistants.fake import FakeAssistant
from wonton.core.errors import AssistantError
from wonton.core.goal import Goal
from wonton.core.signature import signer
from wonton.providers.base import Candidate, GoalContext
from wonton.runs import expand
from wonton.runs.expand import Expander
from wonton.search.protocol import Attempt

from .worlds import WORLD, TableProvider, theorem


def _expander(assistant: FakeAssistant, provider: TableProvider) -> Expander:
    sign = signer("alpha")
    return Expander(assistant, provider, Limits(), lambda node: sign(node.goals), seed=0)


def _nothing(tactic: str) -> str:
    return ""


def _closes(attempt: Attempt) -> bool:
    return attempt.status == "closed"


@pytest.mark.parametrize("chunk", [1, 2, 8, 12, 13, 100])
def test_chunks_change_nothing(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expand, "FIRST_CHUNK", chunk)
    assistant = FakeAssistant(WORLD)
    expander = _expander(assistant, TableProvider())
    root = assistant.start(theorem("long"))
    offers = expander.offers(root, _nothing)
    done = expander.expand(root, offers, _closes)
    assert [attempt.status for attempt in done.attempts] == ["failed"] * 12 + ["closed"]
    assert [attempt.tactic for attempt in done.attempts] == [offer.tactic for offer in offers]


def test_an_expansion_stops_where_it_is_told() -> None:
    assistant = FakeAssistant(WORLD)
    expander = _expander(assistant, TableProvider())
    root = assistant.start(theorem("or"))
    done = expander.expand(root, expander.offers(root, _nothing), lambda attempt: attempt.status == "children")
    assert [attempt.tactic for attempt in done.attempts] == ["left"]
    child = done.attempts[0].children[0]
    assert (
        child.handle == expander.expand(root, expander.offers(root, _nothing), _closes).attempts[0].children[0].handle
    )


def test_blocked_offers_never_reach_the_assistant() -> None:
    assistant = FakeAssistant(WORLD)
    expander = _expander(assistant, TableProvider())
    root = assistant.start(theorem("or"))
    offers = expander.offers(root, lambda tactic: "block_left" if tactic == "left" else "")
    done = expander.expand(root, offers, _closes)
    assert [(attempt.status, attempt.blocked_by) for attempt in done.attempts] == [
        ("blocked", "block_left"),
        ("children", ""),
        ("closed", ""),
    ]
    assert done.asked == 2


def test_answers_are_remembered() -> None:
    assistant, provider = FakeAssistant(WORLD), TableProvider()
    expander = _expander(assistant, provider)
    root = assistant.start(theorem("or"))
    first = expander.expand(root, expander.offers(root, _nothing), _closes)
    second = expander.expand(root, expander.offers(root, _nothing), _closes)
    assert first.attempts == second.attempts
    assert (first.asked, second.asked, assistant.calls, provider.calls) == (3, 0, 2, ["Or a b"])


@pytest.mark.parametrize("kind", ["timeout", "crashed"])
def test_what_a_clock_or_a_crash_decided_is_not_remembered(kind: str) -> None:
    assistant = FakeAssistant(WORLD, faults={0: kind, 1: kind})
    expander = _expander(assistant, TableProvider())
    root = assistant.start(theorem("or"))
    first = expander.expand(root, expander.offers(root, _nothing), _closes)
    assert {attempt.failure_kind for attempt in first.attempts} == {kind}
    second = expander.expand(root, expander.offers(root, _nothing), _closes)
    assert [attempt.status for attempt in second.attempts] == ["children", "children", "closed"]


def test_a_lost_assistant_is_an_exception() -> None:
    assistant = FakeAssistant(WORLD, faults={0: "lost"})
    expander = _expander(assistant, TableProvider())
    root = assistant.start(theorem("or"))
    with pytest.raises(AssistantError):
        expander.expand(root, expander.offers(root, _nothing), _closes)


class DrawingProvider(TableProvider):
    """Proposes the same tactics whatever the seed, with probabilities that depend on it, as a sampling model does."""

    seeded = True

    def propose(self, goal: Goal, context: GoalContext) -> list[Candidate]:
        """The table's candidates, the first one less probable with every seed."""
        found = super().propose(goal, context)
        return [Candidate(c.tactic, 1 / (2 + context.seed + place)) for place, c in enumerate(found)]


def test_what_a_tactic_did_is_remembered_and_not_how_probable_it_was_then() -> None:
    """A seed's attempts do not depend on which seeds the same process searched with before."""
    expanders = [_expander(FakeAssistant(WORLD), DrawingProvider()) for _ in range(2)]
    both, second_only = expanders
    found = []
    for expander, seeds in ((both, (1, 2)), (second_only, (2,))):
        root = FakeAssistant(WORLD).start(theorem("or"))
        for seed in seeds:
            expander.reseed(seed)
            done = expander.expand(root, expander.offers(root, _nothing), _closes)
        found.append([(attempt.tactic, attempt.probability) for attempt in done.attempts])
    assert found[0] == found[1] and found[0][0][1] == 1 / 4
