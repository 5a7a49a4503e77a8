"""cvc5: PyPI `cvc5` (a library, driven in a process of its own), or a program from 1.1 on."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from wonton.external.base import Answer, Backend, Binary, Ended, Invocation, Limits, Problem, ProofFormat
from wonton.external.smt import read_smt

_STATISTIC = re.compile(r"^([a-z]\w*(?:::\w+)+) = (\d+(?:\.\d+)?)(ms)?$", re.MULTILINE)
_FORMAT: ProofFormat = "cpc"


class CVC5(Backend):
    """cvc5 on SMT-LIB 2, with proofs in its own calculus, CPC."""

    name = "cvc5"
    format = "smtlib"
    programs = ("cvc5",)
    remedy = "pip install 'wonton-soup[external]'"
    version_pattern = r"cvc5 (?:version )?(\d+(?:\.\d+)+)"
    oldest = (1, 1)

    def wheel(self) -> tuple[str, ...] | None:
        """The library of the package `cvc5`, driven by `cvc5_main`."""
        if find_spec("cvc5") is None:
            return None
        return (sys.executable, "-P", str(Path(__file__).with_name("cvc5_main.py")))

    def command(self, binary: Binary, problem: Problem, limits: Limits, scratch: Path) -> Invocation:
        """cvc5's own limit is beyond ours. Quantified problems want the last resort, full saturation."""
        limit = f"--tlimit={int((limits.wall_seconds + 1) * 1000)}"
        words = ("--lang=smt2", "--stats", "--full-saturate-quant", "--dump-proofs", f"--proof-format-mode={_FORMAT}")
        return Invocation((*binary.argv, *words, "--proof-print-conclusion", limit, str(problem.path)))

    def read(self, ended: Ended) -> Answer:
        """By its last answer."""
        found = _STATISTIC.findall(ended.errors)
        numbers: dict[str, float | str] = {name: float(value) for name, value, _ in found}
        return replace(read_smt(ended, _FORMAT), statistics=numbers)
