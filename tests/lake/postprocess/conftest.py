"""A cohort on Lean itself, made once: a run with lesions and a basin. Tests work on copies."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from wonton.cli.main import main
from wonton.lake.postprocess import postprocess

#: Theorems with proofs that differ, with lesions that collapse, and (`nat_shift_function`) one that stays unsolved.
RUN = ("iff_chain_four", "false_iff_any", "bool_demorgan_or", "nat_shift_function")
BASIN = ("iff_chain_four", "bool_demorgan_or")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, tool_cache: Path) -> Path:
    """The logs folder of the cohort: `day/p1/run` and `day/p3/basin`."""
    home = tmp_path_factory.mktemp("cohort")
    (home / "cache").symlink_to(tool_cache)
    shared = ["-a", "lean", "-c", "lean:core", "-b", "quick", "--seed", "1", "--home", str(home), "--plain"]
    theorems = [word for item in RUN for word in ("-t", item)]
    assert main(["run", *shared, *theorems, "--run-id", "day/p1/run"]) == 0
    seeded = [word for item in BASIN for word in ("-t", item)]
    assert main(["basin", *shared, *seeded, "--seeds", "4", "--blind", "--run-id", "day/p3/basin"]) == 0
    return home / "logs"


@pytest.fixture(scope="session")
def measured(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The logs folder of a copy that was postprocessed by one worker. To be read only."""
    copy = Path(shutil.copytree(made, tmp_path_factory.mktemp("measured") / "logs"))
    assert postprocess(copy).exit_code == 0
    return copy


@pytest.fixture(scope="session")
def measured_run(measured: Path) -> Path:
    """The run with lesions, postprocessed. To be read only."""
    return measured / "day" / "p1" / "run"


@pytest.fixture
def logs(made: Path, tmp_path: Path) -> Path:
    """A copy of the cohort's logs folder."""
    return Path(shutil.copytree(made, tmp_path / "logs"))


@pytest.fixture
def run_dir(logs: Path) -> Path:
    """The copy's run with lesions."""
    return logs / "day" / "p1" / "run"


@pytest.fixture
def done(measured: Path, tmp_path: Path) -> Path:
    """A copy of the logs folder that was postprocessed."""
    return Path(shutil.copytree(measured, tmp_path / "done"))


@pytest.fixture
def done_run(done: Path) -> Path:
    """The copy's run with lesions."""
    return done / "day" / "p1" / "run"
