"""What model providers need installed: packages by backend, devices, versions. Imports none of them."""

from __future__ import annotations

import sys
from importlib import metadata
from importlib.util import find_spec

from wonton.core.errors import SettingsError

INSTALL = "pip install 'wonton-soup[models]' (on Linux without a GPU first a CPU build of torch)"
#: The packages that each backend imports, by the names they are imported under.
NEEDS = {
    "transformers": ("torch", "transformers", "safetensors", "tokenizers"),
    "mlx": ("mlx", "mlx_lm", "tokenizers"),
}
_DISTRIBUTIONS = {"transformers": ("torch", "transformers"), "mlx": ("mlx", "mlx-lm")}


def missing_packages(backend: str) -> list[str]:
    """What `backend` needs and this Python does not have."""
    return [name for name in NEEDS[backend] if find_spec(name) is None]


def default_device(backend: str) -> str:
    """Where a model runs if nothing is said: MLX on a Mac on its GPU, anything else on the processor."""
    return "gpu" if backend == "mlx" and sys.platform == "darwin" else "cpu"


def software(backend: str) -> str:
    """The libraries of `backend` with their versions."""
    return ",".join(f"{name} {metadata.version(name)}" for name in _DISTRIBUTIONS[backend])


def check_torch_device(device: str) -> None:
    """Raise `SettingsError` unless PyTorch can use `device` here."""
    if device == "cpu":
        return
    import torch

    there = {"cuda": torch.cuda.is_available, "mps": torch.backends.mps.is_available}
    kind = device.partition(":")[0]
    if kind not in there:
        raise SettingsError(f"device is {device!r}; it must be cpu, cuda, cuda:N or mps")
    if not there[kind]():
        raise SettingsError(f"device {device} is not there", "Leave out --device to run on the processor.")
