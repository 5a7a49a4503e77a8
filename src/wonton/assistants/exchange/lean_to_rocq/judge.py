"""Recorded Lean proofs before Rocq's kernel: elaborated, exported, judged, one verdict for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wonton.assistants.exchange.lean_to_rocq.constants import Catalogue
from wonton.assistants.exchange.lean_to_rocq.export import export_proof
from wonton.assistants.exchange.lean_to_rocq.kernel import RocqKernel, Workshop
from wonton.assistants.exchange.lean_to_rocq.mirror import HEAD, Mirror
from wonton.assistants.exchange.lean_to_rocq.sources import Elaborated, elaborate
from wonton.assistants.exchange.outcome import Exported, RecordedProof, Refused, Verdict, not_exportable
from wonton.assistants.lean.toolchain import WheelToolchain


@dataclass(frozen=True, slots=True)
class RocqChecker:
    """Rocq's kernel as the checker of recorded Lean proofs."""

    toolchain: WheelToolchain
    kernel: RocqKernel

    @property
    def name(self) -> str:
        """Name and version of the kernel."""
        return self.kernel.name

    def check(self, proofs: Sequence[RecordedProof]) -> list[Verdict]:
        """What Rocq's kernel says of each proof, in order. Raises what starting Lean or Rocq raises."""
        elaborated = elaborate(self.toolchain, proofs)
        catalogue = Catalogue(self.toolchain)
        catalogue.complete(tree for one in elaborated if isinstance(one, Elaborated) for tree in (one.type, one.value))
        return judged(self.kernel, catalogue, elaborated)


def judged(kernel: RocqKernel, catalogue: Catalogue, proofs: Sequence[Elaborated | Refused]) -> list[Verdict]:
    """What Rocq's kernel says of elaborated proofs, whose constants `catalogue` knows.

    A constant of the library that Rocq does not accept is left out, and what rests on it is refused in its name.
    """
    banned: dict[str, str] = {}
    with Workshop(kernel) as workshop:
        while True:
            mirror = Mirror(catalogue.get, banned)
            exported = [_exported(place, proof, mirror) for place, proof in enumerate(proofs)]
            compiled = workshop.mirror(mirror.text())
            if not compiled.line:
                break
            banned[mirror.names[compiled.line - len(HEAD) - 1]] = compiled.message
        verdicts = iter(workshop.judge([one.text for one in exported if isinstance(one, Exported)]))
        return [
            not_exportable(one, kernel.name) if isinstance(one, Refused) else _with_axioms(next(verdicts), one)
            for one in exported
        ]


def _exported(place: int, proof: Elaborated | Refused, mirror: Mirror) -> Exported | Refused:
    if isinstance(proof, Refused):
        return proof
    return export_proof(f"proof{place}", proof.type, proof.value, mirror)


def _with_axioms(verdict: Verdict, exported: Exported) -> Verdict:
    """An accepted proof's axioms by Lean's names, beside the rules that Rocq names."""
    if not verdict.accepted:
        return verdict
    rules = {name for name in verdict.axioms if name.startswith("definitional")}
    return Verdict("accepted", verdict.checker, axioms=tuple(sorted({*rules, *exported.axioms})))
