"""The versions that results depend on: the run directory's format, with the refusal of newer ones, the program's."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from wonton.core.errors import ArtifactError, FormatVersionError
from wonton.core.signature import GOAL_SIG_VERSION
from wonton.core.structure_hash import STRUCTURE_VERSION

#: Counts changes that a reader must know about. Files of version n are read by every program whose own is >= n.
FORMAT_VERSION = 1


def check_version(value: Mapping[str, object], path: Path) -> None:
    """Raise `FormatVersionError` where `value`, the content of `path`, is newer than this program; names both versions.

    Raises `ArtifactError` where it carries no version at all.
    """
    found = value.get("format_version")
    if not isinstance(found, int) or isinstance(found, bool):
        raise ArtifactError(f"{path}: no format_version", "The file is not one of ours, or it was damaged.")
    if found > FORMAT_VERSION:
        raise FormatVersionError(
            f"{path} has format version {found}; this program reads versions up to {FORMAT_VERSION}",
            "Use the version of wonton that wrote it, or a newer one.",
        )


def program_versions() -> dict[str, str]:
    """Versions of the program, its formats and its hashes."""
    return {
        "wonton": program_version(),
        "format": str(FORMAT_VERSION),
        "goal_sig": str(GOAL_SIG_VERSION),
        "structure_hash": STRUCTURE_VERSION,
    }


def program_version() -> str:
    """The version of this program; `source` where it runs from a checkout that is not installed."""
    try:
        return metadata.version("wonton-soup")
    except metadata.PackageNotFoundError:
        return "source"
