"""Finding Rocq, compiling our library, and the lemmas in reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from wonton.assistants.base import Theorem
from wonton.assistants.rocq.assistant import open_assistant
from wonton.assistants.rocq.lemmas import MOST, telescope
from wonton.assistants.rocq.toolchain import FOLDER_VARIABLE, Toolchain, find_program, installed
from wonton.core.errors import MissingToolError


def test_a_missing_program_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    with pytest.raises(MissingToolError, match="coqidetop") as caught:
        find_program("coqidetop")
    assert "apt-get install coq" in caught.value.remedy


def test_a_program_that_is_too_old_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("coqidetop", "coqc", "coqchk"):
        (tmp_path / name).write_text("#!/bin/sh\necho The Coq Proof Assistant, version 8.9.0\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    with pytest.raises(MissingToolError, match=r"older than 8\.16"):
        installed()


def test_all_programs_are_of_one_version() -> None:
    assert len({version for _, version in installed().values()}) == 1


def test_the_library_is_compiled_once(rocq_cache: Path) -> None:
    toolchain = Toolchain(rocq_cache)
    before = (toolchain.folder / "Core.vo").stat().st_mtime_ns
    assert (Toolchain(rocq_cache).folder / "Core.vo").stat().st_mtime_ns == before
    assert toolchain.version in toolchain.fingerprint and toolchain.digest in toolchain.fingerprint


def test_the_lemmas_of_the_core_library_come_from_its_source(rocq_cache: Path) -> None:
    rocq = open_assistant(rocq_cache)
    lemmas = rocq.lemmas(Theorem("t", "t", ": True", "From Wonton Require Import Core."))
    rocq.close()
    names = [lemma.name for lemma in lemmas]
    assert names == sorted(names)
    assert {"Nat.add_comm", "app_assoc"} <= set(names)
    assert next(lemma for lemma in lemmas if lemma.name == "Nat.add_comm").explicit == (True, True)


def test_lemmas_of_another_header_speak_of_what_the_statement_speaks_of(rocq_cache: Path) -> None:
    rocq = open_assistant(rocq_cache)
    theorem = Theorem("t", "mine", "(n m : nat) : n + m = m + n", "Require Import PeanoNat.")
    found = rocq.lemmas(theorem)
    again = rocq.lemmas(theorem)
    rocq.close()
    names = [lemma.name for lemma in found]
    assert found == again
    assert len(found) <= MOST
    assert "Nat.add_comm" in names and "Nat.add_assoc" in names
    assert "mine" not in names


@pytest.mark.parametrize(
    ("printed", "plain", "explicit"),
    [
        ("forall {A : Type} [n m : nat] (x : A), P", "forall (A : Type) (n m : nat) (x : A), P", [0, 0, 0, 1]),
        ("forall n : nat, P", "forall n : nat, P", []),
        ("forall (f : forall {x : A}, B) {y : C}, P", "forall (f : forall {x : A}, B) (y : C), P", [1, 0]),
        ("True", "True", []),
    ],
)
def test_implicit_binders_are_told_by_their_brackets(printed: str, plain: str, explicit: list[int]) -> None:
    assert telescope(printed) == (plain, [bool(flag) for flag in explicit])
