"""What Vampire 5.1 printed for the problems of ../shared/data: every proof is complete, and rests on the problem.

About 75 proofs; the whole module takes some 10 seconds.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.external.proofs.leaves import check_tptp_leaves

from wonton.external.proofs import read_proof
from wonton.external.szs import proof_block

DATA = Path(__file__).parents[4] / "shared" / "data"
RECORDED = sorted([*(DATA / "vampire").glob("*.out"), *(DATA / "vampire" / "tptp").glob("*.out")])
PROBLEMS = {path.stem: path for path in [*DATA.glob("vampire/*.p"), *DATA.glob("tptp/Problems/*/*.p")]}

pytestmark = pytest.mark.skipif(not RECORDED, reason="../shared/data/vampire is not there")


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.name.removesuffix(".out"))
def test_the_proof_is_complete(path: Path) -> None:
    text = proof_block(path.read_text(encoding="utf-8"))
    if not text:
        assert "SZS status Theorem" not in path.read_text(encoding="utf-8")
        return
    reading = read_proof(text, "tstp")
    assert reading.notes == ()
    assert reading.graph is not None
    check_tptp_leaves(reading.graph, PROBLEMS[path.name.split(".")[0]], DATA / "tptp")
    assert not {node.rule for node in reading.graph.nodes if node.rule and node.family == "other"}
