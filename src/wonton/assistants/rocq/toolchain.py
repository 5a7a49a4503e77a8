"""Where Rocq comes from: the programs of an installed Coq, with our own library.

Finds the programs on the search path (or in the folder that `WONTON_COQBIN` names), asks for their version, and
compiles the library `Core.v` once per content into a cache folder."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path

from wonton.assistants.built import built_folder
from wonton.assistants.rocq.process import run_once
from wonton.core.errors import AssistantError, MissingToolError

OLDEST = (8, 16)
LIBRARY = "Wonton"  #: the logical name under which `Core` is found: `From Wonton Require Import Core.`
#: Where the programs are, if not on the search path.
FOLDER_VARIABLE = "WONTON_COQBIN"

#: Each program's names, the preferred first: those of Coq, then those of Rocq 9.
PROGRAMS = {
    "coqidetop": ("coqidetop.opt", "coqidetop", "rocqidetop.opt", "rocqidetop"),
    "coqc": ("coqc", "coqc.opt"),
    "coqchk": ("coqchk", "rocqchk"),
}
_COMPILED = "Core.vo"
_REMEDY = f"apt-get install coq, or opam install coq coqide-server; programs elsewhere: set {FOLDER_VARIABLE}"
_COMPILE_SECONDS, _COMPILE_MB = 300.0, 4_096.0
_VERSION_SECONDS, _VERSION_MB = 30.0, 2_048.0

#: Printing options of the top level: every argument, no notation, one line. They are set at its start, so that going
#: back in the document does not lose them.
PRINTING = ("Printing All", "Printing Goal Names", "Printing Width=1000000", "Printing Depth=1000000")


def find_program(name: str) -> Path:
    """The absolute path of `coqidetop`, `coqc` or `coqchk`. Raises `MissingToolError`."""
    folder = os.environ.get(FOLDER_VARIABLE) or None
    for candidate in PROGRAMS[name]:
        found = shutil.which(candidate, path=folder)
        if found:
            return Path(found).absolute()
    where = f"in {folder}" if folder else "on the search path"
    raise MissingToolError(f"Rocq is not installed: there is no {name} {where}.", _REMEDY)


@lru_cache(maxsize=8)
def program_version(path: Path) -> str:
    """What the program says its version is, e.g. `8.16.1`. Raises `MissingToolError` where it says nothing of the
    kind or is older than 8.16."""
    done = run_once([str(path), "--version"], _VERSION_SECONDS, _VERSION_MB)
    match = re.search(r"\bversion (\d+)\.(\d+)([\w.+]*)", done.output)
    if match is None:
        raise MissingToolError(f"{path} does not tell its version: {done.output.strip()[:200]!r}", _REMEDY)
    if (int(match.group(1)), int(match.group(2))) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise MissingToolError(f"{path} is Coq {match.group(0)[8:]}, older than {oldest}.", _REMEDY)
    return f"{match.group(1)}.{match.group(2)}{match.group(3)}"


def installed() -> dict[str, tuple[Path, str]]:
    """Path and version of each program, by its plain name. Raises `MissingToolError` for the first that is absent."""
    paths = {name: find_program(name) for name in PROGRAMS}
    return {name: (path, program_version(path)) for name, path in paths.items()}


@dataclass(frozen=True)
class Toolchain:
    """An installed Coq, with the Core library compiled under `cache` (one folder per content)."""

    cache: Path

    @cached_property
    def version(self) -> str:
        """Coq's version."""
        return program_version(find_program("coqc"))

    @cached_property
    def source(self) -> str:
        """The text of the Core library."""
        return (files("wonton.assistants.rocq") / "library" / "Core.v").read_text(encoding="utf-8")

    @cached_property
    def digest(self) -> str:
        """12 hex digits over the library's text and Coq's version: equal digests give equal answers."""
        content = json.dumps([self.version, PRINTING, self.source])
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    @property
    def fingerprint(self) -> str:
        """Assistant, version and library, for store keys and run configurations."""
        return f"rocq-{self.version}-core-{self.digest}"

    @property
    def compiled(self) -> bool:
        """Whether the library lies compiled in the cache."""
        return (self.cache / self.digest / _COMPILED).is_file()

    @cached_property
    def folder(self) -> Path:
        """The folder with the compiled library, made under another name and renamed once it is complete."""
        target = (self.cache / self.digest).absolute()
        return built_folder(target, _COMPILED, "the compiled Rocq library", self._build)

    @property
    def search_path(self) -> tuple[str, ...]:
        """The arguments with which every program finds the library."""
        return ("-Q", str(self.folder), LIBRARY)

    @cached_property
    def top_level(self) -> tuple[str, ...]:
        """How to start a top level that speaks the XML protocol."""
        options = [word for option in PRINTING for word in ("-set", option)]
        words = ["-main-channel", "stdfds", "-async-proofs", "off", "-q", "-w", "-all", "-native-compiler", "no"]
        return (str(find_program("coqidetop")), *words, *options, *self.search_path)

    @cached_property
    def compiler(self) -> tuple[str, ...]:
        """How to start the compiler, but for the file."""
        return (*_compiler(), *self.search_path)

    def _build(self, work: Path) -> None:
        (work / "Core.v").write_text(self.source, encoding="utf-8")
        words = [*_compiler(), "-Q", str(work), LIBRARY, str(work / "Core.v")]
        done = run_once(words, _COMPILE_SECONDS, _COMPILE_MB, work)
        if done.code != 0:
            raise AssistantError(f"Coq does not accept the library module Core.v: {done.output.strip()[:500]}")


def _compiler() -> tuple[str, ...]:
    return (str(find_program("coqc")), "-q", "-w", "-all", "-native-compiler", "no")
