"""Corpora on disk: `<home>/corpora/<assistant>/<corpus_id>/`, with a folder per build and `CURRENT` naming one of them.

    CURRENT                     the active build's id
    <build_id>/manifest.json    see `manifest`
    <build_id>/items.jsonl      all items, sorted by id
    <build_id>/contexts/<name>  what stands before the theorems of a file (see `items`)
    <build_id>/derived/<slice>.json
    <build_id>/validation.jsonl what gate A found (see `validate`); `validation.unfinished.jsonl` until it is done
    <build_id>/capability.jsonl what gate B found (see `wonton.runs.capability`)

A build appears whole or not at all, and is never changed afterwards; derived slices may be added to it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

from wonton.assistants.base import Theorem
from wonton.core.errors import ArtifactError, SettingsError, UnknownNameError
from wonton.corpus.builders import BUILDERS, Build, Slice, builder
from wonton.corpus.files import read_json, read_text, write_json, write_lines, write_text
from wonton.corpus.items import Item, item_from_json
from wonton.corpus.manifest import Manifest, hash_text, make_manifest, manifest_from_json
from wonton.corpus.refs import CorpusRef, parse_ref

#: Slices that are not made with the build, by the command that makes them.
_MADE_BY = {"valid": "wonton corpus validate", "feasible": "wonton corpus sweep-capability"}


@dataclass(frozen=True, slots=True)
class Corpus:
    """An opened corpus. `ref` names its build in full and its slice, `items` are those of the slice sorted by id,
    `all_items` those of the whole build, `folder` is the build's."""

    ref: CorpusRef
    manifest: Manifest
    items: tuple[Item, ...]
    all_items: tuple[Item, ...]
    folder: Path

    def theorem(self, item: Item) -> Theorem:
        """What the corpus's assistant is asked to prove. Raises `ArtifactError` for an item without a statement for it,
        or whose context is not in the build."""
        statement = {"lean": item.lean, "rocq": item.rocq}.get(self.ref.assistant, "")
        if not statement:
            raise ArtifactError(f"{item.item_id} has no statement for {self.ref.assistant}")
        before = self.context(item.context)[: item.context_end] if item.context else ""
        return Theorem(item.item_id, item.name, statement, before + item.header, item.footer)

    def context(self, name: str) -> str:
        """The text of the build's context `name`. Raises `ArtifactError` where the build has none of that name."""
        return _context(self.folder / "contexts" / name)


@dataclass(frozen=True, slots=True)
class Listing:
    """One line of a list of corpora: its name, what it is, builds (the current first) and that one's slices."""

    name: str
    summary: str
    builds: tuple[str, ...] = ()
    slices: tuple[str, ...] = ()


def build_corpus(home: Path, name: str) -> Corpus:
    """Build the corpus `name` (`lean:core`) under `home`, make it current and open it; a build that is already there is
    kept. Raises `UnknownNameError` for a corpus without a builder, `ArtifactError` where it cannot be written."""
    found = builder(name)
    return write_corpus(home, CorpusRef(found.assistant, found.corpus_id), found.build())


def write_corpus(home: Path, ref: CorpusRef, made: Build) -> Corpus:
    """Write `made` as a build of the corpus that `ref` names, whatever build and slice it names; make it current and
    open it. A build that is already there is kept. Raises `ArtifactError` where it cannot be written."""
    manifest = make_manifest(
        ref.assistant,
        ref.corpus_id,
        made.items,
        provenance=made.provenance,
        build_config=made.build_config,
        default_slice=made.default_slice,
        refused={reason: asdict(refusal) for reason, refusal in sorted(made.refused.items())},
    )
    root = _root(home, ref)
    folder = root / manifest.build_id
    if not (folder / "manifest.json").exists():
        _write_build(folder, manifest, made)
    write_text(root / "CURRENT", f"{manifest.build_id}\n")
    return open_corpus(home, CorpusRef(ref.assistant, ref.corpus_id, manifest.build_id))


def open_corpus(home: Path, ref: CorpusRef | str) -> Corpus:
    """The corpus that `ref` names, built first where its source ships with the program and no build is there yet.

    Raises `UnknownNameError` for an unknown corpus, build or slice (listing the known ones), `FormatVersionError` for a
    build of a newer format, `ArtifactError` for a damaged one.
    """
    ref = parse_ref(ref) if isinstance(ref, str) else ref
    root = _root(home, ref)
    if not (root / "CURRENT").exists():
        _build_shipped(home, ref)
    folder = root / _build_id(root, ref)
    manifest = manifest_from_json(read_json(folder / "manifest.json"), str(folder / "manifest.json"))
    everything = _read_items(folder, manifest)
    derived = ref.derived or manifest.default_slice
    chosen = set(read_slice(folder, derived).item_ids) if derived else {item.item_id for item in everything}
    items = tuple(item for item in everything if item.item_id in chosen)
    return Corpus(replace(ref, build=manifest.build_id, derived=derived), manifest, items, everything, folder)


