"""From the text of a proof, in whatever language, to its graph, or to a note on why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from wonton.core.errors import UnknownNameError
from wonton.external.proofs.alethe import read_alethe
from wonton.external.proofs.cpc import read_cpc
from wonton.external.proofs.errors import ProofSyntaxError
from wonton.external.proofs.graph import Derivation, flaws
from wonton.external.proofs.terms import Terms
from wonton.external.proofs.tstp import read_tstp
from wonton.external.proofs.z3_text import read_z3_text

Language = Literal["tstp", "z3", "cpc", "alethe"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

#: Longer proofs are not read, characters; their text is kept.
MAX_CHARACTERS = 32 * 2**20
_NOTES = 20
_READERS: dict[str, Callable[[str, Terms], Derivation]] = {
    "tstp": read_tstp,
    "z3": read_z3_text,
    "cpc": read_cpc,
    "alethe": read_alethe,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A proof as far as it could be read. `graph` is None where it could not; `notes` say why, or what is amiss with
    the graph. `truncated`: it was too long, or was cut off before it came here."""

    language: Language
    graph: Derivation | None
    notes: tuple[str, ...] = ()
    truncated: bool = False

    @property
    def complete(self) -> bool:
        """Whether there is a graph whose root is the contradiction and whose leaves are input formulas."""
        return self.graph is not None and not self.notes


def read_proof(text: str, language: str, cut: bool = False, limit: int = MAX_CHARACTERS) -> Reading:
    """The proof that `text` holds; `cut` says that its end is missing. What cannot be read is noted, never raised.

    Raises `UnknownNameError` for a language that there is not."""
    if language not in _READERS:
        raise UnknownNameError("proof language", language, LANGUAGES)
    known: Language = language  # type: ignore[assignment]
    if cut or len(text) > limit:
        why = "the prover's output was cut" if cut else f"{len(text)} characters, more than {limit}"
        return Reading(known, None, (why,), True)
    try:
        graph = _READERS[language](text, Terms())
    except ProofSyntaxError as error:
        return Reading(known, None, (error.message,))
    notes = flaws(graph)
    shown = notes[:_NOTES] + ([f"and {len(notes) - _NOTES} more"] if len(notes) > _NOTES else [])
    return Reading(known, graph, tuple(shown))
