"""Fixtures that several test folders share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def tool_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the session's assistants keep what they build once; built by the first test that opens the assistant."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def lean_cache(tool_cache: Path) -> Path:
    """Where the compiled Lean library lies."""
    return tool_cache / "lean"


@pytest.fixture(scope="session")
def rocq_cache(tool_cache: Path) -> Path:
    """Where the compiled Rocq library lies."""
    return tool_cache / "rocq"
