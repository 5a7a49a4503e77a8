"""Which short names a file may already have in reach, from the names that files declare and what they import.

The library proves some lemmas twice under one name: once in a module that is imported, once over it. In such a place
`exact NAME` proves `NAME`. The answer errs on the side of too many names: an import counts for the whole rest of its
file, and for every module of the library that bears the name. Not covered: constructors, and what `Import M` brings
where `M` was defined before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from wonton.core.sentences import split_sentences
from wonton.corpus.rocq.openings import Opening, blank_comments, read_closing, read_opening

_DECLARES = re.compile(
    r"(?:#\[[^\]]*\]\s*|(?:Local|Global|Polymorphic|Monomorphic|Cumulative|Private|Program)\s+)*"
    r"(?:Theorem|Lemma|Proposition|Corollary|Remark|Fact|Definition|Fixpoint|CoFixpoint|Instance|Example|Property|"
    r"Axioms?|Parameters?|Conjecture|Notation|Function|Coercion|Canonical|Let|SubClass)\s+"
    r"(?:Inline\s+)?(?P<name>[^\W\d][\w']*)"
)
_REQUIRES = re.compile(r"(?:From\s+[\w.]+\s+)?Require\s+(?P<how>Import|Export)\s+(?P<names>[\w.'\s]+)\.\Z")
_IMPORTS = re.compile(r"Module\s+(?:Import|Export)\s.*?:=(?P<expression>.*)\.\Z", re.S)
_NAME = re.compile(r"[^\W\d][\w']*")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a file declares and imports, by short names.

    `names` maps a module to the names declared in it (`""`: outside all modules). `requires` are the files that it
    imports, as written, each with whether it hands them on (`Require Export`). `imports` are the places of
    `Module Import M := EXPRESSION.`, each with the names of modules in the expression.
    """

    names: Mapping[str, frozenset[str]]
    requires: tuple[tuple[str, bool], ...]
    imports: tuple[tuple[int, frozenset[str]], ...]


def read_scope(text: str) -> Scope:
    """The scope of a file."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    requires: list[tuple[str, bool]] = []
    imports: list[tuple[int, frozenset[str]]] = []
    stack: list[Opening] = []
    for sentence in split_sentences(text):
        plain = blank_comments(sentence.text)
        if declared := _DECLARES.match(plain):
            names[next((each.name for each in reversed(stack) if each.kind != "Section"), "")].add(declared["name"])
        elif required := _REQUIRES.match(plain):
            requires += [(name, required["how"] == "Export") for name in required["names"].split()]
        elif imported := _IMPORTS.match(plain):
            imports.append((sentence.start, frozenset(_NAME.findall(imported["expression"]))))
        elif opening := read_opening(plain):
            stack.append(opening)
        elif stack and read_closing(plain) == stack[-1].name:
            stack.pop()
    return Scope({module: frozenset(found) for module, found in names.items()}, tuple(requires), tuple(imports))


class Library:
    """The scopes of all files of a library, by logical path (`Arith.PeanoNat`). `Init` is in reach everywhere."""

    def __init__(self, scopes: Mapping[str, Scope]) -> None:
        self._scopes = scopes
        self._exports: dict[str, frozenset[str]] = {}
        self._by_name: defaultdict[str, list[str]] = defaultdict(list)
        modules: defaultdict[str, set[str]] = defaultdict(set)
        for path, scope in sorted(scopes.items()):
            self._by_name[path.split(".")[-1]].append(path)
            for module, names in scope.names.items():
                modules[module] |= names if module else set()
        self._modules = dict(modules)
        self._prelude = frozenset[str]().union(*(self._top(path) for path in scopes if path.startswith("Init.")))

    def in_reach(self, path: str, place: int) -> frozenset[str]:
        """The names from elsewhere that may be in reach at the character `place` of the file `path`."""
        scope = self._scopes[path]
        found = set(self._prelude)
        for name, _ in scope.requires:
            found.update(*(self._exported(file) for file in self._files(name)))
        for start, modules in scope.imports:
            if start < place:
                found.update(*(self._modules.get(module, ()) for module in sorted(modules)))
        return frozenset(found)

    def _top(self, path: str) -> frozenset[str]:
        return self._scopes[path].names.get("", frozenset())

    def _files(self, name: str) -> list[str]:
        """The files that `Require NAME` may mean."""
        name = name.removeprefix("Coq.")
        return [path for path in self._by_name[name.split(".")[-1]] if f".{path}".endswith(f".{name}")]

    def _exported(self, path: str) -> frozenset[str]:
        """The names that importing a file brings: its own and those of what it exports."""
        if path not in self._exports:
            self._exports[path] = self._top(path)  # an answer for circular files, which Rocq would refuse
            handed_on = [
                file for name, exported in self._scopes[path].requires if exported for file in self._files(name)
            ]
            self._exports[path] = self._top(path).union(*(self._exported(file) for file in handed_on))
        return self._exports[path]
