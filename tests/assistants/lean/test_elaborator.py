"""The frontend that a search uses says of a document what Lean's language server says of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wonton.assistants.base import Limits, Node, Theorem
from wonton.assistants.lean import document
from wonton.assistants.lean.assistant import LeanAssistant, open_assistant
from wonton.assistants.lean.base import Elaboration
from wonton.assistants.lean.process import Worker

ROOT = Node(Theorem("swap", "swap", "(p q : Prop) (h : And p q) : And q p"), (), ())
TACTICS = [
    "exact And.symm h",
    "cases h with | intro hp hq => ?_",
    "exact And.intro ?_ ?_",
    "apply And.intro",
    "exact h",
    "exact nonsense h",
    "intro x",
]
#: Text that is no tactic: it ends the batch, the proof, or the example itself.
BROKEN = ["(have h : p := by", "exact h)", "exact ⟨", "exact h\ngarbage", "done; ; done", "refine (Nat.rec (motive :="]
HEADERS = ["", "theorem mine (p : Prop) (h : p) : p := h", "open Nat in", "theorem mine : False := by", "namespace A"]


@pytest.fixture(scope="module")
def lean(lean_cache: Path) -> Iterator[LeanAssistant]:
    assistant = open_assistant(lean_cache)
    yield assistant
    assistant.close()


def test_it_says_what_the_language_server_says(lean: LeanAssistant) -> None:
    frontend, server = lean.toolchain.elaborator(), Worker(lean.command)
    for page in pages(lean):
        assert said(frontend, page) == [view(m) for m in server.elaborate(page.text, 20.0, 2048)]
    frontend.close()
    server.close()


def test_it_remembers_nothing(lean: LeanAssistant) -> None:
    pages_ = pages(lean)
    one = lean.toolchain.elaborator()
    forward = [said(one, page) for page in pages_]
    assert [said(one, page) for page in reversed(pages_)] == forward[::-1]
    one.close()
    for place in (0, len(pages_) - 1):
        fresh = lean.toolchain.elaborator()
        assert said(fresh, pages_[place]) == forward[place]
        fresh.close()


def pages(lean: LeanAssistant) -> list[document.Document]:
    """Documents under several headers: a batch, one with each broken candidate in it, candidates alone."""
    found = []
    for header in HEADERS:
        preamble = lean.toolchain.preamble.text(Limits().heartbeats, header)
        found.append(document.opening(preamble, ROOT))
        found.append(document.batch(preamble, ROOT, TACTICS))
        found += [document.alone(preamble, ROOT, tactic) for tactic in TACTICS[:2]]
    preamble = lean.toolchain.preamble.text(Limits().heartbeats)
    found += [document.batch(preamble, ROOT, [TACTICS[0], text, TACTICS[1]]) for text in BROKEN]
    return found


def said(frontend: Elaboration, page: document.Document) -> list[tuple[Any, ...]]:
    return [view(m) for m in frontend.elaborate(page.text, page.head, 20.0, 2048)]


def view(message: dict[str, Any]) -> tuple[Any, ...]:
    start = message["range"]["start"]
    return start["line"], start["character"], message["severity"], message["message"]
