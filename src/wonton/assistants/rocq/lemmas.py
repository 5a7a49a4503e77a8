"""Lemmas in reach of a theorem: those of the Core library, or what `Search` finds in the theorem's own context."""

from __future__ import annotations

import json
import os
import re
import tempfile
from functools import cached_property, lru_cache
from pathlib import Path

from wonton.assistants.base import Limits, Theorem
from wonton.assistants.rocq import protocol
from wonton.assistants.rocq.goals import term
from wonton.assistants.rocq.process import RocqStopped
from wonton.assistants.rocq.session import Session
from wonton.assistants.rocq.terms import TermSyntaxError
from wonton.assistants.rocq.toolchain import LIBRARY, Toolchain
from wonton.core.errors import AssistantError
from wonton.core.expr import Expr, ExprKind
from wonton.core.library import Lemma
from wonton.core.sentences import split_sentences

MOST = 150  #: lemmas for one theorem
MAX_TYPE = 400  #: characters of a lemma's printed type
#: Constants that a lemma may mention whatever the statement does.
BASIC = frozenset("eq and or not iff ex True False O S nat le lt".split())
KINDS = ("Lemma", "Theorem", "Fact", "Remark", "Corollary", "Proposition", "Property")

_CORE = re.compile(rf"From\s+{LIBRARY}\s+Require\s+(?:Import|Export)\s+Core\b")
_FOUND = re.compile(r"(?P<name>[^\W\d][\w'.]*):? ?:? (?P<type>.*)", re.DOTALL)
#: Names of what Coq derives from definitions.
_GENERATED = re.compile(r"(?:_ind|_rec|_rect|_sind|_inv|_subproof\d*|_obligation_\d+)$")
_STATED = re.compile(rf"(?:{'|'.join(KINDS)})\s+(?P<name>[^\W\d][\w']*)")


class Lemmas:
    """Answers for one assistant: Core's are kept in the cache folder, others in memory for the theorem asked last."""

    def __init__(self, toolchain: Toolchain, session: Session) -> None:
        self.toolchain = toolchain
        self.session = session
        self._searched = lru_cache(maxsize=64)(self._search)
        self._ends = lru_cache(maxsize=1024)(self._ask_ends)

    def of(self, theorem: Theorem) -> tuple[Lemma, ...]:
        """At most `MOST` lemmas in reach of `theorem`, in a fixed order. Raises `StatementError`, `AssistantError`."""
        if _CORE.search(theorem.header):
            return self.core
        return self._searched(theorem)

    @cached_property
    def core(self) -> tuple[Lemma, ...]:
        """The lemmas of the Core library, sorted by name."""
        path = self.toolchain.folder / "lemmas.json"
        if not path.is_file():
            _write(path, self._core_rows())
        rows = json.loads(path.read_text(encoding="utf-8"))
        found = (_lemma(name, text) for name, text in sorted(rows.items()))
        return tuple(lemma for lemma in found if lemma is not None)

    def _core_rows(self) -> dict[str, str]:
        """Name and printed type of every lemma that the library's source states."""
        stated = {m.group("name") for s in split_sentences(self.toolchain.source) if (m := _STATED.match(s.text))}
        session = Session(self.toolchain.top_level)
        theorem = Theorem("core", "wonton_core", ": True", f"From {LIBRARY} Require Import Core.")
        try:
            found = _found(session, theorem, f"Search _ inside {LIBRARY}.Core.")
            return {name: text for name, text in sorted(found.items()) if name.rpartition(".")[2] in stated}
        finally:
            session.drop()

    def _search(self, theorem: Theorem) -> tuple[Lemma, ...]:
        """What `Search` finds: lemmas all of whose constants the statement has too, or are basic; shortest first."""
        try:
            return self._read(theorem, self._candidates(theorem))
        except RocqStopped as stopped:
            self.session.drop()
            raise AssistantError(f"{theorem.item_id}: {stopped.message}", "run it again with --resume") from stopped

    def _candidates(self, theorem: Theorem) -> dict[str, str]:
        constants = self._constants(theorem)
        special = sorted(constants - BASIC) or sorted(constants & {"and", "or", "not", "iff", "ex"})
        telling = [name for name in special if not self._ends(theorem, name, "Set", "Type")]
        found: dict[str, str] = {}
        for name in telling or special:
            found.update(_found(self.session, theorem, f"Search {name}."))
        return found

    def _constants(self, theorem: Theorem) -> frozenset[str]:
        goal = self.session.open(theorem, Limits()).goals.focused[0]
        texts = [goal.target, *(line.partition(" : ")[2] for line in goal.hypotheses)]
        names = {name for line in goal.hypotheses for name in re.split(r" :=? ", line)[0].split(", ")}
        trees = [tree for text in texts if (tree := _tree(text, frozenset(names)))]
        return frozenset(name for tree in trees for name in constants(tree))

    def _read(self, theorem: Theorem, found: dict[str, str]) -> tuple[Lemma, ...]:
        allowed = self._constants(theorem) | BASIC
        lemmas: list[Lemma] = []
        for name, text in sorted(found.items(), key=lambda item: (len(item[1]), item[0])):
            if len(text) > MAX_TYPE or len(lemmas) == MOST:
                break
            lemma = None if _GENERATED.search(name) else _lemma(name, text)
            if lemma is not None and constants(lemma.type) <= allowed and self._proposition(theorem, lemma.type):
                lemmas.append(lemma)
        return tuple(lemmas)

    def _proposition(self, theorem: Theorem, type_: Expr) -> bool:
        """Whether a type is a proposition, as far as the head of its conclusion tells."""
        while type_.kind is ExprKind.PI:
            type_ = type_.children[1]
        return type_.head.kind is ExprKind.CONST and self._ends(theorem, type_.head.label, "Prop")

    def _ask_ends(self, theorem: Theorem, name: str, *sorts: str) -> bool:
        """Whether a constant, applied to all its arguments, has one of `sorts` as its type."""
        state = self.session.open(theorem, Limits()).state
        messages = self.session.ask(protocol.query(f"Check @{name}.", state), Limits()).messages
        return any(re.search(rf"[:,] (?:{'|'.join(sorts)})$", message) for message in messages)


