"""What Coq prints of recorded proofs and of the constants that they rest on."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from wonton.assistants.exchange.halves import in_halves
from wonton.assistants.exchange.outcome import RecordedProof, Refused
from wonton.assistants.exchange.rocq_to_lean.declarations import Declaration, read_declaration
from wonton.assistants.exchange.rocq_to_lean.scope import NotExportableError
from wonton.assistants.rocq.blocks import match_names
from wonton.assistants.rocq.check import run_shut_in
from wonton.assistants.rocq.toolchain import Toolchain
from wonton.core.expr import Expr, ExprKind

_PRINTING = "Set Printing All.\nSet Printing Width 1000000.\nSet Printing Depth 1000000.\n"
_MARK = re.compile(r"fun mark(\d+) : Prop => mark\d+\n     : forall _ : Prop, Prop\n")
_NAME = re.compile(r"[^\W\d]\w|[^\W\d_]")
_PLACE = re.compile(r"line (\d+), characters")
_SECONDS, _MEMORY_MB = 600.0, 4_096.0


def compile_text(toolchain: Toolchain, text: str) -> tuple[str, int, str]:
    """Coq's answers to a file, and the line (from 1) and message of the error that stopped it, 0 and empty for none.
    It is compiled in a folder of its own, shut in there (`confinement.py`). Raises `RocqStopped` at a limit and where
    somebody ends Coq."""
    with tempfile.TemporaryDirectory(prefix="wonton-exchange-") as folder:
        path = Path(folder) / "Proofs.v"
        path.write_text(text, encoding="utf-8")
        done = run_shut_in([*toolchain.compiler, path.name], "coqc", Path(folder), _SECONDS, _MEMORY_MB)
    if done.code == 0:
        return done.output, 0, ""
    found = list(_PLACE.finditer(done.output))
    line = int(found[-1][1]) if found else 1
    return done.output, line, " ".join(done.output[found[-1].end() if found else 0 :].split())[:600]


class Catalogue:
    """What names mean behind one header, asked from Coq once each. `stopped` are those at which Coq met a limit, with
    what it says."""

    def __init__(self, toolchain: Toolchain, header: str) -> None:
        self.toolchain = toolchain
        self.header = header
        self.known: dict[str, Declaration | None] = {}
        self.stopped: dict[str, str] = {}

    def get(self, label: str) -> Declaration | None:
        """The declaration that `label` names; None where there is none or it has not been asked for. Raises
        `NotExportableError` for one of `stopped`."""
        if label in self.stopped:
            raise NotExportableError("limit", f"{label}: {self.stopped[label]}")
        return self.known.get(label)

    def complete(self, trees: Iterable[Expr]) -> None:
        """Ask for all constants in `trees`, in their definitions, and so on."""
        wanted = labels(trees)
        while missing := sorted(wanted - self.known.keys()):
            self.ask(missing)
            fresh = [found for label in missing if (found := self.known[label]) is not None]
            wanted = labels(tree for found in fresh for tree in _trees(found))

    def ask(self, names: Sequence[str]) -> None:
        """Ask Coq for `names`; what it does not know is None from then on, and so is a name at which it meets a limit.
        Raises `AssistantError` for an accident."""
        self.known |= zip(names, in_halves(self._answers, names, self._stop), strict=True)

    def _answers(self, names: Sequence[str]) -> list[Declaration | None]:
        """What Coq says of each name. Raises `RocqStopped`."""
        wanted = list(names)
        head = self.header.rstrip("\n") + "\n" + _PRINTING
        while wanted:
            text = head + "".join(
                f"{_mark(2 * n)}Print {x}. {_mark(2 * n + 1)}About {x}.\n" for n, x in enumerate(wanted)
            )
            output, line, _ = compile_text(self.toolchain, text)
            if not line:
                answers = answers_of(output)
                found = {x: read_declaration(answers[2 * n], answers[2 * n + 1]) for n, x in enumerate(wanted)}
                return [found.get(name) for name in names]
            del wanted[max(0, line - head.count("\n") - 1)]
        return [None for _ in names]

    def _stop(self, name: str, message: str) -> None:
        self.stopped[name] = message


def _mark(number: int) -> str:
    return f"Check (fun mark{number} : Prop => mark{number}). "


def answers_of(output: str) -> dict[int, str]:
    """What Coq printed behind each mark."""
    parts = _MARK.split(output)
    return {int(number): text for number, text in zip(parts[1::2], parts[2::2], strict=True)}


def labels(trees: Iterable[Expr]) -> set[str]:
    """The names of constants, and of constructors in patterns, in `trees`."""
    found = set()
    for tree in trees:
        for node in tree.walk():
            if node.kind is not ExprKind.CONST:
                continue
            words = node.label.split(" ")
            if words[0] == "match":
                constructors, inductive = match_names(node.label)
                found |= {name.lstrip("@") for name in (*constructors, inductive) if name} or {"False"}
            elif len(words) == 1 and _NAME.match(node.label) and node.label != "cofix":
                found.add(node.label)
    return found


def _trees(found: Declaration) -> list[Expr]:
    trees = [tree for tree in (found.type, found.value) if tree is not None]
    if found.inductive is not None:
        trees += [found.inductive.arity, *(type_ for _, type_ in found.inductive.parameters)]
        trees += [one.type for one in found.inductive.constructors]
    return trees


def elaborate(toolchain: Toolchain, header: str, proofs: Sequence[RecordedProof]) -> list[Declaration | Refused]:
    """Type and term of each proof, as Coq prints them, compiled in one file behind their common header. A proof whose
    type is not what its theorem's statement alone elaborates to is refused. Raises `AssistantError` for an accident."""
    inside = Refused("term", "its theorem stands in a section or module that is left open")
    results: dict[int, Declaration | Refused] = {n: inside for n, proof in enumerate(proofs) if proof.theorem.footer}
    wanted = [(place, proof) for place, proof in enumerate(proofs) if place not in results]
    found = in_halves(partial(_compiled, toolchain, header), wanted, lambda _, message: Refused("limit", message))
    results |= zip((place for place, _ in wanted), found, strict=True)
    return [results[place] for place in range(len(proofs))]


