"""Training `family_prior` out of a lake of real runs of the scripted world."""

from __future__ import annotations

from pathlib import Path

import pytest

from runs.worlds import FAKE, PROVIDER, plan
from wonton.core.errors import SettingsError, UnknownNameError
from wonton.core.families import Family
from wonton.lake.reconcile import reconcile
from wonton.providers.family_prior import read_table
from wonton.runs import RunSettings, execute_run
from wonton.runs.home import Home
from wonton.training.family_prior import train_family_prior
from wonton.training.split import Split

SETTINGS = RunSettings(assistant=FAKE, provider=PROVIDER)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a run of lesions in its lake."""
    root = tmp_path_factory.mktemp("training") / "home"
    execute_run(plan(root, run_id="study"), workers=0)
    reconcile(root, root / "logs", count=1)
    return Home(root)


def test_uses_are_those_of_the_proofs_of_the_training_part(home: Home) -> None:
    trained = train_family_prior(home, SETTINGS, Split(0.0))
    uses = {family: sum(row[family].used for row in trained.table.uses.values() if family in row) for family in Family}
    assert {family: number for family, number in uses.items() if number} == {
        Family.SPLIT: 3,  # constructor, left, right
        Family.CLOSER: 6,  # of `and` two, of `or` three, of `long` one
        Family.APPLY: 1,
    }
    assert trained.report["dataset"]["examples"] == sum(uses.values())
    assert trained.report["parts"]["held_out"]["goals"] == 0
    assert trained.table.provenance["parts"] == trained.report["parts"]


def test_what_is_kept_back_is_reported_and_not_counted(home: Home) -> None:
    every = train_family_prior(home, SETTINGS, Split(0.0))
    seed = next(
        seed
        for seed in range(50)
        if Split(0.5, (), seed).part("or", "unknown") == "held_out"
        and Split(0.5, (), seed).part("and", "unknown") == "training"
    )
    trained = train_family_prior(home, SETTINGS, Split(0.5, (), seed))
    parts = trained.report["parts"]
    assert parts["held_out"]["goals"] > 0
    assert parts["held_out"]["goals"] + parts["training"]["goals"] == every.report["dataset"]["examples"]
    counted = sum(one.used for row in trained.table.uses.values() for one in row.values())
    assert counted == parts["training"]["goals"]
    assert parts["held_out"]["provider"]["mean_reciprocal_rank"] <= 1


def test_training_is_repeatable_and_its_file_is_read_back(home: Home, tmp_path: Path) -> None:
    first, second = (train_family_prior(home, SETTINGS, Split(0.3, (), 1)) for _ in range(2))
    assert first.table.encode() == second.table.encode()
    (tmp_path / "prior.json").write_bytes(first.table.encode())
    assert read_table(tmp_path / "prior.json").digest == first.table.digest


def test_nothing_to_train_on_is_said(home: Home) -> None:
    with pytest.raises(SettingsError, match="every proof is kept back"):
        train_family_prior(home, SETTINGS, Split(0.0, ("unknown",)))
    with pytest.raises(UnknownNameError, match="unknown topic 'lists'"):
        train_family_prior(home, SETTINGS, Split(0.0, ("lists",)))