def constants(tree: Expr) -> frozenset[str]:
    """Names of the constants in a tree."""
    return frozenset(node.label for node in tree.walk() if node.kind is ExprKind.CONST)


def _found(session: Session, theorem: Theorem, command: str) -> dict[str, str]:
    """Name and printed type of each thing that a `Search` names."""
    state = session.open(theorem, Limits()).state
    messages = session.ask(protocol.query(command, state), Limits()).messages
    matches = (_FOUND.fullmatch(" ".join(message.split())) for message in messages)
    return {match.group("name"): match.group("type") for match in matches if match}


def telescope(text: str) -> tuple[str, list[bool]]:
    """A type as `Search` prints it, without the brackets that mark implicit binders, and for each binder of its first
    `forall` whether an application spells that argument out."""
    place = len("forall ")
    if not text.startswith("forall ") or text[place] not in "([{":
        return text, []
    characters = list(text)
    explicit: list[bool] = []
    while text[place] in "([{":
        end = _closing(text, place)
        names = text[place + 1 : end].partition(" : ")[0].split()
        explicit += [text[place] == "("] * len(names)
        characters[place], characters[end] = "(", ")"
        place = end + 1 + text[end + 1 :].startswith(" ")
    return "".join(characters), explicit


def _closing(text: str, place: int) -> int:
    """The place of the bracket that closes the one at `place`."""
    depth = 0
    for end in range(place, len(text)):
        depth += (text[end] in "([{") - (text[end] in ")]}")
        if depth == 0:
            return end
    return len(text) - 1


def _lemma(name: str, text: str) -> Lemma | None:
    """A lemma from its name and its type as `Search` prints it; None where that cannot be read."""
    plain, explicit = telescope(text)
    try:
        tree = term(plain)
    except TermSyntaxError:
        return None
    binders, inner = 0, tree
    while inner.kind is ExprKind.PI:
        binders, inner = binders + 1, inner.children[1]
    return Lemma(name, tree, (*explicit, *[True] * (binders - len(explicit))))


def _tree(text: str, scope: frozenset[str] = frozenset()) -> Expr | None:
    try:
        return term(text, scope)
    except TermSyntaxError:
        return None


def _write(path: Path, rows: dict[str, str]) -> None:
    """Write the rows under another name and rename."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        json.dump(rows, file, indent=1, ensure_ascii=False, sort_keys=True)
    os.replace(file.name, path)
