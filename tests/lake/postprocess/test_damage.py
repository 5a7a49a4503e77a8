"""Files that are not what they should be: each is recorded with run, theorem and stage, and everything else goes on."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from wonton.artifacts.read import read_json
from wonton.artifacts.schemas import schema
from wonton.artifacts.write import write_json
from wonton.lake.postprocess import postprocess

from .conftest import RUN
from .test_postprocess import contents, snapshot

ITEM, OTHER = RUN[1], RUN[0]
Damage = Callable[[Path], object]


def cut(path: Path) -> None:
    """Keep the first half of a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def text(data: str | bytes) -> Damage:
    """Other content altogether."""
    return lambda path: path.write_bytes(data if isinstance(data, bytes) else data.encode())


def changed(**values: Any) -> Damage:
    """Some top-level keys with other values; `...` takes one out."""

    def do(path: Path) -> None:
        value = json.loads(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes())
        value.update(values)
        data = json.dumps({key: part for key, part in value.items() if part is not ...}).encode()
        path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)

    return do


def lines(edit: Callable[[list[bytes]], list[bytes]]) -> Damage:
    """The lines of a file, edited."""
    return lambda path: path.write_bytes(b"\n".join(edit(path.read_bytes().splitlines())) + b"\n")


def in_itself(path: Path) -> None:
    """A search tree whose root is a goal of its own proof."""
    value = read_json(path)
    root = value["nodes"][value["root"]]
    value["edges"][root["solved_by"]]["children"] = [value["root"]]
    write_json(path, value)


def lost_node(path: Path) -> None:
    """A proof graph with an edge to a node that there is not."""
    value = read_json(path)
    value["proof"]["nodes"].pop()
    write_json(path, value)


def other_folder(path: Path) -> None:
    """The theorem of another folder."""
    shutil.copy(path.parent.parent / OTHER / path.name, path)


def other_variant(path: Path) -> None:
    """The same file of another variant."""
    shutil.copy(path.with_name(path.name.replace("wild_type", "control_null")), path)


#: A message that is no text in any encoding.
SURROGATE = [{"attempts": [{"tactic": "rfl", "status": "failed", "message": "\ud800"}]}]

