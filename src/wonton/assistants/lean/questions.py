"""The two files of a final check, and how Lean's answers are read out of them.

The **asked** file never sees a script: it states the theorem and admits it. From it come the theorem's full name, its
type with everything printed, and which of the allowed axioms are the library's own: those that are there before the
header. The **proof** file states the theorem with its proof, and is asked for the same type, for the axioms, and for
the proof term. Questions stand behind the theorem, each on a line of its own; they set the printing options anew and
ask for the full name from the root, so that nothing that a script leaves behind changes what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from wonton.assistants.base import Script, Theorem
from wonton.assistants.lean import document
from wonton.assistants.lean.document import Preamble

Messages = Sequence[dict[str, Any]]

#: Printing of a whole type: nothing is left out, universes and the arguments that instances are included.
_ALL = (
    "pp.all true",
    "pp.universes true",
    "pp.instances true",
    "pp.privateNames true",
    "pp.foralls true",
    "pp.beta false",
    "pp.numericTypes true",
    "pp.coercions false",
    "pp.structureInstanceTypes true",
)
_SPACE = re.compile(r"^(namespace|section|end)\b", re.MULTILINE)
_UNKNOWN_OPTION = re.compile(r"[Uu]nknown option ['`]pp\.")
_MODIFIED_SECTION = re.compile(r"^(?:@\[[^\]]*\] |public |noncomputable |meta )+(?=section\b)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """A file, and the lines (from 1) of its questions in order."""

    text: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: the theorem's full name and type as Lean prints them whole, and the allowed axioms that are
    the library's own."""

    name: str
    type: str
    axioms: frozenset[str]


def asked_page(preamble: Preamble, heartbeats: int, theorem: Theorem, allowed: Iterable[str]) -> Page:
    """The file that never sees a script. Questions: the type of each allowed axiom, sorted, before the header; the type
    of the theorem."""
    begun, copy, rest = preamble.text(heartbeats, theorem.header).rstrip("\n").partition(document.COPY)
    admitted = "\n".join(document.theorem_lines(theorem, Script(document.ADMIT)))
    place = theorem.name if inside_namespace(theorem.header) else f"_root_.{theorem.name.removeprefix('_root_.')}"
    known = [f"#check @{axiom}" for axiom in sorted(allowed)]
    parts = [
        begun + copy,
        *known,
        rest.removeprefix("\n"),
        admitted,
        *_options(preamble.options),
        *_options(_ALL),
        f"#check @{place}",
    ]
    starts = _starts(parts)
    return Page("\n".join(parts) + "\n", (*starts[1 : 1 + len(known)], starts[-1]))


def proof_page(preamble: Preamble, heartbeats: int, theorem: Theorem, proof: str, name: str) -> Page:
    """The file with the proof; `name` is the theorem's full name. Questions: the proof term, the axioms, the type."""
    head = preamble.text(heartbeats, theorem.header).rstrip("\n")
    questions = [f"#print _root_.{name}", f"#print axioms _root_.{name}", f"#check @_root_.{name}"]
    parts = [head, proof, *_options(preamble.options), *questions[:2], *_options(_ALL), questions[2]]
    starts = _starts(parts)
    first = 2 + len(preamble.options)
    return Page("\n".join(parts) + "\n", (starts[first], starts[first + 1], starts[-1]))


def _options(options: Sequence[str]) -> list[str]:
    return [f"set_option {option}" for option in options]


def _starts(parts: Sequence[str]) -> list[int]:
    """The line (from 1) on which each part begins."""
    lines, starts = 1, []
    for part in parts:
        starts.append(lines)
        lines += part.count("\n") + 1
    return starts


def inside_namespace(header: str) -> bool:
    """Whether a namespace is open where `header` ends."""
    rooms: list[str] = []
    for word in _SPACE.findall(_MODIFIED_SECTION.sub("", header)):
        if word != "end":
            rooms.append(word)
        elif rooms:
            rooms.pop()
    return "namespace" in rooms


def read_asked(page: Page, messages: Messages, allowed: Iterable[str]) -> Asked | None:
    """What the asked file says; None where the statement does not stand."""
    *known, place = page.lines
    name, type_ = _named(information(messages, place))
    if not type_ or any(m["pos"]["line"] not in known for m in errors(page, messages)):
        return None
    own = zip(sorted(allowed), known, strict=True)
    return Asked(name, type_, frozenset(axiom for axiom, line in own if information(messages, line)))


def errors(page: Page, messages: Messages) -> Messages:
    """The errors among the messages, but for options before our last question that an older Lean does not know."""
    ours = range(page.lines[-1] - len(_ALL), page.lines[-1])
    excused = [m["pos"]["line"] in ours and _UNKNOWN_OPTION.match(m["data"]) is not None for m in messages]
    return [m for m, known in zip(messages, excused, strict=True) if m["severity"] == "error" and not known]


def information(messages: Messages, line: int) -> str:
    """What Lean said on that line, other than errors; empty where it said nothing."""
    return next((m["data"] for m in messages if m["pos"]["line"] == line and m["severity"] == "information"), "")


def read_axioms(text: str) -> tuple[str, ...] | None:
    """The axioms that `#print axioms` names, sorted; None where it did not answer."""
    text = text.strip()
    if text.endswith("' does not depend on any axioms"):
        return ()
    _, found, names = text.rpartition("' depends on axioms: [")
    if not found or not names.endswith("]"):
        return None
    return tuple(sorted(name.strip() for name in names.removesuffix("]").split(",")))


def read_type(text: str, name: str) -> str:
    """The type in the answer to `#check @name`; empty where it is about something else."""
    found, type_ = _named(text)
    return type_ if found == name else ""


def _named(text: str) -> tuple[str, str]:
    """The full name and the type in the answer to a `#check`; both empty where it gave none."""
    found, colon, type_ = text.removeprefix("@").partition(" : ")
    return (found.partition(".{")[0].removeprefix("_root_."), type_) if colon else ("", "")
