"""Fixtures that several test folders share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def lean_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the session's compiled Lean library lies; compiled by the first test that opens the assistant."""
    return tmp_path_factory.mktemp("lean-cache")
