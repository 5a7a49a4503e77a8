"""The home: the one folder under which everything that the program writes lives.

Covers which folder that is and what its rooms are called; nothing here touches a disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "WONTON_HOME"
DEFAULT = "wonton-data"


@dataclass(frozen=True, slots=True)
class Home:
    """The home `root`, absolute or relative to the working folder as the user gave it, and its rooms."""

    root: Path

    @property
    def logs(self) -> Path:
        """Run directories, a folder per run id."""
        return self.root / "logs"

    @property
    def corpora(self) -> Path:
        """Built corpora."""
        return self.root / "corpora"

    @property
    def cache(self) -> Path:
        """What assistants build once, such as the compiled Core library. May be deleted at any time."""
        return self.root / "cache"


def resolve_home(option: str | None, environment: Mapping[str, str]) -> Home:
    """The home that `--home` names, else `WONTON_HOME`, else `./wonton-data`. Empty values count as absent."""
    return Home(Path(option or environment.get(VARIABLE) or DEFAULT))
