"""Whether the leaves of a proof are formulas of the problem: same name, same symbols the same number of times."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from wonton.core.expr import Expr, ExprKind
from wonton.external.proofs import Derivation
from wonton.external.proofs.terms import Terms
from wonton.external.proofs.tptp_files import Annotated, read_problem

_CONNECTIVES = {"And", "Or", "Not", "Iff", "Eq", "Exists", "True", "False", "$i"}


def symbols(formula: Expr) -> Counter[str]:
    """The symbols of a formula, but connectives: provers write these as they like."""
    return Counter(n.label for n in formula.walk() if n.kind is ExprKind.CONST and n.label not in _CONNECTIVES)


def check_tptp_leaves(graph: Derivation, problem: Path, root: Path) -> None:
    """Assert that every leaf is an input, and every input a formula of the problem."""
    formulas: dict[str, Annotated] = {one.name.strip("'"): one for one in read_problem(problem, root, Terms())}
    assert graph.leaves()
    for leaf in graph.leaves():
        assert leaf.kind == "input"
        stated = formulas[leaf.source].formula
        assert stated is not None
        assert leaf.formula is not None
        assert symbols(stated) == symbols(leaf.formula), leaf.name
