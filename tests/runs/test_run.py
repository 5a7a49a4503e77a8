"""Runs on a scripted world: what is stored, that it depends on nothing but the settings, and how runs end and go on."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from wonton.artifacts import layout, write
from wonton.artifacts.compare import differences, digest
from wonton.artifacts.read import open_run, read_json
from wonton.assistants.base import CheckedProof
from wonton.assistants.fake import FakeAssistant
from wonton.core.errors import (
    ArtifactError,
    FormatVersionError,
    Interrupted,
    MissingToolError,
    RunExistsError,
    SettingsError,
    UnknownNameError,
)
from wonton.runs import RunEvent, RunPlan, RunReport, execute_run

from .worlds import ALL, SETTINGS, SOLVED, Ledger, plan


def _inline(plan: RunPlan, resume: bool = False) -> RunReport:
    return execute_run(plan, workers=0, resume=resume)


def test_outcomes_of_the_world(tmp_path: Path) -> None:
    report = _inline(plan(tmp_path, lesions=("block_intro",)))
    rows = {row["item_id"]: row for row in report.summary["theorems"]}
    assert {item: row["status"] for item, row in rows.items()} == {
        "or": "solved",
        "and": "solved",
        "long": "solved",
        "false": "unsolved",
        "nonsense": "refused",
        "trap": "solved",
    }
    outcomes = {item: {v["variant"]: v["outcome"] for v in row["lesions"]} for item, row in rows.items()}
    assert outcomes["and"]["block_constructor"] == "collapse"
    assert outcomes["and"]["block_intro"] == "replicate"
    assert outcomes["or"]["block_left"] == "reroute"
    assert outcomes["or"]["block_family_split"] == "collapse"
    assert outcomes["false"] == {"block_intro": None}, "neither solved: there is nothing to compare"
    assert report.exit_code == 3, "a refused statement is a partial result"


def test_a_lesion_can_rescue(tmp_path: Path) -> None:
    """Best-first walks down the endless branch until its budget is spent; without `intro` it takes the other."""
    report = _inline(plan(tmp_path, "trap", policy="best_first", lesions=("block_intro",)))
    row = report.summary["theorems"][0]
    assert (row["status"], row["wild_type"]["status"]) == ("unsolved", "exhausted")
    assert [(v["variant"], v["outcome"]) for v in row["lesions"]] == [("block_intro", "rescue")]
    assert report.summary["outcomes"]["lesions"]["rescue"]["numerator"] == 1
    assert report.summary["outcomes"]["lesions"]["main"]["collapse"]["denominator"] == 0


def test_counts_and_denominators_of_the_world(tmp_path: Path) -> None:
    summary = _inline(plan(tmp_path)).summary
    assert {k: v for k, v in summary["counts"].items() if k != "tau"} == {
        "theorems": 6,
        "solved": 4,
        "unsolved": 1,
        "refused": 1,
        "failed": 0,
        "lesions": sum(len(row["lesions"]) for row in summary["theorems"]),
    }
    assert (summary["rates"]["solved"]["numerator"], summary["rates"]["solved"]["denominator"]) == (4, 5)
    main = summary["outcomes"]["lesions"]["main"]
    assert (
        sum(rate["numerator"] for rate in main.values())
        == main["replicate"]["denominator"]
        == summary["counts"]["lesions"]
    )
    assert summary["deterministic"] is False, "`false` times out by the clock"
    assert summary["nondeterministic"] == 1


def test_easy_tactics_are_blocked_unless_allowed(tmp_path: Path) -> None:
    closed = _inline(plan(tmp_path, "or", run_id="closed", wild_only=True))
    opened = _inline(
        plan(tmp_path, "or", run_id="open", wild_only=True, allow_easy=True, policy="blind_uniform", seed=5)
    )
    history = open_run(closed.run_dir).theorem("or").history("wild_type")
    assert history is not None
    assert "simp" not in {a["tactic"] for e in history["expansions"] for a in e["attempts"] if a["status"] != "blocked"}
    rows = opened.summary["theorems"][0]
    assert rows["control_null"] is None and rows["lesions"] == []


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_workers_change_no_byte(tmp_path: Path, workers: int) -> None:
    one = _inline(plan(tmp_path / "one"))
    many = execute_run(plan(tmp_path / "many"), workers=workers)
    assert differences(one.run_dir, many.run_dir) == []
    assert digest(one.run_dir) == digest(many.run_dir)


def test_seeds_change_something(tmp_path: Path) -> None:
    one = _inline(plan(tmp_path / "one", policy="blind_uniform"))
    two = _inline(plan(tmp_path / "two", policy="blind_uniform", seed=2))
    assert differences(one.run_dir, two.run_dir) != []


def test_an_existing_run_is_refused_and_not_touched(tmp_path: Path) -> None:
    chosen = plan(tmp_path, "or")
    _inline(chosen)
    before = {
        path: (path.stat().st_mtime_ns, path.read_bytes()) for path in chosen.run_dir.rglob("*") if path.is_file()
    }
    with pytest.raises(RunExistsError, match="--resume"):
        _inline(chosen)
    after = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in chosen.run_dir.rglob("*") if path.is_file()}
    assert after == before


def test_a_folder_that_is_no_run_is_not_taken(tmp_path: Path) -> None:
    _inline(plan(tmp_path, "or", run_id="cohort/p1"))
    with pytest.raises(RunExistsError, match="is not a run"):
        _inline(plan(tmp_path, "or", run_id="cohort"), resume=True)


def test_a_finished_run_resumes_to_itself(tmp_path: Path) -> None:
    chosen = plan(tmp_path, "or", "and")
    before = digest(_inline(chosen).run_dir)
    report = _inline(chosen, resume=True)
    assert (report.already_done, report.exit_code, digest(report.run_dir)) == (2, 0, before)


@pytest.mark.parametrize(
    ("change", "name"), [({"seed": 9}, "settings.seed"), ({"budget": "standard"}, "settings.budget, settings.tiers")]
)
def test_resume_with_other_settings_is_refused(tmp_path: Path, change: dict[str, Any], name: str) -> None:
    _inline(plan(tmp_path, "or"))
    with pytest.raises(SettingsError, match=f"other settings: {name}"):
        _inline(plan(tmp_path, "or", **change), resume=True)


def test_resume_with_other_theorems_is_refused(tmp_path: Path) -> None:
    _inline(plan(tmp_path, "or"))
    with pytest.raises(SettingsError, match="theorems"):
        _inline(plan(tmp_path, "or", "and"), resume=True)


def test_resume_of_a_newer_format_is_refused(tmp_path: Path) -> None:
    report = _inline(plan(tmp_path, "or"))
    config = report.run_dir / layout.RUN_CONFIG
    config.write_text(config.read_text().replace('"format_version": 1', '"format_version": 2'))
    with pytest.raises(FormatVersionError):
        _inline(plan(tmp_path, "or"), resume=True)


class SimulatedDeath(BaseException):
    """The process dies here."""


def _dying_at(number: int, write_bytes: Callable[[Path, bytes], None]) -> Callable[[Path, bytes], None]:
    """`write_bytes`, with a death before its `number`-th call takes effect (a temporary file is left behind)."""
    count = iter(range(10_000))

    def dying(path: Path, data: bytes) -> None:
        if next(count) == number:
            path.with_name(f".{path.name}.tmp").write_bytes(data[: len(data) // 2])
            raise SimulatedDeath
        write_bytes(path, data)

    return dying


def test_a_death_at_any_write_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run dies before each of its writes in turn, is resumed, and ends in the same bytes."""
    whole = _inline(plan(tmp_path / "whole", "or", "nonsense"))
    expected, original = digest(whole.run_dir), write.write_bytes
    deaths = 0
    while True:
        chosen = plan(tmp_path / str(deaths), "or", "nonsense")
        monkeypatch.setattr(write, "write_bytes", _dying_at(deaths, original))
        try:
            _inline(chosen)
        except SimulatedDeath:
            deaths += 1
        else:
            break
        finally:
            monkeypatch.setattr(write, "write_bytes", original)
        resumed = _inline(chosen, resume=True)
        assert digest(resumed.run_dir) == expected, differences(whole.run_dir, resumed.run_dir)
    assert deaths > 40


