"""Lean's proofs for Rocq's kernel.

Lean's proof terms become Gallina without tactics, notations or holes, behind a mirror of as much of Lean's library as
they rest on, both exported from what Lean itself prints. `docs/explanation/proofs-across-kernels.md` says how Lean's
type theory is mapped to Rocq's and what has no counterpart.
"""

from pathlib import Path

from wonton.assistants.exchange.lean_to_rocq.export import export_proof
from wonton.assistants.exchange.lean_to_rocq.judge import RocqChecker
from wonton.assistants.exchange.lean_to_rocq.kernel import find_kernel
from wonton.assistants.lean.toolchain import WheelToolchain

__all__ = ["RocqChecker", "export_proof", "find_kernel", "open_checker"]


def open_checker(cache: Path) -> RocqChecker:
    """Rocq's kernel for Lean's proofs; `cache` is where the compiled Lean library lies or is put.

    Raises `MissingToolError` where Lean or Rocq is not installed.
    """
    kernel = find_kernel()
    toolchain = WheelToolchain(cache)
    _ = toolchain.command
    return RocqChecker(toolchain, kernel)
