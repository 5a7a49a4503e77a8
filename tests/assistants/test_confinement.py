"""A checker that is shut in can do its work and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from wonton.assistants import confinement
from wonton.assistants.confine import REFUSED
from wonton.assistants.confinement import MEASURES, NONE, confined, description, measures

needs = {name: pytest.mark.skipif(name not in measures(), reason=f"no {name} here") for name in MEASURES}


def run(code: str, folder: Path, *arguments: str) -> str:
    """What a confined Python says."""
    words = confined([sys.executable, "-I", "-c", code, *arguments], folder)
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def attempt(action: str) -> str:
    return (
        f"import os, socket, sys\ntry:\n    {action}\n    print('done')\nexcept OSError as error:\n    print('refused')"
    )


def test_it_writes_in_its_folder_and_reads_everywhere(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    assert run(attempt("open(sys.argv[1], 'w').write('x')"), folder, str(folder / "x")) == "done"
    assert run(attempt("open(sys.argv[1]).read()"), folder, __file__) == "done"
    assert run(attempt("open(os.devnull, 'w').write('x')"), folder) == "done"


@needs["landlock"]
@pytest.mark.parametrize(
    "action",
    [
        "open(sys.argv[1], 'w')",
        "open(sys.argv[1], 'a')",
        "os.truncate(sys.argv[1], 0)",
        "os.remove(sys.argv[1])",
        "os.rename(sys.argv[1], sys.argv[1] + '2')",
        "os.mkdir(sys.argv[1] + '3')",
        "os.symlink('x', sys.argv[1] + '4')",
        "os.link(sys.argv[1], sys.argv[1] + '5')",
    ],
)
def test_it_changes_nothing_elsewhere(tmp_path: Path, action: str) -> None:
    folder, library = tmp_path / "own", tmp_path / "library"
    folder.mkdir()
    library.write_text("text", encoding="utf-8")
    assert run(attempt(action), folder, str(library)) == "refused"
    assert library.read_text(encoding="utf-8") == "text"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library", "own"]


@needs["network"]
def test_it_reaches_nobody(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        assert run(attempt("socket.create_connection(('127.0.0.1', int(sys.argv[1])), 5)"), tmp_path, port) == "refused"
    send = "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))"
    assert run(attempt(send), tmp_path) == "refused"


@needs["landlock"]
def test_its_children_are_shut_in_too(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    code = "import subprocess, sys; print(subprocess.run(['touch', sys.argv[1]], capture_output=True).returncode != 0)"
    assert run(code, folder, str(tmp_path / "x")) == "True"


def test_a_measure_that_cannot_be_had_starts_nothing(tmp_path: Path) -> None:
    script = Path(confinement.__file__).with_name("confine.py")
    words = [sys.executable, "-I", "-S", str(script), "landlock", str(tmp_path / "absent"), sys.executable, "-c", "1/0"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "cannot be confined" in done.stderr) == (REFUSED, True)


def test_where_there_are_no_measures_a_program_runs_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(confinement, "measures", lambda: ())
    assert confined(["/bin/true", "x"], tmp_path) == ("/bin/true", "x")
    assert description() == NONE
