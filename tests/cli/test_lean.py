"""`wonton lean setup`, and `wonton doctor` on a Lake project, before stand-ins for elan and lake."""

from __future__ import annotations

from pathlib import Path

import pytest

from lake_project import TOOLCHAIN, Layout, make_layout, on_path
from wonton.cli.main import main
from wonton.runs.lean_setup import DEFAULT_TOOLCHAIN


@pytest.fixture
def layout(tmp_path: Path, lean_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    made = make_layout(tmp_path / "layout", lean_cache)
    on_path(made, monkeypatch)
    return made


@pytest.fixture
def fetched(layout: Layout) -> Layout:
    """A layout whose `lake update` fetches Mathlib: a compiled module of that name."""
    root = layout.place / "fetched"
    built = root / ".lake/packages/mathlib/.lake/build/lib/lean"
    built.mkdir(parents=True)
    (built / "Mathlib.olean").touch()
    (root / ".lake/packages/mathlib/lean-toolchain").write_text(f"{TOOLCHAIN}\n", "utf-8")
    (root / "lake-manifest.json").write_text('{"packages": [{"name": "mathlib", "type": "git"}]}', "utf-8")
    return layout


def test_a_new_project_is_described_and_nothing_is_done(
    layout: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "mine"
    assert main(["lean", "setup", str(root), "--plain"]) == 0
    said = capsys.readouterr().out
    for words in ("lake update", "lake exe cache get", f"elan toolchain install {DEFAULT_TOOLCHAIN}", 'rev = "v4.'):
        assert words in said
    assert not root.exists() and layout.asked() == [] == layout.asked("elan")


def test_a_new_project_is_made(fetched: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "my-project"
    assert main(["lean", "setup", str(root), "--execute", "--plain"]) == 0
    assert f"LEAN_PROJECT_PATH={root}" in capsys.readouterr().out
    assert (root / "lean-toolchain").read_text("utf-8").strip() == DEFAULT_TOOLCHAIN
    assert 'name = "my_project"' in (root / "lakefile.toml").read_text("utf-8")
    assert fetched.asked()[:3] == ["update", "exe cache get", "build"]
    assert fetched.asked("elan")[0] == f"toolchain install {DEFAULT_TOOLCHAIN}"


def test_a_project_that_is_there_keeps_its_files(layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path.name: path.read_bytes() for path in layout.project.iterdir() if path.is_file()}
    assert main(["lean", "setup", str(layout.project), "--execute", "--plain"]) == 0
    assert {path.name: path.read_bytes() for path in layout.project.iterdir() if path.is_file()} == before
    assert layout.asked()[0] == "build" and "ready" in capsys.readouterr().out


def test_another_toolchain_than_a_projects_own_is_refused(layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lean", "setup", str(layout.project), "--toolchain", "leanprover/lean4:v4.20.0"]) == 2
    assert "not for leanprover/lean4:v4.20.0" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["leanprover/lean4:v4.8.0", "leanprover/lean4:nightly"])
def test_a_toolchain_that_does_not_do_is_refused(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lean", "setup", str(tmp_path / "new"), "--toolchain", name]) == 2
    assert name in capsys.readouterr().err


def test_a_command_that_fails_ends_it(layout: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (layout.place / "broken").touch()
    assert main(["lean", "setup", str(tmp_path / "new"), "--execute", "--plain"]) == 1
    assert "`lake update` failed with code 1" in capsys.readouterr().err


def test_without_elan_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("ELAN_HOME", "/nowhere")
    assert main(["lean", "setup", str(tmp_path / "new"), "--execute"]) == 2
    assert "elan-init.sh" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_doctor_looks_at_the_project(layout: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["doctor", "--home", str(tmp_path / "home"), "--plain", "--lean-project", str(layout.project)]
    assert main(words) == 0
    assert "library of the project" in capsys.readouterr().out
    (layout.project / "lean-toolchain").unlink()
    assert main(words) == 1
    assert "to mend lean project" in capsys.readouterr().out
