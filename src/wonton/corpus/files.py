"""Writing the files of a corpus so that no reader ever sees half of one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from wonton.core.errors import ArtifactError


def write_text(path: Path, text: str) -> None:
    """Write `text` (UTF-8) under a temporary name beside `path`, then rename. Raises `ArtifactError`."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ArtifactError(f"cannot write {path}: {error.strerror or error}") from error


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write `value` as indented JSON with sorted keys. Raises `ArtifactError`."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write `lines`, each with a newline. Raises `ArtifactError`."""
    write_text(path, "".join(f"{line}\n" for line in lines))


def read_text(path: Path) -> str:
    """The file's text. Raises `ArtifactError` where it is missing or cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ArtifactError(f"cannot read {path}: {error}") from error


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in the file. Raises `ArtifactError` where there is none."""
    try:
        value = json.loads(read_text(path))
    except ValueError as error:
        raise ArtifactError(f"{path} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise ArtifactError(f"{path} does not hold a JSON object")
    return value
