"""The file of a store: what it survives, how it stays small, and what is refused."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from assistants.store.made import answer, opened
from wonton.assistants.store import database, tables
from wonton.assistants.store.database import TransitionFile
from wonton.assistants.store.upkeep import list_files
from wonton.core.errors import ArtifactError, FormatVersionError

WRITER = Path(__file__).with_name("writer.py")


def test_answers_are_found_before_they_are_written_and_after(tmp_path: Path) -> None:
    file = opened(tmp_path / "a.sqlite")
    file.add([answer(1), answer(1, "left"), answer(2)])
    keys = [answer(1).place, answer(2).place]
    before = file.rows(keys[:1])
    assert set(before) == {"split", "left"}
    file.close()
    assert file.rows(keys[:1]) == before
    assert opened(tmp_path / "a.sqlite").rows(keys[:1]) == before


def test_what_is_there_already_stays(tmp_path: Path) -> None:
    one, two = opened(tmp_path / "a.sqlite"), opened(tmp_path / "a.sqlite")
    one.add([replace(answer(1), value=b"first")])
    two.add([replace(answer(1), value=b"second"), answer(1, "left")])
    one.close()
    two.close()
    assert one.rows([answer(1).place])["split"] == b"first"
    assert "left" in one.rows([answer(1).place])


def writer(path: Path, number: int, rows: int) -> subprocess.Popen[str]:
    words = [sys.executable, str(WRITER), str(path), str(number), str(rows)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def test_many_processes_write_at_once_and_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    writers = [writer(path, number, 400) for number in range(4)]
    assert [process.communicate()[0].count("\n") >= 1 and process.returncode for process in writers] == [0] * 4
    (file,) = list_files(tmp_path)
    assert file.problem == ""
    assert file.transitions == 4 * 400 + 400  # their own, and those that all of them wrote


def test_a_writer_that_is_killed_leaves_a_sound_file(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    process = writer(path, 0, 10**9)
    assert process.stdout is not None
    for _ in range(5):
        written = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    base = sqlite3.connect(path)
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert base.execute("SELECT count(*) FROM transitions").fetchone()[0] >= written
    base.close()
    file = opened(path)
    file.add([answer(1)])
    file.close()


def test_a_full_file_drops_what_was_not_used_for_longest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bound = 400_000
    file = opened(tmp_path / "a.sqlite", bound)
    for batch in range(60):
        monkeypatch.setattr(database, "hour_now", partial(int, 100 * batch))
        file.rows([answer(0).place])  # used all the time
        file.add(answer(place, size=1000) for place in range(20 * batch, 20 * batch + 20))
        file.flush()
    file.close()
    assert (tmp_path / "a.sqlite").stat().st_size < 3 * bound
    base = sqlite3.connect(tmp_path / "a.sqlite")
    assert tables.used_bytes(base) <= bound
    left = {int.from_bytes(key, "big") for (key,) in base.execute("SELECT key FROM places")}
    base.close()
    assert 0 in left
    assert min(left - {0}) > 300
    assert set(range(1180, 1200)) <= left


def test_a_known_place_stays_known_while_another_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading one place lets go of the one that was kept longest, which may be asked for in the same breath."""
    monkeypatch.setattr(database, "_KEPT_PLACES", 2)
    file = opened(tmp_path / "a.sqlite")
    file.add([answer(number, f"tactic {number}") for number in range(3)])
    file.flush()
    keys = [answer(number).place for number in range(3)]
    for key in keys[:2]:
        file.rows([key])
    assert set(file.rows([keys[0], keys[2]])) == {"tactic 0", "tactic 2"}


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(ArtifactError, match=r"a\.sqlite is damaged") as caught:
        opened(path)
    assert "delete it" in caught.value.remedy
    assert path.read_bytes() == b"not a database" * 100


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").touch()
    with pytest.raises(ArtifactError, match=r"a\.sqlite is damaged: it is no store at all"):
        opened(tmp_path / "a.sqlite")


def test_a_torn_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    file = opened(path)
    file.add(answer(place) for place in range(600))
    file.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + random.Random(1).randbytes(len(whole) - 8192))
    with pytest.raises(ArtifactError, match=r"a\.sqlite is damaged"):
        opened(path).rows([answer(place).place for place in range(50)])


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    opened(path).close()
    base = sqlite3.connect(path)
    base.execute("UPDATE meta SET value = '99' WHERE name = 'format'")
    base.commit()
    base.close()
    with pytest.raises(FormatVersionError, match="format 99; this program reads format 1") as caught:
        opened(path)
    assert str(path) in caught.value.message


def test_a_file_of_another_fingerprint_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    opened(path).close()
    with pytest.raises(ArtifactError, match="holds the answers of fake-1"):
        TransitionFile(path, "fake-2", "code")
