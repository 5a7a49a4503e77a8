"""`wonton recheck`: what is said before anything is judged, and the theorem behind a digest."""

from __future__ import annotations

from pathlib import Path

import pytest

from wonton.artifacts.read import open_run
from wonton.artifacts.write import write_json
from wonton.cli.recheck import default_kernel, theorem_finder
from wonton.core.errors import ArtifactError
from wonton.runs.home import Home

from .conftest import Said, Wonton
from .fakes import FAKES


def test_assistants_without_another_kernel(wonton: Wonton, a_run: Said) -> None:
    said = wonton("recheck", "panel")
    assert said.code == 2 and "no other kernel" in said.err and "lean and rocq" in said.err


def test_a_basin_has_no_proofs_to_recheck(wonton: Wonton) -> None:
    assert wonton("basin", *FAKES, "-b", "quick", "--limit", "1", "--seeds", "2", "--run-id", "basins").code == 0
    said = wonton("recheck", "basins")
    assert said.code == 2 and "basins is a basin" in said.err and "wonton run" in said.err


def test_a_run_that_is_not_there(wonton: Wonton, a_run: Said) -> None:
    said = wonton("recheck", "panell")
    assert said.code == 2 and "'panel'" in said.err


def test_a_kernel_that_is_not_there(wonton: Wonton, a_run: Said) -> None:
    said = wonton("recheck", "panel", "--kernel", "isabelle")
    assert said.code == 2 and "coqchk" in said.err


def test_the_default_is_the_other_assistants_kernel(a_run: Said, home: Path) -> None:
    run = open_run(home / "logs" / "panel")
    config = run.config()
    for assistant, kernel in (("lean", "rocq"), ("rocq", "lean")):
        settings = {**config["settings"], "assistant": assistant}
        write_json(run.run_dir / "run_config.json", {**config, "settings": settings})
        assert default_kernel(run) == kernel


def test_theorems_are_found_in_the_corpus(a_run: Said, home: Path) -> None:
    run = open_run(home / "logs" / "panel")
    find = theorem_finder(Home(home), run)
    item_id = run.theorems()[0].item_id
    assert find(item_id).statement == run.theorem(item_id).theorem()["statement"]
    with pytest.raises(ArtifactError, match="no_such_item is not in lean:core"):
        find("no_such_item")
