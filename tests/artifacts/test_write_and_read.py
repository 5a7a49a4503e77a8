"""Files are whole or absent, equal values give equal bytes, and damage is told, never guessed at."""

from __future__ import annotations

import errno
import gzip
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wonton.artifacts import layout, read, write
from wonton.artifacts.versions import FORMAT_VERSION
from wonton.core.errors import ArtifactError, FormatVersionError, SettingsError, UnknownNameError


def test_json_has_one_line_per_key() -> None:
    data = write.encode_json({"timings": {"seconds": 1.5}, "b": [1, {"z": 1, "a": "∀"}], "a": None})
    assert data.decode() == (
        '{\n"a": null,\n"b": [1,{"a":"∀","z":1}],\n'
        f'"format_version": {FORMAT_VERSION},\n"timings": {{"seconds":1.5}}\n}}\n'
    )


def test_json_refuses_what_json_does_not_have() -> None:
    with pytest.raises(ValueError, match="JSON"):
        write.encode_json({"a": float("nan")})


def test_compressed_files_carry_no_time_and_no_name(tmp_path: Path) -> None:
    write.write_json(tmp_path / "a.json.gz", {"x": 1})
    write.write_json(tmp_path / "b.json.gz", {"x": 1})
    data = (tmp_path / "a.json.gz").read_bytes()
    assert data == (tmp_path / "b.json.gz").read_bytes()
    assert data[4:8] == b"\0\0\0\0" and not data[3] & 8
    assert gzip.decompress(data) == write.encode_json({"x": 1})
    assert read.read_json(tmp_path / "a.json.gz") == {"x": 1, "format_version": FORMAT_VERSION}


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    write.write_json(path, {"x": 1})

    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as stream:
            stream.write(data[:3])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ArtifactError, match=r"a\.json: No space left") as caught:
        write.write_json(path, {"x": 2})
    assert "--resume" in caught.value.remedy and "space" in caught.value.remedy
    assert read.read_json(path)["x"] == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.json"]


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("not a folder")
    with pytest.raises(SettingsError, match="logs"):
        write.check_writable(tmp_path / "logs" / "deeper")
    with pytest.raises(ArtifactError, match="logs"):
        write.make_folder(tmp_path / "logs" / "deeper")


def test_check_writable_leaves_nothing(tmp_path: Path) -> None:
    write.check_writable(tmp_path / "logs")
    assert list((tmp_path / "logs").iterdir()) == []


def test_events_survive_a_cut_line(tmp_path: Path) -> None:
    path = tmp_path / layout.EVENTS
    write.append_line(path, {"kind": "one"})
    with path.open("ab") as stream:
        stream.write(b'{"kind": "tw')
    write.append_line(path, {"kind": "three"})
    assert [row["kind"] for row in read.read_lines(path)] == ["one", "three"]


@pytest.mark.parametrize("data", [b"", b"[1]", b"{", b'{"a": 1}', b"\xff"])
def test_damage_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(data)
    with pytest.raises(ArtifactError, match=r"a\.json"):
        read.read_json(path)


def test_damaged_compression_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.json.gz"
    write.write_json(path, {"x": list(range(100))})
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(ArtifactError, match=r"a\.json\.gz"):
        read.read_json(path)


def test_a_newer_format_is_refused_with_both_versions(tmp_path: Path) -> None:
    path = tmp_path / layout.RUN_CONFIG
    path.write_text(f'{{"format_version": {FORMAT_VERSION + 3}}}')
    with pytest.raises(FormatVersionError) as caught:
        read.open_run(tmp_path)
    assert f"version {FORMAT_VERSION + 3};" in caught.value.message
    assert f"up to {FORMAT_VERSION}" in caught.value.message


def test_a_folder_counts_by_its_marker_and_what_it_names(tmp_path: Path) -> None:
    assert not read.is_complete(tmp_path)
    write.write_json(tmp_path / "a.json", {})
    write.write_json(tmp_path / layout.DONE, {"files": ["a.json"]})
    assert read.is_complete(tmp_path)
    (tmp_path / "a.json").unlink()
    assert not read.is_complete(tmp_path)
    (tmp_path / layout.DONE).write_text("{")
    assert not read.is_complete(tmp_path)


def test_unknown_theorem_lists_the_known(tmp_path: Path) -> None:
    folder = layout.theorem_folder(tmp_path, "and_comm")
    folder.mkdir()
    write.write_json(folder / layout.THEOREM, {"item_id": "and_comm"})
    write.write_json(tmp_path / layout.RUN_CONFIG, {"theorems": [{"item_id": "and_comm"}]})
    reader = read.RunReader(tmp_path)
    assert reader.theorem("and_comm").folder == folder
    with pytest.raises(UnknownNameError, match=r"Did you mean 'and_comm'\?"):
        reader.theorem("and_com")


def test_runs_are_found_at_any_depth(tmp_path: Path) -> None:
    for name in ("b", "a/p1/x"):
        (tmp_path / name).mkdir(parents=True)
        write.write_json(tmp_path / name / layout.RUN_CONFIG, {})
    assert read.find_runs(tmp_path) == [tmp_path / "a/p1/x", tmp_path / "b"]


@pytest.mark.parametrize("name", ["and_comm", "nat.add_comm", "a-b"])
def test_plain_names_stay(name: str) -> None:
    assert layout.safe_name(name) == name


@pytest.mark.parametrize(
    "name", ["summary.json", "done.tmp", "x-0123abcd", "And", "..", ".lock", "a/b", "", "é", "x" * 200]
)
def test_other_names_are_tagged(name: str) -> None:
    safe = layout.safe_name(name)
    assert safe != name and safe[-9] == "-" and "/" not in safe and not safe.startswith(".") and len(safe) < 80


@given(st.text(max_size=12), st.text(max_size=12))
def test_names_do_not_collide_even_without_case(one: str, two: str) -> None:
    if one != two:
        assert layout.safe_name(one).lower() != layout.safe_name(two).lower()


@pytest.mark.parametrize(
    ("run_id", "good"),
    [
        ("a", True),
        ("2026-03-01-p/p1/x.y", True),
        ("", False),
        ("/a", False),
        ("a/../b", False),
        ("a//b", False),
        (".a", False),
    ],
)
def test_run_ids_stay_below_the_logs(run_id: str, good: bool) -> None:
    assert layout.is_run_id(run_id) is good
