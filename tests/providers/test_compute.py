"""Computing: what a calculator makes of a term does not depend on what it was asked before."""

from __future__ import annotations

import pytest

from wonton.core.expr import Expr, app, bound, const, free, lam
from wonton.providers.heuristic.compute import MAX_STEPS, Calculator
from wonton.providers.heuristic.vocabulary import read_equations

EQUATIONS = read_equations("add m zero = m\nadd m (succ n) = succ (add m n)")
NAT, ZERO, M = const("Nat"), const("zero"), free("m")
SUM = app(const("succ"), app(const("add"), M, ZERO))
APPLIED = app(lam("x", NAT, app(const("succ"), app(const("add"), M, bound(0)))), ZERO)


@pytest.mark.parametrize("before", [APPLIED, app(const("f"), APPLIED), lam("y", NAT, APPLIED), SUM, M])
def test_an_answer_does_not_depend_on_earlier_questions(before: Expr) -> None:
    used = Calculator(EQUATIONS)
    used.compute(before)
    for term in (SUM, app(const("f"), SUM), APPLIED, lam("y", NAT, SUM)):
        assert used.compute(term) == Calculator(EQUATIONS).compute(term)


def test_what_is_done_is_done() -> None:
    assert Calculator(EQUATIONS).compute(SUM) == app(const("succ"), M)


def test_a_computation_that_ran_out_of_steps_says_nothing_to_another_one() -> None:
    sums = [app(const("add"), free(f"v{place}"), ZERO) for place in range(MAX_STEPS + 5)]
    used = Calculator(EQUATIONS)
    left_over = {node for node in used.compute(app(const("f"), *sums)).walk() if node.is_app_of("add") and node.args}
    assert len(left_over) == 5
    assert {used.compute(node) for node in left_over} == {node.args[0] for node in left_over}