#: A file, what is done to it, and the stage and kind of the problem that this makes.
CASES: list[tuple[str, Damage, str, str]] = [
    ("wild_type_metrics.json", cut, "metrics", "damaged"),
    ("wild_type_metrics.json", text("[1, 2]"), "metrics", "damaged"),
    ("wild_type_metrics.json", text(b"\xff\xfe\x00"), "metrics", "damaged"),
    ("wild_type_metrics.json", changed(format_version=99), "metrics", "newer"),
    ("wild_type_metrics.json", changed(format_version=...), "metrics", "damaged"),
    ("wild_type_metrics.json", changed(solved=...), "metrics", "damaged"),
    ("wild_type_metrics.json", changed(variant="block_intro"), "metrics", "damaged"),
    ("wild_type_metrics.json", changed(iterations="many"), "mcts_trace", "damaged"),
    ("wild_type_metrics.json", changed(cuts=7), "measures", "damaged"),
    ("wild_type_metrics.json", changed(iterations=float("nan")), "mcts_trace", "damaged"),
    ("wild_type_history.json", changed(expansions=SURROGATE), "wild_type_measures.json", "damaged"),
    ("wild_type_mcts_tree.json", cut, "mcts_tree", "damaged"),
    ("wild_type_mcts_tree.json", text(""), "mcts_tree", "damaged"),
    ("wild_type_mcts_tree.json", other_variant, "mcts_tree", "damaged"),
    ("wild_type_mcts_tree.json", changed(nodes=[]), "mcts_tree", "damaged"),
    ("wild_type_mcts_tree.json", changed(nodes=None), "mcts_tree", "damaged"),
    ("wild_type_mcts_tree.json", changed(edges=[{"parent": 0}]), "mcts_tree", "damaged"),
    ("wild_type_mcts_tree.json", changed(format_version=2), "mcts_tree", "newer"),
    ("wild_type_mcts_tree.json", in_itself, "mcts_tree", "damaged"),
    ("wild_type_graph.json", cut, "graph", "damaged"),
    ("wild_type_graph.json", changed(proof=None), "graph", "damaged"),
    ("wild_type_graph.json", lost_node, "graph", "damaged"),
    ("wild_type_mcts_trace.jsonl", cut, "mcts_trace", "incomplete"),
    ("wild_type_mcts_trace.jsonl", text(""), "mcts_trace", "incomplete"),
    ("wild_type_mcts_trace.jsonl", text(b"\x00\xff" * 50), "mcts_trace", "incomplete"),
    ("wild_type_mcts_trace.jsonl", lines(lambda rows: [*rows, rows[0]]), "mcts_trace", "damaged"),
    ("wild_type_mcts_trace.jsonl", lines(lambda rows: [b'{"reason": "expanded"}']), "mcts_trace", "damaged"),
    ("wild_type_mcts_trace.jsonl", lines(lambda rows: rows[1:]), "mcts_trace", "incomplete"),
    ("wild_type_history.json", cut, "history", "damaged"),
    ("wild_type_history.json", changed(expansions=[{"attempts": [{}]}]), "history", "damaged"),
    ("wild_type_history.json", text("[" * 100_000), "history", "damaged"),
    ("goals.json.gz", cut, "goals.json.gz", "damaged"),
    ("goals.json.gz", text("not compressed"), "goals.json.gz", "damaged"),
    ("goals.json.gz", changed(trees=[["app", "", "", 5]]), "goals.json.gz", "damaged"),
    ("goals.json.gz", changed(goals={"a": [{}]}), "goals.json.gz", "damaged"),
    ("theorem.json", cut, "theorem.json", "damaged"),
    ("theorem.json", other_folder, "theorem.json", "damaged"),
    ("theorem.json", changed(variants=5), "theorem.json", "damaged"),
    ("theorem.json", changed(variants=["wild_type", None]), "variants", "damaged"),
    ("theorem.json", changed(format_version=7), "theorem.json", "newer"),
    ("done", cut, "done", "damaged"),
    ("done", changed(format_version=5), "done", "newer"),
    ("done", changed(files=["absent.json"]), "done", "incomplete"),
    ("done", changed(files=7), "done", "damaged"),
    ("done", Path.unlink, "done", "incomplete"),
]


@pytest.mark.parametrize(("name", "damage", "stage", "kind"), CASES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CASES)])
def test_damage_is_recorded_and_stays_where_it_is(
    done_run: Path, name: str, damage: Damage, stage: str, kind: str
) -> None:
    before = contents(done_run)
    damage(done_run / ITEM / name)
    report = postprocess(done_run)
    assert report.exit_code == 3
    told = read_json(done_run / "postprocess_metrics.json")
    assert list(Draft202012Validator(schema("postprocess_metrics")).iter_errors(told)) == []
    assert told["problems"] == [problem.to_json() for problem in report.problems]
    (problem, *_) = [p for p in report.problems if p.stage == stage]
    assert (problem.run, problem.theorem, problem.kind) == ("run", ITEM, kind)
    assert problem.variant == ("wild_type" if name.startswith("wild_type") and "measures.json" not in stage else "")
    assert problem.message and str(done_run) not in problem.message
    assert {p.theorem for p in report.problems} == {ITEM}
    after = contents(done_run)
    others = [file for file in before if file.split("/")[0] in {*RUN} - {ITEM}]
    assert {file: after[file] for file in others} == {file: before[file] for file in others}
    clusters = done_run / ITEM / "attractor_clusters.json"
    if told["theorems"][sorted(RUN).index(ITEM)]["status"] == "measured":
        keys = {read_json(path)["key"] for path in (done_run / ITEM).glob("*_measures.json")}
        assert keys <= {read_json(clusters)["key"]}, "no measures of other inputs were left"
    standing = snapshot(done_run)
    again = postprocess(done_run)
    assert (again.written, again.exit_code, again.problems) == (0, 3, report.problems)
    assert snapshot(done_run) == standing


