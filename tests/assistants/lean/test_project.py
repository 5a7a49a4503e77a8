"""A Lake project: what is read off it, and that whatever is wrong with one is named, with its remedy."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lake_project import TOOLCHAIN, Layout, make_layout, on_path
from wonton.assistants.base import Theorem
from wonton.assistants.lean import lake, versions
from wonton.assistants.lean.document import PRINTING, Preamble
from wonton.assistants.lean.project import ProjectToolchain
from wonton.assistants.lean.toolchain import WheelToolchain
from wonton.core.errors import MissingToolError, SettingsError, WontonError
from wonton.runs.readiness import assistant_problem, lake_project


@pytest.fixture
def layout(tmp_path: Path, lean_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A layout of its own, to be damaged."""
    made = make_layout(tmp_path / "layout", lean_cache)
    on_path(made, monkeypatch)
    return made


def rename_lean(layout: Layout, version: str) -> None:
    lean = layout.place / "sysroot" / "bin" / "lean"
    lean.write_text(f'#!/bin/sh\necho "Lean (version {version}, x86_64-unknown-linux-gnu, Release)"\n', "utf-8")


def add_mathlib(root: Path, toolchain: str, fetched: bool = True) -> None:
    manifest = {"packagesDir": ".lake/packages", "packages": [{"name": "mathlib", "type": "git"}]}
    (root / "lake-manifest.json").write_text(json.dumps(manifest), "utf-8")
    folder = root / ".lake" / "packages" / "mathlib"
    if fetched:
        folder.mkdir(parents=True)
        (folder / "lean-toolchain").write_text(toolchain, "utf-8")


