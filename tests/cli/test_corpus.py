"""`wonton corpus`."""

from __future__ import annotations

from pathlib import Path

from .conftest import Wonton


def test_build_says_what_came_out(wonton: Wonton, home: Path) -> None:
    said = wonton("corpus", "build", "lean:core", "--json")
    manifest = said.of_kind("manifest")[0]
    assert Path(manifest["folder"]).is_dir()
    assert manifest["ref"].startswith(f"lean:core@{manifest['build_id']}")


def test_build_of_an_unknown_corpus_lists_the_known(wonton: Wonton) -> None:
    said = wonton("corpus", "build", "mine")
    assert said.code == 2
    assert "Known: lean-files, lean-mathlib, lean:core, lean:mathlib4, paired, rocq-files" in said.err


def test_list(wonton: Wonton) -> None:
    assert wonton("corpus", "list", "--json").of_kind("corpus")[0]["builds"] == []
    wonton("corpus", "build", "lean:core")
    assert len(wonton("corpus", "list", "--json").of_kind("corpus")[0]["builds"]) == 1


def test_show_pages_through_the_items(wonton: Wonton) -> None:
    first = wonton("corpus", "show", "--limit", "2", "--json").of_kind("item")
    second = wonton("corpus", "show", "--offset", "1", "--limit", "2", "--json").of_kind("item")
    assert len(first) == 2
    assert first[1] == second[0]


def test_show_one_item_in_all_its_languages(wonton: Wonton) -> None:
    said = wonton("corpus", "show", "-t", "and_assoc_iff")
    for text in ("(p ∧ q) ∧ r ↔ p ∧ q ∧ r", "Iff (And (And p q) r) (And p (And q r))", "p /\\ q /\\ r"):
        assert text in said.out


def test_build_takes_a_folder_and_a_name(wonton: Wonton, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.v").write_text("Theorem t (n : nat) : n = n.\nAdmitted.\n", encoding="utf-8")
    manifest = wonton("corpus", "build", "rocq-files", str(tmp_path / "mine"), "--json").of_kind("manifest")[0]
    assert (manifest["ref"].partition("@")[0], manifest["counts"]["items"]) == ("rocq:mine", 1)
    said = wonton("corpus", "build", "rocq-files", str(tmp_path / "mine"), "--name", "other", "--plain")
    assert said.out.startswith("rocq:other@")


def test_show_an_item_that_has_neither_topic_words_nor_a_known_proof(wonton: Wonton, tmp_path: Path) -> None:
    (tmp_path / "a.v").write_text("Theorem t (n : nat) : n = n.\nAdmitted.\n", encoding="utf-8")
    wonton("corpus", "build", "rocq-files", str(tmp_path), "--name", "mine")
    assert "(n : nat) : n = n" in wonton("corpus", "show", "rocq:mine").out
    assert "(n : nat) : n = n" in wonton("corpus", "show", "rocq:mine", "-t", "t").out
