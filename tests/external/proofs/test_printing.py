"""Formulas written out again as questions, and read back."""

from __future__ import annotations

import pytest

from wonton.external.proofs.errors import ProofSyntaxError
from wonton.external.proofs.printing import question
from wonton.external.proofs.sexprs import read_sexprs
from wonton.external.proofs.smt_terms import TermReader
from wonton.external.proofs.terms import Terms
from wonton.external.proofs.tptp_files import Annotated, read_annotated

FORMULAS = [
    "! [X] : (p(X) => ? [Y] : (q(X, Y) & ~ (f(X) = Y)))",
    "(p <=> $false) | (q & (r <=> $true))",
    "! [X, Y] : (X = Y | ? [Z] : 'an odd |name'(Z, X, 12, \"text\"))",
]


def read(text: str, terms: Terms) -> list[Annotated]:
    return [one for one in read_annotated(text, terms) if isinstance(one, Annotated)]


@pytest.mark.parametrize("text", FORMULAS)
def test_tptp_comes_back(text: str) -> None:
    terms = Terms()
    (stated,) = read(f"fof(a, axiom, {text}).", terms)
    assert stated.formula is not None
    premise, conclusion = read(question([stated.formula], stated.formula, "tptp"), terms)
    assert premise.formula is stated.formula
    assert conclusion.formula is stated.formula
    assert [premise.role, conclusion.role] == ["axiom", "conjecture"]


def test_smtlib_declares_what_it_uses() -> None:
    terms = Terms()
    (stated,) = read(f"fof(a, axiom, {FORMULAS[0]}).", terms)
    assert stated.formula is not None
    text = question([], stated.formula, "smtlib")
    declared = [line for line in text.splitlines() if line.startswith("(declare-fun")]
    assert declared == [
        "(declare-fun |f1.f| (U) U)",
        "(declare-fun |p1.p| (U) Bool)",
        "(declare-fun |p2.q| (U U) Bool)",
    ]
    asserted = [one for one in read_sexprs(text) if isinstance(one, list) and one[0] == "assert"]
    tree = TermReader(terms).read(asserted[0][1])
    assert tree.is_app_of("Not")
    assert tree.args[0].kind.value == "pi"


@pytest.mark.parametrize("variable", ["! [X: $int]", "! [X: thing]", "? [X: $int]", "p & ? [X: thing]"])
def test_other_sorts_are_refused(variable: str) -> None:
    (stated,) = read(f"tff(a, axiom, {variable} : p(X)).", Terms())
    assert stated.formula is not None
    with pytest.raises(ProofSyntaxError, match=r"sort (\$int|thing)"):
        question([], stated.formula, "tptp")
