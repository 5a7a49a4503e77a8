"""Postprocessing that dies: whole files only, nothing left running, and the next one completes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from processes import await_end
from wonton.artifacts import layout
from wonton.artifacts.read import read_json
from wonton.core.errors import ArtifactError
from wonton.lake.postprocess import postprocess, theorem

from . import killed
from .test_postprocess import contents


def children(pid: int) -> list[int]:
    """Process ids of the children of `pid` and of theirs."""
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, path.read_text(encoding="ascii").split()):
            found += [child, *children(child)]
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize(("workers", "after"), [(1, 1), (2, 1), (2, 3)])
def test_kill_9_leaves_whole_files_and_no_process(logs: Path, measured: Path, workers: int, after: int) -> None:
    words = [sys.executable, killed.__file__, str(logs), str(workers)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        for _ in range(after):
            assert process.stdout.readline()
        below = children(process.pid)
        assert len(below) >= (workers if workers > 1 else 0)
        process.send_signal(signal.SIGKILL)
    for pid in below:
        await_end(pid)
    left = [path for path in logs.rglob("*.json") if layout.is_postprocessed(path.name)]
    assert left, "it was killed before it wrote anything"
    for path in left:
        assert path.read_bytes() == (measured / path.relative_to(logs)).read_bytes()
    report = postprocess(logs)
    assert report.exit_code == 0
    assert contents(logs) == contents(measured)


@pytest.mark.parametrize("nth", [1, 2, 5, 11])
def test_a_death_at_any_file_is_completed(
    run_dir: Path, measured_run: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    """Death between the temporary file and its renaming, at the nth file."""
    count = 0
    writing = theorem.write_bytes

    def dying(path: Path, data: bytes) -> None:
        nonlocal count
        count += 1
        if count == nth:
            path.with_name(f".{path.name}.tmp").write_bytes(data[: len(data) // 2])
            raise KeyboardInterrupt
        writing(path, data)

    monkeypatch.setattr(theorem, "write_bytes", dying)
    with pytest.raises(KeyboardInterrupt):
        postprocess(run_dir)
    monkeypatch.setattr(theorem, "write_bytes", writing)
    for path in run_dir.rglob("*.json"):
        if not path.name.startswith("."):
            read_json(path)
    postprocess(run_dir)
    assert contents(run_dir) == contents(measured_run)


def test_a_file_that_cannot_be_written_is_an_error(run_dir: Path) -> None:
    (run_dir / "iff_chain_four" / "ged_matrix.json").mkdir()
    with pytest.raises(ArtifactError, match="cannot write"):
        postprocess(run_dir)
    with pytest.raises(ArtifactError, match="cannot write"):
        postprocess(run_dir, workers=2)
