"""From an edit distance to a number between 0 and 1, and the one line for what is not installed."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from wonton.core.errors import MissingToolError


def normalised(distance: float, size: float) -> float:
    """`2 d / (s + d)`, where `size` s is the sum of both sides' sizes: their distances from the empty tree or graph.

    0 for equal sides, 1 where nothing is shared, and again a metric. It grows with the distance, so an interval of
    distances becomes an interval by its ends. Sources: Y. Li and Z. Chenguang, "A metric normalization of tree edit
    distance", Frontiers of Computer Science in China 5 (2011), 119-125; for any metric, the Steinhaus transform (M. M.
    Deza and E. Deza, "Encyclopedia of Distances", section 4.1).
    """
    return 2 * distance / (size + distance) if distance else 0.0


def not_installed(package: str) -> MissingToolError:
    """What is raised where `package` cannot be imported."""
    return MissingToolError(
        f"{package} is not installed, and distances need it.", "Install it: pip install 'wonton-soup[lake]'"
    )


def numpy() -> ModuleType:
    """The package numpy, which comes with numba. Raises `MissingToolError` where either is not installed."""
    try:
        import_module("numba")
        return import_module("numpy")
    except ModuleNotFoundError as error:
        raise not_installed("numba") from error
