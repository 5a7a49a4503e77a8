"""Rocq's proofs before Lean's kernel: proofs by tactics, the library's own lemmas, refusals, and mutants.

`WONTON_MUTANTS=1000` tries that many mutants instead of a sample."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from wonton.assistants.base import Theorem
from wonton.assistants.exchange.outcome import Exported, RecordedProof, Refused
from wonton.assistants.exchange.rocq_to_lean.declarations import Declaration
from wonton.assistants.exchange.rocq_to_lean.export import Library, export_proof
from wonton.assistants.exchange.rocq_to_lean.judge import LeanChecker, judged
from wonton.assistants.exchange.rocq_to_lean.lean import LeanKernel
from wonton.assistants.exchange.rocq_to_lean.sources import Catalogue, compile_text, elaborate
from wonton.assistants.lean.toolchain import WheelToolchain
from wonton.assistants.rocq.terms import print_term
from wonton.assistants.rocq.toolchain import Toolchain
from wonton.core.expr import Expr, ExprKind, const

from .mutation import KINDS, mutants
from .rocq_proofs import HEADER, PROOFS

pytestmark = pytest.mark.skipif(shutil.which("coqc") is None, reason="needs Coq")
COUNT = int(os.environ.get("WONTON_MUTANTS", "150"))
SEED = 20260301


def recorded(name: str, statement: str, proof: str, header: str = HEADER) -> RecordedProof:
    source = f"{header}\nLemma {name} {statement}.\nProof. {proof}\nQed.\n"
    return RecordedProof(Theorem(name, name, statement, header), source)


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory, lean_cache: Path) -> LeanChecker:
    return LeanChecker(Toolchain(tmp_path_factory.mktemp("rocq")), LeanKernel(WheelToolchain(lean_cache)))


@pytest.fixture(scope="module")
def proofs(checker: LeanChecker) -> list[Declaration]:
    found = elaborate(checker.toolchain, HEADER, [recorded(f"t{n}", s, p) for n, (s, p) in enumerate(PROOFS)])
    assert not [one for one in found if isinstance(one, Refused)]
    return [one for one in found if isinstance(one, Declaration)]


@pytest.fixture(scope="module")
def catalogue(checker: LeanChecker, proofs: list[Declaration]) -> Catalogue:
    catalogue = Catalogue(checker.toolchain, HEADER)
    catalogue.complete([const("I"), *trees(proofs)])
    return catalogue


def trees(proofs: list[Declaration]) -> list[Expr]:
    return [tree for one in proofs for tree in (one.type, one.value) if tree is not None]


def test_lean_accepts_proofs_by_tactics(checker: LeanChecker, catalogue: Catalogue, proofs: list[Declaration]) -> None:
    verdicts = judged(checker.kernel, catalogue, proofs)
    assert {v.checker for v in verdicts} == {checker.name}
    assert re.fullmatch(r"lean kernel \d+\.\d+\.\d+", checker.name)
    assert [(PROOFS[n][0], v.reason) for n, v in enumerate(verdicts) if not v.accepted] == []


def test_lean_accepts_the_lemmas_of_the_library(checker: LeanChecker) -> None:
    catalogue = Catalogue(checker.toolchain, HEADER)
    names = re.findall(r"^ *(Module|End|Lemma) (\w+'?)", checker.toolchain.source, re.MULTILINE)
    lemmas, inside = [], ""
    for word, name in names:
        if name == "Nat":
            inside = "Nat." if word == "Module" else ""
        elif word == "Lemma":
            lemmas.append(inside + name)
    catalogue.ask(lemmas)
    found = [one for name in lemmas if (one := catalogue.get(name)) is not None]
    catalogue.complete(trees(found))
    verdicts = judged(checker.kernel, catalogue, found)
    refused = [(one.name, v.reason) for one, v in zip(found, verdicts, strict=True) if not v.accepted]
    assert len(found) >= 120 and refused == []


def test_what_cannot_be_exported_is_refused_with_its_kind(checker: LeanChecker) -> None:
    odd = f"{HEADER}\nAxiom em : forall P : Prop, P \\/ ~ P."
    deep = "(n : nat) : (fix f (n : nat) : bool := match n with S (S m) => f m | _ => true end) n = true"
    fine = recorded("fine", "(n : nat) : n = n", "reflexivity.", odd)
    cases = [
        (recorded("classical", "(P : Prop) : ~ ~ P -> P", "intro N. destruct (em P); tauto.", odd), "axiom"),
        (recorded("two", deep, "revert n. fix r 1. destruct n as [|[|n]]; auto.", odd), "recursion"),
        (recorded("broken", "(n : nat) : n = 0", "reflexivity.", odd), "term"),
        (RecordedProof(fine.theorem, fine.source.replace("n = n", "n = n + 0 -> n = n")), "statement"),
        (fine, ""),
    ]
    verdicts = checker.check([proof for proof, _ in cases])
    assert [verdict.kind for verdict in verdicts] == [kind for _, kind in cases]
    assert [verdict.outcome for verdict in verdicts] == ["not_exportable"] * 4 + ["accepted"]
    assert "em is an axiom" in verdicts[0].reason
    assert checker.check([]) == []


def test_a_theorem_inside_an_open_section_is_refused_and_hides_no_other(checker: LeanChecker) -> None:
    header = "Section S. Variable n : nat."
    theorem = Theorem("inside", "inside", ": n = n", header, "End S.")
    source = f"{header}\nLemma inside : n = n.\nProof.\n  exact eq_refl.\nQed.\nEnd S.\n"
    outside = recorded("outside", "(n : nat) : n = n", "exact eq_refl.")
    inner, outer = checker.check([RecordedProof(theorem, source), outside])
    assert (inner.accepted, inner.kind) == (False, "term")
    assert "section or module that is left open" in inner.reason
    assert outer.accepted


def test_a_proof_of_another_statement_is_refused(
    checker: LeanChecker, catalogue: Catalogue, proofs: list[Declaration]
) -> None:
    crossed = [Declaration(f"c{n}", "constant", proofs[n].type, proofs[n + 1].value) for n in range(6)]
    verdicts = judged(checker.kernel, catalogue, [*crossed, proofs[0]])
    assert [v.outcome for v in verdicts] == ["refused"] * 6 + ["accepted"]


def test_an_export_alone_has_what_it_needs(catalogue: Catalogue, proofs: list[Declaration]) -> None:
    one = proofs[14]
    assert one.type is not None and one.value is not None
    exported = export_proof("alone", one.type, one.value, catalogue.get)
    assert isinstance(exported, Exported)
    assert "inductive «Coq.Init.Datatypes.nat» " in exported.text
    assert export_proof("alone", one.type, one.value, catalogue.get) == exported
    assert isinstance(export_proof("none", one.type, one.value, lambda _: None), Refused)


@dataclass(frozen=True)
class Wrong:
    kind: str
    proof: Declaration


@pytest.fixture(scope="module")
def wrong(catalogue: Catalogue, proofs: list[Declaration]) -> list[Wrong]:
    def type_of(label: str) -> Expr | None:
        found = catalogue.get(label)
        return None if found is None else found.type

    each = -(-COUNT // len(proofs)) + 6
    made = []
    for one in proofs:
        assert one.value is not None
        for mutant in mutants(one.value, type_of, atom="I", count=each, seed=SEED):
            made.append(Wrong(mutant.kind, Declaration("mutant", "constant", one.type, mutant.term)))
    assert len(made) >= COUNT
    return made[:: len(made) // COUNT]


def shown(tree: Expr, depth: int = 0) -> Expr:
    """`tree` with its dangling variables as a name that means nothing."""
    if tree.kind is ExprKind.BOUND:
        return const(f"unbound{tree.label}") if int(tree.label) >= depth else tree
    binds = tree.kind in (ExprKind.LAM, ExprKind.PI, ExprKind.LET)
    last = len(tree.children) - 1
    children = tuple(shown(child, depth + (binds and n == last)) for n, child in enumerate(tree.children))
    return Expr(tree.kind, tree.label, children, tree.hint)


def claim(name: str, one: Declaration) -> str:
    """A Gallina definition that says what `one` says. The pair keeps Coq's elaborator from repairing a function whose
    domain is larger than the one asked for, which its kernel would refuse."""
    assert one.type is not None and one.value is not None
    term, type_ = print_term(shown(one.value)), print_term(one.type)
    return f"Definition {name} := let p := @pair _ True ({term}) I in (p : prod ({type_}) True)."


def test_both_kernels_refuse_every_mutant(
    checker: LeanChecker, catalogue: Catalogue, proofs: list[Declaration], wrong: list[Wrong]
) -> None:
    kinds = Counter(one.kind for one in wrong)
    assert all(kinds[kind] >= 6 for kind in KINDS), kinds
    verdicts = judged(checker.kernel, catalogue, [one.proof for one in wrong])
    assert [(n, wrong[n].kind, v.reason) for n, v in enumerate(verdicts) if v.accepted] == []
    assert not any("unexpected token" in v.reason for v in verdicts)
    lines = [HEADER, *(claim(f"right{n}", one) for n, one in enumerate(proofs[:10]))]
    lines += [f"Fail {claim('wrong', one.proof)}" for one in wrong]
    _, line, message = compile_text(checker.toolchain, "\n".join([*lines, ""]))
    assert (line, message) == (0, "")


def test_the_library_of_exports_is_shared(catalogue: Catalogue, proofs: list[Declaration]) -> None:
    library = Library(catalogue.get)
    for place, one in enumerate(proofs[14:18]):
        assert one.type is not None and one.value is not None
        assert isinstance(export_proof(f"p{place}", one.type, one.value, library), Exported)
    names = list(library.blocks)
    assert len(names) == len(set(names))
    for place, block in enumerate(library.blocks.values()):
        assert set(block.uses) <= set(names[:place])
