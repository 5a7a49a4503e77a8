"""Another checker's opinion of a finished Rocq proof: `coqchk` on the compiled file.

`coqchk` is Coq's stand-alone checker: it reads compiled files and type-checks them again with a kernel of its own, and
knows nothing of tactics. The theorem's file and our Core library are checked; other libraries that they require are
taken as they are, because to check the standard library takes minutes."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wonton.assistants.accidents import limit_message, refuse_accident
from wonton.assistants.base import Script, Theorem
from wonton.assistants.exchange.outcome import RecordedProof, Verdict
from wonton.assistants.processes import Finished
from wonton.assistants.rocq.check import LIMITS, error_message, proof_source
from wonton.assistants.rocq.goals import stable_message
from wonton.assistants.rocq.process import RocqStopped, run_once
from wonton.assistants.rocq.toolchain import LIBRARY, Toolchain, find_program, program_version

_ROOM = "WontonChecked"


@dataclass(frozen=True, slots=True)
class Coqchk:
    """An installed `coqchk` as the checker of recorded Rocq proofs; `name` is who is asked, as verdicts have it."""

    toolchain: Toolchain
    program: Path
    name: str

    def check(self, proofs: Sequence[RecordedProof]) -> list[Verdict]:
        """The verdict on each proof, in order. Raises what `judge` raises."""
        return [
            self.judge(proof.theorem, proof.script)
            if proof.script is not None
            else Verdict("not_exportable", self.name, "term", "the script was not recorded")
            for proof in proofs
        ]

    def judge(self, theorem: Theorem, script: Script) -> Verdict:
        """What `coqchk` says of the compiled proof. Raises `AssistantError` where an accident of the machine kept it or
        `coqc` from an answer."""
        with tempfile.TemporaryDirectory(prefix="wonton-recheck-") as name:
            folder = Path(name)
            (folder / "Checked.v").write_text(proof_source(theorem, script), encoding="utf-8")
            here = ("-Q", ".", _ROOM)
            core = ("-norec", f"{LIBRARY}.Core") if LIBRARY in theorem.header else ()
            paths = (*self.toolchain.search_path, *here)
            checking = [str(self.program), *paths, "-silent", "-norec", f"{_ROOM}.Checked", *core]
            try:
                compiled = _run([*self.toolchain.compiler, *here, "Checked.v"], folder)
                if compiled.code != 0:
                    return Verdict("refused", self.name, "kernel", error_message(compiled.output, compiled.code))
                done = _run(checking, folder)
            except RocqStopped as stopped:
                return Verdict("refused", self.name, "limit", limit_message(stopped, theorem.item_id))
        if done.code != 0:
            return Verdict("refused", self.name, "kernel", stable_message(done.output)[-500:])
        return Verdict("accepted", self.name)


def open_coqchk(cache: Path) -> Coqchk:
    """The installed `coqchk`; `cache` is where our compiled library lies or is put. Raises `MissingToolError`."""
    program = find_program("coqchk")
    return Coqchk(Toolchain(cache), program, f"coqchk {program_version(program)} (required libraries admitted)")


def _run(words: list[str], folder: Path) -> Finished:
    done = run_once(words, LIMITS.wall_seconds, LIMITS.memory_mb, folder)
    return refuse_accident(done, Path(words[0]).name, RocqStopped)
