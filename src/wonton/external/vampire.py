"""Vampire 5: users bring it; no package has it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from wonton.external.base import Answer, Backend, Binary, Ended, Invocation, Limits, Problem
from wonton.external.szs import read_szs, statistics

_NUMBERS = re.compile(r"^% ([A-Z][\w ]*?): (\d+(?:\.\d+)?)(?: s| MB)?$", re.MULTILINE)
_UNREADABLE = re.compile(r"Parsing Error|User error|Input error", re.IGNORECASE)


class Vampire(Backend):
    """Vampire in its default mode, with a fixed seed and the saturation algorithm that no clock steers: the same input
    gives the same proof."""

    name = "vampire"
    format = "tptp"
    programs = ("vampire",)
    remedy = "build it or fetch a release (github.com/vprover/vampire), then put it on PATH or set WONTON_VAMPIRE"
    version_pattern = r"Vampire (\d+(?:\.\d+)*)"
    dialects = frozenset({"cnf", "fof", "tff", "tcf", "thf"})

    def command(self, binary: Binary, problem: Problem, limits: Limits, scratch: Path) -> Invocation:
        """Includes are looked for below the root. Vampire's own limits are a second beyond ours."""
        words = ("--input_syntax", "tptp", "--include", str(problem.root), "--proof", "tptp", "--random_seed", "1")
        keeping = ("-sa", "discount", "-t", f"{limits.wall_seconds + 1:g}s", "-m", str(limits.memory_mb))
        argv = (*binary.argv, *words, *keeping, "--statistics", "brief", str(problem.path))
        return Invocation(argv, {"TPTP": str(problem.root)})

    def read(self, ended: Ended) -> Answer:
        """By its SZS status; its default mode prints none at a limit, and none where it cannot read the problem."""
        answer = read_szs(ended)
        if not answer.status and _UNREADABLE.search(ended.output + ended.errors):
            answer = replace(answer, outcome="wrong_format", reason="it cannot read the problem")
        elif answer.outcome == "wrong_format" and "Refutation not found" in ended.output:
            answer = replace(answer, outcome="gave_up", reason="its strategy is incomplete")
        return replace(answer, statistics=statistics(ended.output, _NUMBERS))
