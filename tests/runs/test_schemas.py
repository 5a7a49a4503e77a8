"""Every artifact of a run follows its published schema; the schemas are neither fewer nor wider than they should be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from jsonschema import Draft202012Validator

from wonton.artifacts.read import read_json, read_lines
from wonton.artifacts.schemas import KINDS, kind_of, schema
from wonton.core.errors import Interrupted
from wonton.metrics.bootstrap import Method
from wonton.runs import RunEvent, execute_run
from wonton.runs.order import BasinSettings

from .worlds import ALL, plan

BASIN_KINDS = ("basin_analysis", "basin_seeds", "seed")
EXTERNAL_KINDS = (
    *("coq_replay", "external_config", "external_result", "external_summary"),
    *("proof_check", "proof_graph"),
)
POSTPROCESSED_KINDS = ("attractor_clusters", "ged_matrix", "measures", "postprocess_metrics")


def validate_run(run_dir: Path) -> dict[str, int]:
    """Validate every file below `run_dir`; gives the number of files by kind."""
    validators = {kind: Draft202012Validator(schema(kind)) for kind in KINDS}
    seen = dict.fromkeys(KINDS, 0)
    for path in sorted(path for path in run_dir.rglob("*") if path.is_file()):
        kind = kind_of(path)
        assert kind is not None, f"{path} is no artifact"
        for value in read_lines(path) if path.suffix == ".jsonl" else [read_json(path)]:
            problems = [f"{path.name}: {e.json_path}: {e.message}" for e in validators[kind].iter_errors(value)]
            assert problems == []
        seen[kind] += 1
    return seen


def test_every_artifact_follows_its_schema(tmp_path: Path) -> None:
    chosen = plan(tmp_path, *ALL, "lost", lesions=("block_intro",))
    seen = validate_run(execute_run(chosen, workers=1).run_dir)
    assert seen.pop("recheck") == 0, "a run judges its proofs by its own assistant only"
    assert [seen.pop(kind) for kind in BASIN_KINDS] == [0, 0, 0], "a run with lesions has no basins"
    assert [seen.pop(kind) for kind in POSTPROCESSED_KINDS] == [0, 0, 0, 0], "a run does not postprocess itself"
    assert {seen.pop(kind) for kind in EXTERNAL_KINDS} == {0}, "a search is no automatic prover"
    assert seen.pop("providers_summary") == 0, "a run is of one provider"
    assert min(seen.values()) > 0, f"a kind of file was never seen: {seen}"


def test_a_stopped_basin_and_what_became_of_it_follow_their_schemas(tmp_path: Path) -> None:
    """Stopped within its second theorem: the first is whole, the second has single seeds."""
    chosen = replace(plan(tmp_path, "and", "or", wild_only=True), basin=BasinSettings(3, blind=True))
    seen = list[str]()

    def stop(event: RunEvent) -> None:
        seen.append(event.kind)
        if seen.count("seed_finished") == 5:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        execute_run(chosen, workers=0, observer=stop)
    begun = validate_run(chosen.run_dir)
    assert (begun["basin_seeds"], begun["basin_analysis"], begun["summary"]) == (1, 1, 0)
    assert begun["seed"] >= 2
    execute_run(chosen, workers=0, resume=True)
    done = validate_run(chosen.run_dir)
    assert (done["basin_seeds"], done["basin_analysis"], done["seed"], done["summary"]) == (2, 2, 0, 1)


def test_a_summary_is_of_one_kind_of_run(tmp_path: Path) -> None:
    with_lesions = execute_run(plan(tmp_path / "run", "or"), workers=0).summary
    basins = execute_run(
        replace(plan(tmp_path / "basin", "or", wild_only=True), basin=BasinSettings(2, blind=True)), workers=0
    ).summary
    validator = Draft202012Validator(schema("summary"))
    assert validator.is_valid({**with_lesions, "format_version": 1})
    assert validator.is_valid({**basins, "format_version": 1})
    for name in ("counts", "rates", "theorems"):
        assert not validator.is_valid({**basins, "format_version": 1, name: with_lesions[name]})


@pytest.mark.parametrize("kind", ["basin_analysis", "summary"])
def test_intervals_are_by_the_methods_that_there_are(kind: str) -> None:
    interval = schema(kind)["$defs"]["interval"]["anyOf"][0]
    assert interval["properties"]["method"]["enum"] == list(get_args(Method))


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_schemas_and_closed(kind: str) -> None:
    found = schema(kind)
    Draft202012Validator.check_schema(found)
    assert found["title"] == kind and found["description"]
    assert kind == "events" or found["additionalProperties"] is False
    assert kind in ("events", "mcts_trace") or "format_version" in found["required"]


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_documented(kind: str) -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "run-directory.md"
    assert f"schemas/{kind}.json" in page.read_text(encoding="utf-8")
