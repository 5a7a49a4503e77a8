"""Proof terms out of the scripts that searches found: Lean elaborates them once more, many in one file.

The artifacts of a run hold terms without universe levels, which cannot be exported as they are. So the recorded source
is elaborated again, levels and all; what comes out must be the recorded term but for its levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from wonton.assistants.exchange.halves import in_halves
from wonton.assistants.exchange.lean_to_rocq.constants import information, print_options, read_check, read_value
from wonton.assistants.exchange.lean_to_rocq.levels import readable, without_levels
from wonton.assistants.exchange.outcome import RecordedProof, Refused
from wonton.assistants.lean.terms import TermSyntaxError, parse_term
from wonton.assistants.lean.toolchain import WheelToolchain
from wonton.core.expr import Expr
from wonton.core.lean_lexer import theorem_opening

_HEARTBEATS = 400_000
_A_FILE = 100


@dataclass(frozen=True, slots=True)
class Elaborated:
    """Type and value of a proof, with universe levels in their labels (see `levels`)."""

    name: str
    type: Expr
    value: Expr


def elaborate(toolchain: WheelToolchain, proofs: Sequence[RecordedProof]) -> list[Elaborated | Refused]:
    """What Lean makes of each proof's source, in order. Raises what starting Lean raises."""
    results: dict[int, Elaborated | Refused] = {}
    wanted = []
    for place, proof in enumerate(proofs):
        refused = _wrong_statement(proof)
        if refused is None:
            wanted.append(place)
        else:
            results[place] = refused
    wanted.sort(key=lambda place: (proofs[place].theorem.header, place))
    for header, group in groupby(wanted, key=lambda place: proofs[place].theorem.header):
        places = list(group)
        for start in range(0, len(places), _A_FILE):
            part = places[start : start + _A_FILE]
            answers = in_halves(partial(_file, toolchain, header), [proofs[place] for place in part], _stopped)
            results.update(zip(part, answers, strict=True))
    return [results[place] for place in range(len(proofs))]


def _wrong_statement(proof: RecordedProof) -> Refused | None:
    theorem = proof.theorem
    begun = f"{theorem_opening(theorem.name, theorem.statement)} by"
    body = proof.source.removeprefix(f"{theorem.header}\n") if theorem.header else proof.source
    if body.startswith(begun):
        return None
    return Refused("statement", f"the recorded source does not prove {theorem.name} as it is stated")


def _file(toolchain: WheelToolchain, header: str, proofs: Sequence[RecordedProof]) -> list[Elaborated | Refused]:
    """Elaborate proofs of one header in one file, each in a namespace of its own. Raises `LeanStopped`."""
    lines = toolchain.preamble.text(_HEARTBEATS, header).rstrip("\n").split("\n") + print_options()
    questions = []
    for place, proof in enumerate(proofs):
        source = proof.source.removeprefix(f"{header}\n") if header else proof.source
        name = f"Wonton{place}.{proof.theorem.name}"
        lines += [f"namespace Wonton{place}", *source.rstrip("\n").split("\n"), f"end Wonton{place}"]
        questions.append(len(lines) + 1)
        lines += [f"#check @{name}", f"#print {name}"]
    said = information(toolchain, lines)
    return [_answer(proof, said.get(at, ""), said.get(at + 1, "")) for proof, at in zip(proofs, questions, strict=True)]


def _stopped(proof: RecordedProof, message: str) -> Elaborated | Refused:
    return Refused("limit", message)


def _answer(proof: RecordedProof, checked: str, printed: str) -> Elaborated | Refused:
    name = proof.theorem.name
    try:
        parameters, type_ = read_check(checked)
        value = read_value(printed)
        recorded = parse_term(readable(proof.term_text)) if proof.term_text else None
        differs = recorded is not None and value is not None and without_levels(value) != recorded
    except TermSyntaxError as error:
        return Refused("term", error.message)
    except RecursionError:
        return Refused("term", f"the term of {name} is nested too deep")
    if type_ is None or value is None:
        return Refused("term", f"Lean does not elaborate the recorded source of {name}")
    if parameters:
        return Refused("universe", f"{name} is stated for all universe levels {', '.join(parameters)}")
    if differs:
        return Refused("term", f"the recorded term of {name} is not the one that its source elaborates to")
    return Elaborated(name, type_, value)
