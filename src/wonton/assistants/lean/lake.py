"""A Lake project as it lies on the disk, and the tools that it needs: elan, lake, the Lean that it asks for.

Reads files and asks `elan` and `lake`; changes nothing and builds nothing. Whatever is not as it must be is a
`MissingToolError` that names the mismatch and what mends it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wonton.assistants.lean import versions
from wonton.core.errors import MissingToolError, SettingsError

OWN_FILE = "wonton.toml"  #: beside the lakefile, where there is one: `imports` and `axioms`
ELAN = "curl https://elan.lean-lang.org/elan-init.sh -sSf | sh"
LAKEFILES = ("lakefile.toml", "lakefile.lean")
_LIBRARY = re.compile(r"^\s*lean_lib\s+«?([\w.]+)»?", re.MULTILINE)
_REQUIRE = re.compile(r"^\s*require\s", re.MULTILINE)
_OPTIONS = re.compile(r"\b(?:leanOptions|moreServerOptions|moreLeanArgs|weakLeanArgs)\b")
_SECONDS = 600.0  #: for `lake env`, which may have to elaborate a lakefile
_PATHS = ("LEAN_PATH", "LEAN_SRC_PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class Project:
    """What the files of a project say.

    `toolchain` is the content of `lean-toolchain`; `options` the `leanOptions` of a `lakefile.toml`, weak ones and
    linters left out; `libraries` the roots of its own libraries; `packages` what its manifest lists, by folder;
    `imports` and `axioms` what its `wonton.toml` says (None, none); `unread` a `lakefile.lean` that sets options, which
    are not read from it."""

    root: Path
    toolchain: str
    options: Mapping[str, str] = field(default_factory=dict)
    libraries: tuple[str, ...] = ()
    packages: Mapping[str, Path] = field(default_factory=dict)
    imports: str | None = None
    axioms: tuple[str, ...] = ()
    unread: Path | None = None

    @property
    def built(self) -> Path:
        """Where its own compiled modules lie."""
        return built(self.root)


def built(package: Path) -> Path:
    """Where the compiled modules of a package lie: later versions of Lake have a folder more."""
    folder = package / ".lake" / "build" / "lib"
    return folder / "lean" if (folder / "lean").is_dir() else folder


def read_project(root: Path) -> Project:
    """The project in `root`. Raises `SettingsError` where there is none, `MissingToolError` for what is wrong."""
    root = root.expanduser().absolute()
    if not root.is_dir():
        raise SettingsError(f"the Lean project {root} is no folder", "Set --lean-project or LEAN_PROJECT_PATH to one.")
    lakefile = next((root / name for name in LAKEFILES if (root / name).is_file()), None)
    if lakefile is None:
        raise MissingToolError(
            f"{root} holds no {' or '.join(LAKEFILES)}: it is no Lake project",
            f"Name the folder that holds it, or make a project: wonton lean setup {root}",
        )
    toolchain = _toolchain(root)
    values = _toml(lakefile) if lakefile.suffix == ".toml" else {}
    libraries = _libraries(lakefile, values)
    if _requires(lakefile, values) and not (root / "lake-manifest.json").is_file():
        raise MissingToolError(
            f"{root} requires packages that were never fetched: it has no lake-manifest.json",
            f"cd {root} && lake update && lake exe cache get",
        )
    own = _toml(root / OWN_FILE) if (root / OWN_FILE).is_file() else {}
    unread = lakefile if lakefile.suffix == ".lean" and _OPTIONS.search(lakefile.read_text(encoding="utf-8")) else None
    packages, (imports, axioms) = read_packages(root), _own(root, own)
    project = Project(root, toolchain, _options(values), libraries, packages, imports, axioms, unread)
    _check_packages(project)
    return project


def _toolchain(root: Path) -> str:
    path = root / "lean-toolchain"
    if not path.is_file():
        raise MissingToolError(
            f"{root} has no file lean-toolchain: nothing says which Lean it wants",
            f"Write one, or have one made: wonton lean setup {root}",
        )
    toolchain = path.read_text(encoding="utf-8").strip()
    version = versions.named_version(toolchain)
    if versions.is_too_old(version):
        oldest = ".".join(map(str, versions.OLDEST))
        raise MissingToolError(
            f"{path} asks for Lean {version}; the oldest that can be driven is {oldest}",
            f"Name a newer Lean in it (and the Mathlib that goes with it), then: cd {root} && lake update",
        )
    return toolchain


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MissingToolError(f"{path} cannot be read: {error}", "Mend it; `lake build` must accept it.") from error


def _requires(lakefile: Path, values: Mapping[str, Any]) -> bool:
    if lakefile.suffix == ".lean":
        return _REQUIRE.search(lakefile.read_text(encoding="utf-8")) is not None
    return bool(values.get("require"))


def _libraries(lakefile: Path, values: Mapping[str, Any]) -> tuple[str, ...]:
    if lakefile.suffix == ".lean":
        return tuple(_LIBRARY.findall(lakefile.read_text(encoding="utf-8")))
    found: list[str] = []
    for library in values.get("lean_lib", []):
        found += library.get("roots", [library["name"]] if "name" in library else [])
    return tuple(found)


def _options(values: Mapping[str, Any]) -> dict[str, str]:
    """The options under which the project's files are elaborated; nested tables are dotted names."""
    found = {**dict(_flat(values.get("leanOptions", {}))), **dict(_flat(values.get("moreServerOptions", {})))}
    return {name: value for name, value in found.items() if not name.startswith(("weak.", "linter."))}


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        elif isinstance(value, str):
            yield before + name, json.dumps(value, ensure_ascii=False)
        else:
            yield before + name, str(value).lower() if isinstance(value, bool) else str(value)


