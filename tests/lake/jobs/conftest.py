"""A small lake."""

from __future__ import annotations

from pathlib import Path

import pytest

from lake.jobs.made import COHORT
from lake.made import add_run, add_search
from wonton.lake import open_lake


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A cohort with a run by the heuristic and one by a reprover, and a foreign run beside the cohort."""
    home = tmp_path / "home"
    home.mkdir()
    with open_lake(home, write=True, make=True) as connection:
        for key, provider in (("k1", "heuristic"), ("k2", "reprover")):
            path = f"logs/{COHORT}/p1/{provider}"
            add_run(connection, key, path, provider=provider, phase="p1", cohort=COHORT)
            add_search(connection, key, "t", 4, [("g1", "apply", {"apply": 2, "intro": 1}, 2)])
        add_run(connection, "k3", "logs/foreign/p1/heuristic", phase="p1", cohort="foreign")
        add_search(connection, "k3", "t", 1, [("g1", "apply", {"apply": 90}, 0)])
    return home
