"""The builder of `lean:mathlib4`: the theorems of a Mathlib checkout, or any Lake project's, each in what it stands in.

The context of a theorem is its file up to it, imports included, so a proof can use what the file had by then and what
it imports, and neither the theorem itself nor anything behind it. Only sources are read; whether a statement elaborates
is for `wonton corpus validate` to say, with a Lean that has the library compiled.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from wonton.core.errors import SettingsError
from wonton.corpus.builders import Build, Refusal, all_and_small
from wonton.corpus.file_items import hash_texts, read_texts
from wonton.corpus.items import Item
from wonton.corpus.lean.reader import LeanReading, TheoremFound, read_lean_file

VARIABLE = "MATHLIB_PATH"
#: The library of a checkout that holds what others import; where there is none, all files are read.
_LIBRARY = "Mathlib"
_SKIPPED = frozenset({"lake-packages", "build", "lakefile.lean"})
READER = 3  #: raised whenever the reader takes another statement or context from some file


def checkout(argument: str = "", environment: Mapping[str, str] = os.environ) -> Path:
    """The folder that `argument` names, else `MATHLIB_PATH`. Raises `SettingsError` where neither names one."""
    named = argument or environment.get(VARIABLE, "")
    if not named:
        raise SettingsError("no Mathlib checkout is named", f"Name its folder, or set {VARIABLE} to it.")
    if not Path(named).is_dir():
        where = "" if argument else f" ({VARIABLE})"
        raise SettingsError(f"{named} is not a folder{where}", "Name the folder of a Mathlib checkout.")
    return Path(named)


def mathlib_build(root: Path) -> Build:
    """The corpus of the theorems below `root/Mathlib`, or below `root` where there is no such folder.

    An item's id is the theorem's full name, with the module before it for a private one; its topic is the second part
    of its module's name. Raises `SettingsError` where there are no theorems, or for a file that cannot be read.
    """
    sources = read_sources(root)
    readings = {path: read_lean_file(text) for path, text in sources.items()}
    items, refused = _harvest(readings)
    if not items:
        raise SettingsError(f"no theorem was found in the Lean files below {root}", "Name a Mathlib checkout.")
    toolchain = root / "lean-toolchain"
    used = {item.context: item.context_end for item in sorted(items, key=lambda item: item.context_end)}
    return Build(
        items,
        provenance={
            "source": "Mathlib checkout" if (root / _LIBRARY).is_dir() else "Lean project",
            "lean_toolchain": toolchain.read_text(encoding="utf-8").strip() if toolchain.is_file() else "",
            "files": len(sources),
            "source_sha256": hash_texts(sources),
            "license": "Apache-2.0" if (root / _LIBRARY).is_dir() else "",
        },
        build_config={"builder": "lean-mathlib", "reader": READER, "context": "the file up to the theorem"},
        slices=all_and_small(items),
        default_slice="all",
        contexts={path: readings[path].text[:end] for path, end in sorted(used.items())},
        refused={reason: Refusal(len(names), tuple(sorted(names))) for reason, names in sorted(refused.items())},
    )


def read_sources(root: Path) -> dict[str, str]:
    """The text of every Lean file of the checkout by its path, sorted; what Lake fetched or made is left out. Raises
    `SettingsError` for one that cannot be read."""
    library = root / _LIBRARY
    paths = sorted((path.relative_to(root).as_posix(), path) for path in _files(library if library.is_dir() else root))
    return read_texts(paths)


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith(".") or path.name in _SKIPPED:
            continue
        if path.is_dir():
            yield from _files(path)
        elif path.suffix == ".lean":
            yield path


def _harvest(readings: Mapping[str, LeanReading]) -> tuple[tuple[Item, ...], dict[str, list[str]]]:
    """The items sorted by id, and the names left out by reason."""
    counts = Counter(found.name for reading in readings.values() for found in reading.found if not found.private)
    items: dict[str, Item] = {}
    refused: defaultdict[str, list[str]] = defaultdict(list)
    for path, reading in readings.items():
        for name, reason in reading.refused:
            refused[reason].append(name)
        for found in reading.found:
            item = _item(path, found, alone=counts[found.name] == 1 and not found.private)
            if item.item_id in items:
                refused["the name stands twice in its file"].append(item.item_id)
            else:
                items[item.item_id] = item
    return tuple(items[item_id] for item_id in sorted(items)), refused


def _item(path: str, found: TheoremFound, alone: bool) -> Item:
    module = path.removesuffix(".lean").replace("/", ".")
    return Item(
        item_id=found.name if alone else f"{module}.{found.name}",
        name=found.declared,
        statement=" ".join(found.text.split()),
        topic=module.split(".")[min(1, module.count("."))],
        lean=found.text,
        context=path,
        context_end=found.start,
        header=found.header,
    )
