"""Lemmas in reach of a theorem: those of the Core library, or what `Search` finds in the theorem's own context."""

from __future__ import annotations

import json
import math
import os
import re
import tempfile
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path

from wonton.assistants.base import Limits, Theorem
from wonton.assistants.rocq import protocol
from wonton.assistants.rocq.goals import term
from wonton.assistants.rocq.process import RocqStopped
from wonton.assistants.rocq.session import Session
from wonton.assistants.rocq.terms import TermSyntaxError
from wonton.assistants.rocq.toolchain import LIBRARY, Toolchain
from wonton.assistants.stops import asked_again
from wonton.core.errors import AssistantError
from wonton.core.expr import Expr, ExprKind
from wonton.core.library import Lemma
from wonton.core.sentences import split_sentences

MOST = 200  #: lemmas for one theorem
MAX_TYPE = 400  #: characters of a lemma's printed type
MOST_READ = 600  #: types that are read for one theorem
MAX_BODY = 200  #: characters of a printed definition whose constants count as the statement's
MOST_INSIDE = 6  #: constants that define those of the statement, and are searched for too,
NEARNESS = 0.3  #: and what each counts for among the constants that a lemma brings
#: Constants that a lemma may mention whatever the statement does.
BASIC = frozenset("eq and or not iff ex True False O S nat le lt".split())
#: Constants that numbers are written with: too many lemmas speak of them.
NUMERALS = frozenset("Z0 Zpos Zneg N0 Npos xH xO xI".split())
KINDS = ("Lemma", "Theorem", "Fact", "Remark", "Corollary", "Proposition", "Property")

_CORE = re.compile(rf"From\s+{LIBRARY}\s+Require\s+(?:Import|Export)\s+Core\b")
_FOUND = re.compile(r"(?P<name>[^\W\d][\w'.]*):? ?:? (?P<type>.*)", re.DOTALL)
#: What a module declares, as `Print Module` shows it.
_FIELD = re.compile(r"\b(?:Parameter|Definition|Axiom) (?P<name>[^\W\d][\w']*) : (?P<type>.*?)\.(?= |$)")
_WORD = re.compile(r"[^\W\d][\w']*(?:\.[^\W\d][\w']*)*")
_BINDING = frozenset({"forall", "fun", "Prop", "Set", "Type", "let", "match", "with", "end"})
_LAST = re.compile(r"[^\W\d][\w']*(?![\w'.])")
#: A relation as `Check` shows it.
_RELATION = re.compile(r"\S+ : forall \(_ : (?P<type>\S+)\) \(_ : (?P=type)\), Prop$")
#: A definition as `Print` shows it.
_DEFINED = re.compile(r"[\w'.]+ =\s(?P<body>.*?)\n +: ", re.DOTALL)
#: Names of what Coq derives from definitions.
_GENERATED = re.compile(r"(?:_ind|_rec|_rect|_sind|_inv|_subproof\d*|_obligation_\d+)$")
_STATED = re.compile(rf"(?:{'|'.join(KINDS)})\s+(?P<name>[^\W\d][\w']*)")


