"""What came of one problem: the row of a run, and whether the answer agrees with what the problem states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from wonton.external.base import Answer, Ended, Outcome, Problem
from wonton.external.proofs.reading import Reading
from wonton.external.szs import decides, szs_outcome

Verdict = Literal["correct", "wrong", "unsolved", "unchecked"]


@dataclass(frozen=True, slots=True)
class Result:
    """One problem of a run: what the backend said (`answer`), how its execution ended (None: it was not run), and its
    proof as far as it was read."""

    problem: Problem
    answer: Answer
    ended: Ended | None = None
    reading: Reading | None = None

    @property
    def outcome(self) -> Outcome:
        """What came of it."""
        return self.answer.outcome

    @property
    def proof_text(self) -> str:
        """The proof as printed, `""` for none."""
        return self.answer.proof_text

    @property
    def verdict(self) -> Verdict:
        """`correct` or `wrong` where both the problem and the backend decide, `unsolved` where the backend does not,
        `unchecked` where the problem states nothing. What an SMT solver answered before it was stopped, or did not know
        on, counts as far as it is against the problem."""
        found = compare(self.problem, self.answer)
        if decides(self.outcome) or (self.problem.format == "smtlib" and found == "wrong"):
            return found
        return "unsolved"

    def _proof(self) -> str:
        """State of the proof object: `none`, `present` (its text is kept) or `parsed` (it is a complete graph)."""
        if self.reading is not None and self.reading.complete:
            return "parsed"
        return "present" if self.answer.proof_text else "none"

    def to_json(self) -> dict[str, Any]:
        """The row: everything but the texts; what differs from one execution to the next is in `timings`."""
        answer, ended = self.answer, self.ended
        return {
            "item_id": self.problem.item_id,
            "format": self.problem.format,
            "dialect": self.problem.dialect,
            "expected": self.problem.expected,
            "outcome": answer.outcome,
            "status": answer.status,
            "verdict": self.verdict,
            "solved": decides(answer.outcome),
            "reason": answer.reason,
            "proof": self._proof(),
            "proof_format": answer.proof_format,
            "proof_steps": self.reading.graph.steps if self.reading and self.reading.graph else None,
            "timings": {} if ended is None else execution_json(ended, answer.statistics),
        }


def compare(problem: Problem, answer: Answer) -> Verdict:
    """Whether an answer that decides agrees with what the problem states. What counts is which side it is on: a proof
    from contradictory axioms agrees with `Theorem`."""
    if problem.format == "smtlib":
        pairs = list(zip(problem.expected.split(), answer.status.split(), strict=False))
        stated = [(one, two) for one, two in pairs if {one, two} <= {"sat", "unsat"}]
        if any(one != two for one, two in stated):
            return "wrong"
        return "correct" if stated else "unchecked"
    expected = szs_outcome(problem.expected)
    if not decides(expected):
        return "unchecked"
    return "correct" if expected == answer.outcome else "wrong"


def execution_json(ended: Ended, statistics: Mapping[str, float | str]) -> dict[str, Any]:
    """How an execution went: seconds, memory, exit code, who kept the limits, and the backend's own statistics."""
    return {
        "wall_seconds": ended.wall_seconds,
        "cpu_seconds": ended.cpu_seconds,
        "memory_mb": ended.memory_mb,
        "exit_code": ended.exit_code,
        "stop": ended.stop,
        "executor": ended.executor,
        "output_bytes": ended.output_bytes,
        "output_cut": ended.output_cut,
        "statistics": dict(sorted(statistics.items())),
    }
