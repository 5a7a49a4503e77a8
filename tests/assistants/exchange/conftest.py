"""Lean and Rocq as the exchange needs them, once for the session."""

from __future__ import annotations

from pathlib import Path

import pytest

from wonton.assistants.exchange.lean_to_rocq import RocqChecker, open_checker
from wonton.assistants.exchange.lean_to_rocq.constants import Catalogue
from wonton.assistants.exchange.lean_to_rocq.levels import label
from wonton.core.expr import const


@pytest.fixture(scope="session")
def rocq_checker(lean_cache: Path) -> RocqChecker:
    """Rocq's kernel for Lean's proofs."""
    return open_checker(lean_cache)


@pytest.fixture(scope="session")
def catalogue(rocq_checker: RocqChecker) -> Catalogue:
    """The constants of the Core library that its lemmas rest on."""
    catalogue = Catalogue(rocq_checker.toolchain)
    names = [lemma.name for lemma in rocq_checker.toolchain.lemmas]
    catalogue.complete([const(name) for name in [*names, "sorryAx", "Classical.choice"]])
    return catalogue


def at_ones(catalogue: Catalogue, name: str) -> str:
    """The label of a constant with 1 for each of its universe levels."""
    return label(name, (1,) * len(catalogue.get(name).parameters))
