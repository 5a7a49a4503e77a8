"""`--theorem-file`: theorems by a file of ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from wonton.cli.main import build_parser


def test_ids_of_the_file_join_those_that_are_named(tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_text("one\n\n  two \n")
    args = build_parser().parse_args(["run", "-t", "zero", "--theorem-file", str(tmp_path / "ids.txt"), "-t", "three"])
    assert args.theorem == ["zero", "one", "two", "three"]
    assert build_parser().parse_args(["run"]).theorem == []


@pytest.mark.parametrize("content", [None, "\n \n", b"\xff\xfe"])
def test_a_file_without_ids_is_refused(
    tmp_path: Path, content: str | bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ids.txt"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SystemExit) as stop:
        build_parser().parse_args(["run", "--theorem-file", str(path)])
    assert stop.value.code == 2
    assert "ids.txt" in capsys.readouterr().err
