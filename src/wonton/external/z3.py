"""Z3: PyPI `z3-solver`, apt `z3`, or the user's own."""

from __future__ import annotations

import math
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from wonton.external.base import Answer, Backend, Binary, Ended, Invocation, Limits, Problem
from wonton.external.smt import read_smt, statistics, with_proofs


class Z3(Backend):
    """Z3 on SMT-LIB 2, a proof asked for after the last question."""

    name = "z3"
    format = "smtlib"
    programs = ("z3",)
    remedy = "pip install 'wonton-soup[external]', or apt-get install z3"
    version_pattern = r"Z3 version (\d+(?:\.\d+)+)"

    def wheel(self) -> tuple[str, ...] | None:
        """The program that the package `z3-solver` brings."""
        try:
            listed = files("z3-solver") or []
        except PackageNotFoundError:
            return None
        programs = [Path(str(entry.locate())) for entry in listed if entry.name in ("z3", "z3.exe")]
        return next(((str(path.resolve()),) for path in programs if path.is_file()), None)

    def command(self, binary: Binary, problem: Problem, limits: Limits, scratch: Path) -> Invocation:
        """The problem is written to `scratch` with its last question followed by `get-proof`; Z3's own limits are
        beyond ours."""
        script = scratch / f"{problem.name}.smt2"
        script.write_text(with_proofs(problem.path.read_text(encoding="utf-8")), encoding="utf-8")
        words = ("-smt2", "-st", f"-T:{math.ceil(limits.wall_seconds) + 1}")
        return Invocation((*binary.argv, *words, "smt.random_seed=0", str(script)))

    def read(self, ended: Ended) -> Answer:
        """By its last answer."""
        return replace(read_smt(ended, "z3"), statistics=statistics(ended.output))
