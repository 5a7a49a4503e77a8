"""Corpora made of folders and of two corpora: names, ids, contexts, what is left out, bad input."""

from __future__ import annotations

from pathlib import Path

import pytest

from wonton.core.errors import UnknownNameError, WontonError
from wonton.corpus import build_named, list_corpora, open_corpus
from wonton.corpus.file_items import corpus_name


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def rocq(tmp_path: Path) -> Path:
    two = "Require Import Arith.\nLemma one (n : nat) : n = n.\nAdmitted.\nLemma two : 1 = 1.\nAdmitted.\n"
    return write(
        tmp_path / "set" / "rocq", {"b.v": two, "sub/c.v": "Lemma two : 2 = 2.\nAdmitted.\nLemma t : True := I.\n"}
    )


@pytest.fixture
def lean(tmp_path: Path) -> Path:
    return write(tmp_path / "set" / "lean", {"one.lean": "import Mathlib\ntheorem one (n : ℕ) : n = n := by sorry"})


def test_items_of_a_folder(home: Path, rocq: Path) -> None:
    (corpus,) = build_named(home, "rocq-files", [str(rocq)])
    assert corpus.ref.name == "rocq:set"
    assert [(item.item_id, item.name, item.topic) for item in corpus.items] == [
        ("b.two", "two", "two"),
        ("one", "one", "one"),
        ("sub.c.two", "two", "sub"),
    ]
    theorem = corpus.theorem(corpus.items[0])
    assert theorem.statement == ": 1 = 1"
    assert theorem.header == "Require Import Arith.\nLemma one (n : nat) : n = n.\nAdmitted.\n"
    assert corpus.manifest.refused == {"the proof is a term": {"count": 1, "names": ["t"]}}


def test_the_same_folder_gives_the_same_build_from_anywhere(home: Path, rocq: Path, tmp_path: Path) -> None:
    first = build_named(home, "rocq-files", [str(rocq)])[0]
    moved = rocq.rename(tmp_path / "moved")
    assert build_named(home, "rocq-files", [str(moved)], "set")[0].ref == first.ref


def test_two_corpora_are_joined_by_id(home: Path, rocq: Path, lean: Path) -> None:
    (left,) = build_named(home, "lean-files", [str(lean)])
    (right,) = build_named(home, "rocq-files", [str(rocq)])
    made = build_named(home, "paired", ["rocq:set", "lean:set"], "both")
    assert [corpus.ref.name for corpus in made] == ["lean:both", "rocq:both"]
    for corpus, partner in zip(made, (right, left), strict=True):
        (item,) = corpus.items
        assert (item.item_id, item.partner) == ("one", str(partner.ref))
        assert (item.lean, item.rocq) == ("(n : ℕ) : n = n", "(n : nat) : n = n")
        assert corpus.manifest.refused == {f"only in {right.ref}": {"count": 2, "names": ["b.two", "sub.c.two"]}}
    assert made[0].theorem(made[0].items[0]).header == "import Mathlib\n"
    assert {"lean:both", "rocq:both", "lean:set"} <= {listing.name for listing in list_corpora(home)}


def test_core_can_be_paired_and_keeps_its_headers(home: Path) -> None:
    lean, rocq = build_named(home, "paired", ["lean:core", "rocq:core"])
    assert (lean.ref.corpus_id, len(lean.items)) == ("core-paired", len(open_corpus(home, "lean:core").items))
    assert {item.header for item in rocq.items} == {"From Wonton Require Import Core.\n"}


@pytest.mark.parametrize(
    ("arguments", "called", "message"),
    [
        (["rocq-files"], "", "rocq-files wants DIR, not none"),
        (["rocq-files", "a", "b"], "", "rocq-files wants DIR, not a b"),
        (["lean:core", "x"], "", "lean:core wants no argument, not x"),
        (["lean:core"], "mine", "lean:core has its name already"),
        (["rocq-files", "nowhere"], "", "nowhere is not a folder"),
        (["rocq-files", "empty"], "", r"empty holds no \*\.v files"),
        (["rocq-files", "bare"], "", "no theorem was found"),
        (["rocq-files", "good"], "core", "rocq:core has a builder of its own"),
        (["rocq-files", "garbled"], "", r"cannot read garbled/a\.v"),
        (["rocq-files", "good"], "../x", r"'\.\./x' is not a corpus's name"),
        (["rocq-files", "good"], "x#valid", "is not a corpus's name"),
        (["paired", "lean:core", "lean:core"], "", "cannot be paired"),
        (["paired", "lean:core", "rocq:good"], "", "have no item in common"),
        (["paired", "lean:core", "rocq:gone"], "", "unknown corpus 'rocq:gone'"),
    ],
)
def test_bad_input(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], called: str, message: str
) -> None:
    monkeypatch.chdir(write(tmp_path, {"bare/a.v": "Definition a := 1.\n", "good/a.v": "Lemma t : True.\nAdmitted.\n"}))
    (tmp_path / "empty").mkdir()
    (tmp_path / "garbled").mkdir()
    (tmp_path / "garbled" / "a.v").write_bytes(b"\xff\xfe")
    build_named(home, "rocq-files", ["good"])
    with pytest.raises(WontonError, match=message) as caught:
        build_named(home, arguments[0], arguments[1:], called)
    assert caught.value.exit_code == 2


def test_an_unknown_builder_lists_the_known_ones(home: Path) -> None:
    known = "lean-files, lean-mathlib, lean:core, lean:mathlib4, paired, rocq-files, rocq:core, rocq:stdlib"
    with pytest.raises(UnknownNameError, match=f"Known: {known}, smtlib, smtlib:small, tptp, tptp:small"):
        build_named(home, "group-theory")


def test_a_file_that_is_no_text_is_named(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.v").write_bytes(b"\xff\xfe")
    with pytest.raises(WontonError, match=r"a\.v"):
        build_named(home, "rocq-files", [str(tmp_path)])


@pytest.mark.parametrize(
    ("path", "name"),
    [("minif2f/rocq", "minif2f"), ("My Theorems", "my-theorems"), ("v1.2", "v1.2"), ("a/lean/test", "lean")],
)
def test_a_corpus_is_called_after_its_folder(tmp_path: Path, path: str, name: str) -> None:
    assert corpus_name(tmp_path / path) == name