def _compiled(
    toolchain: Toolchain, header: str, proofs: Sequence[tuple[int, RecordedProof]]
) -> list[Declaration | Refused]:
    """What becomes of proofs of one header, each with its place, in one file. Raises `RocqStopped`."""
    results: dict[int, Declaration | Refused] = {}
    while left := {place: proof for place, proof in proofs if place not in results}:
        text, ends = _file(header, left)
        output, line, message = compile_text(toolchain, text)
        places = list(left)
        if not line:
            answers = answers_of(output)
            results |= {n: _elaborated(*(answers[3 * n + number] for number in range(3))) for n in places}
            break
        behind = line - text.count("\n") + len(places) - 1
        bad = next((place for place, end in zip(places, ends, strict=True) if line <= end), places[max(0, behind)])
        results[bad] = Refused("term", f"Coq does not compile the recorded source: {message}")
    return [results[place] for place, _ in proofs]


def _file(header: str, proofs: Mapping[int, RecordedProof]) -> tuple[str, list[int]]:
    """The file of some proofs, and the last line of each."""
    text, ends = header.rstrip("\n") + "\n", []
    for place, proof in proofs.items():
        text += _modules(place, proof, header)
        ends.append(text.count("\n"))
    text += _PRINTING
    for place, proof in proofs.items():
        name = proof.theorem.name
        text += f"{_mark(3 * place)}Print Wonton{place}.{name}. {_mark(3 * place + 1)}About Wonton{place}.{name}. "
        text += f"{_mark(3 * place + 2)}Print WontonAsked{place}.{name}.\n"
    return text, ends


def _modules(place: int, proof: RecordedProof, header: str) -> str:
    """A module with the statement alone, and one with the recorded source."""
    name, statement = proof.theorem.name, proof.theorem.statement
    body = proof.source.removeprefix(header).strip("\n")
    asked = f"Module WontonAsked{place}.\nLemma {name} {statement}.\nAdmitted.\nEnd WontonAsked{place}.\n"
    return f"{asked}Module Wonton{place}.\n{body}\nEnd Wonton{place}.\n"


def _elaborated(printed: str, about: str, asked: str) -> Declaration | Refused:
    found, statement = read_declaration(printed, about), read_declaration(asked, about)
    if found is None or found.value is None or statement is None or statement.type is None:
        return Refused("term", "the term that Coq prints cannot be read")
    if found.type != statement.type:
        return Refused("statement", "the proved type is not the one that the statement elaborates to")
    return found
