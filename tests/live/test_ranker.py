"""A ranker trained on Lean's proofs of a few theorems, and a search with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from wonton.artifacts.read import read_json
from wonton.cli.main import main
from wonton.providers.family_prior import read_table

THEOREMS = ("and_rotate", "or_assoc_left", "bool_demorgan_or", "nat_zero_mul_add", "exists_swap")
#: All candidates of a goal are tried, so what was visited is all that was offered.
RUN = ("-b", "quick", "--wild-only", "--expansion", "all_successes", "--goal-sig", "strict", "--plain")

Visited = dict[tuple[str, str], list[str]]


@pytest.fixture
def home(tmp_path: Path, tool_cache: Path) -> Path:
    """A home that shares the session's compiled libraries."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "cache").symlink_to(tool_cache)
    return tmp_path / "home"


def run(home: Path, name: str, *options: str) -> Path:
    """Run it, and give the run directory."""
    chosen = [word for theorem in THEOREMS for word in ("-t", theorem)]
    assert main(["run", "--home", str(home), *RUN, "--run-id", name, *chosen, *options]) == 0
    return home / "logs" / name


def visited(run_dir: Path) -> Visited:
    """The tactics tried at each goal of each theorem, in order."""
    found: Visited = {}
    for theorem in THEOREMS:
        nodes = read_json(run_dir / theorem / "wild_type_mcts_tree.json")["nodes"]
        for expansion in read_json(run_dir / theorem / "wild_type_history.json")["expansions"]:
            if expansion["start"] == 0 and len(expansion["attempts"]) == expansion["offers"]:
                goal = (theorem, nodes[expansion["node_id"]]["signature"])
                found.setdefault(goal, [attempt["tactic"] for attempt in expansion["attempts"]])
    return found


def test_a_search_with_a_trained_ranker_visits_the_same_candidates_in_another_order(home: Path, tmp_path: Path) -> None:
    plain = visited(run(home, "plain"))
    assert main(["lake", "reconcile", "--home", str(home), "--plain"]) == 0
    file = tmp_path / "prior.json"
    train = ("train", "family-prior", "--home", str(home), "--out", str(file), "--held-out", "0.3", "--seed", "1")
    assert main([*train, "--plain"]) == 0
    table = read_table(file)
    parts = table.provenance["parts"]
    assert parts["held_out"]["proposed"] > 0
    assert parts["training"]["proposed"] > 0
    file.write_bytes(replace(table, weight=4.0).encode())
    ranked = visited(run(home, "ranked", "--ranker", str(file)))
    same = sorted(set(plain) & set(ranked))
    assert len(same) > len(THEOREMS)
    assert all(Counter(plain[goal]) == Counter(ranked[goal]) for goal in same)
    assert any(plain[goal] != ranked[goal] for goal in same)
