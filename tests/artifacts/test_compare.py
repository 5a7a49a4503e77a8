"""Two runs are equal when their bytes are, timings and execution files aside."""

from __future__ import annotations

from pathlib import Path

from wonton.artifacts import layout, write
from wonton.artifacts.compare import comparable_files, differences, digest


def _run(path: Path, seconds: float, x: int = 1) -> Path:
    (path / "t").mkdir(parents=True)
    write.write_json(path / layout.RUN_CONFIG, {"x": 0})
    write.write_json(path / layout.RUN_STATUS, {"started": seconds})
    write.append_line(path / layout.EVENTS, {"time": seconds})
    write.write_json(path / "t" / "wild_type_metrics.json", {"timings": {"seconds": seconds}, "x": x})
    write.write_json(path / "t" / "wild_type_assembly.json.gz", {"timings": {"seconds": seconds}, "x": x})
    write.write_lines(path / "t" / "wild_type_mcts_trace.jsonl", [{"x": x}])
    return path


def test_timings_and_execution_files_are_left_out(tmp_path: Path) -> None:
    one, two = _run(tmp_path / "one", 1.0), _run(tmp_path / "two", 2.0)
    assert digest(one) == digest(two)
    assert differences(one, two) == []
    assert len(comparable_files(one)) == 4


def test_every_other_difference_is_found(tmp_path: Path) -> None:
    one, two = _run(tmp_path / "one", 1.0), _run(tmp_path / "two", 1.0, x=2)
    (two / "t" / "stray").write_text("")
    assert digest(one) != digest(two)
    found = differences(one, two)
    assert [line.split(":")[0] for line in found] == [
        "t/stray",
        "t/wild_type_assembly.json.gz",
        "t/wild_type_mcts_trace.jsonl",
        "t/wild_type_metrics.json",
    ]
    assert '"x": 1' in found[3] and '"x": 2' in found[3]


def test_names_count(tmp_path: Path) -> None:
    one, two = _run(tmp_path / "one", 1.0), _run(tmp_path / "two", 1.0)
    (two / "t" / "wild_type_mcts_trace.jsonl").rename(two / "t" / "control_null_mcts_trace.jsonl")
    assert digest(one) != digest(two)
