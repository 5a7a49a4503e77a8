"""SMT-LIB 2 as solvers are asked and answer: scripts that ask for a proof, answers in order. Terms are for `proofs`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wonton.corpus.problems.smtlib import commands, name_of
from wonton.external.base import Answer, Ended, Outcome, ProofFormat
from wonton.external.szs import stopped

_ANSWER = re.compile(r"^(sat|unsat|unknown|timeout)\s*$", re.MULTILINE)
_ERROR = re.compile(r'\(error "((?:[^"]|"")*)"\)')
#: Errors that leave the question as it is: the answer to an earlier one is not as stated, there is no such option.
_HARMLESS = re.compile(r"check annotation|unknown (?:parameter|option)|proof is not available|model is not available")
_MEMORY = re.compile(r"out of memory|bad_alloc|max\. memory", re.IGNORECASE)
_TIME = re.compile(r"interrupted by timeout|cvc5 interrupted|^timeout$", re.IGNORECASE | re.MULTILINE)
_UNTAKEN = re.compile(r"unsupported|not supported|unknown logic|not handled|is not (?:yet )?implemented", re.IGNORECASE)
_STATISTIC = re.compile(r"^\s*\(?:([\w>.-]+)\s+(\d+(?:\.\d+)?)\)?\s*$", re.MULTILINE)


def with_proofs(script: str) -> str:
    """The script asking for a proof after its last `check-sat`, and nothing after that."""
    found = [command for command in commands(script) if not _is_option(command, ":produce-proofs")]
    asks = [place for place, command in enumerate(found) if name_of(command).startswith("check-sat")]
    end = asks[-1] + 1 if asks else len(found)
    kept = [command for command in found[:end] if name_of(command) not in ("get-model", "get-value", "get-proof")]
    return "\n".join(["(set-option :produce-proofs true)", *kept, *(["(get-proof)"] if asks else []), ""])


def _is_option(command: str, option: str) -> bool:
    return name_of(command) == "set-option" and option in command.split()


def read_smt(ended: Ended, proof_format: ProofFormat) -> Answer:
    """The answer of an SMT solver: its answers in order, joined by blanks, and the last one's outcome. Answers behind a
    command that it could not read are left out: they are about something else."""
    said = _ANSWER.findall(ended.output)
    status = " ".join(said)
    decided: dict[str, Outcome] = {"unsat": "proved", "sat": "refuted"}
    last = said[-1] if said else ""
    unread = _unread(ended.output)
    if last in decided and not ended.stop and not unread:
        proof = proof_text(ended.output) if last == "unsat" else ""
        return Answer(decided[last], status, proof_text=proof, proof_format=proof_format if proof else "")
    outcome, reason = _undecided(ended, last, [message.replace('""', '"') for message in _ERROR.findall(ended.output)])
    return Answer(outcome, "" if unread else status, reason)


def _unread(output: str) -> bool:
    """Whether a command before the last answer was an error: a solver that goes on then answers another question."""
    end = max((match.start() for match in _ANSWER.finditer(output)), default=0)
    return any(not _HARMLESS.search(message) for message in _ERROR.findall(output[:end]))


def _undecided(ended: Ended, last: str, errors: Sequence[str]) -> tuple[Outcome, str]:
    if ended.stop:
        return stopped(ended)
    words = f"{ended.output[-2000:]}\n{ended.errors[-2000:]}"
    if _TIME.search(words) or last == "timeout":
        return "timeout", "its own time limit"
    if _MEMORY.search(words):
        return "memory_out", "its own memory limit"
    if ended.exit_code < 0:
        return "crashed", f"it died of signal {-ended.exit_code}"
    problem = next(iter(errors), "") or " ".join(ended.errors.split())[:200]
    if problem and _UNTAKEN.search(problem):
        return "unsupported", problem
    if last == "unknown":
        return "unknown", "it says unknown"
    return "wrong_format", problem or f"no answer in its output (exit code {ended.exit_code})"


def proof_text(output: str) -> str:
    """What follows the last `unsat` of an output and is a parenthesised text; `""` where nothing whole does."""
    places = [match.end() for match in re.finditer(r"^unsat\s*$", output, re.MULTILINE)]
    if not places:
        return ""
    found = [command for command in commands(output[places[-1] :]) if not command.startswith(("(error", "(:"))]
    return "\n".join(found)


def statistics(output: str) -> dict[str, float | str]:
    """Z3's statistics: lines `:name value`."""
    return {name: float(value) for name, value in _STATISTIC.findall(output)}