def _full_after(number: int) -> Callable[[Path, bytes], int]:
    """`Path.write_bytes` on a disk that is full from its `number`-th file on."""
    count = iter(range(10_000))

    def full(self: Path, data: bytes) -> int:
        if next(count) >= number:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        with self.open("wb") as stream:
            return stream.write(data)

    return full


@pytest.mark.parametrize("number", [4, 20])
def test_a_full_disk_stops_the_run_and_leaves_it_resumable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    whole = _inline(plan(tmp_path / "whole", "or", "and"))
    chosen = plan(tmp_path / "full", "or", "and")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", _full_after(number))
        with pytest.raises(ArtifactError, match="No space left") as caught:
            _inline(chosen)
    assert "--resume" in caught.value.remedy and caught.value.exit_code == 1
    assert digest(_inline(chosen, resume=True).run_dir) == digest(whole.run_dir)


@pytest.mark.parametrize("workers", [0, 2])
def test_a_theorem_folder_that_cannot_be_made_stops_the_run(tmp_path: Path, workers: int) -> None:
    whole = _inline(plan(tmp_path, "or", "and"))
    expected = digest(whole.run_dir)
    folder = layout.theorem_folder(whole.run_dir, "or")
    shutil.rmtree(folder)
    folder.write_text("in the way")
    with pytest.raises(ArtifactError, match="cannot write") as caught:
        execute_run(plan(tmp_path, "or", "and"), workers=workers, resume=True)
    assert caught.value.exit_code == 1 and "--resume" in caught.value.remedy
    assert open_run(whole.run_dir).status()["status"] == "failed"
    folder.unlink()
    assert digest(execute_run(plan(tmp_path, "or", "and"), workers=workers, resume=True).run_dir) == expected


