"""What becomes of a proof on its way to another kernel: written or not, accepted or not.

A run's proof is a `RecordedProof`. An exporter answers with `Exported` or `Refused`, never with an exception, for
whatever proof it is given. A driver turns either into a `Verdict` once the other kernel has spoken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from wonton.assistants.base import Script, Theorem
from wonton.core.expr import Expr

#: Why a proof could not be written for the other kernel, or why that kernel did not take it.
#:
#: `axiom`: rests on an axiom that is not on the list; `constant`: uses a constant whose value cannot be had;
#: `universe`: levels that the other side cannot express; `irrelevance`: two proofs of one proposition are taken for
#: the same; `eta`: a structure is taken for the tuple of its fields; `literal`: a number or string too large to write
#: out; `recursion`: a fixpoint or match without a counterpart; `statement`: the proved statement is not the one asked
#: for; `term`: the proof term, or the script, was not recorded, cannot be read or is refused unseen; `kernel`: written,
#: but the other kernel says no; `limit`: the other kernel, or who writes for it, met its limit of time or memory.
RefusalKind = Literal[
    "axiom",
    "constant",
    "universe",
    "irrelevance",
    "eta",
    "literal",
    "recursion",
    "statement",
    "term",
    "kernel",
    "limit",
]
Outcome = Literal["accepted", "refused", "not_exportable"]


@dataclass(frozen=True, slots=True)
class RecordedProof:
    """A proof as a run recorded it: the theorem, the source that its assistant checked, the term as that assistant
    printed it, as a tree and as text, and the script; None and empty where they were not recorded."""

    theorem: Theorem
    source: str
    term: Expr | None = None
    term_text: str = ""
    script: Script | None = None


class Checker(Protocol):
    """Another kernel, or a checker, that judges recorded proofs."""

    @property
    def name(self) -> str:
        """Name and version, as verdicts carry them."""
        ...

    def check(self, proofs: Sequence[RecordedProof]) -> Sequence[Verdict]:
        """The verdict on each proof, in order; the same for a proof whatever others stand beside it."""
        ...


@dataclass(frozen=True, slots=True)
class Exported:
    """A proof in the other assistant's language: a text that stands behind the mirror of the library, and the axioms
    that it rests on, sorted, by the names that the proof's own assistant gives them."""

    text: str
    axioms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A proof that has no counterpart. `reason` is one sentence that names the constant or rule."""

    kind: RefusalKind
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What another kernel, or a checker, said of one proof.

    `checker` is its name and version (`rocq kernel 8.16.1`). `kind` and `reason` are empty where it accepted; `reason`
    is the checker's message, made stable, where `outcome` is `refused`. `axioms` are those that an accepted proof rests
    on there, sorted.
    """

    outcome: Outcome
    checker: str
    kind: RefusalKind | Literal[""] = ""
    reason: str = ""
    axioms: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the other kernel took the proof."""
        return self.outcome == "accepted"

    def to_json(self) -> dict[str, object]:
        """The row that artifacts hold."""
        return {
            "outcome": self.outcome,
            "checker": self.checker,
            "kind": self.kind,
            "reason": self.reason,
            "axioms": list(self.axioms),
        }


def not_exportable(refused: Refused, checker: str) -> Verdict:
    """The verdict on a proof that never reached `checker`."""
    return Verdict("not_exportable", checker, refused.kind, refused.reason)
