"""The versions that a run's results depend on, beside those of its assistant and its provider."""

from __future__ import annotations

from importlib import metadata

from wonton.artifacts.versions import FORMAT_VERSION
from wonton.core.signature import GOAL_SIG_VERSION
from wonton.core.structure_hash import STRUCTURE_VERSION


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
