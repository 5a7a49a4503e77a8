"""Corpora out of the user's own files: walking a folder, naming items, counting what was left out.

What a theorem of a file looks like is for a reader of the language to say (`rocq_files`, `lean_files`).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wonton.core.errors import ArtifactError, SettingsError
from wonton.corpus.builders import Build, Refusal
from wonton.corpus.files import read_text
from wonton.corpus.items import Item

_FIRST_WORD = re.compile(r"[^\W\d_]+")
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9.]+")
#: Folders that are named after what is in them rather than after whose it is: the folder above names the corpus.
_GENERAL = frozenset({"rocq", "coq", "lean", "lean4", "src", "test", "valid", "theories", "files"})


@dataclass(frozen=True, slots=True)
class Found:
    """A theorem in a file: its name, the text between the name and the proof, the character at which it begins, and
    what closes the sections and modules that are open there. `declared` is the name that declares it where that is not
    its name, `header` what stands between the file up to `start` and the theorem."""

    name: str
    statement: str
    start: int
    footer: str = ""
    declared: str = ""
    header: str = ""


@dataclass(frozen=True, slots=True)
class FileReading:
    """What a reader found in one file: its text as contexts are to have it, the theorems in their order (their places
    are those in the text), and (name, reason) of those it leaves out."""

    text: str
    found: tuple[Found, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


Reader = Callable[[str], FileReading]


def corpus_name(folder: Path) -> str:
    """The corpus id for the files of `folder`: its name in small letters, or that of the folder above it where it is
    only called after a language or a part (`minif2f/rocq` gives `minif2f`)."""
    absolute = folder.resolve()
    named = absolute.parent if absolute.name.lower() in _GENERAL and absolute.parent.name else absolute
    return _NOT_IN_A_NAME.sub("-", named.name.lower()).strip("-.") or "files"


def files_build(folder: Path, assistant: str, suffix: str, reader: Reader) -> Build:
    """The corpus of every theorem in the files of `folder`, folders below it included, whose names end in `suffix`.

    An item's context is its file up to the theorem, so that earlier theorems of the file are in reach and later ones
    are not. Its id is the theorem's name, with the file's path before it where the name stands in several files. Raises
    `SettingsError` for a folder that is not there, is empty or has no theorem, and for a file that cannot be read.
    """
    texts = _texts(folder, suffix)
    readings = {path: reader(text) for path, text in texts.items()}
    items, refused = _harvest(readings, assistant)
    if not items:
        raise SettingsError(f"no theorem was found in the *{suffix} files of {folder}", _seen(refused))
    used = {item.context for item in items.values()}
    contexts = {path: reading.text for path, reading in readings.items() if path in used}
    return Build(
        tuple(sorted(items.values(), key=lambda item: item.item_id)),
        provenance={"source": f"*{suffix} files", "files": len(texts), "source_sha256": hash_texts(texts)},
        build_config={"builder": f"{assistant}-files", "contexts_sha256": hash_texts(contexts)},
        contexts=contexts,
        refused={reason: Refusal(len(left), tuple(sorted(left))) for reason, left in sorted(refused.items())},
    )


def _harvest(readings: dict[str, FileReading], assistant: str) -> tuple[dict[str, Item], dict[str, list[str]]]:
    """The items by id, and the names left out by reason."""
    files = Counter(name for reading in readings.values() for name in {found.name for found in reading.found})
    items: dict[str, Item] = {}
    refused: dict[str, list[str]] = defaultdict(list)
    for path, reading in readings.items():
        for name, reason in reading.refused:
            refused[reason].append(name)
        for found in reading.found:
            item = _item(path, found, assistant, unique=files[found.name] == 1)
            if item.item_id in items:
                refused["the name stands twice in its file"].append(item.item_id)
            else:
                items[item.item_id] = item
    return items, refused


def _texts(folder: Path, suffix: str) -> dict[str, str]:
    """The files' texts by path below `folder`, sorted by path."""
    if not folder.is_dir():
        raise SettingsError(f"{folder} is not a folder", f"Name the folder that holds the *{suffix} files.")
    paths = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob(f"*{suffix}") if path.is_file())
    if not paths:
        raise SettingsError(f"{folder} holds no *{suffix} files", f"Name the folder that holds the *{suffix} files.")
    return read_texts(paths)


def read_texts(paths: Sequence[tuple[str, Path]]) -> dict[str, str]:
    """The texts of files by their names. Raises `SettingsError` for one that cannot be read."""
    try:
        return {name: read_text(path) for name, path in paths}
    except ArtifactError as error:
        raise SettingsError(error.message, "Files must be readable and in UTF-8: mend it, or leave it out.") from error


def _item(path: str, found: Found, assistant: str, unique: bool) -> Item:
    module = path.rpartition(".")[0].replace("/", ".")
    return Item(
        item_id=found.name if unique else f"{module}.{found.name}",
        name=found.declared or found.name,
        statement=" ".join(found.statement.split()),
        topic=_topic(path, found.name),
        lean=found.statement if assistant == "lean" else "",
        rocq=found.statement if assistant == "rocq" else "",
        context=path,
        context_end=found.start,
        header=found.header,
        footer=found.footer,
    )


def _topic(path: str, name: str) -> str:
    """The first folder below the corpus's, else the first word of the theorem's name."""
    folder = path.partition("/")[0] if "/" in path else ""
    word = _FIRST_WORD.match(name)
    return folder or (word.group() if word else "other")


def _seen(refused: dict[str, list[str]]) -> str:
    reasons = "; ".join(f"{reason}: {len(names)}" for reason, names in sorted(refused.items()))
    return f"Left out: {reasons}." if reasons else "Theorems are found by `Theorem`, `Lemma` and their like."


def hash_texts(texts: Mapping[str, str]) -> str:
    """sha256, in hex, over each file's name, length and text, in the order given."""
    digest = hashlib.sha256()
    for name, text in texts.items():
        digest.update(f"{name}\0{len(text)}\0{text}".encode())
    return digest.hexdigest()
