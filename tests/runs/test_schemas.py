"""Every artifact of a run follows its published schema; the schemas are neither fewer nor wider than they should be."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from wonton.artifacts.read import read_json, read_lines
from wonton.artifacts.schemas import KINDS, kind_of, schema
from wonton.runs import execute_run

from .worlds import ALL, plan


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
    assert min(seen.values()) > 0, f"a kind of file was never seen: {seen}"


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
