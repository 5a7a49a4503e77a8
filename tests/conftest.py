"""Fixtures that several test folders share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from lake_project import CHOICE, Layout, make_layout, on_path, use_everywhere

# No clock decides a test: on a busy machine drawing and running examples takes as long as it takes.
settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")


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


@pytest.fixture(scope="session")
def lake_layout(lean_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A Lake project around the wheel's Lean, with the stand-ins for the tools that it needs."""
    return make_layout(tmp_path_factory.mktemp("lake") / "layout", lean_cache)


@pytest.fixture(scope="module")
def lean_project(lake_layout: Layout) -> Iterator[Layout]:
    """The same, with these tools on PATH."""
    with pytest.MonkeyPatch.context() as patch:
        on_path(lake_layout, patch)
        yield lake_layout


@pytest.fixture(scope="session", autouse=True)
def lean_of_choice(request: pytest.FixtureRequest) -> Iterator[None]:
    """With `WONTON_TEST_LEAN=project` all tests that open Lean open the Lake project's."""
    with pytest.MonkeyPatch.context() as patch:
        if os.environ.get(CHOICE) == "project":
            use_everywhere(request.getfixturevalue("lake_layout"), patch)
        yield
