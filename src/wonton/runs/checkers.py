"""Other kernels by name: which there are for the runs of an assistant, and how each is opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wonton.assistants.exchange.outcome import Checker, RecordedProof, Verdict
from wonton.core.errors import UnknownNameError
from wonton.runs.settings import RunSettings
from wonton.runs.tools import open_assistant

if TYPE_CHECKING:
    from wonton.assistants.rocq.toolchain import Toolchain

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


@dataclass(frozen=True, slots=True)
class Coqchk:
    """`coqchk` on the compiled file of a recorded Rocq proof."""

    toolchain: Toolchain
    name: str

    def check(self, proofs: Sequence[RecordedProof]) -> list[Verdict]:
        """The verdict on each proof, in order, each in a process of its own."""
        return [self._verdict(proof) for proof in proofs]

    def _verdict(self, proof: RecordedProof) -> Verdict:
        from wonton.assistants.rocq.recheck import recheck

        if proof.script is None:
            return Verdict("not_exportable", self.name, "term", "the script was not recorded")
        return recheck(self.toolchain, proof.theorem, proof.script)


def _coqchk(cache: Path) -> Checker:
    from wonton.assistants.rocq.recheck import checker_name
    from wonton.assistants.rocq.toolchain import Toolchain, find_program

    return Coqchk(Toolchain(cache / "rocq"), checker_name(find_program("coqchk")))


_CHECKERS: dict[str, Callable[[Path], Checker]] = {"rocq": _rocq, "lean": _lean, "coqchk": _coqchk}
