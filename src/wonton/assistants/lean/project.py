"""Where Lean comes from: the toolchain `project`, a Lake project of the user's own, Mathlib included.

Lean is the one that the project asks for, in the environment that `lake env` tells. What must be found out about it is
found out once per content and kept (`Facts`): which of our options it knows, whether it is the Lean whose inside
`frontend.py` knows, which theorems the project's own library offers."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from wonton.assistants.base import Limits, Node, Theorem
from wonton.assistants.built import built_folder
from wonton.assistants.lean import document, lake, versions
from wonton.assistants.lean.base import HEADER_SECONDS, Elaboration, NoStatesError
from wonton.assistants.lean.document import QUIET, Preamble, import_lines
from wonton.assistants.lean.elaborator import Elaborator
from wonton.assistants.lean.process import Command, LeanStopped, json_messages, run_once
from wonton.assistants.lean.served import ServedElaborator
from wonton.assistants.lean.terms import TermSyntaxError, parse_telescope
from wonton.assistants.lean.toolchain import SOUND_AXIOMS, script_command, theorem_names
from wonton.assistants.processes import ending_with_us
from wonton.core.errors import MissingToolError
from wonton.core.library import Lemma

MAX_LEMMAS = 2_000  #: theorems of the project's own library that are offered to providers
_SECONDS, _MB = HEADER_SECONDS, 16_384.0
_VERSION_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found out about a project's Lean.

    `lacking` are options of ours that it does not know. `way` is how it is asked: `states` in memory, `documents` for
    its frontend, or those for its language server (`server`); `why` says why not a faster one. `lemmas` are types by
    name."""

    lacking: tuple[str, ...]
    way: str
    why: str
    lemmas: Mapping[str, str]


