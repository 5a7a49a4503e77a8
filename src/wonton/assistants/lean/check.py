"""The final check of a finished Lean proof: the whole script, from scratch, in a process of its own.

Climbs the ladder of verdicts: `compiles` (no error in the whole file, kernel included), `statement_match` (the
theorem's elaborated type is the one that the statement alone elaborates to), `axioms_ok` (`#print axioms` names
allowed ones only). `rechecked` is left to other checkers. The statement is elaborated before the proof is read, so
that a script cannot change what it means."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wonton.assistants.base import CheckedProof, Limits, Rung, Script, Theorem
from wonton.assistants.lean import document
from wonton.assistants.lean.base import Toolchain
from wonton.assistants.lean.goals import stable_message
from wonton.assistants.lean.process import LeanStopped, run_once
from wonton.assistants.lean.terms import TermSyntaxError, parse_term
from wonton.core.errors import StatementError
from wonton.core.expr import Expr

_CHECK_LIMITS = Limits(heartbeats=400_000, wall_seconds=120.0, memory_mb=4_096)


def check_proof(toolchain: Toolchain, theorem: Theorem, script: Script) -> CheckedProof:
    """The verdict of a clean Lean process on `script`. A limit that is met fails `compiles`; it raises nothing."""
    begun = time.monotonic()
    proof = "\n".join(document.theorem_lines(theorem, script))
    source = f"{theorem.header}\n{proof}\n" if theorem.header else f"{proof}\n"
    checker = f"lean {toolchain.version} ({toolchain.fingerprint})"
    checkers = dict.fromkeys(("compiles", "statement_match", "axioms_ok"), checker)
    try:
        lines, messages = _run(toolchain, theorem, proof)
    except LeanStopped as stopped:
        rungs: dict[Rung, bool | None] = {"search_closed": True, "compiles": False}
        return CheckedProof(
            source, rungs, messages=(stopped.message,), checkers=checkers, elapsed=time.monotonic() - begun
        )
    errors = tuple(stable_message(m["data"]) for m in messages if m["severity"] == "error")
    statement, type_, axioms_text, term_text = (_information(messages, line) for line in lines)
    axioms = _axioms(axioms_text)
    compiles = not errors
    rungs = {
        "search_closed": True,
        "compiles": compiles,
        "statement_match": compiles and _same_type(statement, type_),
        "axioms_ok": compiles and axioms is not None and set(axioms) <= toolchain.allowed_axioms,
        "rechecked": None,
    }
    value = term_text.partition(" :=\n")[2] or term_text.partition(" := ")[2]
    return CheckedProof(
        source,
        rungs,
        axioms=axioms or (),
        proof_term=_tree(value),
        proof_term_text=value.strip(),
        messages=errors,
        checkers=checkers,
        elapsed=time.monotonic() - begun,
    )


def _run(toolchain: Toolchain, theorem: Theorem, proof: str) -> tuple[tuple[int, int, int, int], list[dict[str, Any]]]:
    """Run Lean over the file. The lines (from 1) of its four questions, and all messages."""
    head = toolchain.preamble.text(_CHECK_LIMITS.heartbeats, theorem.header).rstrip("\n")
    parts = [
        head,
        f"#check ({statement_type(theorem)})",
        proof,
        f"#check @{theorem.name}",
        f"#print axioms {theorem.name}",
        f"#print {theorem.name}",
    ]
    ends = [part.count("\n") + 1 for part in parts]
    starts = [1 + sum(ends[:place]) for place in range(len(parts))]
    with tempfile.TemporaryDirectory(prefix="wonton-check-") as folder:
        path = Path(folder) / "Check.lean"
        path.write_text("\n".join(parts) + "\n", encoding="utf-8")
        arguments = ["--json", "-DmaxErrors=100", str(path)]
        done = run_once(toolchain.command, arguments, _CHECK_LIMITS.wall_seconds, _CHECK_LIMITS.memory_mb)
    messages = [json.loads(line) for line in done.output.splitlines() if line.startswith("{")]
    if done.code != 0 and not any(message["severity"] == "error" for message in messages):
        messages.append({"severity": "error", "data": f"Lean ended with code {done.code}", "pos": {"line": 0}})
    return (starts[1], starts[3], starts[4], starts[5]), messages


def statement_type(theorem: Theorem) -> str:
    """The statement as one closed type: `(p : Prop) : q` becomes `∀ (p : Prop), q`."""
    depth = 0
    text = theorem.statement
    for place, character in enumerate(text):
        depth += {"(": 1, "{": 1, "[": 1, "⦃": 1, ")": -1, "}": -1, "]": -1, "⦄": -1}.get(character, 0)
        if character == ":" and depth == 0:
            binders, target = text[:place].strip(), text[place + 1 :].strip()
            return f"∀ {binders}, {target}" if binders else target
    raise StatementError(theorem.item_id, "there is no ':' between its binders and its proposition")


def _information(messages: Sequence[dict[str, Any]], line: int) -> str:
    """What Lean said on that line, other than errors; empty where it said nothing."""
    return next((m["data"] for m in messages if m["pos"]["line"] == line and m["severity"] == "information"), "")


def _axioms(text: str) -> tuple[str, ...] | None:
    """The axioms that `#print axioms` names, sorted; None where it did not answer."""
    if "does not depend on any axioms" in text:
        return ()
    _, found, names = text.partition("depends on axioms: ")
    if not found:
        return None
    return tuple(sorted(name.strip() for name in names.strip().strip("[]").split(",")))


def _same_type(statement: str, type_: str) -> bool:
    """Whether `#check (type)` and `#check @theorem` show the same tree."""
    asked = _tree(statement.rpartition(" : ")[0])
    proved = _tree(type_.partition(" : ")[2])
    return asked is not None and asked == proved


def _tree(text: str) -> Expr | None:
    try:
        return parse_term(text) if text.strip() else None
    except TermSyntaxError:
        return None
