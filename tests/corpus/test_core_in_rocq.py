"""The `core` corpus put before Rocq: every statement elaborates, and no theorem follows from one lemma of the library.
Each check is one file for one `coqc`."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from wonton.assistants.base import Script, Theorem
from wonton.assistants.rocq.check import check_proof
from wonton.assistants.rocq.toolchain import Toolchain, find_program
from wonton.corpus.builders import core_build
from wonton.corpus.items import Item

pytestmark = pytest.mark.skipif(shutil.which("coqc") is None, reason="Rocq is not installed")

#: What computation alone proves in Rocq, where `+` goes by its first argument and `double n` is `n + n`.
BY_COMPUTATION = {
    "bool_xor_true_not",
    "list_foldr_length",
    "nat_double_is_sum",
    "nat_double_succ_add",
    "nat_succ_sub_succ",
    "nat_zero_mul_add",
    "nat_zero_sub",
}


@pytest.fixture(scope="module")
def rocq(rocq_cache: Path) -> Toolchain:
    return Toolchain(rocq_cache)


def compiled(rocq: Toolchain, folder: Path, text: str) -> str:
    """What `coqc` prints on its way through `text`, which it must accept."""
    path = folder / "Core_corpus.v"
    path.write_text(text, encoding="utf-8")
    command = [str(find_program("coqc")), *rocq.search_path, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def items_of(classical: bool) -> list[Item]:
    return [item for item in core_build("rocq").items if item.classical is classical]


@pytest.mark.parametrize("classical", [False, True])
def test_every_statement_elaborates(rocq: Toolchain, tmp_path: Path, classical: bool) -> None:
    items = items_of(classical)
    assert len(items) >= (20 if classical else 400)
    compiled(rocq, tmp_path, items[0].header + "".join(f"Lemma {i.name} {i.rocq}.\nAbort.\n" for i in items))


def test_a_classical_item_can_be_proved_from_an_allowed_axiom(rocq: Toolchain) -> None:
    (item,) = (item for item in items_of(True) if item.name == "classical_clavius")
    theorem = Theorem(item.name, item.name, item.rocq, item.header)
    by_cases = Script("intro h; destruct (classic p) as [a|n]; [exact a|exact (h n)]")
    checked = check_proof(rocq, theorem, by_cases)
    assert (checked.rung, checked.axioms) == ("axioms_ok", ("classic",)), checked.messages


def test_of_classical_logic_the_axiom_alone_has_a_short_name(rocq: Toolchain, tmp_path: Path) -> None:
    header = items_of(True)[0].header
    assert header.startswith(items_of(False)[0].header)
    others = "".join(f"Fail Check {name}.\n" for name in ("NNPP", "Peirce", "not_and_or"))
    compiled(rocq, tmp_path, f"{header}Check classic : forall P : Prop, P \\/ ~ P.\n{others}")


def library_lemmas(source: str) -> list[str]:
    """The lemmas of the library by the names under which an importing file knows them."""
    found: list[str] = []
    module = ""
    for line in source.splitlines():
        if match := re.match(r"Module (Nat)\.", line):
            module = f"{match[1]}."
        elif line.startswith("End Nat."):
            module = ""
        elif match := re.match(r"\s*Lemma (\w+)", line):
            found.append(f"{module}{match[1]}")
    return found


def closed(rocq: Toolchain, folder: Path, items: Sequence[Item], lemmas: Sequence[str]) -> set[str]:
    """The names of those items that one of the lemmas closes, what it asks for being among the hypotheses."""
    tries = " | ".join(f"solve [simple eapply {lemma}; eassumption]" for lemma in lemmas)
    text = f"{items[0].header}Ltac closes := intros; first [{tries}].\n"
    for item in items:
        text += f'Lemma {item.name} {item.rocq}.\ntryif closes then idtac "closed {item.name}" else idtac.\nAbort.\n'
    return set(re.findall(r"^closed (\w+)$", compiled(rocq, folder, text), re.M))


def test_no_item_is_closed_by_a_library_lemma(rocq: Toolchain, tmp_path: Path) -> None:
    lemmas = library_lemmas(rocq.source)
    assert len(lemmas) >= 140
    assert closed(rocq, tmp_path, items_of(False), lemmas) <= BY_COMPUTATION
    assert closed(rocq, tmp_path, items_of(True), [*lemmas, "classic"]) == set()


def test_what_computation_proves_is_known(rocq: Toolchain, tmp_path: Path) -> None:
    assert closed(rocq, tmp_path, items_of(False), ["eq_refl", "iff_refl", "le_n"]) == BY_COMPUTATION


def test_a_restated_lemma_would_be_noticed(rocq: Toolchain, tmp_path: Path) -> None:
    again = replace(items_of(False)[0], name="again", rocq="(a b : nat) : a + b = b + a")
    assert closed(rocq, tmp_path, [again], library_lemmas(rocq.source)) == {"again"}


def test_the_library_rests_on_no_axiom_and_reaches_no_other_library(rocq: Toolchain, tmp_path: Path) -> None:
    lemmas = library_lemmas(rocq.source)
    everything = ", ".join(f"@{lemma}" for lemma in lemmas)
    text = f"From Wonton Require Import Core.\nDefinition all := ({everything}).\nPrint Assumptions all.\n"
    out = compiled(rocq, tmp_path, f"{text}Fail Check PeanoNat.Nat.mul_comm.\nFail Check List.rev_involutive.\n")
    assert "Closed under the global context" in out
