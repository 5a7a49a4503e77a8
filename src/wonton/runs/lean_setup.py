"""How a Lake project gets ready for runs: the files that a new one needs, the commands of elan and lake, in order.

`plan_setup` finds out and changes nothing; `execute_setup` does it, on a machine that has network. What is there stays
as it is: no file is written over, and the toolchain of a project is the project's own."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wonton.assistants.lean import lake, versions
from wonton.core.errors import AssistantError, MissingToolError, SettingsError

#: Whose inside is known, so that candidates can run from states in memory.
DEFAULT_TOOLCHAIN = f"leanprover/lean4:v{versions.KNOWN}"
_MATHLIB = "https://github.com/leanprover-community/mathlib4"
_LAST_LINES = 20


@dataclass(frozen=True, slots=True)
class Step:
    """One command, in a folder, and what it is for."""

    words: tuple[str, ...]
    folder: Path
    purpose: str

    @property
    def line(self) -> str:
        """The command as one would type it."""
        return f"cd {shlex.quote(str(self.folder))} && {shlex.join(self.words)}"


@dataclass(frozen=True, slots=True)
class Setup:
    """The files to be written, by path, and the commands to be run behind that."""

    root: Path
    files: dict[Path, str]
    steps: tuple[Step, ...]


def plan_setup(root: Path, toolchain: str = "", mathlib: bool = True) -> Setup:
    """What makes the project in `root` ready. A new one is made where there is none: for `toolchain` (`""`: one whose
    inside is known), with the Mathlib of that release unless told otherwise.

    Raises `SettingsError` where a project is there and is for another toolchain, or where it is not clear which
    Mathlib goes with one.
    """
    root = root.expanduser().absolute()
    there = any((root / name).is_file() for name in lake.LAKEFILES)
    wanted = root / "lean-toolchain"
    own = wanted.read_text(encoding="utf-8").strip() if wanted.is_file() else ""
    if own and toolchain and own != toolchain:
        raise SettingsError(
            f"{root} is for {own}, not for {toolchain}", f"Leave --toolchain out, or change {wanted} yourself."
        )
    chosen = own or toolchain or DEFAULT_TOOLCHAIN
    if versions.is_too_old(versions.named_version(chosen)):
        oldest = ".".join(map(str, versions.OLDEST))
        raise SettingsError(f"{chosen} is too old: the oldest that can be driven is {oldest}", "Choose a newer one.")
    files = {} if own else {wanted: f"{chosen}\n"}
    if not there:
        files[root / "lakefile.toml"] = _lakefile(root, chosen, mathlib)
    return Setup(root, files, _steps(root, chosen, there, mathlib))


def _lakefile(root: Path, toolchain: str, mathlib: bool) -> str:
    name = "".join(c if c.isalnum() else "_" for c in root.name) or "project"
    lines = [f'name = "{name}"', ""]
    if mathlib:
        version = versions.named_version(toolchain)
        if not version:
            raise SettingsError(
                f"it is not clear which Mathlib goes with {toolchain}",
                "Name a release (leanprover/lean4:vX.Y.Z), or use --no-mathlib.",
            )
        lines += ["[[require]]", 'name = "mathlib"', f'git = "{_MATHLIB}"', f'rev = "v{version}"', ""]
    return "\n".join(lines)


def _steps(root: Path, toolchain: str, there: bool, mathlib: bool) -> tuple[Step, ...]:
    steps = [Step(("elan", "toolchain", "install", toolchain), root, "Lean itself")]
    if not (root / "lake-manifest.json").is_file():
        steps.append(Step(("lake", "update"), root, "the packages that the project requires"))
    needs = (root / "lake-manifest.json").is_file() and "mathlib" in lake.read_packages(root)
    if needs or (mathlib and not there):
        steps.append(Step(("lake", "exe", "cache", "get"), root, "Mathlib, compiled"))
    return (*steps, Step(("lake", "build"), root, "the project's own libraries"))


def execute_setup(setup: Setup, tell: Callable[[str], None]) -> None:
    """Write the files and run the commands; `tell` is given every line that they write.

    Raises `MissingToolError` where elan or lake is not installed, `AssistantError` where a command fails.
    """
    if lake.find_tool("elan") is None:
        raise MissingToolError("elan is not installed: it installs Lean", lake.ELAN)
    try:
        setup.root.mkdir(parents=True, exist_ok=True)
        for path, text in setup.files.items():
            path.write_text(text, encoding="utf-8")
            tell(f"wrote {path}")
    except OSError as error:
        raise SettingsError(f"cannot write to {setup.root}: {error.strerror}", "Choose another folder.") from error
    for step in setup.steps:
        tell(step.line)
        _run(step, tell)


def _run(step: Step, tell: Callable[[str], None]) -> None:
    tool = lake.find_tool(step.words[0])
    if tool is None:
        raise MissingToolError(f"{step.words[0]} is not installed", lake.ELAN)
    words = [str(tool), *step.words[1:]]
    lines: list[str] = []
    with subprocess.Popen(
        words, cwd=step.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line.rstrip())
            tell(lines[-1])
    if process.returncode != 0:
        last = "\n".join(lines[-_LAST_LINES:])
        raise AssistantError(
            f"`{shlex.join(step.words)}` failed with code {process.returncode}: {last}",
            f"Mend it and do this again; by hand: {step.line}",
        )