def test_what_does_not_need_the_damaged_file_is_computed(done_run: Path) -> None:
    folder = done_run / OTHER
    whole = read_json(folder / "block_exact_measures.json")
    cut(folder / "wild_type_mcts_trace.jsonl")
    cut(folder / "control_null_mcts_tree.json")
    postprocess(done_run)
    value = read_json(folder / "block_exact_measures.json")
    wild, control = value["comparisons"]
    for name in ("ged_proof_graph", "ged_search_graph", "goal_novelty", "solution_path_soft_distance"):
        assert wild[name] == whole["comparisons"][0][name]
    assert not wild["trajectory_comparison"]["valid"] and wild["trajectory_comparison"]["divergence_iteration"] is None
    assert 0 < wild["trajectory_comparison"]["trace_completeness"] < 1
    assert wild["ged_trace_graph"]["valid"] and "lacks iterations" in wild["ged_trace_graph"]["validity"][-1]
    assert not control["ged_search_graph"]["valid"] and control["ged_search_graph"]["value"] is None
    assert control["trajectory_comparison"] == whole["comparisons"][1]["trajectory_comparison"]
    assert not read_json(folder / "wild_type_measures.json")["k_search_efficiency"]["valid"]
    assert value["k_search_efficiency"] == whole["k_search_efficiency"]


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (cut, "damaged"),
        (changed(format_version=3), "newer"),
        (changed(settings=...), "damaged"),
        (changed(theorems=[{"name": "x"}]), "damaged"),
        (text("null"), "damaged"),
    ],
)
def test_a_run_that_cannot_be_read_does_not_stop_the_others(done: Path, damage: Damage, kind: str) -> None:
    damage(done / "day" / "p1" / "run" / "run_config.json")
    report = postprocess(done)
    assert report.exit_code == 3
    unread, basin = report.runs
    assert [(p.run, p.theorem, p.stage, p.kind) for p in unread.problems] == [("run", "", "run_config.json", kind)]
    assert basin.problems == () and basin.current == 2
    told = read_json(done / "day" / "p1" / "run" / "postprocess_metrics.json")
    assert told["problems"] == [problem.to_json() for problem in unread.problems]
    assert postprocess(done).written == 0


def test_foreign_folders_and_missing_theorems_are_told(done_run: Path) -> None:
    shutil.copytree(done_run / ITEM, done_run / "stranger")
    (done_run / "notes").mkdir()
    (done_run / "notes" / "readme.txt").write_text("no theorem")
    shutil.rmtree(done_run / OTHER)
    given_up = done_run / RUN[2]
    (given_up / "done").unlink()
    write_json(given_up / "failure.json", {"item_id": RUN[2], "reason": "its worker died"})
    report = postprocess(done_run)
    assert sorted((p.theorem, p.stage, p.kind) for p in report.problems) == sorted(
        [
            ("stranger", "theorem.json", "damaged"),
            (OTHER, "done", "incomplete"),
            (RUN[2], "failure.json", "given_up"),
        ]
    )
    (row,) = report.runs
    assert (row.current, row.left_out) == (2, 2)
    states = {r["folder"]: r["status"] for r in read_json(done_run / "postprocess_metrics.json")["theorems"]}
    assert states == {ITEM: "measured", OTHER: "incomplete", RUN[2]: "given_up", RUN[3]: "measured"}


def test_a_damaged_basin_is_told(done: Path) -> None:
    basin = done / "day" / "p3" / "basin"
    cut(basin / OTHER / "basin_seeds.json")
    report = postprocess(basin)
    assert [(p.theorem, p.stage, p.kind) for p in report.problems] == [(OTHER, "basin_seeds.json", "damaged")]
    assert report.runs[0].current == 1
    assert postprocess(basin).written == 0
