"""Another checker's opinion of a finished Rocq proof: `coqchk` on the compiled file.

`coqchk` is Coq's stand-alone checker: it reads compiled files and type-checks them again with a kernel of its own, and
knows nothing of tactics. The theorem's file and our Core library are checked; other libraries that they require are
taken as they are, because to check the standard library takes minutes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from wonton.assistants.base import Script, Theorem
from wonton.assistants.rocq.check import LIMITS, error_message, proof_source
from wonton.assistants.rocq.goals import stable_message
from wonton.assistants.rocq.process import RocqStopped, run_once
from wonton.assistants.rocq.toolchain import LIBRARY, Toolchain, find_program, program_version

_ROOM = "WontonChecked"


def recheck(toolchain: Toolchain, theorem: Theorem, script: Script) -> tuple[bool, str, str]:
    """Whether `coqchk` accepts the compiled proof, its message where it does not, and who was asked.

    Raises `MissingToolError` where there is no `coqchk`; a limit that is met is a refusal.
    """
    program = find_program("coqchk")
    checker = f"coqchk {program_version(program)} (required libraries admitted)"
    with tempfile.TemporaryDirectory(prefix="wonton-recheck-") as name:
        folder = Path(name)
        (folder / "Checked.v").write_text(proof_source(theorem, script), encoding="utf-8")
        here = ("-Q", ".", _ROOM)
        core = ("-norec", f"{LIBRARY}.Core") if LIBRARY in theorem.header else ()
        checking = [str(program), *toolchain.search_path, *here, "-silent", "-norec", f"{_ROOM}.Checked", *core]
        try:
            compiled = run_once(
                [*toolchain.compiler, *here, "Checked.v"], LIMITS.wall_seconds, LIMITS.memory_mb, folder
            )
            if compiled.code != 0:
                return False, error_message(compiled.output, compiled.code), checker
            done = run_once(checking, LIMITS.wall_seconds, LIMITS.memory_mb, folder)
        except RocqStopped as stopped:
            return False, stopped.message, checker
    return done.code == 0, "" if done.code == 0 else stable_message(done.output)[-500:], checker
