"""What postprocessing may be told, and what its results depend on beside the run's files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from math import isfinite

from wonton.core.errors import MissingToolError, SettingsError

#: Raised whenever a measure changes for some run.
MEASURES_VERSION = 3

#: What distances are computed with; the lake's extra brings them.
_PACKAGES = ("numba", "ortools")


@dataclass(frozen=True, slots=True)
class Parameters:
    """`ged_limit` bounds the solver's work on one pair of graphs, in deterministic seconds; 0 gives bounds only.
    `soft_pairs` is the number of pairs of goals up to which goals are compared as trees, per pair of searches.
    `cluster_threshold` is the mean normalised distance up to which proofs are one attractor.

    Raises `SettingsError` for values out of range.
    """

    ged_limit: float = 0.02
    soft_pairs: int = 40_000
    cluster_threshold: float = 0.3

    def __post_init__(self) -> None:
        if not (isfinite(self.ged_limit) and self.ged_limit >= 0):
            raise SettingsError(f"a limit of {self.ged_limit} for graph distances", "Give a number of at least 0.")
        if self.soft_pairs < 0 or not 0 <= self.cluster_threshold <= 1:
            raise SettingsError(f"parameters out of range: {self}", "Give a threshold between 0 and 1.")

    def to_json(self) -> dict[str, object]:
        """All of them."""
        return asdict(self)

    def key(self, inputs: Mapping[str, str]) -> str:
        """SHA-256, in hex, of everything that results depend on: `inputs` are hashes by name."""
        whole = [MEASURES_VERSION, self.to_json(), solver_versions(), dict(inputs)]
        return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def solver_versions() -> dict[str, str]:
    """Versions of the packages that distances are computed with. Raises `MissingToolError` where one is absent."""
    try:
        return {package: version(package) for package in _PACKAGES}
    except PackageNotFoundError as error:
        raise MissingToolError(
            f"postprocessing needs {error.name}, which is not installed", "Install it: pip install 'wonton-soup[lake]'"
        ) from error
