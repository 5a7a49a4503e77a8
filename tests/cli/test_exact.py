"""`wonton exact`, on the fakes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from wonton.search.exact import ExactGraph

from .conftest import Wonton
from .fakes import FAKES


def test_table_of_null_models(wonton: Wonton) -> None:
    said = wonton("exact", *FAKES, "-t", "bool_and_comm", "--candidates", "2")
    assert said.code == 0, said.err
    assert "bool_and_comm: 3 goals" in said.out
    assert "complete" in said.out
    for model in ("sequential, stuck", "sequential, failure", "blind_uniform"):
        assert model in said.out


def test_json_and_saved_graph(wonton: Wonton, tmp_path: Path) -> None:
    folder = tmp_path / "graphs"
    said = wonton("exact", *FAKES, "--limit", "2", "--json", "--save", str(folder))
    assert said.code == 0, said.err
    assert len(said.of_kind("graph")) == 2
    rows = said.of_kind("null_model")
    assert [row["how"] for row in rows[:3]] == ["fractions", "fractions", "doubles"]
    assert rows[0]["fractions"]["p"] == "1"
    for path in sorted(folder.iterdir()):
        graph = ExactGraph.from_json(json.loads(gzip.decompress(path.read_bytes())))
        assert graph.complete


def test_an_incomplete_graph_exits_3_and_says_what_cut_it(wonton: Wonton) -> None:
    said = wonton("exact", *FAKES, "--limit", "1", "--depth", "1")
    assert said.code == 3
    assert "incomplete" in said.out
    assert "by depth; goals that were cut count as dead ends" in said.out


def test_lesions_can_leave_nothing(wonton: Wonton) -> None:
    said = wonton("exact", *FAKES, "--limit", "1", "--lesion", "block_constructor", "--lesion", "block_exact")
    assert said.code == 0
    assert "no choice of candidates proves it here" in said.out
    assert "inf" in said.out


def test_bad_usage(wonton: Wonton, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = wonton("exact", *FAKES, "--limit", "1", "--save", str(tmp_path / "file"))
    assert (said.code, "cannot be a folder" in said.err) == (2, True)
    assert wonton("exact", *FAKES, "--depth", "0").code == 2
    assert wonton("exact", *FAKES, "-t", "no_such_theorem").code == 2
    assert wonton("exact", *FAKES, "--lesion", "nonsense").code == 2
