"""The builder of `rocq:stdlib`: the statements of the installed standard library, each in what stood before it.

The context of a statement is its file up to its sentence, so a proof can use what the file had by then, and neither the
statement itself nor anything behind it. Only sources are read; whether a statement elaborates in its context is for
`wonton corpus validate` to say.
"""

from __future__ import annotations

import hashlib
import subprocess
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from wonton.assistants.rocq.toolchain import find_program
from wonton.core.errors import MissingToolError
from wonton.corpus.builders import Build, all_and_small
from wonton.corpus.files import read_text
from wonton.corpus.items import Item
from wonton.corpus.rocq.reader import Statement, read_file
from wonton.corpus.rocq.scope import Library, read_scope

_REMEDY = "Install Coq 8.16 or newer with its standard library (Debian and Ubuntu: `apt install coq`)."
_SECONDS = 60
#: Files and folders that give no items, with the reason. A slow context took more than 10 s to load when measured.
_REFUSED_SOURCES = {
    "Init/": "compiled without the prelude",
    "Classes/Morphisms.v": "looked up by tactics under its own name",
    "setoid_ring/Ncring_polynom.v": "slow context",
}


def stdlib_build(coq_lib: Path | None = None) -> Build:
    """The corpus `rocq:stdlib` from the sources in `coq_lib/theories`; by default `coqc` says where they are.

    An item's id is its logical path with the modules that it stands in (`Coq.Arith.PeanoNat.Nat.add_comm`), its topic
    the folder (`Arith`), its `shortest_known` the number of tactic sentences of the proof in the file. Raises
    `MissingToolError` where there is no Coq or its sources are not there, `ArtifactError` for one that cannot be read.
    """
    version = _ask_coqc("--print-version").split()[0]
    sources = read_sources(coq_lib or library_folder())
    items, contexts, refused = _harvest(sources)
    return Build(
        items,
        provenance={
            "source": "Coq standard library",
            "coq_version": version,
            "files": len(sources),
            "source_sha256": _digest(sources),
            "license": "LGPL-2.1",
        },
        build_config={
            "reader": 1,
            "context": "the file up to the statement; signatures that open modules are checked against are blanked",
            "refused": dict(sorted(refused.items())),
        },
        slices=all_and_small(items),
        default_slice="all",
        contexts=contexts,
    )


def read_sources(coq_lib: Path) -> dict[str, str]:
    """The text of every `.v` file below `coq_lib/theories` by its path there, sorted. Raises `MissingToolError` where
    there is none, `ArtifactError` for one that cannot be read."""
    root = coq_lib / "theories"
    paths = {path.relative_to(root).as_posix(): path for path in root.rglob("*.v")}
    if not paths:
        raise MissingToolError(f"There are no sources of the standard library under {root}.", _REMEDY)
    return {name: read_text(paths[name]) for name in sorted(paths)}


class _Harvest(NamedTuple):
    """What a library gives: items sorted by id, the contexts that they need, and how many were refused by reason."""

    items: tuple[Item, ...]
    contexts: dict[str, str]
    refused: Counter[str]


def _harvest(sources: Mapping[str, str]) -> _Harvest:
    library = Library({_logical(path): read_scope(text) for path, text in sources.items()})
    items: dict[str, Item] = {}
    contexts: dict[str, str] = {}
    refused: Counter[str] = Counter()
    for path, text in sources.items():
        reading = read_file(text)
        refused.update(reading.refused)
        kept: list[Item] = []
        for statement in reading.statements:
            item = _item(path, statement)
            if reason := _refusal(path, statement, item, library, items):
                refused[reason] += 1
            else:
                items[item.item_id] = item
                kept.append(item)
        if kept:
            contexts[kept[-1].context] = reading.text[: kept[-1].context_end]
    return _Harvest(tuple(items[item_id] for item_id in sorted(items)), contexts, refused)


def _refusal(path: str, statement: Statement, item: Item, library: Library, items: Mapping[str, Item]) -> str:
    """Why the statement is not taken; `""` where it is."""
    if reason := refused_source(path):
        return reason
    if statement.name in library.in_reach(_logical(path), statement.start):
        return "its name may be in reach"
    return "its name is taken" if item.item_id in items else ""


def refused_source(path: str) -> str:
    """Why the file at `path` below the library's folder gives no items; `""` where it does."""
    return next((reason for prefix, reason in _REFUSED_SOURCES.items() if path.startswith(prefix)), "")


def item_id(path: str, statement: Statement) -> str:
    """The id of a statement of the file at `path`: its logical path, and the modules that it stands in."""
    return ".".join(["Coq", _logical(path), *statement.path, statement.name])


def library_folder() -> Path:
    """Where the installed library is. Raises `MissingToolError`."""
    return Path(_ask_coqc("-where").strip())


def _item(path: str, statement: Statement) -> Item:
    logical = _logical(path)
    return Item(
        item_id=item_id(path, statement),
        name=statement.name,
        statement=statement.text.removeprefix(":").lstrip(),
        rocq=statement.text,
        topic=path.split("/", maxsplit=1)[0],
        shortest_known=statement.tactics,
        context=f"{logical}.v",
        context_end=statement.start,
        footer=statement.footer,
    )


def _logical(path: str) -> str:
    """`Arith.PeanoNat` for `Arith/PeanoNat.v`."""
    return path.removesuffix(".v").replace("/", ".")


def _digest(sources: Mapping[str, str]) -> str:
    """SHA-256 over each file's path and the SHA-256 of its text, one a line."""
    lines = [f"{path} {hashlib.sha256(text.encode()).hexdigest()}\n" for path, text in sources.items()]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _ask_coqc(option: str) -> str:
    """What `coqc OPTION` prints. Raises `MissingToolError` where there is no `coqc` or it fails."""
    program = find_program("coqc")
    try:
        answer = subprocess.run([program, option], capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MissingToolError(f"`coqc {option}` does not answer: {error}", _REMEDY) from error
    if answer.returncode or not answer.stdout.strip():
        raise MissingToolError(f"`coqc {option}` failed: {answer.stderr.strip()}", _REMEDY)
    return answer.stdout
