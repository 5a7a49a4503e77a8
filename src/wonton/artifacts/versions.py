"""The version of the run directory's format, and the refusal of newer ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wonton.core.errors import ArtifactError, FormatVersionError

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