class Lemmas:
    """Answers for one assistant: Core's are kept in the cache folder, others in memory for the theorem asked last."""

    def __init__(self, toolchain: Toolchain, session: Session) -> None:
        self.toolchain = toolchain
        self.session = session
        self._searched = lru_cache(maxsize=64)(self._search)
        self._checked = lru_cache(maxsize=1024)(self._ask_type)
        self._includes = lru_cache(maxsize=64)(self._ask_includes)
        self._fields = lru_cache(maxsize=64)(self._ask_fields)
        self._about = lru_cache(maxsize=1024)(self._ask_about)

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
        """What `Search` finds: first lemmas all of whose constants the statement has too, or are basic, shortest first;
        then those with others, by `relevance`."""
        try:
            return asked_again(
                lambda: self._read(theorem, *self._candidates(theorem)),
                lambda: self.session.asked == 0,
                self.session.drop,
            )
        except RocqStopped as stopped:
            raise AssistantError(f"{theorem.item_id}: {stopped.message}", "run it again with --resume") from stopped

    def _candidates(self, theorem: Theorem) -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
        """Names and types of what is found, the statement's constants, and those that define these."""
        stated = self._constants(theorem)
        logical = stated & {"and", "or", "not", "iff", "ex"}
        names = self._telling(theorem, self._special(theorem, stated) or logical or stated & NUMERALS)
        inside = frozenset().union(*(self._inside(theorem, name) for name in names if name not in BASIC))
        words = frozenset(name for name in inside - stated if name != "_" and _WORD.fullmatch(name))
        near = self._special(theorem, words)
        found: dict[str, str] = {}
        for name in [*names, *(self._telling(theorem, near)[:MOST_INSIDE] if near else ())]:
            found.update(self._speaking_of(theorem, name))
        return found, stated, near

    def _special(self, theorem: Theorem, names: frozenset[str]) -> frozenset[str]:
        """Those of `names` that are not basic."""
        return frozenset(n for n in names - NUMERALS if n not in BASIC or self._is_declared(theorem, n))

    def _telling(self, theorem: Theorem, names: frozenset[str]) -> list[str]:
        """Those of `names` that are no types, as far as there are such."""
        return [name for name in sorted(names) if not self._ends(theorem, name, "Set", "Type")] or sorted(names)

    def _speaking_of(self, theorem: Theorem, name: str) -> dict[str, str]:
        return {**self._included(theorem, name), **_found(self.session, theorem, f"Search {name}.")}

    def _included(self, theorem: Theorem, constant: str) -> dict[str, str]:
        """What the open modules include and speaks of a constant: `Search` does not see it."""
        last = constant.rpartition(".")[2]
        found: dict[str, str] = {}
        for module in self._includes(theorem):
            for name, type_ in self._fields(theorem, module):
                if name not in found and last in _LAST.findall(type_):
                    match = _FOUND.fullmatch(self._about(theorem, name))
                    if match and match.group("name") == name:
                        found[name] = match.group("type")
        return found

    def _ask_includes(self, theorem: Theorem) -> tuple[str, ...]:
        """The modules that the header includes, each once."""
        texts = [s.text for s in split_sentences(theorem.header) if s.text.startswith("Include")]
        parts = [part for text in texts for part in text.removeprefix("Include").split("<+")]
        words = [part.replace("!", " ").removeprefix(" Type").split() for part in parts]
        return tuple(dict.fromkeys(found[0].strip("()").removesuffix(".") for found in words if found))

    def _ask_fields(self, theorem: Theorem, module: str) -> tuple[tuple[str, str], ...]:
        """Names and types of what a module or module type declares, as it prints itself."""
        state = self.session.open(theorem, Limits()).state
        for kind in ("Module", "Module Type"):
            messages = self.session.ask(protocol.query(f"Print {kind} {module}.", state), Limits()).messages
            found = _FIELD.findall(" ".join(" ".join(messages).split()))
            if found:
                return tuple((name, type_) for name, type_ in found)
        return ()

    def _ask_about(self, theorem: Theorem, name: str) -> str:
        """Name and type of a constant on one line, as `Search` shows them."""
        state = self.session.open(theorem, Limits()).state
        messages = self.session.ask(protocol.query(f"About {name}.", state), Limits()).messages
        return " ".join("\n".join(messages).partition("\n\n")[0].split())

    def _is_declared(self, theorem: Theorem, name: str) -> bool:
        """Whether a relation with a basic name is not the one of that name, but one that a module declares."""
        match = _RELATION.match(self._checked(theorem, name))
        return match is not None and match.group("type") not in ("nat", "Prop")

    def _inside(self, theorem: Theorem, name: str) -> frozenset[str]:
        """The constants of the definition of `name`; none where it is no short definition."""
        state = self.session.open(theorem, Limits()).state
        messages = self.session.ask(protocol.query(f"Print {name}.", state), Limits()).messages
        match = _DEFINED.match("\n".join(messages))
        body = " ".join(match.group("body").split()) if match else ""
        tree = _tree(body) if 0 < len(body) <= MAX_BODY else None
        return constants(tree) if tree is not None else frozenset()

    def _constants(self, theorem: Theorem) -> frozenset[str]:
        goal = self.session.open(theorem, Limits()).goals.focused[0]
        texts = [goal.target, *(line.partition(" : ")[2] for line in goal.hypotheses)]
        names = {name for line in goal.hypotheses for name in re.split(r" :=? ", line)[0].split(", ")}
        trees = [tree for text in texts if (tree := _tree(text, frozenset(names)))]
        return frozenset(name for tree in trees for name in constants(tree))

    def _read(
        self, theorem: Theorem, found: dict[str, str], stated: frozenset[str], near: frozenset[str]
    ) -> tuple[Lemma, ...]:
        lemmas = [lemma for name, text in promising(found, stated | near) if (lemma := _lemma(name, text)) is not None]
        chosen = (lemma for lemma in by_relevance(lemmas, stated, near) if self._proposition(theorem, lemma.type))
        return tuple(islice(chosen, MOST))

    def _proposition(self, theorem: Theorem, type_: Expr) -> bool:
        """Whether a type is a proposition, as far as the head of its conclusion tells."""
        while type_.kind is ExprKind.PI:
            type_ = type_.children[1]
        return type_.head.kind is ExprKind.CONST and self._ends(theorem, type_.head.label, "Prop")

    def _ends(self, theorem: Theorem, name: str, *sorts: str) -> bool:
        """Whether a constant, applied to all its arguments, has one of `sorts` as its type."""
        return bool(re.search(rf"[:,] (?:{'|'.join(sorts)})$", self._checked(theorem, name)))

    def _ask_type(self, theorem: Theorem, name: str) -> str:
        """What `Check` says of a constant, on one line."""
        state = self.session.open(theorem, Limits()).state
        messages = self.session.ask(protocol.query(f"Check @{name}.", state), Limits()).messages
        return " ".join(" ".join(messages).split())


