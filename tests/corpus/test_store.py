"""Corpora on disk: builds, slices, references, damage."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from wonton.core.errors import ArtifactError, FormatVersionError, UnknownNameError
from wonton.corpus import build_corpus, list_corpora, open_corpus, parse_ref
from wonton.corpus.builders import BUILDERS, Builder, Refusal
from wonton.corpus.manifest import hash_text
from wonton.corpus.store import write_corpus

from .builds import build


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(BUILDERS, "lean:tiny", Builder("lean", "tiny", "three theorems", build, shipped=True))
    monkeypatch.setitem(BUILDERS, "lean:far", Builder("lean", "far", "wants a build", build))
    return tmp_path / "home"


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_shipped_corpus_is_built_when_first_opened(home: Path) -> None:
    corpus = open_corpus(home, "lean:tiny")
    assert [item.item_id for item in corpus.items] == ["and_left_of", "zero_add_of"]
    assert len(corpus.all_items) == 3
    assert str(corpus.ref) == f"lean:tiny@{corpus.manifest.build_id}#constructive"
    names = set(files(home / "corpora" / "lean" / "tiny"))
    build_id = corpus.manifest.build_id
    written = ("items.jsonl", "manifest.json", "derived/all.json", "derived/constructive.json")
    assert names == {"CURRENT", *(f"{build_id}/{name}" for name in written)}


def test_the_same_source_gives_the_same_bytes(home: Path, tmp_path: Path) -> None:
    build_corpus(home, "lean:tiny")
    build_corpus(home, "lean:tiny")
    build_corpus(tmp_path / "other", "lean:tiny")
    assert files(home) == files(tmp_path / "other")


def test_a_resolved_reference_opens_the_same_items(home: Path) -> None:
    corpus = open_corpus(home, "lean:tiny")
    assert open_corpus(home, corpus.ref) == corpus
    assert open_corpus(home, f"lean:tiny@{corpus.manifest.build_id[:4]}#all").items == corpus.all_items


def test_another_source_is_another_build_and_the_old_one_stays(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = open_corpus(home, "lean:tiny")
    monkeypatch.setitem(BUILDERS, "lean:tiny", Builder("lean", "tiny", "three", lambda: build("new"), shipped=True))
    new = build_corpus(home, "lean:tiny")
    assert new.manifest.build_id != old.manifest.build_id
    assert open_corpus(home, "lean:tiny").ref == new.ref
    assert open_corpus(home, old.ref) == old
    (listing,) = [listing for listing in list_corpora(home) if listing.name == "lean:tiny"]
    assert listing.builds == (new.manifest.build_id, old.manifest.build_id)


def test_the_manifest_counts_and_hashes(home: Path) -> None:
    corpus = open_corpus(home, "lean:tiny")
    manifest = json.loads((corpus.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["format_version"] == 1
    assert manifest["counts"] == {
        "items": 3,
        "classical": 1,
        "with_known_proof": 3,
        "by_topic": {"nat": 3},
        "by_needs": {"induction": 1, "none": 2},
    }
    assert manifest["provenance"] == {"source": "test"}


def test_a_classical_item_brings_its_axiom(home: Path) -> None:
    corpus = open_corpus(home, "lean:tiny#all")
    headers = {item.item_id: corpus.theorem(item).header for item in corpus.items}
    assert headers == {"and_left_of": "", "em_of": "import Core.Classical", "zero_add_of": ""}


def test_an_item_without_a_statement_for_the_assistant_is_an_error_that_names_it(home: Path) -> None:
    corpus = open_corpus(home, "lean:tiny")
    with pytest.raises(ArtifactError, match="and_left_of has no statement for lean"):
        corpus.theorem(replace(corpus.items[0], lean=""))


def test_what_stands_before_a_theorem_is_cut_out_of_its_context(home: Path) -> None:
    corpus = open_corpus(home, "lean:tiny")
    (corpus.folder / "contexts").mkdir()
    (corpus.folder / "contexts" / "file.lean").write_text("def a := 1\ntheorem b", encoding="utf-8")
    item = replace(corpus.items[0], context="file.lean", context_end=11, header="-- here\n", footer="end")
    theorem = corpus.theorem(item)
    assert (theorem.header, theorem.footer) == ("def a := 1\n-- here\n", "end")


def test_a_context_that_is_not_there_is_an_error_that_names_it(home: Path) -> None:
    corpus = open_corpus(home, "lean:tiny")
    with pytest.raises(ArtifactError, match=r"gone\.lean"):
        corpus.theorem(replace(corpus.items[0], context="gone.lean", context_end=1))


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("lean:tinny", "unknown corpus 'lean:tinny'. Did you mean 'lean:tiny'"),
        ("rocq:kore", "Known: lean:core, lean:far, lean:mathlib4, lean:tiny, rocq:core, rocq:stdlib, smtlib:small"),
        ("rocq:stdlib", "wonton corpus build rocq:stdlib"),
        ("lean:tiny@00", "unknown build of lean:tiny '00'"),
        ("lean:tiny#feasible", "unknown slice 'feasible'.* Known: all, constructive"),
        ("lean:tiny#valid", "wonton corpus validate"),
        ("lean:far", "wonton corpus build lean:far"),
    ],
)
def test_unknown_names_list_the_known_ones(home: Path, ref: str, message: str) -> None:
    open_corpus(home, "lean:tiny")
    with pytest.raises(UnknownNameError, match=message) as caught:
        open_corpus(home, ref)
    assert caught.value.exit_code == 2


def test_a_newer_format_is_refused_with_both_versions(home: Path) -> None:
    path = open_corpus(home, "lean:tiny").folder / "manifest.json"
    newer = path.read_text(encoding="utf-8").replace('"format_version": 1', '"format_version": 9')
    path.write_text(newer, encoding="utf-8")
    with pytest.raises(FormatVersionError, match="format version 9; this program reads up to 1"):
        open_corpus(home, "lean:tiny")


def test_changed_items_are_noticed(home: Path) -> None:
    path = open_corpus(home, "lean:tiny").folder / "items.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("p ∧ q → p", "p ∧ q → q"), encoding="utf-8")
    with pytest.raises(ArtifactError, match="does not match its manifest"):
        open_corpus(home, "lean:tiny")


@pytest.mark.parametrize("line", ["{", "[]", '{"item_id": "x"}'])
def test_a_damaged_line_is_named(home: Path, line: str) -> None:
    path = open_corpus(home, "lean:tiny").folder / "items.jsonl"
    path.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(ArtifactError, match="not an item of a corpus"):
        open_corpus(home, "lean:tiny")


def test_a_home_that_cannot_be_written(home: Path) -> None:
    home.mkdir()
    (home / "corpora").write_text("in the way", encoding="utf-8")
    with pytest.raises(ArtifactError, match="cannot write"):
        build_corpus(home, "lean:tiny")


def test_nothing_is_left_behind_by_a_build(home: Path) -> None:
    build_corpus(home, "lean:tiny")
    assert not [path for path in home.rglob("*") if path.name.startswith(".")]


def test_a_build_says_what_it_left_out(home: Path) -> None:
    made = replace(build(), refused={"too hard": Refusal(2, ("a", "b")), "nameless": Refusal(1)})
    corpus = write_corpus(home, parse_ref("lean:other"), made)
    refused = {"nameless": {"count": 1, "names": []}, "too hard": {"count": 2, "names": ["a", "b"]}}
    assert json.loads((corpus.folder / "manifest.json").read_text(encoding="utf-8"))["refused"] == refused


def test_a_build_of_an_earlier_version_with_fewer_fields_still_opens(home: Path) -> None:
    corpus = open_corpus(home, "lean:tiny")
    path, manifest_path = corpus.folder / "items.jsonl", corpus.folder / "manifest.json"
    old = path.read_text(encoding="utf-8").replace(', "partner": ""', "")
    path.write_text(old, encoding="utf-8")
    manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    del manifest["refused"]
    manifest["items_sha256"] = hash_text(old)
    manifest_path.write_text(json.dumps(manifest), encoding="utf-8")
    assert open_corpus(home, "lean:tiny").items == corpus.items
