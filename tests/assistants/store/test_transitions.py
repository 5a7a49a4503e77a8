"""Assistants with a store before them: what is answered, what is kept, what cannot be read."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from assistants.store.made import LIMITS, THEOREM, again, fake, goals_of, tracked
from wonton.assistants.fake import FakeAssistant
from wonton.assistants.store import database
from wonton.assistants.store.upkeep import list_files
from wonton.assistants.transitions import StoredAssistant, open_store
from wonton.core.errors import ArtifactError, AssistantError


def test_only_what_is_not_known_is_asked_and_in_one_call(stored: StoredAssistant, real: FakeAssistant) -> None:
    root = stored.start(THEOREM)
    stored.apply(root, ["split"], LIMITS)
    found = stored.apply(root, ["nothing", "split", "sorry", "nothing"], LIMITS)
    assert found == fake().apply(root, ["nothing", "split", "sorry", "nothing"], LIMITS)
    assert real.calls == 2
    assert (stored.counters.hits, stored.counters.misses) == (1, 3)
    assert stored.apply(root, [], LIMITS) == []


def test_a_warm_store_says_the_same_and_asks_nobody(stored: StoredAssistant, real: FakeAssistant) -> None:
    root = stored.start(THEOREM)
    tactics = ["nothing", "split", "left", "sorry"]
    cold = stored.apply(root, tactics, LIMITS)
    warm = again(stored, real)
    calls = real.calls
    found = warm.apply(root, tactics, LIMITS)
    assert found == cold
    assert [goals_of(t) for t in found] == [goals_of(t) for t in cold]
    assert (real.calls, warm.counters.misses, warm.counters.hits) == (calls, 0, 4)


@pytest.mark.parametrize("kind", ["timeout", "crashed"])
def test_what_the_machine_decided_is_not_kept(kind: str, tmp_path: Path) -> None:
    real = FakeAssistant(fake().world, faults={0: kind})
    stored = StoredAssistant(real, tracked(open_store(tmp_path, real)))
    root = stored.start(THEOREM)
    assert [t.failure.kind for t in stored.apply(root, ["split", "left"], LIMITS) if t.failure] == [kind, kind]
    assert stored.counters.unstorable == 2
    assert len(again(stored, real).apply(root, ["split"], LIMITS)[0].children) == 2


def test_a_failure_to_answer_keeps_nothing(tmp_path: Path) -> None:
    real = FakeAssistant(fake().world, faults={0: "lost"})
    stored = StoredAssistant(real, tracked(open_store(tmp_path, real)))
    root = stored.start(THEOREM)
    with pytest.raises(AssistantError, match="lost"):
        stored.apply(root, ["split"], LIMITS)
    stored.close()
    assert list_files(tmp_path)[0].transitions == 0


def test_close_ends_the_assistant_and_can_be_repeated(stored: StoredAssistant, real: FakeAssistant) -> None:
    stored.close()
    stored.close()
    assert real.closed


def test_a_tactic_that_is_no_text_is_answered_and_not_kept(stored: StoredAssistant) -> None:
    assert stored.apply(stored.start(THEOREM), ["exact \ud800"], LIMITS)[0].failed
    stored.close()
    assert stored.counters.unstorable == 1


def test_a_damaged_transition_is_an_error_that_names_the_file(stored: StoredAssistant, real: FakeAssistant) -> None:
    root = stored.start(THEOREM)
    stored.apply(root, ["split"], LIMITS)
    stored.close()
    base = sqlite3.connect(stored.store.path)
    base.execute("UPDATE transitions SET value = ?", (b"k\x00\x01",))
    base.commit()
    base.close()
    with pytest.raises(ArtifactError, match=r"\.sqlite is damaged: the transition of 'split'"):
        again(stored, real).apply(root, ["split"], LIMITS)


def test_a_store_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("in the way")
    with pytest.raises(ArtifactError, match="cannot write to the store"):
        open_store(tmp_path / "store", fake())


def test_what_is_stored_leads_back_to_its_goal(stored: StoredAssistant) -> None:
    """Theorem and path are kept once for a place."""
    root = stored.start(replace(THEOREM, header="a header", footer="a footer"))
    first = stored.apply(root, ["split"], LIMITS)[0].children[0]
    stored.apply(first, ["nothing", "exact hq"], LIMITS)
    stored.close()
    base = sqlite3.connect(stored.store.path)
    rows = base.execute("SELECT path FROM places ORDER BY length(path)").fetchall()
    assert [len(database.path_from(path)) for (path,) in rows] == [0, 1]
    header, footer, name = base.execute("SELECT header, footer, name FROM theorems").fetchone()
    assert (database.text_at(base, header), database.text_at(base, footer), name) == ("a header", "a footer", "swap")
    base.close()
    assert json.dumps([step.tactic for step in first.path]) == '["split"]'
