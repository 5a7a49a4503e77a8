"""Making room: what is open stays, in this process and in others, and so does what was only just made."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistants.store.made import answer, opened
from wonton.assistants.store import lock
from wonton.assistants.store.database import TransitionFile
from wonton.assistants.store.upkeep import Pruned, delete, list_files, prune_all, prune_unused
from wonton.core.errors import ArtifactError

WRITER = Path(__file__).with_name("writer.py")
IN_USE = r"a\.sqlite is in use: a run has it open"
#: Opens the file, starts a process that outlives it, and waits to be killed.
HOLDER = """
import subprocess, sys, time
from pathlib import Path
from wonton.assistants.store.database import TransitionFile
file = TransitionFile(Path(sys.argv[1]), "fake-1", "code")
child = subprocess.Popen(["sleep", "600"], close_fds=False)
print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that holds one transition and that nobody has open."""
    path = tmp_path / "a.sqlite"
    file = opened(path)
    file.add([answer(1)])
    file.close()
    return path


@contextmanager
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has `path` open and writes nothing."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        os.kill(child, signal.SIGKILL)


def test_a_file_that_is_open_is_not_deleted_between_two_batches(path: Path) -> None:
    file = opened(path)
    file.add([answer(2)])
    file.flush()
    with pytest.raises(ArtifactError, match=IN_USE):
        delete(path)
    file.add([answer(3)])
    file.close()
    assert set(opened(path).rows([answer(3).place])) == {"split"}


def test_a_file_that_another_process_has_open_is_not_deleted(path: Path) -> None:
    with holder(path):
        with pytest.raises(ArtifactError, match=IN_USE):
            prune_all(list_files(path.parent), force=True)
        assert path.is_file()


def test_a_file_that_was_read_only_is_not_deleted_while_it_is_open(path: Path) -> None:
    file = opened(path)
    assert file.rows([answer(1).place])
    with pytest.raises(ArtifactError, match=IN_USE):
        delete(path)


def test_a_file_is_held_until_the_last_who_has_it_open_closes_it(path: Path) -> None:
    files = [opened(path) for _ in range(3)]
    with holder(path):
        for file in files:
            file.close()
        with pytest.raises(ArtifactError, match=IN_USE):
            delete(path)
    delete(path)
    assert list(path.parent.iterdir()) == []


def test_a_file_that_is_used_again_is_held_again(path: Path) -> None:
    file = opened(path)
    file.close()
    file.rows([answer(1).place])
    with pytest.raises(ArtifactError, match=IN_USE):
        delete(path)
    file.close()
    delete(path)
    assert file.rows([answer(1).place]) == {}  # it is made anew
    assert path.is_file()


def test_the_lock_of_a_killed_process_is_gone_although_its_child_lives(path: Path) -> None:
    with holder(path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert path.with_name("a.sqlite-lock").is_file()
        delete(path)
    assert list(path.parent.iterdir()) == []


def test_what_a_killed_process_leaves_is_taken_over_and_removed(path: Path) -> None:
    with holder(path):
        pass
    assert [entry.name for entry in path.parent.glob("*-lock")] == ["a.sqlite-lock"]
    file = opened(path)
    with pytest.raises(ArtifactError, match=IN_USE):
        delete(path)
    file.close()
    assert list(path.parent.iterdir()) == [path]


def test_closing_leaves_the_database_alone(path: Path) -> None:
    opened(path).close()
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_is_refused_is_not_held(path: Path) -> None:
    with pytest.raises(ArtifactError, match="holds the answers of fake-1"):
        TransitionFile(path, "fake-2", "code")
    delete(path)
    assert list(path.parent.iterdir()) == []


def test_looking_takes_no_lock(path: Path) -> None:
    (file,) = list_files(path.parent)
    prune_all([file], force=False)
    prune_unused(file, 0, force=False)
    assert list(path.parent.glob("*-lock")) == []
    with lock.alone(path):
        assert list_files(path.parent)[0].transitions == 1


def test_who_opens_a_file_while_it_is_deleted_makes_it_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits at a lock that is removed, and must not take that one for the file's."""
    waiting, found = threading.Event(), []
    flock = lock.fcntl.flock

    def told(descriptor: int, how: int) -> None:
        if how == lock.fcntl.LOCK_SH:
            waiting.set()
        flock(descriptor, how)

    def use() -> None:
        file = TransitionFile(path, "fake-1", "code")
        found.append(file.rows([answer(1).place]))
        try:
            delete(path)
        except ArtifactError as error:
            found.append(error.message)
        file.close()

    monkeypatch.setattr(lock.fcntl, "flock", told)
    user = threading.Thread(target=use)
    with lock.alone(path):
        user.start()
        assert waiting.wait(60)
        path.unlink()
    user.join()
    assert found == [{}, f"{path} is in use: a run has it open"]
    assert list(path.parent.iterdir()) == [path]


def test_many_open_close_and_delete_a_file_at_once(path: Path) -> None:
    """Whoever has it open finds what it wrote, however often others delete it meanwhile."""
    words = [sys.executable, str(WRITER), str(path)]
    writers = [subprocess.Popen([*words, str(n), "800"], stdout=subprocess.DEVNULL) for n in range(2)]
    while any(writer.poll() is None for writer in writers):
        file = opened(path)
        file.add([answer(7, "mine")])
        file.flush()
        try:
            delete(path)
        except ArtifactError as error:
            assert "is in use" in error.message
        else:
            pytest.fail("an open file was deleted")
        assert "mine" in file.rows([answer(7).place])
        file.close()
        assert path.is_file()
    assert [writer.returncode for writer in writers] == [0, 0]
    assert list_files(path.parent)[0].transitions >= 2 * 800


def test_a_folder_in_the_way_of_the_lock_is_an_error_that_names_the_file(path: Path) -> None:
    path.with_name("a.sqlite-lock").mkdir()
    with pytest.raises(ArtifactError, match="cannot write to the store"):
        opened(path)
    with pytest.raises(ArtifactError, match="cannot delete"):
        delete(path)
    assert path.is_file()


def test_a_file_that_was_only_just_made_is_not_unused(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    opened(path).close()
    (file,) = list_files(tmp_path)
    for force in (False, True):
        assert prune_unused(file, 30, force) == Pruned(path, False, 0, 0)
    assert path.is_file()


def test_a_file_of_which_nothing_was_used_goes_whole(path: Path) -> None:
    (file,) = list_files(path.parent)
    assert prune_unused(file, 30, force=True) == Pruned(path, False, 0, 0)
    assert prune_unused(file, 0, force=True) == Pruned(path, True, 1, file.size)
    assert list(path.parent.iterdir()) == []
