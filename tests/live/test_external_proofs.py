"""Proofs of installed provers on the problems of ../shared/data: each one that is found is a complete graph.

The gate runs eight problems a prover, some 20 seconds in all. `WONTON_EXTERNAL_PROOFS=1` runs all of them with 10
seconds each (about 20 minutes on two cores).
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import pytest
from tests.external.proofs.leaves import check_tptp_leaves

from wonton.artifacts import layout
from wonton.artifacts.read import read_json
from wonton.core.errors import MissingToolError
from wonton.corpus.building import build_problems
from wonton.external.backends import backend
from wonton.external.find import find
from wonton.external.order import ExternalSettings, problem_of
from wonton.external.proofs import Derivation, flaws
from wonton.external.proofs.files import read_graph
from wonton.external.proofs.sexprs import head, read_sexprs
from wonton.external.run import ExternalPlan, execute_external

DATA = Path(__file__).parents[3] / "shared" / "data"
FULL = os.environ.get("WONTON_EXTERNAL_PROOFS") == "1"
QUICK = {
    "tptp": "BOO006-1 COL042-8 MGT063+1 PUZ028-6 funct_1__t34_funct_1 relat_1__t173_relat_1 xboole_1__t88_xboole_1 "
    "zfmisc_1__t100_zfmisc_1",
    "smtlib": "3832 fp-conversions-31 fp-min-zero-zero-4 fp-rem-9 fp-rem-14 fp-sqrt-7 lia1 t121",
}
WANTED = {"e": 0.95, "vampire": 0.95, "z3": 0.9, "cvc5": 0.9}

pytestmark = pytest.mark.skipif(not (DATA / "tptp").is_dir(), reason="../shared/data is not there")


@lru_cache(maxsize=4)
def proved(name: str, folder: Path) -> dict[str, tuple[Path, Path]]:
    """Of each problem that the prover proves, a proof printed before the limit, its file and its folder in the run."""
    try:
        binary = find(backend(name))
    except MissingToolError as error:
        pytest.skip(error.message)
    language = backend(name).format
    root = DATA / language
    items = build_problems(folder, root, language).items
    wanted = QUICK[language].split()
    problems = tuple(problem_of(item, root, language) for item in items)
    chosen = tuple(problem for problem in problems if FULL or problem.name in wanted)
    assert FULL or len(chosen) == len(wanted)
    settings = ExternalSettings(name, "", 10.0 if FULL else 4.0)
    report = execute_external(ExternalPlan(folder / "logs", name, settings, binary, chosen), workers=2)
    assert not report.summary["alarms"]
    rows = {row["item_id"]: row for row in report.summary["problems"]}
    return {
        problem.item_id: (problem.path, layout.theorem_folder(report.run_dir, problem.item_id))
        for problem in chosen
        if rows[problem.item_id]["outcome"] == "proved" and rows[problem.item_id]["proof"] != "none"
    }


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("external")


@pytest.mark.parametrize("name", WANTED)
def test_proofs_are_complete_graphs(name: str, runs: Path) -> None:
    found = proved(name, runs)
    assert len(found) >= (10 if FULL else 1)
    complete = 0
    for path, folder in found.values():
        content = read_json(folder / layout.PROOF_GRAPH)
        if not content["complete"]:
            assert content["notes"], path.name
            continue
        complete += 1
        check_graph(read_graph(content["graph"]), path)
    assert complete >= WANTED[name] * len(found), f"{complete} of {len(found)} proofs are complete"


def check_graph(graph: Derivation, path: Path) -> None:
    """Assert that the root is the contradiction and that every leaf is a formula of the problem."""
    assert flaws(graph) == []
    assert graph.root.formula is not None
    assert graph.root.formula.label == "False"
    if path.suffix == ".p":
        check_tptp_leaves(graph, path, DATA / "tptp")
        return
    inputs = [leaf for leaf in graph.leaves() if leaf.kind == "input"]
    commands = read_sexprs(path.read_text(encoding="utf-8"))
    assert len(inputs) > 0
    assert any(head(command) == "assert" for command in commands)
    for leaf in inputs:
        assert leaf.formula is not None
        made_up = [node.label for node in leaf.formula.walk() if "!" in node.label]
        assert not made_up, leaf.name
