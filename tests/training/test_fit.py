"""Training: the same bytes from the same data and seed, after SIGKILL too."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from training import tiny
from wonton.core.errors import ArtifactError

pytest.importorskip("torch", reason="the extra `models` is not installed")
pytest.importorskip("transformers", reason="the extra `models` is not installed")

from wonton.training.fit import CHECKPOINT, fit  # after the skip: it imports torch when it is used


def weights(model: Any, folder: Path) -> bytes:
    """The bytes of the saved model."""
    model.save_pretrained(folder)
    return (folder / "model.safetensors").read_bytes()


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """Weights and last checkpoint of a training that nothing disturbed."""
    folder = tmp_path_factory.mktemp("unbroken")
    model = fit(folder, tiny.batches(), tiny.RECIPE)
    return weights(model, folder), (folder / CHECKPOINT).read_bytes()


def test_the_same_seed_gives_the_same_bytes(unbroken: tuple[bytes, bytes], tmp_path: Path) -> None:
    assert weights(fit(tmp_path, tiny.batches(), tiny.RECIPE), tmp_path) == unbroken[0]


def test_another_seed_gives_others(unbroken: tuple[bytes, bytes], tmp_path: Path) -> None:
    recipe = replace(tiny.RECIPE, seed=4)
    assert weights(fit(tmp_path, tiny.batches(), recipe), tmp_path) != unbroken[0]


@pytest.mark.parametrize("step", [1, 4, 8])
def test_killed_and_resumed_it_comes_to_the_same_bytes(
    step: int, unbroken: tuple[bytes, bytes], tmp_path: Path
) -> None:
    done = subprocess.run([sys.executable, tiny.__file__, str(tmp_path), str(step)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert (tmp_path / CHECKPOINT).is_file() == (step > tiny.RECIPE.checkpoint)
    seen: list[int] = []
    model = fit(tmp_path, tiny.batches(), tiny.RECIPE, lambda step, loss: seen.append(step))
    assert seen == [at for at in (3, 6, 9, 10) if at > step]
    assert (weights(model, tmp_path), (tmp_path / CHECKPOINT).read_bytes()) == unbroken


def test_a_checkpoint_of_another_training_is_refused(tmp_path: Path) -> None:
    fit(tmp_path, tiny.batches(), tiny.RECIPE)
    with pytest.raises(ArtifactError, match="of another training"):
        fit(tmp_path, tiny.batches(), replace(tiny.RECIPE, dropout=0.2))


def test_a_damaged_checkpoint_is_named(tmp_path: Path) -> None:
    (tmp_path / CHECKPOINT).write_bytes(b"no safetensors")
    with pytest.raises(ArtifactError, match=CHECKPOINT):
        fit(tmp_path, tiny.batches(), tiny.RECIPE)
