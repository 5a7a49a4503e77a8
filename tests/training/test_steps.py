"""Goals of proof steps: only those whose names are known for sure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wonton.artifacts.trees import TreeTable
from wonton.artifacts.write import write_json
from wonton.core.errors import ArtifactError
from wonton.core.expr import const, free
from wonton.core.goal import Goal, Hypothesis
from wonton.training.steps import theorem_steps


def _goal(name: str) -> Goal:
    """`name : Prop ⊢ p name`."""
    return Goal((Hypothesis(name, "Prop", const("Prop")),), free(name), name)


def _node(number: int, parent: int | None, edge: int | None, signature: str, solved_by: int) -> dict[str, Any]:
    head = {"node_id": number, "parent": parent, "parent_edge": edge, "position": 0}
    return {**head, "signature": signature, "solved_by": solved_by}


def _variant(folder: Path, name: str, first: str, last: str) -> None:
    """A search that goes from `root` by the tactic `first` to `leaf`, and closes that by `last`."""
    edges = [
        {"edge_id": 0, "tactic": first, "children": [1]},
        {"edge_id": 1, "tactic": last, "children": []},
    ]
    nodes = [_node(0, None, None, "root", 0), _node(1, 0, 0, "leaf", 1)]
    expansions = [
        {"node_id": 0, "attempts": [{"tactic": "fails"}, {"tactic": first, "children": ["leaf"]}]},
        {"node_id": 1, "attempts": [{"tactic": last}]},
    ]
    write_json(folder / f"{name}_mcts_tree.json", {"root": 0, "nodes": nodes, "edges": edges})
    write_json(folder / f"{name}_history.json", {"expansions": expansions})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three variants: the second takes the first's way, the third one that may call the hypothesis otherwise."""
    table = TreeTable()
    goals = {"root": [table.add_goal(_goal("a"))], "leaf": [table.add_goal(_goal("h"))]}
    write_json(tmp_path / "goals.json.gz", {"trees": table.rows, "goals": goals})
    write_json(tmp_path / "theorem.json", {"item_id": "t", "variants": ["wild_type", "control_null", "block_x"]})
    _variant(tmp_path, "wild_type", "intro h", "exact h")
    _variant(tmp_path, "control_null", "intro h", "apply h")
    _variant(tmp_path, "block_x", "intro k", "exact k")
    return tmp_path


def test_a_goal_belongs_to_the_way_that_met_it_first(folder: Path) -> None:
    found = theorem_steps(folder, "t", ("wild_type", "control_null", "block_x"))
    assert [(step.variant, step.goal.text, step.tactic) for step in found.steps] == [
        ("wild_type", "a : Prop\n⊢ a", "intro h"),
        ("wild_type", "h : Prop\n⊢ h", "exact h"),
        ("control_null", "a : Prop\n⊢ a", "intro h"),
        ("control_null", "h : Prop\n⊢ h", "apply h"),
        ("block_x", "a : Prop\n⊢ a", "intro k"),
    ]
    assert found.unnamed == 1  # the step `exact k`: its goal was kept under the name `h`


def test_a_variant_that_failed_still_tells_where_goals_came_from(folder: Path) -> None:
    found = theorem_steps(folder, "t", ("block_x",))
    assert [step.tactic for step in found.steps] == ["intro k"]
    assert found.unnamed == 1


@pytest.mark.parametrize("name", ["goals.json.gz", "theorem.json", "control_null_history.json"])
def test_what_is_missing_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ArtifactError, match=name):
        theorem_steps(folder, "t", ("wild_type",))


def test_what_is_not_as_published_is_an_error(folder: Path) -> None:
    write_json(folder / "block_x_mcts_tree.json", {"root": 0, "nodes": [{}], "edges": []})
    with pytest.raises(ArtifactError, match="damaged"):
        theorem_steps(folder, "t", ("wild_type",))
