"""Another checker's opinion of a finished Rocq proof: `coqchk` on the compiled file.

`coqchk` is Coq's stand-alone checker: it reads compiled files and type-checks them again with a kernel of its own, and
knows nothing of tactics. The theorem's file and our Core library are checked; other libraries that they require are
taken as they are, because to check the standard library takes minutes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from wonton.assistants.accidents import is_accident, refuse_accident
from wonton.assistants.base import Script, Theorem
from wonton.assistants.exchange.outcome import Verdict
from wonton.assistants.processes import Finished
from wonton.assistants.rocq.check import LIMITS, error_message, proof_source
from wonton.assistants.rocq.goals import stable_message
from wonton.assistants.rocq.process import RocqStopped, run_once
from wonton.assistants.rocq.toolchain import LIBRARY, Toolchain, find_program, program_version
from wonton.core.errors import AssistantError

_ROOM = "WontonChecked"


def checker_name(program: Path) -> str:
    """Who is asked, as verdicts have it. Raises `MissingToolError`."""
    return f"coqchk {program_version(program)} (required libraries admitted)"


def recheck(toolchain: Toolchain, theorem: Theorem, script: Script) -> Verdict:
    """What `coqchk` says of the compiled proof.

    Raises `MissingToolError` where there is no `coqchk`, and `AssistantError` where an accident of the machine kept it
    or `coqc` from an answer.
    """
    program = find_program("coqchk")
    checker = checker_name(program)
    with tempfile.TemporaryDirectory(prefix="wonton-recheck-") as name:
        folder = Path(name)
        (folder / "Checked.v").write_text(proof_source(theorem, script), encoding="utf-8")
        here = ("-Q", ".", _ROOM)
        core = ("-norec", f"{LIBRARY}.Core") if LIBRARY in theorem.header else ()
        checking = [str(program), *toolchain.search_path, *here, "-silent", "-norec", f"{_ROOM}.Checked", *core]
        try:
            compiled = _run([*toolchain.compiler, *here, "Checked.v"], folder)
            if compiled.code != 0:
                return Verdict("refused", checker, "kernel", error_message(compiled.output, compiled.code))
            done = _run(checking, folder)
        except RocqStopped as stopped:
            if is_accident(stopped):
                raise AssistantError(f"{theorem.item_id}: {stopped.message}", "Recheck it again.") from stopped
            return Verdict("refused", checker, "limit", stopped.message)
    if done.code != 0:
        return Verdict("refused", checker, "kernel", stable_message(done.output)[-500:])
    return Verdict("accepted", checker)


def _run(words: list[str], folder: Path) -> Finished:
    done = run_once(words, LIMITS.wall_seconds, LIMITS.memory_mb, folder)
    return refuse_accident(done, Path(words[0]).name, RocqStopped)