class ProjectToolchain:
    """Lean of the Lake project in `root`; `cache` keeps what is found out about it.

    Raises `SettingsError` and `MissingToolError`, which name the mismatch and its remedy."""

    name = "project"

    def __init__(self, root: Path, cache: Path) -> None:
        self.project = lake.read_project(root)
        self.cache = cache
        self.environment = lake.environment(self.project)
        self.lean = lake.lean_executable(self.environment)
        self.answer = self._version_answer()
        self.version = versions.answered_version(self.answer)
        self._check_version()

    def _version_answer(self) -> str:
        done = run_once(self._command(), ["--version"], _VERSION_SECONDS, _MB)
        if done.code != 0 or not versions.answered_version(done.output):
            raise MissingToolError(
                f"{self.lean} does not say which version it is: {done.output.strip()[:300]!r}",
                f"elan toolchain install {self.project.toolchain}",
            )
        return " ".join(done.output.split())

    def _check_version(self) -> None:
        if versions.is_too_old(self.version):
            oldest = ".".join(map(str, versions.OLDEST))
            raise MissingToolError(
                f"{self.lean} is Lean {self.version}; the oldest that can be driven is {oldest}",
                f"Have {self.project.root}/lean-toolchain name a newer one.",
            )
        named = versions.named_version(self.project.toolchain)
        if named and named != self.version:
            raise MissingToolError(
                f"{self.project.root} asks for Lean {named}, and `lake env` gives {self.version} ({self.lean})",
                f"elan toolchain install {self.project.toolchain}, and put ~/.elan/bin first on PATH",
            )

    @property
    def allowed_axioms(self) -> frozenset[str]:
        """Lean's own three, and those that the project's `wonton.toml` allows."""
        return SOUND_AXIOMS | set(self.project.axioms)

    # -- starting Lean

    @cached_property
    def command(self) -> Command:
        """How to start the project's Lean. Raises `MissingToolError` where its imports are not built."""
        self._check_built()
        return self._command()

    def _command(self) -> Command:
        return Command(ending_with_us([str(self.lean)]), self._variables(self.environment["LEAN_PATH"]))

    def _variables(self, search_path: str) -> dict[str, str]:
        """Lake's environment, but for Lake itself: the language server would ask it to build."""
        return {**self.environment, "LEAN_PATH": search_path, "LAKE": os.devnull + "/lake"}

    def frontend(self) -> Command:
        """How to start `frontend.py` on the project's shared library. Raises `FileNotFoundError`."""
        folder = Path(self.environment.get("LEAN_SYSROOT", self.lean.parents[1])) / "lib" / "lean"
        names = ("libleanshared.so", "libleanshared.dylib")
        library = next((folder / name for name in names if (folder / name).is_file()), None)
        if library is None:
            raise FileNotFoundError(f"there is no {names[0]} in {folder}")
        path = os.pathsep.join([self.environment["LEAN_PATH"], str(folder)])
        return script_command("frontend.py", library, {**self._variables(path), "LEAN_NUM_THREADS": "1"})

    def elaborator(self) -> Elaboration:
        """A new process that elaborates for a search, of the kind that suits this Lean."""
        if self.facts.way == "server":
            return ServedElaborator(self.command, versions.server_flags(self._options))
        return Elaborator(self.frontend(), self.preamble.shown)

    @property
    def in_memory(self) -> bool:
        """Whether candidates may run from states in memory."""
        return self.facts.way == "states"

    # -- documents

    @cached_property
    def imports(self) -> str:
        """The import lines of a theorem that has none: what `wonton.toml` says, else Mathlib and the project's own
        libraries, as far as they are built."""
        if self.project.imports is not None:
            return self.project.imports
        mathlib = ["Mathlib"] if "mathlib" in self.project.packages else []
        path = self.environment["LEAN_PATH"]
        own = [name for name in self.project.libraries if lake.compiled(name, path)]
        return "\n".join(f"import {name}" for name in (*mathlib, *own))

    @cached_property
    def preamble(self) -> Preamble:
        """The project's imports and options, then ours as far as this Lean knows them."""
        printing = [option for option in self._printing if option not in self.facts.lacking]
        shown = versions.shown_options(printing, self.project.options)
        return Preamble(self.imports, self._joins, tuple(self._options), shown)

    @property
    def _joins(self) -> bool:
        """Whether every file begins with the project's imports: where `wonton.toml` names them."""
        return self.project.imports is not None

    _printing = (*document.PRINTING, *versions.PRINTING)

    @property
    def _asked(self) -> list[str]:
        """Every option that documents would like to set, in order: theirs, the project's, those for printing."""
        own = [f"{name} {value}" for name, value in self.project.options.items()]
        return [*QUIET, *own, *self._printing, f"{versions.PARALLEL} false"]

    @property
    def _options(self) -> list[str]:
        return [option for option in self._asked if option not in self.facts.lacking]

    def _check_built(self) -> None:
        """Raise where a module that the imports name has not been compiled."""
        path = os.pathsep.join([self.environment["LEAN_PATH"], self.environment.get("LEAN_SYSROOT", "") + "/lib/lean"])
        for line in import_lines(self.imports):
            module = line.split()[-1]
            if " " in line and lake.compiled(module, path) is None:
                how = "lake exe cache get && lake build" if module.startswith("Mathlib") else "lake build"
                raise MissingToolError(
                    f"the module {module} of {self.project.root} has not been built",
                    f"cd {self.project.root} && {how}",
                )

    # -- what is known of it

    @cached_property
    def digest(self) -> str:
        """12 hex digits over Lean's answer to `--version`, the project's settings, and all that is built in it and the
        packages beside it. Packages that Lake fetched stand in the manifest, with their revision."""
        manifest = self.project.root / "lake-manifest.json"
        content = [
            self.answer,
            self.imports,
            sorted(self.project.options.items()),
            sorted(self.project.axioms),
            manifest.read_text(encoding="utf-8") if manifest.is_file() else "",
            _hashes(self.project.built),
            *([name, _hashes(lake.built(folder))] for name, folder in sorted(self._packages_beside().items())),
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]

    def _packages_beside(self) -> dict[str, Path]:
        """The packages that Lake did not fetch: they change without the manifest."""
        fetched = self.project.root / ".lake" / "packages"
        return {name: folder for name, folder in self.project.packages.items() if not folder.is_relative_to(fetched)}

    @property
    def fingerprint(self) -> str:
        """Assistant, version and project, for store keys and run configurations."""
        return f"lean-{self.version}-project-{self.digest}"

    @cached_property
    def facts(self) -> Facts:
        """Found out once per content. Warns where a way of asking that should have worked does not."""
        folder = built_folder(
            self.cache / f"project-{self.digest}", "facts.json", "what is known of Lean", self._find_out
        )
        row = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
        facts = Facts(tuple(row["lacking"]), row["way"], row["why"], row["lemmas"])
        if facts.why and self.version == versions.KNOWN:
            warnings.warn(f"Lean of {self.project.root} is asked with documents: {facts.why}", stacklevel=2)
        return facts

    def _find_out(self, work: Path) -> None:
        options = self._asked
        lacking = versions.lacking(self.imports, options, self._said(versions.question(self.imports, options)))
        known = [option for option in options if option not in lacking]
        way, why = self._way(known)
        row = {"lacking": lacking, "way": way, "why": why, "lemmas": self._lemma_types(known)}
        (work / "facts.json").write_text(json.dumps(row, indent=1, ensure_ascii=False), encoding="utf-8")

    def _said(self, text: str) -> list[dict[str, Any]]:
        """Lean's messages on a file that begins with the project's imports. Raises `MissingToolError` where these do
        not work."""
        with tempfile.TemporaryDirectory(prefix="wonton-ask-") as folder:
            path = Path(folder) / "Ask.lean"
            path.write_text(text, encoding="utf-8")
            done = run_once(self.command, ["--json", "-DmaxErrors=1000000", str(path)], _SECONDS, _MB)
        messages = json_messages(done.output)
        head = [m["data"] for m in messages if m["severity"] == "error" and _line(m) <= self.imports.count("\n") + 1]
        if head:
            raise MissingToolError(
                f"Lean of {self.project.root} cannot import what it should: {head[0].strip()[:300]}",
                f"cd {self.project.root} && lake build",
            )
        return messages

    def _way(self, options: list[str]) -> tuple[str, str]:
        """The fastest way of asking this Lean that works, and why not a faster one."""
        if self.version != versions.KNOWN:
            return "server", f"its inside is known for Lean {versions.KNOWN} only"
        preamble = Preamble(self.imports, options=tuple(options)).text(Limits().heartbeats)
        node = Node(Theorem("probe", "wonton_probe", "(p : Prop) (h : p) : p"), (), ())
        page = document.batch(preamble, node, ["skip", "exact h", "exact nonsense"])
        try:
            frontend = Elaborator(self.frontend())
        except FileNotFoundError as error:
            return "server", str(error)
        try:
            told = frontend.elaborate(page.text, page.head, _SECONDS, _MB)
            said = [(_line(m) - 1, m["data"]) for m in self._said(page.text)]
            if [(m["range"]["start"]["line"], m["message"]) for m in told] != said:
                return "server", "its shared library says something else than its own command"
            frontend.attempt(node, [document.trial("skip").text], preamble, _SECONDS, _MB)
        except LeanStopped as stopped:
            return "server", f"its shared library cannot be used: {stopped.message}"
        except NoStatesError as error:
            return "documents", error.message
        finally:
            frontend.close()
        return "states", ""

    # -- lemmas

    def lemmas_for(self, theorem: Theorem) -> tuple[Lemma, ...]:
        """Theorems of the project's own library, at most `MAX_LEMMAS`, for a theorem that begins with its imports; none
        for one that has its own in their place: what these reach is not asked."""
        return self.lemmas if self._joins or not import_lines(theorem.header) else ()

    @cached_property
    def lemmas(self) -> tuple[Lemma, ...]:
        """The theorems of the project's own libraries with their types, sorted by name; those that cannot be read are
        left out."""
        found = []
        for name, text in sorted(self.facts.lemmas.items()):
            try:
                telescope = parse_telescope(text)
            except TermSyntaxError:
                continue
            found.append(Lemma(name, telescope.type, telescope.explicit))
        return tuple(found)

    def _lemma_types(self, options: list[str]) -> dict[str, str]:
        """Name and printed type of the theorems in the sources of the project's own libraries."""
        sources = [self._source(path) for path in _modules(self.project.built)]
        names = sorted({name for text in sources for name in theorem_names(text)})[:MAX_LEMMAS]
        settings = "".join(f"set_option {option}\n" for option in options)
        lines = "".join(f"#check @{name}\n" for name in names)
        rows: dict[str, str] = {}
        for message in self._said(f"{self.imports}\n{settings}{lines}"):
            if message["severity"] == "information":
                name, _, text = message["data"].removeprefix("@").partition(" : ")
                rows[name] = text
        return rows

    def _source(self, compiled: Path) -> str:
        path = self.project.root / compiled.relative_to(self.project.built).with_suffix(".lean")
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _modules(built: Path) -> list[Path]:
    """The compiled modules below a folder, sorted."""
    return sorted(built.rglob("*.olean"))


def _hashes(built: Path) -> list[list[str]]:
    return [[path.relative_to(built).as_posix(), _hash(path)] for path in _modules(built)]


def _hash(path: Path) -> str:
    """What Lake says of a compiled module's content, where it says so."""
    told = path.with_name(path.name + ".hash")
    return told.read_text("ascii").strip() if told.is_file() else hashlib.sha256(path.read_bytes()).hexdigest()


def _line(message: Mapping[str, Any]) -> int:
    return int((message.get("pos") or {"line": 0})["line"])
