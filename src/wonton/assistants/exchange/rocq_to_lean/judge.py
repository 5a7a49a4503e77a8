"""Recorded Rocq proofs before Lean's kernel: printed by Coq, exported, judged, one verdict for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from wonton.assistants.exchange.halves import in_halves
from wonton.assistants.exchange.outcome import Exported, RecordedProof, Refused, Verdict, not_exportable
from wonton.assistants.exchange.rocq_to_lean.declarations import Declaration
from wonton.assistants.exchange.rocq_to_lean.export import Block, Library, export_proof
from wonton.assistants.exchange.rocq_to_lean.lean import LeanKernel
from wonton.assistants.exchange.rocq_to_lean.scope import quoted
from wonton.assistants.exchange.rocq_to_lean.sources import Catalogue, elaborate, labels
from wonton.assistants.lean.process import LeanStopped
from wonton.assistants.rocq.toolchain import Toolchain
from wonton.core.expr import Expr


@dataclass(frozen=True, slots=True)
class LeanChecker:
    """Lean's kernel as the checker of recorded Rocq proofs."""

    toolchain: Toolchain
    kernel: LeanKernel

    @property
    def name(self) -> str:
        """Name and version of the kernel."""
        return self.kernel.name

    def check(self, proofs: Sequence[RecordedProof]) -> list[Verdict]:
        """What Lean's kernel says of each proof, in order. Raises what starting Coq or Lean raises."""
        verdicts: dict[int, Verdict] = {}
        headers = dict.fromkeys(proof.theorem.header for proof in proofs)
        for header in headers:
            places = [place for place, proof in enumerate(proofs) if proof.theorem.header == header]
            some = elaborate(self.toolchain, header, [proofs[place] for place in places])
            catalogue = Catalogue(self.toolchain, header)
            found = [one for one in some if isinstance(one, Declaration)]
            catalogue.complete(tree for one in found for tree in (one.type, one.value) if tree is not None)
            verdicts |= zip(places, judged(self.kernel, catalogue, some), strict=True)
        return [verdicts[place] for place in range(len(proofs))]


def judged(kernel: LeanKernel, catalogue: Catalogue, proofs: Sequence[Declaration | Refused]) -> list[Verdict]:
    """What Lean's kernel says of proofs whose constants `catalogue` knows."""
    library = Library(catalogue.get)
    exported = [_exported(f"proof{place}", proof, library) for place, proof in enumerate(proofs)]
    theorems = []
    for place, (proof, one) in enumerate(zip(proofs, exported, strict=True)):
        if isinstance(one, Exported) and isinstance(proof, Declaration):
            theorems.append((quoted(f"proof{place}"), one.text, _uses(proof, catalogue)))
    blocks = list(library.blocks.values())
    spoken = iter(
        in_halves(
            partial(kernel.judge, blocks),
            theorems,
            lambda _, message: Verdict("refused", kernel.name, "limit", message),
            partial(_stands, kernel, blocks),
        )
    )
    return [not_exportable(one, kernel.name) if isinstance(one, Refused) else next(spoken) for one in exported]


def _stands(kernel: LeanKernel, blocks: Sequence[Block]) -> bool:
    """Whether what all theorems rest on meets no limit by itself."""
    try:
        kernel.judge(blocks, [])
    except LeanStopped:
        return False
    return True


def _exported(name: str, proof: Declaration | Refused, library: Library) -> Exported | Refused:
    if isinstance(proof, Refused):
        return proof
    assert proof.type is not None and proof.value is not None
    return export_proof(name, proof.type, proof.value, library)


def _uses(proof: Declaration, catalogue: Catalogue) -> tuple[str, ...]:
    trees: list[Expr] = [tree for tree in (proof.type, proof.value) if tree is not None]
    found = [catalogue.known.get(label) for label in sorted(labels(trees))]
    return tuple(one.inductive.name if one.inductive else one.name for one in found if one is not None)
