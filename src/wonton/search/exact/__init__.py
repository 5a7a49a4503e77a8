"""Exact null models on the full AND/OR graph of a theorem under a provider.

`ExactGraph` is the graph as a value. On it: `sequential` and `sequential_within`, the sequential null model solved;
`blind`, blind_uniform search solved; `simulate_sequential`, `simulate_within` and `simulate_blind`, the same drawn;
`Replay`, `Search` itself played on the graph; `null_models`, all of them side by side. The derivations stand in
docs/explanation/exact-null-models.md.
"""

from __future__ import annotations

from wonton.search.exact.blind import Blind, blind, simulate_blind
from wonton.search.exact.graph import ExactGraph, GraphCut, GraphNode, Move, quotient
from wonton.search.exact.replay import Replay
from wonton.search.exact.report import Budgets, Row, null_models
from wonton.search.exact.sequential import DeadEnd, Exact, sequential
from wonton.search.exact.simulate import (
    Mean,
    Share,
    Simulated,
    SimulatedWithin,
    simulate_sequential,
    simulate_within,
)
from wonton.search.exact.unfold import TooLargeError
from wonton.search.exact.within import Within, sequential_within

__all__ = [
    "Blind",
    "Budgets",
    "DeadEnd",
    "Exact",
    "ExactGraph",
    "GraphCut",
    "GraphNode",
    "Mean",
    "Move",
    "Replay",
    "Row",
    "Share",
    "Simulated",
    "SimulatedWithin",
    "TooLargeError",
    "Within",
    "blind",
    "null_models",
    "quotient",
    "sequential",
    "sequential_within",
    "simulate_blind",
    "simulate_sequential",
    "simulate_within",
]
