"""Building corpora of problems: a folder's files in, items out; what cannot be used is counted with its reason."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from wonton.core.errors import ArtifactError, SettingsError
from wonton.corpus.builders import Build, Refusal
from wonton.corpus.files import read_text
from wonton.corpus.items import Item
from wonton.corpus.problems import smtlib, tptp

Format = Literal["tptp", "smtlib"]
SUFFIXES: dict[Format, str] = {"tptp": ".p", "smtlib": ".smt2"}
#: The shipped problems' corpus id.
SMALL = "small"


class NotUsable(Exception):
    """A file that cannot be an item; the argument says why, in words that are the same for many files."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What a file gives an item."""

    dialect: str
    expected: str
    title: str
    topic: str
    digest: str


def shipped_root(format_name: Format) -> Path:
    """The folder of the problems that come with the program."""
    return Path(str(files("wonton.corpus.problems").joinpath(SMALL, format_name)))


def small_build(format_name: Format) -> Build:
    """The corpus of the shipped problems."""
    return problems_build(shipped_root(format_name), format_name)


def problems_build(root: Path, format_name: Format) -> Build:
    """The corpus of every problem file (`*.p`, `*.smt2`) below `root`. An item's id is the file's path below `root`
    without its suffix; of a TPTP root only the folder `Problems` is looked at, where it has one.

    Raises `SettingsError` for a folder that is not there or has no problem that can be used.
    """
    paths = list(_paths(root, format_name))
    _axioms.cache_clear()  # files may have changed since another build
    read: Callable[[Path, Path], _Read] = _tptp if format_name == "tptp" else _smtlib
    items: list[Item] = []
    refused: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        name = path.relative_to(root).as_posix()
        try:
            items.append(_item(name, read(path, root)))
        except NotUsable as error:
            refused[str(error)].append(name)
    if not items:
        reasons = "; ".join(f"{reason}: {len(names)}" for reason, names in sorted(refused.items()))
        raise SettingsError(f"no problem of {root} can be used", f"{reasons}." if reasons else "")
    return Build(
        tuple(sorted(items, key=lambda item: item.item_id)),
        provenance={"source": f"*{SUFFIXES[format_name]} files", "files": len(paths)},
        build_config={"builder": format_name, "digests": "sha256 of a problem and all it includes"},
        refused={reason: Refusal(len(names), tuple(sorted(names))) for reason, names in sorted(refused.items())},
    )


def _paths(root: Path, format_name: Format) -> Iterator[Path]:
    suffix = SUFFIXES[format_name]
    if not root.is_dir():
        raise SettingsError(f"{root} is not a folder", f"Name the folder that holds the *{suffix} files.")
    folder = root / "Problems" if format_name == "tptp" and (root / "Problems").is_dir() else root
    found = sorted(path for path in folder.rglob(f"*{suffix}") if path.is_file())
    if not found:
        raise SettingsError(f"{root} holds no *{suffix} files", f"Name the folder that holds the *{suffix} files.")
    yield from found


def _item(name: str, read: _Read) -> Item:
    item_id = name.rpartition(".")[0]
    return Item(
        item_id=item_id,
        name=item_id.rpartition("/")[2],
        statement=read.title,
        topic=read.topic,
        path=name,
        dialect=read.dialect,
        expected=read.expected,
        sha256=read.digest,
    )


def _tptp(path: Path, root: Path) -> _Read:
    """What a problem says, axioms that it includes looked at too; one that is not there is for the prover to miss."""
    text = _text(path)
    found, digest = tptp.scan(text), hashlib.sha256(text.encode())
    dialect, waiting, seen = found.dialect, [(found, path)], {path.resolve()}
    while waiting:
        current, place = waiting.pop()
        for name in current.includes:
            included = tptp.resolve(name, place.parent, root)
            if included is None:
                digest.update(f"no {name}".encode())
            elif included.resolve() not in seen:
                seen.add(included.resolve())
                below, axioms = _axioms(included)
                digest.update(axioms.encode())
                dialect = tptp.richest(dialect, below.dialect)
                waiting.append((below, included))
    if not dialect:
        raise NotUsable("it has no formula")
    topic = tptp.domain(path.stem) or path.parent.name
    return _Read(dialect, tptp.expected(text), tptp.title(text), topic or "other", digest.hexdigest())


@lru_cache(maxsize=256)
def _axioms(path: Path) -> tuple[tptp.TptpFile, str]:
    """A file that is included, and its digest."""
    text = _text(path)
    return tptp.scan(text), hashlib.sha256(text.encode()).hexdigest()


def _smtlib(path: Path, root: Path) -> _Read:
    text = _text(path)
    if not any(smtlib.name_of(command).startswith("check-sat") for command in smtlib.commands(text)):
        raise NotUsable("it asks nothing: it has no check-sat")
    logic = smtlib.logic(text)
    topic = logic or "other"
    return _Read(logic, smtlib.expected(text), smtlib.title(text), topic, hashlib.sha256(text.encode()).hexdigest())


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except ArtifactError as error:
        raise NotUsable("it cannot be read as UTF-8") from error
