"""The final check of a finished Lean proof: the whole script, from scratch, in a process of its own.

Climbs the ladder of verdicts:

- `compiles`: no error in the whole file, kernel included. A script with a tactic that the list of `forbidden.py`
  refuses is not compiled at all;
- `statement_match`: the theorem has the name and the type that another process, which never saw a script, gives to the
  statement alone. Types are compared as Lean prints them with nothing left out: instances, universes, full names;
- `axioms_ok`: `#print axioms` names allowed ones only, each the library's own and not one of the header's;
- `rechecked`: what a checker from outside says of the compiled file, where one is configured (`outside.py`).

Every process is shut in as far as the system can (`confinement.py`)."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from wonton.assistants.accidents import is_accident, refuse_accident
from wonton.assistants.base import CheckedProof, Limits, Rung, Script, Theorem
from wonton.assistants.confinement import confined
from wonton.assistants.ladder import climb, objection
from wonton.assistants.lean import document, questions
from wonton.assistants.lean.base import Toolchain
from wonton.assistants.lean.forbidden import refusal
from wonton.assistants.lean.goals import stable_message
from wonton.assistants.lean.process import Command, LeanStopped, json_messages, run_apart
from wonton.assistants.lean.questions import Asked
from wonton.assistants.lean.terms import TermSyntaxError, parse_term
from wonton.assistants.outside import OutsideChecker
from wonton.assistants.processes import Finished
from wonton.assistants.remembered import Remembered
from wonton.core.expr import Expr

LIMITS = Limits(heartbeats=400_000, wall_seconds=120.0, memory_mb=4_096)
MODULE = "WontonChecked"  #: the module that is compiled
_LAST_CHARACTERS = 500
_SWITCH = "skipKernelTC"  #: the option with which Lean's kernel looks away


def check_proof(
    toolchain: Toolchain,
    theorem: Theorem,
    script: Script,
    outside: OutsideChecker | None = None,
    *,
    listed: bool = True,
    limits: Limits = LIMITS,
) -> CheckedProof:
    """The verdict of clean Lean processes on `script`, and of `outside` where all other rungs hold. A limit that is met
    fails its rung, an accident of the machine leaves it open (`accidents.py`); it raises nothing. Without `listed` the
    list of refused tactics is not asked: what is left is what Lean alone says."""
    proof = "\n".join(document.theorem_lines(theorem, script))
    recheck = None
    if outside is not None:
        endings, environment = (".lean", ".olean"), toolchain.command.environment
        recheck = partial(outside.complete, module=MODULE, endings=endings, environment=environment)
    return climb(
        f"{theorem.header}\n{proof}\n" if theorem.header else f"{proof}\n",
        f"lean {toolchain.version} ({toolchain.fingerprint})",
        _objection(theorem, script) if listed else "",
        lambda verdict, folder: _judged(toolchain, theorem, proof, verdict, folder, limits, outside is not None),
        recheck,
    )


def _objection(theorem: Theorem, script: Script) -> str:
    """What speaks against a proof before Lean sees it; `""` for nothing."""
    if _SWITCH in theorem.header.replace("«", "").replace("»", ""):
        return f"the header mentions {_SWITCH}, with which the kernel is switched off"
    return objection("Lean", script, refusal)


def _judged(
    toolchain: Toolchain,
    theorem: Theorem,
    proof: str,
    verdict: CheckedProof,
    folder: Path,
    limits: Limits,
    keep: bool,
) -> CheckedProof:
    """The verdict as far as Lean itself gives it. Raises `LeanStopped`."""
    asked = asked_for(toolchain, theorem, limits)
    name = asked.name if asked else theorem.name.removeprefix("_root_.")
    page = questions.proof_page(toolchain.preamble, limits.heartbeats, theorem, proof, name)
    said = _compile(toolchain.command, page.text, folder, limits, keep)
    errors = tuple(stable_message(m["data"]) for m in questions.errors(page, said))
    term_text, axioms_text, type_text = (questions.information(said, line) for line in page.lines)
    axioms = questions.read_axioms(axioms_text)
    compiles = not errors
    allowed = asked.axioms if asked else frozenset()
    rungs: dict[Rung, bool | None] = {
        "search_closed": True,
        "compiles": compiles,
        "statement_match": compiles and asked is not None and questions.read_type(type_text, name) == asked.type,
        "axioms_ok": compiles and axioms is not None and set(axioms) <= allowed,
        "rechecked": None,
    }
    value = term_text.partition(" :=\n")[2] or term_text.partition(" := ")[2]
    return replace(
        verdict,
        rungs=rungs,
        axioms=axioms or (),
        proof_term=_tree(value),
        proof_term_text=value.strip(),
        messages=errors,
    )


_asked: Remembered[Asked] = Remembered()


def asked_for(toolchain: Toolchain, theorem: Theorem, limits: Limits = LIMITS) -> Asked | None:
    """What `theorem` asks for, from a process that sees no script; remembered, so that the proofs of one theorem share
    it. None where the statement does not stand, or Lean met a limit. Raises `LeanStopped` where an accident kept it
    from answering."""
    return _asked.get(toolchain.fingerprint, theorem, lambda: _ask(toolchain, theorem, limits))


def _ask(toolchain: Toolchain, theorem: Theorem, limits: Limits) -> Asked | None:
    allowed = toolchain.allowed_axioms
    page = questions.asked_page(toolchain.preamble, limits.heartbeats, theorem, allowed)
    with tempfile.TemporaryDirectory(prefix="wonton-asked-") as folder:
        try:
            said = _compile(toolchain.command, page.text, Path(folder), limits)
        except LeanStopped as stopped:
            if is_accident(stopped):
                raise
            return None
    return questions.read_asked(page, said, allowed)


def _compile(command: Command, text: str, folder: Path, limits: Limits, keep: bool = False) -> list[dict[str, Any]]:
    """Lean's messages on a file that is compiled in `folder`, shut in there; `keep` writes what it was compiled to
    beside it. They come by standard output: what a program prints to standard error is none of them. Raises
    `LeanStopped`."""
    path = folder / f"{MODULE}.lean"
    path.write_text(text, encoding="utf-8")
    written = ["-R", str(folder), "-o", str(path.with_suffix(".olean"))] if keep else []
    arguments = ["--json", "-DmaxErrors=100", *written, str(path)]
    done, said_in_all = run_shut_in(command, arguments, folder, limits.wall_seconds, limits.memory_mb)
    messages = json_messages(done.output)
    if done.code != 0 and not any(message["severity"] == "error" for message in messages):
        said = f"Lean ended with code {done.code}: {said_in_all[-_LAST_CHARACTERS:]}".rstrip(": \n")
        messages.append({"severity": "error", "data": said, "pos": {"line": 0}})
    return messages


def run_shut_in(
    command: Command, arguments: Sequence[str], folder: Path, wall_seconds: float, memory_mb: float
) -> tuple[Finished, str]:
    """Run Lean to its end, shut in in `folder`: what it answered by standard output, and all that it said, complaints
    included. Raises `LeanStopped` at a limit, and where somebody ends it or keeps it from its work."""
    shut_in = Command(confined(command.words, folder), {**command.environment, "TMPDIR": str(folder)})
    done, complaints = run_apart(shut_in, arguments, wall_seconds, memory_mb)
    said = done.output + complaints
    refuse_accident(replace(done, output=said), "Lean", LeanStopped)
    return done, said


def _tree(text: str) -> Expr | None:
    try:
        return parse_term(text) if text.strip() else None
    except (TermSyntaxError, RecursionError):
        return None
