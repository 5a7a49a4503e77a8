"""One cohort for all tests of the lake, and a copy of it for each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .cohorts import make_cohort


@pytest.fixture(scope="session")
def cohort_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a cohort; not to be written into."""
    home = tmp_path_factory.mktemp("lake") / "home"
    make_cohort(home)
    return home


@pytest.fixture
def lake_home(cohort_home: Path, tmp_path: Path) -> Path:
    """A home of its own with the cohort."""
    shutil.copytree(cohort_home, tmp_path / "home")
    return tmp_path / "home"
