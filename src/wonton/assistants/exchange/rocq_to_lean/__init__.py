"""Rocq's proofs for Lean's kernel: `open_checker` gives the checker, `export_proof` the text of one proof."""

from __future__ import annotations

from pathlib import Path

from wonton.assistants.exchange.rocq_to_lean.export import Library, export_proof
from wonton.assistants.exchange.rocq_to_lean.judge import LeanChecker
from wonton.assistants.exchange.rocq_to_lean.lean import LeanKernel
from wonton.assistants.lean.toolchain import WheelToolchain
from wonton.assistants.rocq.toolchain import Toolchain

__all__ = ["LeanChecker", "LeanKernel", "Library", "export_proof", "open_checker"]


def open_checker(lean_cache: Path, rocq_cache: Path) -> LeanChecker:
    """Lean's kernel as the checker of Rocq's proofs; the caches are those of the two assistants.

    Raises `MissingToolError` where Coq or Lean's wheel is missing, at the first use.
    """
    return LeanChecker(Toolchain(rocq_cache), LeanKernel(WheelToolchain(lean_cache)))
