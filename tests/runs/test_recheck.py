"""A finished run before another kernel: what is judged, what is written, what is refused beforehand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from wonton.artifacts.read import RunReader, open_run, read_json
from wonton.artifacts.schemas import kind_of, schema
from wonton.artifacts.write import write_json
from wonton.assistants.base import Theorem
from wonton.assistants.exchange.outcome import RecordedProof, Verdict
from wonton.cli.main import main
from wonton.core.errors import ArtifactError, Interrupted, SettingsError, UnknownNameError
from wonton.corpus import Selection, open_corpus, select
from wonton.runs import RunPlan, RunSettings, execute_run, recheck
from wonton.runs.files import script_json
from wonton.runs.recheck import check_run, recheck_run

from .worlds import FAKE, plan


@dataclass
class FakeKernel:
    """Accepts every proof but those whose source names `refuses`. `seen` are the batches that it was given."""

    name: str = "fake kernel 1"
    refuses: str = "\n"
    seen: list[int] = field(default_factory=list)

    def check(self, proofs: Sequence[RecordedProof]) -> list[Verdict]:
        """The verdict on each."""
        self.seen.append(len(proofs))
        return [self._verdict(proof) for proof in proofs]

    def _verdict(self, proof: RecordedProof) -> Verdict:
        if self.refuses in f"theorem {proof.theorem.name}":
            return Verdict("refused", self.name, "kernel", f"{self.refuses} does not do")
        return Verdict("accepted", self.name, axioms=("choice",))


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> FakeKernel:
    """A fake kernel that stands for all."""
    fake = FakeKernel()
    monkeypatch.setattr(recheck, "open_checker", lambda name, cache: fake)
    monkeypatch.setattr(recheck, "KERNELS", {FAKE: ("rocq", "lean")})
    monkeypatch.setattr(recheck, "same_library", lambda name, cache: "fake-1")
    return fake


@pytest.fixture
def run(tmp_path: Path) -> RunReader:
    """A finished run with proofs, and a theorem without."""
    return open_run(execute_run(plan(tmp_path, "or", "and", "long", "false"), workers=1).run_dir)


def contents(run: RunReader) -> dict[str, str]:
    files = sorted(path for path in run.run_dir.rglob("*") if path.is_file())
    return {path.relative_to(run.run_dir).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_solved_variant_gets_a_verdict(run: RunReader, kernel: FakeKernel, tmp_path: Path) -> None:
    before = contents(run)
    report = recheck_run(run, "rocq", tmp_path)
    solved = [(t.item_id, v) for t in run.theorems() for v in t.variants() if (t.metrics(v) or {})["solved"]]
    assert [(row.item_id, row.variant) for row in report.rows] == solved and len(solved) > 3
    after = contents(run)
    fresh = {name for name in after if name not in before}
    assert {name: after[name] for name in before} == before and len(fresh) == len(solved)
    validator = Draft202012Validator(schema("recheck"))
    for name in fresh:
        assert kind_of(run.run_dir / name) == "recheck"
        assert list(validator.iter_errors(read_json(run.run_dir / name))) == []
    assert report.exit_code == 0 and report.summary()["accepted"]["numerator"] == len(solved)


def test_the_same_again_gives_the_same_bytes(
    run: RunReader, kernel: FakeKernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = recheck_run(run, "rocq", tmp_path)
    before = contents(run)
    monkeypatch.setattr(recheck, "BATCH", 1)
    assert recheck_run(run, "rocq", tmp_path, workers=3) == first
    assert contents(run) == before and max(kernel.seen[1:]) == 1


def test_equal_proofs_are_judged_once(run: RunReader, kernel: FakeKernel, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    report = recheck_run(run, "rocq", tmp_path, observer=lambda done, total: told.append((done, total)))
    sources = {(t.item_id, (t.assembly(v) or {"source": None})["source"]) for t in run.theorems() for v in t.variants()}
    different = len({pair for pair in sources if pair[1] is not None})
    assert sum(kernel.seen) == different < len(report.rows) and told == [(different, different)]


def test_verdicts_of_other_kernels_are_kept(run: RunReader, kernel: FakeKernel, tmp_path: Path) -> None:
    recheck_run(run, "rocq", tmp_path, theorems=["or"])
    kernel.name, kernel.refuses = "fake kernel 2", "theorem"
    report = recheck_run(run, "lean", tmp_path, theorems=["or"])
    assert report.exit_code == 3 and {row.verdict.kind for row in report.rows} == {"kernel"}
    found = run.theorem("or").recheck("wild_type")
    assert found is not None and found["rechecked"] and sorted(found["verdicts"]) == ["lean", "rocq"]
    assert found["verdicts"]["rocq"]["axioms"] == ["choice"]
    assert found["verdicts"]["lean"]["reason"] == "theorem does not do"
    assert run.theorem("and").recheck("wild_type") is None


def test_the_summary_counts_kinds(run: RunReader, kernel: FakeKernel, tmp_path: Path) -> None:
    kernel.refuses = "theorem and"
    summary = recheck_run(run, "rocq", tmp_path).summary()
    wild = summary["accepted_wild_type"]
    assert (wild["numerator"], wild["denominator"]) == (2, 3) and 0 < wild["wilson_low"] < 2 / 3 < wild["wilson_high"]
    (refused,) = summary["not_accepted"]
    assert (refused["outcome"], refused["kind"]) == ("refused", "kernel")
    assert refused["count"] == summary["accepted"]["denominator"] - summary["accepted"]["numerator"]


@pytest.mark.parametrize(
    ("change", "kernel_name", "said"),
    [
        ({"status": "running"}, "rocq", "not finished"),
        ({"status": "failed"}, "rocq", "not finished"),
        ({}, "coqchk", "--kernel rocq or --kernel lean"),
    ],
)
def test_what_cannot_be_rechecked_is_said_first(
    run: RunReader, kernel: FakeKernel, tmp_path: Path, change: dict[str, Any], kernel_name: str, said: str
) -> None:
    write_json(run.run_dir / "run_status.json", {**run.status(), **change})
    with pytest.raises(SettingsError) as caught:
        recheck_run(run, kernel_name, tmp_path)
    assert said in str(caught.value) and caught.value.remedy
    assert kernel.seen == []


def test_runs_of_other_versions_are_refused(run: RunReader, kernel: FakeKernel, tmp_path: Path) -> None:
    config = run.config()
    write_json(
        run.run_dir / "run_config.json",
        {**config, "versions": {**config["versions"], "assistant": "lean-3-wheel-core"}},
    )
    with pytest.raises(SettingsError, match="made with lean-3-wheel-core"):
        recheck_run(run, "rocq", tmp_path)


def test_assistants_without_another_kernel(run: RunReader, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no other kernel"):
        check_run(run, "rocq", tmp_path)


def test_a_theorem_that_is_not_there(run: RunReader, kernel: FakeKernel, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="orr"):
        recheck_run(run, "rocq", tmp_path, theorems=["orr"])


def test_a_proof_that_is_gone_is_named(run: RunReader, kernel: FakeKernel, tmp_path: Path) -> None:
    folder = run.theorem("and").folder
    (folder / "wild_type_assembly.json.gz").rename(folder / "away")
    (folder / "done").write_text(json.dumps({"format_version": 1, "files": []}))
    with pytest.raises(ArtifactError, match="wild_type"):
        recheck_run(run, "rocq", tmp_path)


def test_a_header_that_was_too_long_is_looked_up(run: RunReader, kernel: FakeKernel, tmp_path: Path) -> None:
    reader = run.theorem("and")
    write_json(reader.folder / "theorem.json", {**reader.theorem(), "header": "sha256:00 of 2000 characters"})
    with pytest.raises(ArtifactError, match="and: its header"):
        recheck_run(run, "rocq", tmp_path)
    full = Theorem("and", "and", "And a b", "x" * 2000)
    cases = list(recheck.solved_cases(reader, {"and": full}.__getitem__))
    assert cases and all(case.proof.theorem is full for case in cases)


def test_the_script_is_the_one_that_was_found(run: RunReader) -> None:
    (case, *_) = recheck.solved_cases(run.theorem("and"), None)
    assembly = run.theorem("and").assembly("wild_type")
    assert case.proof.script is not None and assembly is not None
    assert script_json(case.proof.script) == assembly["script"] and len(case.proof.script.children) == 2


def test_a_damaged_verdict_is_named(run: RunReader, kernel: FakeKernel, tmp_path: Path) -> None:
    path = run.theorem("and").folder / "wild_type_recheck.json"
    path.write_text("{")
    with pytest.raises(ArtifactError) as caught:
        recheck_run(run, "rocq", tmp_path)
    assert str(path) in caught.value.message and "Delete" in caught.value.remedy


def test_ctrl_c_writes_nothing(
    run: RunReader, kernel: FakeKernel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(recheck, "BATCH", 1)
    before = contents(run)
    with pytest.raises(Interrupted):
        recheck_run(run, "rocq", tmp_path, observer=stop)
    assert contents(run) == before


def test_a_lean_run_before_rocq(tmp_path: Path, tool_cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Searched, rechecked and shown: the command line from end to end."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "cache").symlink_to(tool_cache)
    corpus = open_corpus(home, "lean:core")
    chosen = select(corpus.items, Selection(theorems=("and_middle", "bool_not_not")))
    settings = RunSettings(assistant="lean", corpus=str(corpus.ref), budget="quick", seed=1, wild_only=True)
    theorems = tuple(corpus.theorem(item) for item in chosen)
    execute_run(RunPlan(home / "logs", "two", settings, theorems, cache=tool_cache), workers=1)
    assert main(["recheck", "two", "--home", str(home), "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["kind"] for row in rows] == ["recheck", "recheck", "summary"]
    assert rows[-1]["summary"]["accepted"]["numerator"] == 2
    assert main(["show", "two", "and_middle", "--home", str(home), "--plain"]) == 0
    shown = capsys.readouterr().out
    assert "rechecked: accepted by rocq kernel 8." in shown and " rechecked " in shown
    assert main(["show", "two", "--home", str(home), "--plain"]) == 0
    assert "rechecked by rocq kernel 8." in capsys.readouterr().out
    assert main(["recheck", "two", "--home", str(home), "--kernel", "coqchk"]) == 2
    assert "--kernel rocq" in capsys.readouterr().err
