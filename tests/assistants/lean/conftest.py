"""Lean, asked both ways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wonton.assistants.lean.assistant import LeanAssistant, open_assistant


@pytest.fixture(scope="module")
def lean(lean_cache: Path) -> Iterator[LeanAssistant]:
    """Candidates run from states in memory."""
    assistant = open_assistant(lean_cache)
    yield assistant
    assistant.close()


@pytest.fixture(scope="module")
def documents(lean: LeanAssistant) -> Iterator[LeanAssistant]:
    """Candidates are asked with documents."""
    assistant = LeanAssistant(lean.toolchain, in_memory=False)
    yield assistant
    assistant.close()
