"""Other kernels by name: which there are for the runs of an assistant, and how each is opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from wonton.assistants.exchange.outcome import Checker
from wonton.core.errors import UnknownNameError
from wonton.runs.settings import RunSettings
from wonton.runs.tools import open_assistant

#: The kernels that judge the proofs of each assistant, the default first.
KERNELS: dict[str, tuple[str, ...]] = {"lean": ("rocq",), "rocq": ("lean", "coqchk")}

#: Kernels that know proofs of Lean over the Core library only.
CORE_ONLY = frozenset({"rocq"})


def open_checker(kernel: str, cache: Path) -> Checker:
    """The checker `kernel`, ready to work. Raises `UnknownNameError`, `MissingToolError`."""
    if kernel not in _CHECKERS:
        raise UnknownNameError("kernel", kernel, _CHECKERS)
    return _CHECKERS[kernel](cache)


def same_library(settings: RunSettings, cache: Path) -> str:
    """The fingerprint of an assistant as it is installed here. Raises `MissingToolError`."""
    opened = open_assistant(settings, cache)
    try:
        return opened.fingerprint
    finally:
        opened.close()


def _rocq(cache: Path) -> Checker:
    from wonton.assistants.exchange.lean_to_rocq import open_checker as opened

    return opened(cache / "lean")


def _lean(cache: Path) -> Checker:
    from wonton.assistants.exchange.rocq_to_lean import open_checker as opened

    return opened(cache / "lean", cache / "rocq")


def _coqchk(cache: Path) -> Checker:
    from wonton.assistants.rocq.recheck import open_coqchk

    return open_coqchk(cache / "rocq")


_CHECKERS: dict[str, Callable[[Path], Checker]] = {"rocq": _rocq, "lean": _lean, "coqchk": _coqchk}
