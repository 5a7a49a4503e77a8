"""Model folders: what must lie in one, what is refused, and the digest that tells two apart.

Weights load from safetensors only: other formats can run programs when they are read, and so can code that comes with
a model. Neither is touched.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from wonton.core.errors import MissingToolError, SettingsError

#: Weight files up to this many bytes are digested whole, larger ones by their header and slices all over.
WHOLE_BYTES = 64 << 20
_SLICES, _SLICE_BYTES = 64, 64 << 10
_HEADER = struct.Struct("<Q")
_LONGEST_HEADER = 100 << 20
_SMALL_FILES = ("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "wonton.json")

#: Says what is wrong with a model's config, `""` where nothing is.
ConfigCheck = Callable[[Mapping[str, Any]], str]


def check_folder(folder: Path, provider: str, wanted: str, check: ConfigCheck) -> dict[str, Any]:
    """The config of the model in `folder`, which `provider` wants to load; `wanted` names the model it was made for.

    Raises `MissingToolError` where there is no such model, `SettingsError` where it is not one that can be loaded.
    """
    remedy = f"Put {wanted} there, or name another folder with --model."
    if not folder.is_dir():
        raise MissingToolError(f"provider {provider} has no model: {folder} is not a folder", remedy)
    config = read_config(folder)
    weights = weight_files(folder)
    if not weights:
        others = sorted(
            path.name for suffix in ("bin", "pt", "pth", "pkl", "ckpt") for path in folder.glob(f"*.{suffix}")
        )
        found = f"; {', '.join(others)} will not be read: such files can run programs" if others else ""
        raise SettingsError(
            f"the model {folder} has no weights in safetensors{found}",
            "Convert them to model.safetensors first." if others else remedy,
        )
    for path in weights:
        _check_header(path)
    if problem := check(config):
        raise SettingsError(f"the model {folder} cannot be used by provider {provider}: {problem}", remedy)
    return config


def read_config(folder: Path) -> dict[str, Any]:
    """`config.json` of a model. Raises `SettingsError` where it is missing or no object."""
    return _read_object(folder / "config.json", "Is it a model's folder?")


def _read_object(path: Path, remedy: str) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read: {error}", remedy) from error
    if not isinstance(value, dict):
        raise SettingsError(f"{path} holds no object", remedy)
    return value


def read_card(folder: Path) -> dict[str, Any]:
    """`wonton.json` of a model that was trained here; empty where there is none. Raises `SettingsError`."""
    path = folder / "wonton.json"
    remedy = "Remove it, and have `wonton train tacgen --resume` make it anew."
    return _read_object(path, remedy) if path.is_file() else {}


def weight_files(folder: Path) -> list[Path]:
    """The safetensors files of a model, sorted by name."""
    return sorted(folder.glob("*.safetensors"))


def _check_header(path: Path) -> None:
    """Raise `SettingsError` unless the file begins and ends as a safetensors file does."""
    try:
        with path.open("rb") as file:
            (length,) = _HEADER.unpack(file.read(_HEADER.size))
            header = json.loads(file.read(length) if length <= _LONGEST_HEADER else b"too long")
        ends = max(
            (int(entry["data_offsets"][1]) for name, entry in header.items() if name != "__metadata__"), default=0
        )
    except (OSError, ValueError, struct.error, AttributeError, KeyError, TypeError, IndexError) as error:
        raise SettingsError(f"{path} is no safetensors file: {error}", "Fetch or convert the model again.") from error
    size, whole = path.stat().st_size, _HEADER.size + length + ends
    if size != whole:
        raise SettingsError(f"{path} has {size} bytes and should have {whole}", "Fetch the model again.")


def folder_digest(folder: Path) -> str:
    """12 hex digits over everything in a model's folder that its texts depend on."""
    whole = hashlib.sha256()
    for path in [folder / name for name in _SMALL_FILES if (folder / name).is_file()] + weight_files(folder):
        whole.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        _feed(whole.update, path)
    return whole.hexdigest()[:12]


def _feed(update: Callable[[bytes], None], path: Path) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= WHOLE_BYTES:
            update(file.read())
            return
        (length,) = _HEADER.unpack(file.read(_HEADER.size))
        update(file.read(min(length, _LONGEST_HEADER)))
        for place in range(_SLICES):
            file.seek(place * (size - _SLICE_BYTES) // (_SLICES - 1))
            update(file.read(_SLICE_BYTES))
