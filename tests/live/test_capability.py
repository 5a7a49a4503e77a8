"""From Lean files to the program: a corpus `mathlib4` of the tests' tree, gates A and B, a kill in between, and p1."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from wonton.assistants.children import environment
from wonton.cli.main import main

TREE = Path(__file__).parents[1] / "corpus" / "lean" / "tree"
SWEEP = ("corpus", "sweep-capability", "lean:mathlib4", "--limit", "5", "--plain")
PROGRAM = ("program", "run", "followup-2026-03", "--phase", "p1", "--execute", "--json")
TINY = {"LEAN_PROVIDERS_CSV": "heuristic", "PANEL_SAMPLE": "1", "RESEARCH_BUDGET": "quick"}


def derived(root: Path) -> list[bytes]:
    """What gates A and B wrote."""
    (build,) = (root / "corpora" / "lean" / "mathlib4").glob("[!.]*/")
    names = ("capability.jsonl", "derived/valid.json", "derived/feasible.json")
    return [(build / name).read_bytes() for name in names]


def test_from_lean_files_to_the_program(
    tmp_path: Path, tool_cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    once, torn = tmp_path / "once", tmp_path / "torn"
    once.mkdir()
    (once / "cache").symlink_to(tool_cache)
    assert main(("corpus", "build", "lean-mathlib", str(TREE), "--home", str(once))) == 0
    assert main(("corpus", "validate", "lean:mathlib4", "--home", str(once))) == 3
    shutil.copytree(once, torn, symlinks=True)
    assert main((*SWEEP, "--home", str(once))) == 0

    words = [sys.executable, "-m", "wonton", *SWEEP, "--home", str(torn)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment()) as process:
        assert process.stdout is not None
        assert any(line.startswith("1/5") for line in process.stdout)
        process.kill()
    assert not list(torn.glob("corpora/lean/mathlib4/*/capability.jsonl"))
    assert main((*SWEEP, "--resume", "--home", str(torn))) == 0
    assert derived(torn) == derived(once)

    for name, value in TINY.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("LEAN_CORPUS_REF", raising=False)
    capsys.readouterr()
    assert main((*PROGRAM, "--home", str(torn))) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (summary,) = (row for row in rows if row["kind"] == "summary")
    feasible = json.loads(derived(torn)[-1])["item_ids"]
    (theorem,) = summary["theorems"]
    assert theorem["item_id"] in feasible and theorem["status"] == "solved"