def read_packages(root: Path) -> dict[str, Path]:
    """The folders of the packages that the manifest lists, by name; none where nothing was ever fetched."""
    path = root / "lake-manifest.json"
    if not path.is_file():
        return {}
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        folder = root / manifest.get("packagesDir", ".lake/packages")
        return {
            row["name"]: root / row["dir"] if row.get("type") == "path" else folder / row["name"]
            for row in manifest.get("packages", [])
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MissingToolError(
            f"{path} cannot be read: {error}", f"Have it made anew: cd {root} && lake update"
        ) from error


def _own(root: Path, values: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    strange = sorted(set(values) - {"imports", "axioms"})
    imports, axioms = values.get("imports"), values.get("axioms", [])
    listed = isinstance(axioms, list) and all(isinstance(name, str) for name in axioms)
    if strange or not (imports is None or isinstance(imports, str)) or not listed:
        raise SettingsError(
            f"{root / OWN_FILE} is not what it should be{': unknown ' + ', '.join(strange) if strange else ''}",
            "It may hold `imports`, a text of import lines, and `axioms`, a list of names.",
        )
    return imports.strip() if imports is not None else None, tuple(axioms)


def _check_packages(project: Project) -> None:
    """Raise where a package is not there, or Mathlib wants another Lean than the project."""
    for name, folder in project.packages.items():
        if not folder.is_dir():
            raise MissingToolError(
                f"the package {name} of {project.root} has not been fetched: {folder} is not there",
                f"cd {project.root} && lake exe cache get"
                if name == "mathlib"
                else f"cd {project.root} && lake update",
            )
    mathlib = project.packages.get("mathlib")
    wanted = mathlib / "lean-toolchain" if mathlib else None
    if wanted is not None and wanted.is_file():
        toolchain = wanted.read_text(encoding="utf-8").strip()
        if toolchain != project.toolchain:
            raise MissingToolError(
                f"{project.root} is for {project.toolchain}, its Mathlib for {toolchain}: one cannot import the other",
                f"cp {wanted} {project.root}/lean-toolchain && cd {project.root} && lake exe cache get",
            )


# -- the tools


def find_tool(name: str) -> Path | None:
    """`elan`, `lake` or `lean` on PATH, else where elan installs; None where there is none."""
    found = shutil.which(name)
    if found:
        return Path(found)
    home = Path(os.environ.get("ELAN_HOME") or "~/.elan").expanduser()
    return home / "bin" / name if os.access(home / "bin" / name, os.X_OK) else None


def find_lake() -> Path:
    """The program `lake`. Raises `MissingToolError`."""
    lake = find_tool("lake")
    if lake is not None:
        return lake
    if find_tool("elan") is not None:
        raise MissingToolError(
            "elan is installed and `lake` is not beside it", "Have elan repair itself: elan self update"
        )
    raise MissingToolError(
        "neither elan nor lake is installed: Lean of a project comes through them",
        f"{ELAN} (or `wonton lean setup`; the default toolchain needs neither: leave --lean-project out)",
    )


def check_installed(project: Project) -> None:
    """Raise `MissingToolError` where elan is in charge and does not have the toolchain that the project asks for."""
    elan = find_tool("elan")
    if elan is None or not versions.named_version(project.toolchain):
        return  # what `stable` or a link stands for, elan knows and does not list
    code, output = ask([str(elan), "toolchain", "list"], project.root)
    names = [line.split()[0] for line in output.splitlines() if line.strip()]
    if code == 0 and not any(_same_toolchain(name, project.toolchain) for name in names):
        raise MissingToolError(
            f"the toolchain {project.toolchain} that {project.root} asks for is not installed "
            f"(elan has: {', '.join(names) or 'none'})",
            f"elan toolchain install {project.toolchain}",
        )


def _same_toolchain(one: str, other: str) -> bool:
    """Whether two names of toolchains are one's: `leanprover/lean4:v4.9.0`, or short `v4.9.0` and `4.9.0`."""
    plain = [name.removeprefix("leanprover/lean4:").removeprefix("v") for name in (one, other)]
    return plain[0] == plain[1]


def environment(project: Project) -> dict[str, str]:
    """The environment in which the project wants its Lean, as `lake env` tells it; relative paths are made absolute.
    Raises `MissingToolError` where Lake does not answer."""
    lake = find_lake()
    check_installed(project)
    code, output = ask([str(lake), "env"], project.root)
    found: dict[str, str] = {}
    for line in output.splitlines():
        name, sign, value = line.partition("=")
        if sign and name.isidentifier():
            found[name] = _absolute(value, project.root) if name in _PATHS else value
    if code != 0 or "LEAN_PATH" not in found:
        raise MissingToolError(
            f"`lake env` failed in {project.root}: {output.strip()[-500:] or f'code {code}'}",
            f"cd {project.root} && lake build",
        )
    return found


def _absolute(value: str, root: Path) -> str:
    parts = [part for part in value.split(os.pathsep) if part]
    return os.pathsep.join(os.path.normpath(root / part) for part in parts)


def ask(words: list[str], folder: Path) -> tuple[int, str]:
    """Run a tool in `folder`: its exit code, and what it wrote on both of its outputs, errors first."""
    try:
        done = subprocess.run(
            words, cwd=folder, check=False, capture_output=True, text=True, timeout=_SECONDS, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return -1, str(error)
    return done.returncode, f"{done.stderr}\n{done.stdout}"


def lean_executable(environment: Mapping[str, str]) -> Path:
    """The `lean` of that environment. Raises `MissingToolError`."""
    own = Path(environment.get("LEAN_SYSROOT", ""), "bin", "lean")
    if environment.get("LEAN_SYSROOT") and os.access(own, os.X_OK):
        return own
    found = shutil.which("lean", path=environment.get("PATH") or os.environ.get("PATH"))
    if found is None:
        raise MissingToolError("Lake names no `lean` that can be run", "elan toolchain install (see `elan show`)")
    return Path(found)


def compiled(module: str, search_path: str) -> Path | None:
    """Where the compiled `module` lies; None where it is in no folder of `search_path`."""
    relative = Path(*module.split(".")).with_suffix(".olean")
    folders = (Path(part) for part in search_path.split(os.pathsep) if part)
    return next((folder / relative for folder in folders if (folder / relative).is_file()), None)
