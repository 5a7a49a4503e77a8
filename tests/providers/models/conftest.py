"""Fixtures of the tests with models: the models, made once, and providers that load them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from providers.models import tiny
from wonton.core.families import Language
from wonton.providers.models import ModelProvider, Surroundings, open_model_provider, resolve

# Before any library is imported: no kernels are compiled, and no thread waits for another.
os.environ.setdefault("MLX_DISABLE_COMPILE", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

Open = Callable[..., ModelProvider]


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a provider's tiny model, made when it is first asked for."""
    for package in ("torch", "transformers", "mlx_lm"):
        pytest.importorskip(package, reason=f"the extra `models` is not installed: no {package}")
    made: dict[str, Path] = {}

    def folder(name: str) -> Path:
        if name not in made:
            make = tiny.learned_reprover if name == "reprover" else getattr(tiny, name)
            made[name] = make(tmp_path_factory.mktemp("models") / name)
        return made[name]

    return folder


@pytest.fixture
def opened(folders: Callable[[str], Path]) -> Open:
    """Opens a provider on its tiny model; settings by name."""

    def do(name: str, language: Language = "lean", **given: Any) -> ModelProvider:
        settings = resolve(name, {"model": str(folders(name)), **given}, Surroundings({}, Path("nowhere")))
        return open_model_provider(name, settings, language)

    return do