Damage = Callable[[Layout, pytest.MonkeyPatch], object]
#: What is done to a layout, what the error says, what its remedy says.
DAMAGES: dict[str, tuple[Damage, str, str]] = {
    "no folder": (lambda at, _: shutil.rmtree(at.project), "is no folder", "LEAN_PROJECT_PATH"),
    "no lakefile": (lambda at, _: (at.project / "lakefile.toml").unlink(), "holds no lakefile", "wonton lean setup"),
    "a broken lakefile": (
        lambda at, _: (at.project / "lakefile.toml").write_text("name ="),
        "lakefile.toml cannot be read",
        "lake build",
    ),
    "no lean-toolchain": (
        lambda at, _: (at.project / "lean-toolchain").unlink(),
        "no file lean-toolchain",
        "wonton lean setup",
    ),
    "an old toolchain": (
        lambda at, _: (at.project / "lean-toolchain").write_text("leanprover/lean4:v4.8.0\n"),
        "asks for Lean 4.8.0; the oldest that can be driven is 4.9.0",
        "lake update",
    ),
    "packages never fetched": (
        lambda at, _: (
            (at.project / "lake-manifest.json").unlink(),
            (at.project / "lakefile.toml").write_text('name = "x"\n[[require]]\nname = "mathlib"\n'),
        ),
        "requires packages that were never fetched",
        "lake update",
    ),
    "a broken manifest": (
        lambda at, _: (at.project / "lake-manifest.json").write_text("[]"),
        "lake-manifest.json cannot be read",
        "lake update",
    ),
    "Mathlib not fetched": (
        lambda at, _: add_mathlib(at.project, "", fetched=False),
        "package mathlib .* has not been fetched",
        "lake exe cache get",
    ),
    "Mathlib for another Lean": (
        lambda at, _: add_mathlib(at.project, "leanprover/lean4:v4.30.0\n"),
        "its Mathlib for leanprover/lean4:v4.30.0",
        "cp .*mathlib/lean-toolchain",
    ),
    "no tools": (
        lambda at, patch: (patch.setenv("PATH", "/nowhere"), patch.setenv("ELAN_HOME", "/nowhere")),
        "neither elan nor lake is installed",
        "elan-init.sh",
    ),
    "no lake": (
        lambda at, patch: (
            (at.bin / "lake").unlink(),
            patch.setenv("PATH", str(at.bin)),
            patch.setenv("ELAN_HOME", "/nowhere"),
        ),
        "`lake` is not beside it",
        "elan self update",
    ),
    "toolchain not installed": (
        lambda at, _: (at.place / "toolchains").write_text("leanprover/lean4:v4.20.0\n"),
        "is not installed .elan has: leanprover/lean4:v4.20.0.",
        "elan toolchain install leanprover/lean4",
    ),
    "lake env fails": (
        lambda at, _: (at.place / "broken").touch(),
        "`lake env` failed in .*configuration file failed to compile",
        "lake build",
    ),
    "no lean": (
        lambda at, patch: shutil.rmtree(at.place / "sysroot"),
        "names no `lean` that can be run",
        "elan toolchain install",
    ),
    "a lean that does not run": (
        lambda at, _: (at.place / "sysroot" / "bin" / "lean").write_text("#!/bin/sh\nexit 1\n"),
        "does not say which version it is",
        "elan toolchain install",
    ),
    "another version": (lambda at, _: rename_lean(at, "4.34.0"), "`lake env` gives 4.34.0", "elan toolchain install"),
    "not built": (
        lambda at, _: shutil.rmtree(at.project / ".lake"),
        "module Core of .* has not been built",
        "lake build",
    ),
    "a strange wonton.toml": (
        lambda at, _: (at.project / "wonton.toml").write_text('import = "Core"'),
        "unknown import",
        "`imports`",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_wrong_is_named_with_its_remedy(layout: Layout, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    damage, message, remedy = DAMAGES[name]
    assert assistant_problem("lean", str(layout.project)) is None
    damage(layout, monkeypatch)
    with pytest.raises((MissingToolError, SettingsError), match=message) as caught:
        _ = ProjectToolchain(layout.project, layout.place / "cache").command
    assert re.search(remedy, caught.value.remedy)
    problem = assistant_problem("lean", str(layout.project))
    assert isinstance(problem, WontonError) and problem.message == caught.value.message
    last = lake_project(layout.project, layout.place)[-1]
    assert (last.problem, last.remedy) == (problem.message, problem.remedy)


def test_all_that_is_well_is_told(layout: Layout) -> None:
    tools = {tool.name: tool for tool in lake_project(layout.project, layout.place)}
    assert all(tool.ready for tool in tools.values())
    assert TOOLCHAIN in tools["lean project"].version
    assert tools["library of the project"].version == "imports: prelude Core"


def test_a_project_is_told_apart_by_what_it_has_built(layout: Layout) -> None:
    first = ProjectToolchain(layout.project, layout.place).fingerprint
    assert ProjectToolchain(layout.project, layout.place).fingerprint == first
    (layout.project / "Core.lean").write_text("-- what is not built does not count\n", "utf-8")
    assert ProjectToolchain(layout.project, layout.place).fingerprint == first
    (layout.project / ".lake/build/lib/lean/Core/Nat.olean.hash").write_text("1234", "ascii")
    assert ProjectToolchain(layout.project, layout.place).fingerprint != first


def test_a_package_beside_a_project_counts_as_the_projects_own(layout: Layout) -> None:
    rows = [{"name": "beside", "type": "path", "dir": "../beside"}]
    (layout.project / "lake-manifest.json").write_text(json.dumps({"packages": rows}), "utf-8")
    built = layout.place / "beside" / ".lake" / "build" / "lib" / "lean"
    built.mkdir(parents=True)
    (built / "Beside.olean").write_text("one", "ascii")
    first = ProjectToolchain(layout.project, layout.place).fingerprint
    assert ProjectToolchain(layout.project, layout.place).fingerprint == first
    (built / "Beside.olean").write_text("two", "ascii")
    assert ProjectToolchain(layout.project, layout.place).fingerprint != first


def test_the_library_is_the_projects(layout: Layout, lean_cache: Path) -> None:
    toolchain = ProjectToolchain(layout.project, lean_cache)
    assert toolchain.lemmas_for(Theorem("t", "t", ": True")) == WheelToolchain(lean_cache).lemmas
    assert toolchain.lemmas_for(Theorem("t", "t", ": True", "import Core.Logic")) == toolchain.lemmas
    assert toolchain.allowed_axioms == WheelToolchain.allowed_axioms


def test_mathlib_is_imported_where_the_project_has_it(layout: Layout) -> None:
    (layout.project / "wonton.toml").unlink()
    add_mathlib(layout.project, TOOLCHAIN)
    toolchain = ProjectToolchain(layout.project, layout.place)
    assert toolchain.imports == "import Mathlib\nimport Core"
    assert toolchain.lemmas_for(Theorem("t", "t", ": True", "import Core.Logic")) == ()
    with pytest.raises(MissingToolError, match=r"module Mathlib .* has not been built") as caught:
        _ = toolchain.command
    assert "lake exe cache get" in caught.value.remedy


def test_options_of_a_lakefile_are_those_of_its_files(layout: Layout) -> None:
    lines = ["[leanOptions]", "pp.unicode.fun = true", "weak.linter.mathlibStandardSet = true", "maxRecDepth = 4000"]
    (layout.project / "lakefile.toml").write_text("\n".join(['name = "x"', *lines, ""]), "utf-8")
    assert lake.read_project(layout.project).options == {"pp.unicode.fun": "true", "maxRecDepth": "4000"}


def test_options_of_a_lakefile_in_lean_are_not_read_and_that_is_told(layout: Layout, lean_cache: Path) -> None:
    (layout.project / "lakefile.toml").unlink()
    lakefile = layout.project / "lakefile.lean"
    lakefile.write_text("package x where\n  leanOptions := #[⟨`autoImplicit, true⟩]\nlean_lib Core\n", "utf-8")
    (told,) = (tool for tool in lake_project(layout.project, lean_cache) if tool.name == "options of the project")
    assert (told.ready, told.required) == (False, False)
    assert str(lakefile) in told.problem and "lake translate-config toml" in told.remedy
    lakefile.write_text("package x\nlean_lib Core\n", "utf-8")
    assert all(tool.name != "options of the project" for tool in lake_project(layout.project, lean_cache))


def test_libraries_of_a_lakefile_in_lean_are_found(layout: Layout) -> None:
    (layout.project / "lakefile.toml").unlink()
    text = "import Lake\nopen Lake DSL\npackage demo\n@[default_target]\nlean_lib «My.Lib» where\nlean_lib Other\n"
    (layout.project / "lakefile.lean").write_text(text, "utf-8")
    assert lake.read_project(layout.project).libraries == ("My.Lib", "Other")


@pytest.mark.parametrize("name", ["stable", "v4.35.0", "leanprover/lean4:4.35.0"])
def test_a_toolchain_may_be_named_in_several_ways(layout: Layout, name: str) -> None:
    (layout.project / "lean-toolchain").write_text(f"{name}\n", "utf-8")
    assert assistant_problem("lean", str(layout.project)) is None


# -- versions


@pytest.mark.parametrize(
    ("answer", "version"),
    [
        ("Lean (version 4.9.0, x86_64-unknown-linux-gnu, commit 8f9843a4a5fe, Release)", "4.9.0"),
        ("Lean (version 4.36.0-rc1, arm64-apple-darwin, commit 1, Release)", "4.36.0-rc1"),
        ("Lean (version 4.12.0-nightly-2024-09-01, commit 1, Release)", "4.12.0-nightly-2024-09-01"),
        ("zsh: command not found: lean", ""),
    ],
)
def test_lean_says_its_version(answer: str, version: str) -> None:
    assert versions.answered_version(answer) == version
    assert versions.is_too_old(version) is False


def test_versions_older_than_the_oldest_are_too_old() -> None:
    assert [versions.is_too_old(version) for version in ("4.8.9", "4.9.0-rc1", "4.10.0", "3.51.1")] == [
        True,
        False,
        False,
        True,
    ]
    named = [versions.named_version(name) for name in (TOOLCHAIN, "leanprover/lean4:nightly-2024-09-01", "stable")]
    assert named == [versions.KNOWN, "", ""]


def test_options_that_a_lean_does_not_know_are_left_out(lean_cache: Path, layout: Layout) -> None:
    (layout.project / "lakefile.toml").write_text('name = "x"\n[leanOptions]\npp.fancy = true\n', "utf-8")
    toolchain = ProjectToolchain(layout.project, lean_cache)
    assert toolchain.facts.lacking == ("pp.fancy true",)
    assert "pp.fancy true" not in toolchain.preamble.options and PRINTING[0] in toolchain.preamble.options
    assert toolchain.facts.way == "states"


def test_what_people_see_needs_no_second_print_where_it_is_the_first() -> None:
    wanted = dict(option.split() for option in PRINTING)
    assert versions.shown_options(PRINTING, wanted) == ()
    assert "pp.explicit false" in versions.shown_options(PRINTING, {})
    assert "pp.explicit false" not in versions.shown_options(PRINTING, {"pp.explicit": "true"})


def test_imports_of_a_theorem_stand_in_place_of_a_projects() -> None:
    header = "import Mathlib.Data.Nat.Basic\nopen Nat"
    lines = Preamble("import Mathlib", joins=False).text(1, header).split("\n")
    assert lines[0] == "import Mathlib.Data.Nat.Basic" and "import Mathlib" not in lines and "open Nat" in lines
    assert Preamble("import Mathlib", joins=False).text(1, "open Nat").startswith("import Mathlib\n")
    assert Preamble("prelude\nimport Core").text(1, header).startswith("prelude\nimport Core\nimport Mathlib.Data")
