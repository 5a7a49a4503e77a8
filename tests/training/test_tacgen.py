"""The whole training on a lake of the scripted world: folders, card, parts, rounds, resuming."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from runs.worlds import FAKE, plan
from training.tiny import RECIPE
from wonton.core.errors import ArtifactError, SettingsError, UnknownNameError
from wonton.core.expr import const
from wonton.core.goal import Goal
from wonton.lake.reconcile import reconcile
from wonton.providers.base import GoalContext
from wonton.providers.models import Surroundings, open_model_provider, resolve
from wonton.providers.models.weights import check_folder
from wonton.runs import execute_run
from wonton.runs.home import Home
from wonton.training.split import Split
from wonton.training.tacgen import Job, Told, train

#: Of the scripted world it keeps back `and` and `long`.
SPLIT = Split(0.5, seed=1)

pytest.importorskip("torch", reason="the extra `models` is not installed")
pytest.importorskip("transformers", reason="the extra `models` is not installed")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with proofs of the scripted world, told as proofs of lean:core."""
    home = Home(tmp_path_factory.mktemp("tacgen") / "home")
    execute_run(plan(home.root, corpus="lean:core"), workers=0)
    reconcile(home.root, home.logs, count=1)
    return home


def _job(home: Home, out: Path, **changes: object) -> Job:
    """Half of the theorems kept back, `and` and `long` of those that have proofs."""
    job = Job(out, home, FAKE, "lean:core", SPLIT, RECIPE, budget="quick")
    return replace(job, **changes)  # type: ignore[arg-type]


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def trained(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a training of one round."""
    out = tmp_path_factory.mktemp("out") / "model"
    assert train(_job(home, out)) == [out / "round-0"]
    return out


def test_theorems_that_are_kept_back_are_in_no_pair_of_the_training_part(trained: Path) -> None:
    pairs = [json.loads(line) for line in (trained / "round-0" / "pairs.jsonl").read_text().splitlines()]
    parts = {pair["theorem"]: pair["part"] for pair in pairs}
    assert parts == {theorem: SPLIT.part(theorem, "unknown") for theorem in ("and", "long", "or", "trap")}
    assert set(parts.values()) == {"training", "held_out"}
    files = {part: (trained / f"{part}.txt").read_text().split() for part in ("training", "held_out", "transfer")}
    assert files["transfer"] == []
    assert {SPLIT.part(item, "") for item in files["held_out"]} == {"held_out"}
    assert len(files["training"]) > 100 and len(files["held_out"]) > 100


def test_the_card_says_how_it_came_to_be(trained: Path) -> None:
    facts = json.loads((trained / "round-0" / "wonton.json").read_text())
    assert facts["goal_form"] == "ascii-1"
    assert facts["split"] == {"held_out": 0.5, "topics": [], "seed": 1}
    assert facts["recipe"]["steps"] == RECIPE.steps
    assert [source["path"] for source in facts["data"]["sources"]] == ["logs/run"]
    whole = facts["figures"]["held_out"][""]
    assert 0 <= whole["greedy"] <= whole["beam"] <= 1
    assert whole["perplexity"] > 1
    card = (trained / "round-0" / "README.md").read_text()
    assert "logs/run" in card and "| held_out | all |" in card


def test_the_provider_reads_goals_as_the_training_did(trained: Path) -> None:
    settings = resolve("reprover", {"model": str(trained / "round-0"), "samples": 2}, Surroundings({}, trained))
    provider = open_model_provider("reprover", settings, "lean")
    goal, context = Goal((), const("Nat"), "Nat"), GoalContext("t", "Nat")
    assert provider.prompt(goal, context) == "|-N"
    assert isinstance(provider.propose(goal, context), tuple)


def test_a_second_training_comes_to_the_same_bytes(home: Home, trained: Path, tmp_path: Path) -> None:
    train(_job(home, tmp_path / "again"))
    assert _files(tmp_path / "again" / "round-0") == _files(trained / "round-0")


def test_resumed_it_does_what_is_missing_with_the_pairs_of_then(home: Home, trained: Path, tmp_path: Path) -> None:
    job = _job(home, tmp_path / "out")
    train(job)
    whole = _files(job.out / "round-0")
    (job.out / "round-0" / "config.json").unlink()
    with pytest.raises(SettingsError, match="--resume"):
        train(job)
    with pytest.raises(SettingsError, match="other settings: split"):
        train(replace(job, split=Split(0.4)), resume=True)
    told: list[Told] = []
    train(job, resume=True, tell=told.append)
    assert _files(job.out / "round-0") == whole
    assert [each.kind for each in told][-1] == "model"
    told.clear()
    train(job, resume=True, tell=told.append)
    assert told == []


def test_a_model_that_is_not_all_there_is_loaded_by_nobody_and_made_again(
    home: Home, trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, moves = _job(home, tmp_path / "out"), list[str]()

    def fails_at_the_third(source: Path, target: Path) -> None:
        moves.append(target.name)
        if len(moves) == 3:
            raise OSError("no space left")
        shutil.move(source, target)

    with monkeypatch.context() as patch:
        patch.setattr("wonton.training.folder.os", SimpleNamespace(replace=fails_at_the_third))
        with pytest.raises(ArtifactError, match="no space left"):
            train(job)
    with pytest.raises(SettingsError, match=r"config\.json cannot be read"):
        check_folder(job.out / "round-0", "reprover", "", lambda config: "")
    train(job, resume=True)
    assert _files(job.out / "round-0") == _files(trained / "round-0")
    assert not (job.out / "checkpoints" / "round-0").exists()


def test_a_folder_that_holds_something_else_is_left_alone(home: Home, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("notes")
    with pytest.raises(SettingsError, match="not empty"):
        train(_job(home, tmp_path))


def test_with_all_theorems_kept_back_there_is_nothing_to_train_on(home: Home, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no proof to train on"):
        train(_job(home, tmp_path / "out", split=Split(0.9999)))
    assert train(_job(home, tmp_path / "out", recipe=replace(RECIPE, steps=1))), "nothing was frozen, so it begins anew"


def test_pairs_that_were_damaged_since_are_not_trained_on(home: Home, trained: Path, tmp_path: Path) -> None:
    out = Path(shutil.copytree(trained, tmp_path / "out"))
    (out / "round-0" / "config.json").unlink()
    pairs = out / "round-0" / "pairs.jsonl"
    pairs.write_bytes(pairs.read_bytes().partition(b"\n")[2])
    with pytest.raises(ArtifactError, match=r"pairs\.jsonl is damaged"):
        train(_job(home, out), resume=True)


def test_topics_are_those_of_the_corpus(home: Home, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="topic"):
        train(_job(home, tmp_path / "out", split=Split(0.5, ("geometry",))))


def test_a_round_searches_and_trains_on_all_proofs_so_far(home: Home, tmp_path: Path) -> None:
    """The scripted world knows no theorem of the corpus, so the search finds nothing and the pairs stay."""
    told: list[Told] = []
    job = _job(home, tmp_path / "out", rounds=1, recipe=replace(RECIPE, steps=2))
    folders = train(job, workers=0, tell=told.append)
    assert [folder.name for folder in folders] == ["round-0", "round-1"]
    kinds = [(each.kind, each.round) for each in told if each.kind in ("search", "searched", "model")]
    assert kinds == [("model", 0), ("search", 1), ("searched", 1), ("model", 1)]
    assert (folders[0] / "pairs.jsonl").read_bytes() == (folders[1] / "pairs.jsonl").read_bytes()
    assert (folders[0] / "model.safetensors").read_bytes() == (folders[1] / "model.safetensors").read_bytes()
