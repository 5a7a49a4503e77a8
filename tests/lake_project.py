"""A Lake project around the wheel's Lean: the layout that the toolchain `project` finds on a user's machine.

    <place>/bin/elan, lake        on PATH
    <place>/sysroot/bin/lean      the toolchain's Lean: a script that runs the wheel's
    <place>/sysroot/lib/lean      its shared library
    <place>/project/              lean-toolchain, lakefile.toml, lake-manifest.json, wonton.toml, the Core library's
                                  sources, compiled in .lake/build/lib/lean

`elan` and `lake` are stand-ins of our own: they answer what the real ones answer to the few questions that are asked,
and write down what they were asked. With `WONTON_TEST_LEAN=project` every test that opens Lean opens this project's
(`use_everywhere`)."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from wonton.assistants.lean import assistant, document, versions
from wonton.assistants.lean.assistant import LeanAssistant
from wonton.assistants.lean.project import ProjectToolchain
from wonton.assistants.lean.toolchain import LEAN_VERSION, WheelToolchain, wheel_command
from wonton.runs.settings import RunSettings

CHOICE = "WONTON_TEST_LEAN"
TOOLCHAIN = f"leanprover/lean4:v{LEAN_VERSION}"

_LAKE = """#!/bin/sh
echo "$*" >> "{place}/asked"
if [ -e "{place}/broken" ]; then echo "error: configuration file failed to compile" >&2; exit 1; fi
LEAN_SYSROOT="{place}/sysroot" LEAN_PATH="./.lake/build/lib/lean" LAKE="{place}/bin/lake"
if [ -d .lake/packages/mathlib ]; then LEAN_PATH="./.lake/packages/mathlib/.lake/build/lib/lean:$LEAN_PATH"; fi
PATH="{place}/sysroot/bin:$PATH"
export LEAN_SYSROOT LEAN_PATH LAKE PATH
case "$1" in
  env) shift
       if [ $# -gt 0 ]; then exec "$@"; fi
       echo "LAKE=$LAKE"; echo "LEAN_SYSROOT=$LEAN_SYSROOT"; echo "LEAN_PATH=$LEAN_PATH"; echo "PATH=$PATH" ;;
  --version) echo "Lake version 5.0.0 (Lean version {version})" ;;
  update) if [ -d "{place}/fetched" ]; then cp -R "{place}/fetched/." .; fi ;;
  build|exe) ;;
  *) echo "error: unknown command '$1'" >&2; exit 1 ;;
esac
"""
_ELAN = """#!/bin/sh
echo "$*" >> "{place}/asked-elan"
case "$1 $2" in
  "toolchain list") cat "{place}/toolchains" ;;
  "toolchain install") echo "$3" >> "{place}/toolchains" ;;
  *) ;;
esac
"""
_LEAN = """#!/bin/sh
LEAN_NUM_THREADS=1 exec {words} "$@"
"""


@dataclass(frozen=True)
class Layout:
    """The folders of one layout."""

    place: Path

    @property
    def project(self) -> Path:
        """The project's root."""
        return self.place / "project"

    @property
    def bin(self) -> Path:
        """What must stand first on PATH."""
        return self.place / "bin"

    def asked(self, tool: str = "lake") -> list[str]:
        """What `lake` or `elan` was asked so far."""
        path = self.place / ("asked" if tool == "lake" else "asked-elan")
        return path.read_text("utf-8").splitlines() if path.is_file() else []


def make_layout(place: Path, cache: Path, shown: bool = False) -> Layout:
    """The layout in `place`, its library compiled under `cache`. The project's lakefile asks for the printing that the
    wheel's documents use, so that all texts are the same, unless `shown`: then Lean prints as it does by itself."""
    layout = Layout(place)
    for folder in (layout.bin, place / "sysroot" / "bin", place / "sysroot" / "lib"):
        folder.mkdir(parents=True)
    command = wheel_command()
    (place / "sysroot" / "lib" / "lean").symlink_to(Path(command.words[-1]).parent)
    (place / "toolchains").write_text(f"{TOOLCHAIN} (default)\n", "utf-8")
    names = {"place": place, "version": LEAN_VERSION}
    _script(layout.bin / "lake", _LAKE.format(**names))
    _script(layout.bin / "elan", _ELAN.format(**names))
    words = " ".join(f'"{word}"' for word in command.words)
    _script(place / "sysroot" / "bin" / "lean", _LEAN.format(words=words))
    _fill(layout.project, WheelToolchain(cache), shown)
    return layout


def _script(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    path.chmod(0o755)


def _fill(root: Path, wheel: WheelToolchain, shown: bool) -> None:
    built = root / ".lake" / "build" / "lib" / "lean"
    for path in sorted(wheel.sources):
        for folder, name in ((root, path), (built, path.replace(".lean", ".olean"))):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(wheel.folder / name, folder / name)
    printing = [] if shown else [*document.PRINTING, *versions.PRINTING]
    options = "".join("{} = {}\n".format(*option.split()) for option in printing)
    lakefile = f'name = "core"\ndefaultTargets = ["Core"]\n\n[leanOptions]\n{options}\n[[lean_lib]]\nname = "Core"\n'
    (root / "lakefile.toml").write_text(lakefile, "utf-8")
    (root / "lean-toolchain").write_text(f"{TOOLCHAIN}\n", "utf-8")
    (root / "lake-manifest.json").write_text('{"version": "1.1.0", "packagesDir": ".lake/packages", "packages": []}')
    (root / "wonton.toml").write_text('imports = "prelude\\nimport Core"\naxioms = ["Classical.em"]\n', "utf-8")


def open_project(layout: Layout, cache: Path, way: str = "") -> LeanAssistant:
    """The assistant of the project, whose `bin` must be on PATH; with `way`, asked in that way (see `Facts`)."""
    toolchain = ProjectToolchain(layout.project, cache)
    if way:
        toolchain.__dict__["facts"] = replace(toolchain.facts, way=way)
    return LeanAssistant(toolchain)


def on_path(layout: Layout, patch: pytest.MonkeyPatch) -> None:
    """Put the layout's tools first on PATH."""
    patch.setenv("PATH", os.pathsep.join([str(layout.bin), os.environ["PATH"]]))


def use_everywhere(layout: Layout, patch: pytest.MonkeyPatch) -> None:
    """Have this process and its children use the project in place of the wheel, wherever nothing else is said."""
    project = str(layout.project)
    on_path(layout, patch)
    patch.setenv("LEAN_PROJECT_PATH", project)
    patch.setattr(assistant.open_assistant, "__defaults__", (project,))
    made = RunSettings.__post_init__

    def made_here(self: RunSettings) -> None:
        if self.assistant == "lean" and not self.toolchain:
            object.__setattr__(self, "lean_project", project)
        made(self)

    patch.setattr(RunSettings, "__post_init__", made_here)
