"""The dataset out of a lake of real runs of the scripted world."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from runs.worlds import FAKE, plan
from wonton.core.errors import ArtifactError, SettingsError, UnknownNameError
from wonton.corpus import CorpusRef
from wonton.lake import open_lake
from wonton.lake.reconcile import reconcile
from wonton.runs import execute_run
from wonton.training import examples
from wonton.training.examples import read_examples


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two runs in its lake: one with lesions, one of wild types alone."""
    home = tmp_path_factory.mktemp("training") / "home"
    execute_run(plan(home, run_id="study/lesions"), workers=0)
    execute_run(plan(home, "or", run_id="other/wild", wild_only=True), workers=0)
    reconcile(home, home / "logs", count=1)
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "home"))


def _rows(home: Path, logs: str = "logs") -> list[tuple[str, str, str, str]]:
    found = read_examples(home, FAKE, logs_root=home / logs).examples
    return [(each.theorem, each.goal.target_text, each.tactic, each.variant) for each in found]


def test_every_step_of_every_solved_variant_once(home: Path) -> None:
    assert _rows(home) == [
        ("and", "And a b", "constructor", "wild_type"),
        ("and", "a", "exact ha", "wild_type"),
        ("and", "b", "exact hb", "wild_type"),
        ("long", "long", "assumption", "wild_type"),
        ("or", "Or a b", "left", "wild_type"),
        ("or", "Or a b", "right", "block_left"),
        ("or", "a", "assumption", "block_exact"),
        ("or", "a", "exact ha", "wild_type"),
        ("or", "b", "exact hb", "block_left"),
        ("trap", "trap", "apply out", "wild_type"),
    ]


def test_runs_below_a_folder_only(home: Path) -> None:
    assert _rows(home, "logs/other") == [
        ("or", "Or a b", "left", "wild_type"),
        ("or", "a", "exact ha", "wild_type"),
    ]


def test_the_order_of_reconciling_changes_nothing(home: Path) -> None:
    before = read_examples(home, FAKE)
    shutil.rmtree(home / "lake")
    for part in ("other", "study"):
        reconcile(home, home / "logs" / part, count=1)
    assert read_examples(home, FAKE) == before


def test_sources_and_counts(home: Path) -> None:
    found = read_examples(home, FAKE)
    assert [source.path for source in found.sources] == ["logs/other/wild", "logs/study/lesions"]
    with open_lake(home) as connection:
        solved = connection.execute("SELECT count(*) FROM variant_metrics WHERE solved").fetchone()
    assert (sum(source.proofs for source in found.sources),) == solved
    assert found.sources[0].proofs == 1
    assert found.steps >= len(found.examples) + found.unnamed
    assert found.unreadable == 0
    assert {example.topic for example in found.examples} == {"unknown"}


def test_a_theorem_has_one_topic_for_all_its_proofs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would stand in two parts of a split by topic."""

    def opened(home: Path, ref: CorpusRef) -> SimpleNamespace:
        if ref.corpus_id == "world":
            raise UnknownNameError("corpus", str(ref), ())
        topic = {"early": "logic", "late": "other"}[ref.corpus_id]
        return SimpleNamespace(all_items=[SimpleNamespace(item_id="or", topic=topic)])

    monkeypatch.setattr(examples, "open_corpus", opened)
    for run_id, name in (("a", "fake:world"), ("b", "fake:early"), ("c", "fake:late")):
        execute_run(plan(tmp_path, "or", run_id=run_id, corpus=name), workers=0)
    reconcile(tmp_path, tmp_path / "logs", count=1)
    assert {example.topic for example in read_examples(tmp_path, FAKE).examples} == {"logic"}


def test_a_theorem_that_cannot_be_read_is_counted(home: Path) -> None:
    (home / "logs" / "study" / "lesions" / "or" / "goals.json.gz").write_bytes(b"no gzip")
    found = read_examples(home, FAKE)
    assert found.unreadable == 1
    assert {example.theorem for example in found.examples} == {"and", "long", "or", "trap"}  # `or` by the other run


def test_without_proofs_the_error_says_so(home: Path) -> None:
    with pytest.raises(SettingsError, match="no proof by a run of rocq"):
        read_examples(home, "rocq")
    with pytest.raises(SettingsError, match="no proof of fake:other"):
        read_examples(home, FAKE, "fake:other")
    assert read_examples(home, FAKE, "fake:world") == read_examples(home, FAKE)


def test_without_a_lake_the_error_says_so(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="no lake"):
        read_examples(tmp_path, "lean")
