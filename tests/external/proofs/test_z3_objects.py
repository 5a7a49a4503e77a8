"""Proofs out of Z3's Python package: the same as out of its text, and their leaves are the solver's assertions."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from wonton.external.proofs import flaws, read_proof
from wonton.external.proofs.signatures import signatures
from wonton.external.proofs.terms import Terms
from wonton.external.proofs.z3_api import _ObjectReader, read_z3_proof

z3: Any = pytest.importorskip("z3", reason="z3-solver is not installed")


@pytest.fixture(scope="module")
def solver() -> Any:
    z3.set_param(proof=True)
    return z3.Solver


def pigeons(solver: Any) -> None:
    holes = [[z3.Bool(f"p{pigeon}_{hole}") for hole in range(3)] for pigeon in range(4)]
    for row in holes:
        solver.add(z3.Or(*row))
    for hole in range(3):
        for one, two in combinations(range(4), 2):
            solver.add(z3.Not(z3.And(holes[one][hole], holes[two][hole])))


def quantified(solver: Any) -> None:
    sort = z3.DeclareSort("S")
    below, one = z3.Function("below", sort, sort, z3.BoolSort()), z3.Const("one", sort)
    x, y = z3.Consts("x y", sort)
    solver.add(z3.ForAll([x, y], z3.Implies(below(x, y), z3.Not(below(y, x)))))
    solver.add(z3.Exists([x], z3.And(below(one, x), below(x, one))))


def numbers(solver: Any) -> None:
    x, y = z3.Ints("x y")
    solver.add(x + y > 5, x < 2, y < 3, z3.BitVecVal(3, 8) == z3.BitVecVal(3, 8))


@pytest.mark.parametrize("problem", [pigeons, quantified, numbers])
def test_objects_and_text_are_one_proof(problem: Any, solver: Any) -> None:
    asked = solver()
    problem(asked)
    assert asked.check() == z3.unsat
    terms = Terms()
    graph = read_z3_proof(asked.proof(), terms)
    assert flaws(graph) == []
    reader = _ObjectReader(terms)
    stated = set(signatures([reader.term(formula) for formula in asked.assertions()]))
    leaves = signatures([leaf.formula for leaf in graph.leaves() if leaf.kind == "input"])
    assert leaves
    assert set(leaves) <= stated
    reading = read_proof(f"(proof {asked.proof().sexpr()})", "z3")
    assert reading.notes == ()
    assert reading.graph is not None
    assert abs(len(reading.graph.nodes) - len(graph.nodes)) <= len(graph.nodes) // 2
