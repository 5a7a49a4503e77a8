"""Deep terms: what a failing search grows must not end the worker."""

from __future__ import annotations

import subprocess
import sys

import pytest

_DEEP = """
from wonton.core.expr import app, const, free
from wonton.core.goal import Goal, Hypothesis
from wonton.core.signature import goal_sig
from wonton.providers.base import GoalContext
from wonton.providers.heuristic import HeuristicProvider
from wonton.runs.interpreter import allow_deep_terms

def tower(base):
    for _ in range(1200):
        base = app(const("Nat.succ"), base)
    return base

allow_deep_terms()
assert tower(free("n")) == tower(free("n")) != tower(free("m"))
target = app(const("Eq"), const("Nat"), tower(app(const("Nat.double"), free("n"))), tower(free("n")))
names = [Hypothesis(name, "Nat", const("Nat")) for name in "nm"]
facts = [Hypothesis("h", "deep", app(const("Eq"), const("Nat"), tower(free("n")), tower(free("m"))))]
goal = Goal((*names, *facts), target, "deep")
print(goal_sig(goal), len(HeuristicProvider().propose(goal, GoalContext("t", ""))) > 0)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems fix the stack of the main thread")
def test_goals_of_a_thousand_levels_are_proposed_for() -> None:
    done = subprocess.run([sys.executable, "-c", _DEEP], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.split()[1:] == ["True"]
