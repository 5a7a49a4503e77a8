"""Another checker's opinion of a finished Rocq proof: `coqchk` on the compiled file.

`coqchk` is Coq's stand-alone checker: it reads compiled files and type-checks them again with a kernel of its own, and
knows nothing of tactics. The theorem's file and our Core library are checked; other libraries that they require are
taken as they are, because to check the standard library takes minutes.

It does not know what was to be proved and from what. So the final check (`check.py`) comes first: the list of refused
tactics, then all rungs up to `axioms_ok`; only what it compiled goes to `coqchk`. Both are shut in alike."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wonton.assistants.accidents import limit_message
from wonton.assistants.base import CheckedProof, Script, Theorem
from wonton.assistants.exchange.outcome import RecordedProof, Refused, Verdict, not_exportable
from wonton.assistants.ladder import objection
from wonton.assistants.rocq.check import LIMITS, judged, proof_source, run_shut_in
from wonton.assistants.rocq.forbidden import refusal
from wonton.assistants.rocq.goals import stable_message
from wonton.assistants.rocq.process import RocqStopped
from wonton.assistants.rocq.questions import MODULE
from wonton.assistants.rocq.toolchain import LIBRARY, Toolchain, find_program, program_version


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
        """What `coqchk` says of the proof, where it proves the theorem from allowed axioms. Raises `AssistantError`
        where an accident of the machine kept it or `coqc` from an answer."""
        against = objection("Coq", script, refusal)
        if against:
            return not_exportable(Refused("term", against), self.name)
        with tempfile.TemporaryDirectory(prefix="wonton-recheck-") as name:
            try:
                return self._judged(theorem, script, Path(name))
            except RocqStopped as stopped:
                return Verdict("refused", self.name, "limit", limit_message(stopped, theorem.item_id))

    def _judged(self, theorem: Theorem, script: Script, folder: Path) -> Verdict:
        begun = CheckedProof(proof_source(theorem, script), {"search_closed": True, "compiles": False})
        checked = judged(self.toolchain, theorem, script, begun, folder)
        refused = _missed(checked)
        if refused is not None:
            return Verdict("refused", self.name, refused.kind, refused.reason)
        core = ("-norec", f"{LIBRARY}.Core") if LIBRARY in theorem.header else ()
        words = [str(self.program), *self.toolchain.search_path, "-silent", "-norec", MODULE, *core]
        done = run_shut_in(words, "coqchk", folder, LIMITS.wall_seconds, LIMITS.memory_mb)
        if done.code != 0:
            return Verdict("refused", self.name, "kernel", stable_message(done.output)[-500:])
        return Verdict("accepted", self.name, axioms=checked.axioms)


def open_coqchk(cache: Path) -> Coqchk:
    """The installed `coqchk`; `cache` is where our compiled library lies or is put. Raises `MissingToolError`."""
    program = find_program("coqchk")
    return Coqchk(Toolchain(cache), program, f"coqchk {program_version(program)} (required libraries admitted)")


def _missed(checked: CheckedProof) -> Refused | None:
    """Which rung up to `axioms_ok` a checked proof misses; None where it has them all."""
    if not checked.rungs["compiles"]:
        return Refused("kernel", checked.messages[0])
    if not checked.rungs["statement_match"]:
        return Refused("statement", "what is proved is not the theorem as it is stated")
    if not checked.rungs["axioms_ok"]:
        named = ", ".join(checked.axioms)
        return Refused("axiom", f"rests on {named}: not all allowed" if named else "Coq does not say what it rests on")
    return None
