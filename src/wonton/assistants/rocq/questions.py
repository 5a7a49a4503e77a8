"""The two files of a final check in Rocq, and how Coq's answers are read out of them.

The **asked** file never sees a script: it states the theorem, admits it, and prints its type. The **proof** file has
the theorem with its proof, and is asked for the same type, for what it rests on, for the proof term, and for the full
names of what the type speaks of, since Coq prints the shortest name that means a thing, and a script may have changed
which that is. Each answer stands behind a mark; the last marks count, whatever the header printed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wonton.assistants.base import Theorem
from wonton.assistants.rocq.terms import TermSyntaxError, parse_term
from wonton.core.expr import Expr, ExprKind

MODULE = "Checked"  #: the name of the file that is compiled, and what the full names of its objects begin with
PRINTING = "Set Printing All. Unset Printing Universes. Set Printing Width 1000000. Set Printing Depth 1000000."
_MARK = "wonton-mark-{}"
_ENTRY = re.compile(r"^([^\W\d][\w'.]*)(?: :|$)")
#: A check of the kernel that was switched off: `f is assumed to be guarded.`
_UNCHECKED = re.compile(r"^\S+ (?:is assumed to be|relies on)\b")
_NAME = re.compile(r"[^\W\d][\w']*(?:\.[^\W\d][\w']*)*")
_KEYWORDS = frozenset(
    "_ forall fun match with end let in fix cofix if then else return as for where Prop SProp Set Type struct".split()
)


def asked_file(theorem: Theorem) -> str:
    """The file that never sees a script. Answers: the theorem's full name, its type."""
    stated = f"Lemma {theorem.name} {theorem.statement}.\nAdmitted."
    return _file(theorem.header, stated, [f"Locate {theorem.name}.", f"Check @{theorem.name}."], theorem.footer)


def proof_file(theorem: Theorem, proof: str, names: Sequence[str]) -> str:
    """The file with the proof. Answers: the theorem's full name, its type, its assumptions, its proof term, then the
    full name of each of `names`."""
    asked = (f"Locate {theorem.name}.", f"Check @{theorem.name}.", f"Print Assumptions {theorem.name}.")
    located = [f"Locate {name}." for name in names]
    return _file(theorem.header, proof, [*asked, f"Print {theorem.name}.", *located], theorem.footer)


def names_file(theorem: Theorem, names: Sequence[str]) -> str:
    """A file without proof and theorem. Answers: the full name of each of `names`."""
    return _file(theorem.header, "", [f"Locate {name}." for name in names], theorem.footer)


def _file(header: str, text: str, questions: Sequence[str], footer: str) -> str:
    marked = [f"{_mark(number)}\n{question}" for number, question in enumerate(questions)]
    parts = [header, text, PRINTING, *marked, _mark(len(marked)), footer]
    return "\n".join(part for part in parts if part) + "\n"


def _mark(number: int) -> str:
    return f'Goal True. idtac "{_MARK.format(number)}". Abort.'


def answers(output: str, count: int) -> list[str]:
    """What Coq said to each of `count` questions; empty texts where a mark is missing."""
    texts = []
    rest = output
    for number in reversed(range(count + 1)):
        rest, _, text = rest.rpartition(f"{_MARK.format(number)}\n")
        texts.append(text.strip())
    return texts[:0:-1]


def located(answer: str) -> str:
    """What a `Locate` found: kind and full name of the first object, `Constant Checked.t`."""
    return answer.partition("\n")[0].strip()


def checked_type(answer: str) -> Expr | None:
    """The type in the answer to a `Check`."""
    return read_tree(" ".join(re.split(r"\s:\s", answer, maxsplit=1)[1:]))


def printed_body(answer: str) -> str:
    """The term in the answer to a `Print`."""
    text = answer.partition("=")[2]
    return " ".join(text.rpartition("\n     : ")[0].split())


def read_tree(text: str) -> Expr | None:
    """The tree of a printed term; None where it cannot be read."""
    try:
        return parse_term(" ".join(text.split())) if text.strip() else None
    except (TermSyntaxError, RecursionError):
        return None


def names_in(type_: Expr) -> tuple[str, ...]:
    """The names of the constants that a type speaks of, sorted."""
    labels = {node.label for node in type_.walk() if node.kind is ExprKind.CONST}
    return tuple(sorted({name for label in labels for name in _NAME.findall(label)} - _KEYWORDS))


def read_assumptions(text: str, context: frozenset[str]) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """The axioms that `Print Assumptions` names and the assumptions that are context, each sorted; None for the axioms
    where it did not answer. `context` are the names of parameters."""
    if text.strip() == "Closed under the global context":
        return (), ()
    axioms: set[str] = set()
    variables: set[str] = set()
    kind = ""
    for line in text.splitlines():
        if line in ("Axioms:", "Section Variables:"):
            kind = line
        elif kind and (line.startswith("Theory:") or _UNCHECKED.match(line)):
            axioms.add(line)
        elif kind and (entry := _ENTRY.match(line)):
            name = entry.group(1)
            own = kind == "Section Variables:" or name.partition(".")[0] in context
            (variables if own else axioms).add(name)
    return (tuple(sorted(axioms)) if kind else None), tuple(sorted(variables))