def test_a_logs_folder_that_cannot_be_written_is_bad_usage(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file")
    with pytest.raises(SettingsError, match="logs") as caught:
        _inline(plan(tmp_path, "or"))
    assert caught.value.exit_code == 2


def _stop_at(kind: str, number: int) -> Callable[[RunEvent], None]:
    """An observer that behaves like Ctrl-C at the `number`-th event of that kind."""
    count = iter(range(10_000))

    def observer(event: RunEvent) -> None:
        if event.kind == kind and next(count) == number:
            raise KeyboardInterrupt

    return observer


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize(("kind", "number"), [("run_started", 0), ("variant_finished", 3), ("theorem_finished", 1)])
def test_ctrl_c_leaves_a_resumable_run(tmp_path: Path, workers: int, kind: str, number: int) -> None:
    whole = _inline(plan(tmp_path / "whole", *SOLVED))
    chosen = plan(tmp_path / "stopped", *SOLVED)
    with pytest.raises(Interrupted) as caught:
        execute_run(chosen, workers=workers, observer=_stop_at(kind, number))
    assert caught.value.exit_code == 130 and "--resume" in caught.value.remedy
    status = open_run(chosen.run_dir).status()
    assert (status["status"], status["reason"], status["resumable"]) == ("failed", "interrupted", True)
    resumed = execute_run(chosen, workers=workers, resume=True)
    assert digest(resumed.run_dir) == digest(whole.run_dir)
    assert open_run(chosen.run_dir).status()["status"] == "completed"


def test_a_lost_assistant_is_replaced_once_and_the_theorem_given_up(tmp_path: Path) -> None:
    ledger = Ledger()
    report = execute_run(plan(tmp_path, "lost", "or"), workers=0, observer=ledger)
    assert (report.failed, report.exit_code) == (("lost",), 3)
    kinds = ledger.kinds("lost")
    assert kinds.count("theorem_started") == 2 and kinds.count("theorem_retried") == 1 and kinds[-1] == "theorem_failed"
    assert report.summary["counts"]["failed"] == 1 and report.summary["counts"]["solved"] == 1
    assert open_run(report.run_dir).status()["partial_results"] is True


def test_a_proof_that_cannot_be_checked_is_no_outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _inline(plan(tmp_path / "whole", *SOLVED))
    chosen = plan(tmp_path / "kept", *SOLVED)
    unchecked = CheckedProof("", {"search_closed": True, "compiles": None}, messages=("could not be checked: killed",))
    with monkeypatch.context() as patch:
        patch.setattr(FakeAssistant, "proof", lambda *_: unchecked)
        report = execute_run(chosen, workers=0)
    assert (sorted(report.failed), report.exit_code) == (sorted(SOLVED), 3)
    reasons = [read_json(path)["reason"] for path in chosen.run_dir.rglob(layout.FAILURE)]
    assert len(reasons) == len(SOLVED) and all("the proof could not be checked: killed" in each for each in reasons)
    assert digest(execute_run(chosen, workers=0, resume=True).run_dir) == digest(whole.run_dir)


def test_events_are_told_and_logged(tmp_path: Path) -> None:
    ledger = Ledger()
    report = execute_run(plan(tmp_path, "or", "nonsense"), workers=1, observer=ledger)
    logged = [{k: v for k, v in row.items() if k != "time"} for row in open_run(report.run_dir).events()]
    assert logged == [event.to_json() for event in ledger.events]
    assert ledger.kinds() == ["run_started", "run_finished"]
    kinds = ledger.kinds("or")
    assert kinds[0] == "theorem_started" and kinds[-1] == "theorem_finished"
    assert (
        kinds.count("variant_started")
        == kinds.count("variant_finished")
        == len(open_run(report.run_dir).theorem("or").variants())
    )


@pytest.mark.parametrize("workers", [0, 1])
def test_what_is_missing_is_known_before_anything_is_written(tmp_path: Path, workers: int) -> None:
    chosen = plan(tmp_path, "or", toolchain="missing")
    with pytest.raises(MissingToolError, match="the fake is missing") as caught:
        execute_run(chosen, workers=workers)
    assert caught.value.remedy == "Nothing can be done."
    assert not chosen.run_dir.exists()


def test_unknown_names_list_the_known(tmp_path: Path) -> None:
    for change, known in (({"assistant": "leen"}, "lean"), ({"provider": "heuristics"}, "heuristic")):
        with pytest.raises(UnknownNameError, match=f"Did you mean '{known}'"):
            _inline(plan(tmp_path, "or", **change))
    assert not (tmp_path / "logs").exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"run_id": "../up"},
        {"theorems": ()},
        {"settings": replace(SETTINGS, budget="endless")},
        {"settings": replace(SETTINGS, wild_only=True, lesions=("block_intro",))},
    ],
)
def test_bad_plans_are_refused(tmp_path: Path, bad: dict[str, Any]) -> None:
    chosen = replace(plan(tmp_path, "or"), **bad)
    with pytest.raises(SettingsError):
        _inline(chosen)
    assert not (tmp_path / "logs").exists()


def test_a_theorem_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="more than once: or"):
        _inline(plan(tmp_path, "or", "or"))


def test_files_of_every_theorem_are_those_its_marker_names(tmp_path: Path) -> None:
    report = _inline(plan(tmp_path))
    for reader in open_run(report.run_dir).theorems():
        named = read_json(reader.folder / layout.DONE)["files"]
        assert named == sorted(path.name for path in reader.folder.iterdir() if path.name != layout.DONE)
    assert sorted(reader.item_id for reader in open_run(report.run_dir).theorems()) == sorted(ALL)


def test_trace_k_counts_what_was_tried_at_the_goals_of_the_proof(tmp_path: Path) -> None:
    """`long` is solved by the last of 13 candidates: 13 draws for 13 attempts. `false` is not solved."""
    report = execute_run(plan(tmp_path, "long", "false", wild_only=True), workers=0)
    run = open_run(report.run_dir)
    found = (run.theorem("long").metrics("wild_type") or {})["trace_k"]
    assert (found["tau_blind"], found["tau_agent"], found["steps"], found["k"]) == (13.0, 13, 1, 0.0)
    assert (run.theorem("false").metrics("wild_type") or {})["trace_k"] is None
