"""Limits on whole process trees, with a prover that fights them; both ways of keeping them."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from processes import await_end
from wonton.assistants.children import environment
from wonton.external import cgroups

from .provers import NASTY, children, run_nasty, survivors

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="process trees are watched through /proc")

#: A limit, and what ends later than a second behind it was not stopped in time.
LIMIT = 1.0
LATE = 1.0
#: What else the machine does can make one late; it is the machine's doing where another one is in time.
TRIES = 3


@pytest.fixture(params=["control group", "process tree"])
def by_groups(request: pytest.FixtureRequest) -> bool:
    wanted = bool(request.param == "control group")
    if wanted and cgroups.place() is None:
        pytest.skip("this machine lets us make no control groups")
    return wanted


@pytest.mark.parametrize(
    ("habits", "outcome", "stop"),
    [
        (("fork", "sleep"), "timeout", ("wall", "cpu")),
        (("flood",), "timeout", ("wall", "cpu")),
        (("fork", "flood"), "timeout", ("wall", "cpu")),
    ],
)
def test_a_nasty_prover_is_stopped_and_nothing_of_it_is_left(
    tmp_path: Path, by_groups: bool, habits: tuple[str, ...], outcome: str, stop: tuple[str, ...]
) -> None:
    # A page that forked processes share counts for each of them where the tree is watched: memory is no limit here.
    took = []
    while not took or (took[-1] >= LIMIT + LATE and len(took) < TRIES):
        folder = tmp_path / str(len(took))
        folder.mkdir()
        ended = run_nasty(folder, *habits, cgroups=by_groups, wall_seconds=LIMIT, cpu_seconds=LIMIT, memory_mb=8_000)
        assert (ended["outcome"], ended["stop"] in stop) == (outcome, True), ended
        assert survivors(folder) == {}
        assert ended["executor"].startswith("cgroup") == by_groups
        took.append(ended["whole_seconds"])
    assert took[-1] < LIMIT + LATE, took


def test_memory_is_that_of_the_whole_tree(tmp_path: Path, by_groups: bool) -> None:
    ended = run_nasty(tmp_path, "fork", "eat", cgroups=by_groups, wall_seconds=30.0, memory_mb=200)
    assert (ended["stop"], ended["outcome"]) == ("memory", "memory_out")
    assert 150 < ended["memory_mb"] < 400
    assert survivors(tmp_path) == {}


def test_cpu_is_that_of_the_whole_tree(tmp_path: Path, by_groups: bool) -> None:
    ended = run_nasty(tmp_path, "spin", cgroups=by_groups, wall_seconds=30.0, cpu_seconds=0.5, memory_mb=200)
    assert (ended["stop"], ended["outcome"]) == ("cpu", "timeout")
    assert ended["cpu_seconds"] >= 0.5
    assert 1 < ended["memory_mb"] < 200


def test_output_is_kept_up_to_the_cap_and_an_answer_in_it_counts(tmp_path: Path, by_groups: bool) -> None:
    said = "say:# SZS status Theorem for x"
    ended = run_nasty(
        tmp_path, said, "flood", cgroups=by_groups, wall_seconds=LIMIT, memory_mb=200, output_bytes=100_000
    )
    assert (ended["outcome"], ended["output_cut"]) == ("proved", True)
    assert ended["output_bytes"] > 100_000
    assert len(gzip.decompress((tmp_path / "output.gz").read_bytes())) == 100_000


def test_a_prover_that_dies_is_no_prover_that_gave_up(tmp_path: Path, by_groups: bool) -> None:
    ended = run_nasty(tmp_path, "fork", "die", cgroups=by_groups, wall_seconds=20.0, memory_mb=200)
    assert (ended["outcome"], ended["exit_code"]) == ("crashed", -signal.SIGSEGV)
    assert survivors(tmp_path) == {}


_RUN = """
import sys
from pathlib import Path
from wonton.external.base import Backend, Binary, Invocation, Problem
from wonton.external.order import ExternalSettings
from wonton.external.run import ExternalPlan, execute_external
root = Path(sys.argv[1])
problem = Problem("p", root / "p.p", root, "tptp", "fof")
settings = ExternalSettings("e", "tptp:x", 60.0, executor=sys.argv[2])
binary = Binary((sys.argv[3],), "1", "flag")
execute_external(ExternalPlan(root / "logs", "r", settings, binary, (problem,)), workers=1)
"""


@pytest.mark.parametrize("victim", ["run", "worker"])
@pytest.mark.parametrize("executor", ["auto", "process-tree"])
def test_nothing_outlives_a_parent_that_was_killed(tmp_path: Path, executor: str, victim: str) -> None:
    """Killed is the run, and its worker sees to the rest; or the worker, and the run does."""
    begun, scratch = tmp_path / "begun", tmp_path / "scratch"
    os.mkfifo(begun)
    scratch.mkdir()
    (tmp_path / "p.p").write_text("fof(a, axiom, p).\n")
    prover = tmp_path / "prover"
    prover.write_text(f"#!/bin/sh\necho $$ > {begun}\nexec {sys.executable} -S {NASTY} fork sleep\n")
    prover.chmod(0o755)
    command = [sys.executable, "-c", _RUN, str(tmp_path), executor, str(prover)]
    own = {**environment(), "TMPDIR": str(scratch)}
    with subprocess.Popen(command, env=own, stderr=subprocess.DEVNULL) as run:
        first = int(begun.read_text())
        (worker,) = children(run.pid)
        os.kill(run.pid if victim == "run" else worker, signal.SIGKILL)
        await_end(first)
        if victim == "worker":
            second = int(begun.read_text())  # the problem is tried once more
            again = next(pid for pid in children(run.pid) if second in children(pid))
            assert set(survivors(scratch).values()) == {os.readlink(f"/proc/{second}/cwd")}
            run.kill()
            await_end(again)
        else:
            await_end(worker)
    assert survivors(scratch) == {}
    where = cgroups.place()
    assert where is None or list(where.memory.glob(f"wonton-{worker}-*")) == []
