"""Which sentences of a file belong to which proof, and which proofs are chosen."""

from __future__ import annotations

import pytest

from wonton.external.coq.scripts import choose, kind_of, read_module

TEXT = """
Require Import Arith. (* A comment. With a full stop. *)
Section S.
Variable n : nat.
Lemma one : n = n. Proof. (* here too. *) reflexivity. Qed.
Definition d := 1.
Theorem two (m : nat) : m + 0 = m.
Proof with auto.
  induction m.
  - easy...
  - { simpl. now rewrite IHm. }
Qed.
Lemma three : True. Proof I.
End S.
"""


def test_a_script_is_what_stands_between_statement_and_end() -> None:
    module = read_module("Arith/Mine.v", TEXT)
    found = {script.item_id: module.sentences[script.place + 1 : script.last + 1] for script in module.scripts}
    assert found == {
        "Coq.Arith.Mine.one": ("Proof.", "reflexivity.", "Qed."),
        "Coq.Arith.Mine.two": (
            *("Proof with auto.", "induction m.", "-", "easy...", "-", "{", "simpl.", "now rewrite IHm.", "}"),
            "Qed.",
        ),
        "Coq.Arith.Mine.three": ("Proof I.",),
    }


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        *((sentence, "focus") for sentence in ("--", "{", "2: {", "}", "[a]: {")),
        *(("simpl.", "tactic"), ("2: easy.", "tactic"), ("Proof.", "command"), ("Set Printing All.", "command")),
    ],
)
def test_kinds(sentence: str, kind: str) -> None:
    assert kind_of(sentence) == kind


def test_limits_count_per_file_and_in_all() -> None:
    sources = {"B/B.v": TEXT, "A/A.v": TEXT, "Init/I.v": TEXT, "C/C.v": TEXT}
    chosen = choose(sources, 5, 2)
    assert [(module.path, len(scripts)) for module, scripts in chosen] == [("A/A.v", 2), ("B/B.v", 2), ("C/C.v", 1)]
    assert sum(len(scripts) for _, scripts in choose(sources, None, None)) == 9
