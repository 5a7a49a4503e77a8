"""The reference proofs of the `core` corpus as proofs that a run could have recorded."""

from __future__ import annotations

from wonton.assistants.base import Theorem
from wonton.assistants.exchange.outcome import RecordedProof
from wonton.corpus.builders import core_item
from wonton.corpus.source import read_core


def reference_proofs() -> list[RecordedProof]:
    """Every theorem of `core` that has a reference proof, with its source."""
    proofs = []
    for theorem in read_core():
        if theorem.proof:
            item = core_item(theorem)
            statement = Theorem(item.item_id, item.name, item.lean, item.header)
            lines = [f"theorem {item.name} {item.lean} := by", *(f"  {line}" for line in theorem.proof.splitlines())]
            head = [item.header] if item.header else []
            proofs.append(RecordedProof(statement, "\n".join([*head, *lines, ""])))
    return proofs
