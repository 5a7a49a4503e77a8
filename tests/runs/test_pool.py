"""Worker processes: they die alone, are replaced, and never outlive the run."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from processes import await_end
from wonton.artifacts import layout
from wonton.artifacts.compare import digest
from wonton.artifacts.read import open_run
from wonton.assistants.children import environment, error_from_json, error_to_json
from wonton.core.errors import AssistantError, RunExistsError, UnknownNameError, WontonError
from wonton.runs import execute_run

from . import worlds
from .worlds import Ledger, plan


def _deaths(folder: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    monkeypatch.setenv("WONTON_TEST_DIE", str(folder))
    monkeypatch.setenv("WONTON_TEST_DEATHS", str(number))


def test_a_worker_that_dies_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = execute_run(plan(tmp_path / "whole", "killer", "or", "and"), workers=2)
    _deaths(tmp_path / "deaths", 1, monkeypatch)
    ledger = Ledger()
    report = execute_run(plan(tmp_path / "died", "killer", "or", "and"), workers=2, observer=ledger)
    assert len(list((tmp_path / "deaths").iterdir())) == 1
    assert (report.exit_code, report.failed, digest(report.run_dir)) == (0, (), digest(whole.run_dir))
    retried = [event.data["reason"] for event in ledger.events if event.kind == "theorem_retried"]
    assert len(retried) == 1 and "exit code 9" in retried[0]


def test_a_theorem_that_kills_twice_is_given_up_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = execute_run(plan(tmp_path / "whole", "killer", "or"), workers=1)
    _deaths(tmp_path / "deaths", 2, monkeypatch)
    chosen = plan(tmp_path / "died", "killer", "or")
    report = execute_run(chosen, workers=1)
    assert (report.exit_code, report.failed, report.summary["counts"]["solved"]) == (3, ("killer",), 1)
    folder = layout.theorem_folder(report.run_dir, "killer")
    assert [path.name for path in folder.iterdir()] == [layout.FAILURE]
    resumed = execute_run(chosen, workers=1, resume=True)
    assert (resumed.exit_code, resumed.already_done, digest(resumed.run_dir)) == (0, 1, digest(whole.run_dir))


_PROGRAM = textwrap.dedent(
    """
    import json, signal, sys
    from pathlib import Path
    from WORLDS import SOLVED, plan
    from wonton.core.errors import Interrupted
    from wonton.runs import execute_run

    signal.signal(signal.SIGINT, signal.default_int_handler)

    def observer(event):
        print(json.dumps(event.to_json()), flush=True)
        if event.kind == "theorem_started":
            sys.stdin.readline()

    try:
        execute_run(plan(Path(sys.argv[1]), *SOLVED), workers=2, observer=observer)
    except Interrupted as error:
        sys.exit(error.exit_code)
    """
).replace("WORLDS", worlds.__name__)


@pytest.fixture
def paused_run(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A run with two workers, in a process of its own, that waits once two theorems have started."""
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(tmp_path / "killed")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    yield process
    process.kill()
    process.communicate()


def _await_start(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line)["kind"] == "theorem_started":
            return


def children(pid: int) -> list[int]:
    """Process ids of the living children of `pid`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_worker_outlives_the_run(tmp_path: Path, paused_run: subprocess.Popen[str], number: signal.Signals) -> None:
    _await_start(paused_run)
    workers = children(paused_run.pid)
    assert 1 <= len(workers) <= 2
    paused_run.send_signal(number)
    code = paused_run.wait()
    assert code == (-number if number == signal.SIGKILL else 130)
    for worker in workers:
        await_end(worker)
    chosen = plan(tmp_path / "killed", "or", "and", "long")
    whole = execute_run(plan(tmp_path / "whole", "or", "and", "long"), workers=0)
    assert digest(execute_run(chosen, workers=0, resume=True).run_dir) == digest(whole.run_dir)


@pytest.mark.skipif(sys.platform == "win32", reason="no locks there")
def test_two_processes_do_not_share_a_run(tmp_path: Path, paused_run: subprocess.Popen[str]) -> None:
    _await_start(paused_run)
    with pytest.raises(RunExistsError, match="another process"):
        execute_run(plan(tmp_path / "killed", "or", "and", "long"), workers=0, resume=True)
    assert open_run(tmp_path / "killed" / "logs" / "run").status()["status"] == "running"


@pytest.mark.parametrize(
    "error",
    [AssistantError("gone", "come back"), UnknownNameError("corpus", "x", ["y"], "look"), WontonError("a", "b")],
)
def test_errors_travel_between_processes(error: WontonError) -> None:
    back = error_from_json(json.loads(json.dumps(error_to_json(error))))
    assert (type(back), str(back), back.exit_code) == (type(error), str(error), error.exit_code)
