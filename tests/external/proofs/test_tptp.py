"""Formulas and files of TPTP: what is read, and what is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from wonton.core.expr import Expr, app, bound, const, lam, pi
from wonton.external.proofs.errors import ProofSyntaxError
from wonton.external.proofs.terms import Terms
from wonton.external.proofs.tptp_files import Annotated, Include, read_annotated, read_problem


def formula(text: str, language: str = "fof") -> Expr:
    (found,) = read_annotated(f"{language}(a, axiom, {text}).", Terms())
    assert isinstance(found, Annotated)
    assert found.formula is not None
    return found.formula


P, Q, R, INDIVIDUAL = const("p"), const("q"), const("r"), const("$i")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("$false", const("False")),
        ("p & q & r", app(const("And"), P, Q, R)),
        ("(p & q) & r", app(const("And"), app(const("And"), P, Q), R)),
        ("~ p & q", app(const("And"), app(const("Not"), P), Q)),
        ("~ a = b", app(const("Not"), app(const("Eq"), const("a"), const("b")))),
        ("a != b", app(const("Not"), app(const("Eq"), const("a"), const("b")))),
        ("p <= q", pi("", Q, P)),
        ("p <=> q", app(const("Iff"), P, Q)),
        ("p ~| q", app(const("Not"), app(const("Or"), P, Q))),
        ("! [X] : p(X) & q", app(const("And"), pi("X", INDIVIDUAL, app(P, bound(0))), Q)),
        ("! [X, Y] : (p(X) => r(Y, f(X)))", None),
        ("? [X] : p(X)", app(const("Exists"), lam("X", INDIVIDUAL, app(P, bound(0))))),
        ("'two words'", const("'two words'")),
        ("'plain'", const("plain")),
    ],
)
def test_formula(text: str, tree: Expr | None) -> None:
    inner = pi("", app(P, bound(1)), app(R, bound(1), app(const("f"), bound(2))))
    assert formula(text) == (tree or pi("X", INDIVIDUAL, pi("Y", INDIVIDUAL, inner)))


def test_bound_variables_have_no_names_and_clauses_are_closed() -> None:
    assert formula("! [X] : p(X)") == formula("! [Y] : p(Y)")
    assert formula("p(A) | q(B, A)", "cnf") == formula("! [X, Y] : (p(X) | q(Y, X))")


def test_sorts_of_tff() -> None:
    tree = formula("! [X: $int, F: $array($int,$int)] : p(X)", "tff")
    assert [tree.children[0].label, tree.children[1].children[0].label] == ["$int", "$array($int,$int)"]


def test_deep_formulas_are_no_trouble() -> None:
    depth = 20_000
    tree = formula("~ (" * depth + "p" + ")" * depth)
    assert tree.size == 2 * depth + 1
    assert formula("f(" * depth + "a" + ")" * depth).size == 2 * depth + 1


@pytest.mark.parametrize("text", ["p &", "p(", "p q", "! [X : p(X)", "& p", "(p", "^ [X] : p"])
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(ProofSyntaxError):
        formula(text)


def test_includes_are_looked_for_beside_the_problem_then_below_the_root(tmp_path: Path) -> None:
    (tmp_path / "Axioms").mkdir()
    (tmp_path / "Problems").mkdir()
    (tmp_path / "Axioms" / "a.ax").write_text("fof(a1, axiom, p). fof(a2, axiom, q).")
    problem = tmp_path / "Problems" / "x.p"
    problem.write_text("include('Axioms/a.ax', [a2]). % a comment\nfof(c, conjecture, r).")
    assert [one.name for one in read_problem(problem, tmp_path, Terms())] == ["a2", "c"]
    (tmp_path / "Axioms" / "a.ax").write_text("include('Axioms/a.ax').")
    with pytest.raises(ProofSyntaxError, match="includes itself"):
        read_problem(problem, tmp_path, Terms())


def test_statements_have_sources() -> None:
    parents = "[inference(sr,[],[a,theory(equality)]), b:[bind(X,$fot(e))]]"
    text = f"cnf(c, plain, p, inference(rw,[status(thm)],{parents}), [x])."
    (found,) = (read_annotated(text + " include('b.ax').", Terms()),)
    statement, include = found
    assert isinstance(statement, Annotated)
    assert statement.source is not None
    assert [item.name for item in statement.source.items] == ["rw", "[", "["]
    assert include == Include("b.ax")
