"""The SZS ontology as TPTP provers print it: status lines, output blocks, statistics.

Statuses are those of G. Sutcliffe, "The SZS Ontologies for Automated Reasoning Software" (2008). Comment leaders differ
between provers and versions (`#`, `%`, `%%`), so lines are found by `^[#%]+ SZS`, and exit codes are never asked alone.
"""

from __future__ import annotations

import re

from wonton.external.base import Answer, Ended, Outcome

_STATUS = re.compile(r"^[#%]+ SZS status:? (\w+)", re.MULTILINE)
_BLOCK = re.compile(
    r"^[#%]+ SZS output start (CNFRefutation|Refutation|Proof|Derivation)[^\n]*\n(.*?)^[#%]+ SZS output end",
    re.MULTILINE | re.DOTALL,
)
_OUTCOMES: dict[str, Outcome] = {
    **dict.fromkeys(("Theorem", "Unsatisfiable", "ContradictoryAxioms"), "proved"),
    **dict.fromkeys(("CounterSatisfiable", "Satisfiable", "CounterTheorem"), "refuted"),
    **dict.fromkeys(("Timeout",), "timeout"),
    **dict.fromkeys(("MemoryOut",), "memory_out"),
    **dict.fromkeys(("GaveUp", "Incomplete", "Stopped", "User", "Forced"), "gave_up"),
    **dict.fromkeys(("Unknown", "Open", "NoSuccess"), "unknown"),
    **dict.fromkeys(
        ("InputError", "SyntaxError", "SemanticError", "TypeError", "OSError", "UsageError"), "wrong_format"
    ),
    **dict.fromkeys(("Inappropriate", "NotTried", "NotTriedYet"), "unsupported"),
    **dict.fromkeys(("Error",), "crashed"),
}
_MEMORY_WORDS = re.compile(r"memory|bad_alloc", re.IGNORECASE)


def szs_outcome(status: str) -> Outcome | None:
    """The outcome that an SZS status stands for; None for `ResourceOut` and for words that we do not know."""
    return _OUTCOMES.get(status)


def decides(outcome: Outcome | None) -> bool:
    """Whether an outcome decides the problem."""
    return outcome in ("proved", "refuted")


def statuses(output: str) -> list[str]:
    """All SZS statuses of an output, in order."""
    return _STATUS.findall(output)


def read_szs(ended: Ended) -> Answer:
    """The answer of a TPTP prover, without statistics: the first status that decides the problem, else what ended it,
    else the last status."""
    said = statuses(ended.output)
    decided = next((status for status in said if decides(szs_outcome(status))), "")
    if decided:
        proof = proof_block(ended.output)
        outcome = _OUTCOMES[decided]
        return Answer(outcome, decided, proof_text=proof, proof_format="tstp" if proof else "")
    status = said[-1] if said else ""
    outcome, reason = undecided(ended, status, szs_outcome(status))
    return Answer(outcome, status, reason)


def proof_block(output: str) -> str:
    """What stands between the lines that open and close a refutation or proof; `""` where no whole one does."""
    match = _BLOCK.search(output)
    return match[2] if match else ""


def undecided(ended: Ended, status: str, said: Outcome | None) -> tuple[Outcome, str]:
    """Outcome and reason of an execution that decided nothing; `said` is what its last `status` stands for."""
    if ended.stop:
        return stopped(ended)
    words = f"{ended.output[-2000:]}\n{ended.errors[-2000:]}"
    if status == "ResourceOut":
        return ("memory_out", "its own memory limit") if _MEMORY_WORDS.search(words) else ("timeout", "its own limit")
    if said is not None:
        return said, f"it says {status}"
    if ended.exit_code < 0:
        return "crashed", f"it died of signal {-ended.exit_code}"
    if re.search(r"time limit|Resource limit exceeded \(time\)|Termination reason: Time", words, re.IGNORECASE):
        return "timeout", "its own time limit"
    if re.search(r"out of memory|bad_alloc|Resource limit exceeded \(memory\)|Memory limit", words, re.IGNORECASE):
        return "memory_out", "its own memory limit"
    return "wrong_format", _unreadable(ended)


def stopped(ended: Ended) -> tuple[Outcome, str]:
    """Outcome and reason of an execution that we ended."""
    if ended.stop == "memory":
        return "memory_out", "the memory limit"
    return "timeout", f"the {'CPU' if ended.stop == 'cpu' else 'wall'} limit"


def _unreadable(ended: Ended) -> str:
    cut = ", its output was cut" if ended.output_cut else ""
    words = " ".join((ended.errors or ended.output).split())[-200:]
    return f"no status in its output (exit code {ended.exit_code}{cut}): {words}"


def statistics(output: str, pattern: re.Pattern[str]) -> dict[str, float | str]:
    """The lines `name: number` that `pattern` (two groups) finds, names in small letters with `_`."""
    found: dict[str, float | str] = {}
    for name, value in pattern.findall(output):
        key = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
        found[key] = float(value)
    return found