def promising(found: Mapping[str, str], stated: Collection[str]) -> list[tuple[str, str]]:
    """Names and types worth reading, shortest first: of more than `MOST_READ` those whose words are the statement's for
    the greatest part. Words of one or two letters, which are variables nearly always, do not count."""
    short = {name: text for name, text in found.items() if len(text) <= MAX_TYPE and not _GENERATED.search(name)}
    words = {name: {w for w in _WORD.findall(text) if len(w) > 2} - _BINDING for name, text in short.items()}
    strange = {name: len(words[name] - BASIC.union(stated)) / (len(words[name]) + 1) for name in short}
    order = sorted(short.items(), key=lambda item: (len(item[1]), item[0]))
    kept = {name for name, _ in sorted(order, key=lambda item: strange[item[0]])[:MOST_READ]}
    return [(name, text) for name, text in order if name in kept]


def by_relevance(lemmas: Sequence[Lemma], stated: Collection[str], near: Collection[str] = ()) -> list[Lemma]:
    """Lemmas: first those without constants that are neither `stated` nor basic, in the order given, then the others by
    the weight of what they share with the statement against the number of constants that they bring, where `near` ones
    count for little.

    A shared constant weighs 1 + 2 / ln(n + 1), where n of the lemmas have it (Meng and Paulson, "Lightweight relevance
    filtering for machine-generated resolution problems", 2009)."""
    of = [constants(lemma.type) - BASIC for lemma in lemmas]
    numbers = Counter(name for names in of for name in names)
    rank = {}
    for place, names in enumerate(of):
        brought = sum(NEARNESS if name in near else 1.0 for name in sorted(names) if name not in stated)
        shared = math.fsum(1 + 2 / math.log(numbers[name] + 1) for name in sorted(names) if name in stated)
        rank[place] = (-shared / (shared + brought) if brought else -math.inf, place)
    return [lemmas[place] for place in sorted(rank, key=rank.__getitem__)]


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
