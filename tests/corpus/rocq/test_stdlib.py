"""The builder of `rocq:stdlib`: on a small tree of our own, and on the installed library with `coqc` as the judge."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

import pytest

from wonton.assistants.rocq.toolchain import FOLDER_VARIABLE, find_program
from wonton.core.errors import ArtifactError, MissingToolError
from wonton.corpus.builders import Build
from wonton.corpus.items import Item
from wonton.corpus.rocq.stdlib import read_sources, stdlib_build

SEED = 20260301
TREE = {
    "Init/Logic.v": "Lemma a : True. Proof. exact I. Qed.\nLemma early : True. Proof. exact I. Qed.\n",
    "Arith/Small.v": (
        "Module Nat.\nLemma b (n : nat) : n = n.\nProof. auto. Qed.\nLemma early : True. auto. Qed.\nEnd Nat.\n"
    ),
    "Lists/List.v": "Require Import Small.\nLemma c : True. Proof. auto. Qed.\nLemma c : True. auto. Qed.\nCheck c.\n",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in TREE.items():
        path = tmp_path / "theories" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def stdlib() -> Build:
    return stdlib_build()


def before(build: Build, item: Item) -> str:
    return build.contexts[item.context][: item.context_end]


def test_items_of_a_small_tree(tree: Path) -> None:
    build = stdlib_build(tree)
    assert [item.item_id for item in build.items] == ["Coq.Arith.Small.Nat.b", "Coq.Lists.List.c"]
    b, c = build.items
    assert (b.name, b.rocq, b.statement) == ("b", "(n : nat) : n = n", "(n : nat) : n = n")
    assert (c.rocq, c.statement) == (": True", "True")
    assert (b.topic, b.shortest_known, b.footer, c.footer) == ("Arith", 1, "End Nat.\n", "")
    assert before(build, b) == "Module Nat.\n"
    assert build.contexts == {"Arith.Small.v": "Module Nat.\n", "Lists.List.v": "Require Import Small.\n"}
    refused = {"compiled without the prelude": 2, "its name may be in reach": 1, "its name is taken": 1}
    assert build.build_config["refused"] == refused


def test_the_same_sources_give_the_same_build_and_others_another(tree: Path) -> None:
    first = stdlib_build(tree)
    assert stdlib_build(tree) == first
    path = tree / "theories" / "Lists" / "List.v"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert stdlib_build(tree).provenance["source_sha256"] != first.provenance["source_sha256"]


def test_missing_things_are_named(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MissingToolError, match="no sources of the standard library"):
        read_sources(tmp_path / "nowhere")
    (tree / "theories" / "Bad.v").write_bytes(b"\xff\xfe")
    with pytest.raises(ArtifactError, match=r"Bad\.v"):
        stdlib_build(tree)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingToolError, match="no coqc"):
        stdlib_build(tree)


def test_coq_may_lie_elsewhere(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = find_program("coqc").parent
    monkeypatch.setenv("PATH", str(tree))
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    assert stdlib_build(tree).items
    monkeypatch.setenv(FOLDER_VARIABLE, str(tree))
    with pytest.raises(MissingToolError, match=f"no coqc in {tree}"):
        stdlib_build(tree)


def test_a_coqc_that_fails_is_named(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tree / "coqc"
    program.write_text("#!/bin/sh\necho broken >&2\nexit 3\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tree))
    with pytest.raises(MissingToolError, match="broken"):
        stdlib_build(tree)


def test_the_installed_library_gives_thousands_of_items(stdlib: Build) -> None:
    ids = [item.item_id for item in stdlib.items]
    assert len(ids) >= 8_000
    assert ids == sorted(set(ids))
    assert {item.context for item in stdlib.items} == set(stdlib.contexts)
    assert {"Arith", "Lists", "ZArith", "Reals", "Numbers", "FSets", "Logic", "Sets"} <= {i.topic for i in stdlib.items}
    by_id = {item.item_id: item for item in stdlib.items}
    assert by_id["Coq.Arith.PeanoNat.Nat.le_div2"].footer == "End Nat.\n"
    slices = {each.name: each.item_ids for each in stdlib.slices}
    assert slices["all"] == tuple(ids)
    assert 1_000 < len(slices["small"]) < len(ids)


def test_a_context_ends_where_the_statement_begins(stdlib: Build) -> None:
    begins = re.compile(
        r"(?:(?:Local|Global)\s+|#\[[^\]]*\]\s*)*(?:Lemma|Theorem|Proposition|Corollary|Remark|Fact)\s+"
    )
    followed = 0
    for item in stdlib.items:
        text = stdlib.contexts[item.context]
        assert len(text) >= item.context_end
        if item.context_end < len(text):
            head = begins.match(text, item.context_end)
            assert head is not None, item.item_id
            assert text.startswith(item.name, head.end()), item.item_id
            followed += 1
    assert followed == len(stdlib.items) - len(stdlib.contexts)


def test_sampled_statements_elaborate_and_their_own_names_prove_nothing(stdlib: Build, tmp_path: Path) -> None:
    """50 items of some twenty files; `coqc` stops at a wrong statement, and where a command under `Fail` works."""
    sample = sample_by_file(stdlib, 50)
    groups = [list(group) for _, group in groupby(sample, key=lambda item: item.context)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda numbered: coqc(tmp_path, *numbered), enumerate(probes(stdlib, groups))))
    assert [answer for answer in answers if answer] == []
    assert len(sample) == 50


def test_behind_a_theorem_its_name_does_prove_it(stdlib: Build, tmp_path: Path) -> None:
    item = next(item for item in stdlib.items if item.item_id == "Coq.Arith.Between.between_le")
    proved = f"{before(stdlib, item)}Lemma {item.name} {item.rocq}.\nProof. Admitted.\n"
    later = f"Lemma again {item.rocq}.\nFail exact {item.name}.\nAbort.\n{item.footer}"
    assert "has not failed" in coqc(tmp_path, 0, proved + later)


def sample_by_file(build: Build, count: int) -> list[Item]:
    """`count` items, up to three of a file, of files in a random order."""
    rng = random.Random(SEED)
    by_file = [list(group) for _, group in groupby(sorted(build.items, key=place), key=lambda item: item.context)]
    rng.shuffle(by_file)
    chosen = [item for items in by_file for item in rng.sample(items, min(3, len(items)))][:count]
    return sorted(chosen, key=place)


def place(item: Item) -> tuple[str, int]:
    return item.context, item.context_end


def probes(build: Build, groups: Sequence[Sequence[Item]]) -> list[str]:
    """For each group of items of one file: the file with each statement stated at its place, the last one admitted."""
    texts = []
    for group in groups:
        pieces, read = [], 0
        for item in group:
            pieces.append(build.contexts[item.context][read : item.context_end])
            pieces.append(f"Lemma {item.name} {item.rocq}.\nProof.\nFail exact {item.name}.\n")
            pieces.append("Admitted.\n" if item is group[-1] else "Abort.\n")
            read = item.context_end
        texts.append("".join([*pieces, group[-1].footer]))
    return texts


def coqc(folder: Path, number: int, text: str) -> str:
    """What `coqc` says against `text`, `""` where it compiles."""
    path = folder / f"probe{number}.v"
    path.write_text(text, encoding="utf-8")
    program = shutil.which("coqc")
    assert program is not None, "the tests need Coq"
    answer = subprocess.run(
        [program, "-q", "-noglob", path.name], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    return f"{path.name}: {answer.stderr}" if answer.returncode else ""