def list_corpora(home: Path) -> list[Listing]:
    """Every corpus that has a builder or a build under `home`, sorted by name."""
    names = sorted({*BUILDERS, *_built_names(home)})
    return [_listing(home, name) for name in names]


def read_slice(folder: Path, name: str) -> Slice:
    """A derived slice of the build in `folder`. Raises `UnknownNameError` that lists those there are."""
    path = folder / "derived" / f"{name}.json"
    if not path.exists():
        remedy = f"Run `{_MADE_BY[name]}` to make it." if name in _MADE_BY else ""
        raise UnknownNameError("slice", name, slice_names(folder), remedy)
    value = read_json(path)
    try:
        rule, ids = str(value["rule"]), tuple(value["item_ids"])
        return Slice(str(value["name"]), rule, ids, value.get("provenance", {}))
    except KeyError as error:
        raise ArtifactError(f"{path} is not a slice: {error} is missing") from error


def write_slice(folder: Path, made: Slice) -> None:
    """Write a derived slice into the build in `folder`. Raises `ArtifactError`."""
    value = {"name": made.name, "rule": made.rule, "count": len(made.item_ids), "item_ids": list(made.item_ids)}
    value |= {"provenance": dict(made.provenance)} if made.provenance else {}
    write_json(folder / "derived" / f"{made.name}.json", value)


def slice_names(folder: Path) -> list[str]:
    """The derived slices of the build in `folder`, sorted."""
    return sorted(path.stem for path in (folder / "derived").glob("[!.]*.json"))


def refuse_replacing(folder: Path, ref: CorpusRef, same: Callable[[Slice], bool]) -> None:
    """Raise `SettingsError` where the build in `folder` has the slice that `ref` names and it is not the `same` that is
    to be written."""
    if ref.derived in slice_names(folder):
        standing = read_slice(folder, ref.derived)
        if not same(standing):
            raise SettingsError(f"{ref} is there already: {standing.rule}", "Add --force to replace it.")


@lru_cache(maxsize=64)
def _context(path: Path) -> str:
    return read_text(path)


def _root(home: Path, ref: CorpusRef) -> Path:
    return home / "corpora" / ref.assistant / ref.corpus_id


def _build_shipped(home: Path, ref: CorpusRef) -> None:
    known = BUILDERS.get(ref.name)
    if known is None or not known.shipped:
        remedy = f"Build it with `{known.command}`." if known else ""
        raise UnknownNameError("corpus", ref.name, {*BUILDERS, *_built_names(home)}, remedy)
    build_corpus(home, ref.name)


def _build_id(root: Path, ref: CorpusRef) -> str:
    if not ref.build:
        return read_text(root / "CURRENT").strip()
    builds = _builds(root)
    matches = [build for build in builds if build.startswith(ref.build)]
    if len(matches) != 1:
        raise UnknownNameError(f"build of {ref.name}", ref.build, builds)
    return matches[0]


def _builds(root: Path) -> list[str]:
    return sorted(path.parent.name for path in root.glob("[!.]*/manifest.json"))


def _built_names(home: Path) -> list[str]:
    return sorted(f"{path.parent.parent.name}:{path.parent.name}" for path in (home / "corpora").glob("*/*/CURRENT"))


def _listing(home: Path, name: str) -> Listing:
    ref = parse_ref(name)
    root = _root(home, ref)
    summary = BUILDERS[name].summary if name in BUILDERS else "built from what was named"
    if not (root / "CURRENT").exists():
        return Listing(name, summary)
    current = _build_id(root, ref)
    others = [build for build in _builds(root) if build != current]
    return Listing(name, summary, (current, *others), tuple(slice_names(root / current)))


def _read_items(folder: Path, manifest: Manifest) -> tuple[Item, ...]:
    text = read_text(folder / "items.jsonl")
    items = tuple(item_from_json(line) for line in text.split("\n")[:-1])
    if hash_text(text) != manifest.items_sha256:
        remedy = "Remove the folder and build again."
        raise ArtifactError(f"{folder / 'items.jsonl'} does not match its manifest", remedy)
    return items


def _write_build(folder: Path, manifest: Manifest, made: Build) -> None:
    """Write a whole build beside its place, then rename the folder; another process that was faster is left alone."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".build-", dir=folder.parent))
    except OSError as error:
        raise ArtifactError(f"cannot write under {folder.parent}: {error.strerror or error}") from error
    try:
        _fill(temporary, manifest, made)
        os.rename(temporary, folder)
    except OSError as error:
        if not (folder / "manifest.json").exists():
            raise ArtifactError(f"cannot write {folder}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _fill(folder: Path, manifest: Manifest, made: Build) -> None:
    folder.chmod(0o755)
    write_lines(folder / "items.jsonl", [item.to_json() for item in made.items])
    for name, text in made.contexts.items():
        write_text(folder / "contexts" / name, text)
    for derived in made.slices:
        write_slice(folder, derived)
    write_json(folder / "manifest.json", manifest.to_json())
