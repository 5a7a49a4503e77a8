"""Annotated formulas: `cnf(name, role, formula, source, useful).` and `include(..)`, of problems and of derivations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wonton.core.expr import Expr
from wonton.external.proofs.errors import ProofSyntaxError
from wonton.external.proofs.terms import Terms
from wonton.external.proofs.tptp_formulas import FormulaParser
from wonton.external.proofs.tptp_tokens import Token, tokens

_LANGUAGES = ("cnf", "fof", "tff", "tcf")
_OPENING, _CLOSING = ("(", "[", "{"), (")", "]", "}")


@dataclass(frozen=True, slots=True)
class General:
    """A general term: a name with arguments (None: bare), or a list, whose name is `[`; `a:b` is `:` of two."""

    name: str
    arguments: tuple[General, ...] | None = None

    @property
    def items(self) -> tuple[General, ...]:
        """Its arguments or items; none for a bare name."""
        return self.arguments or ()


@dataclass(frozen=True, slots=True)
class Annotated:
    """One annotated formula. `formula` is None where `role` is `type`, `source` where none is written. `text` is the
    formula as it is written."""

    language: str
    name: str
    role: str
    formula: Expr | None
    text: str
    source: General | None = None
    variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Include:
    """An include: the file as written, and the names that are wanted (None: all)."""

    file: str
    names: tuple[str, ...] | None = None


def read_annotated(text: str, terms: Terms) -> Iterator[Annotated | Include]:
    """The statements of a file in order. Raises `ProofSyntaxError`."""
    words = list(tokens(text))
    place = 0
    while words[place].kind != "end":
        reader = _Statement(text, words, place, terms)
        yield reader.read()
        place = reader.place


def read_problem(path: Path, root: Path, terms: Terms) -> list[Annotated]:
    """The formulas of the problem at `path`; what it includes is looked for beside it, then below `root`.

    Raises `ProofSyntaxError`, also for an include that is not there or goes in circles."""
    return list(_read_included(path, root, terms, ()))


def _read_included(path: Path, root: Path, terms: Terms, above: tuple[Path, ...]) -> Iterator[Annotated]:
    if path in above:
        raise ProofSyntaxError(f"{path} includes itself")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise ProofSyntaxError(f"{path}: {error}") from error
    for found in read_annotated(text, terms):
        if isinstance(found, Annotated):
            yield found
            continue
        beside = path.parent / found.file
        below = _read_included(beside if beside.is_file() else root / found.file, root, terms, (*above, path))
        yield from (one for one in below if found.names is None or one.name in found.names)


class _Statement:
    """The statement that begins at `place`."""

    def __init__(self, text: str, words: Sequence[Token], place: int, terms: Terms) -> None:
        self.text, self.words, self.place, self.terms = text, words, place, terms

    def read(self) -> Annotated | Include:
        """The statement; `place` is behind its full stop."""
        language = self._next()
        self._take("(")
        if language == "include":
            return self._include()
        if language not in _LANGUAGES:
            raise self._error(f"a statement in {language!r}, which is not read", self.place - 2)
        name = self._next()
        self._take(",")
        role = self._general().name
        self._take(",")
        start = self.words[self.place].place
        variables = self._free_variables() if language in ("cnf", "tcf") else ()
        formula = None if role == "type" else self._formula(variables)
        if formula is None:
            self._skip()
        text = self.text[start : self.words[self.place].place].strip()
        source = self._tail()
        return Annotated(language, name, role, formula, text, source, tuple(variables))

    def _formula(self, variables: Sequence[str]) -> Expr:
        parser = FormulaParser(self.words, self.place, self.terms)
        formula = parser.read(variables)
        self.place = parser.place
        return formula

    def _tail(self) -> General | None:
        """What follows the formula: its source; anything further is passed over."""
        source = None
        if self._peek() == ",":
            self.place += 1
            source = self._general()
        if self._peek() == ",":
            self._skip()
        self._take(")")
        self._take(".")
        return source

    def _include(self) -> Include:
        file = self._next().strip("'")
        names = None
        if self._peek() == ",":
            self.place += 1
            names = tuple(item.name for item in self._general().items)
        self._take(")")
        self._take(".")
        return Include(file, names)

    def _free_variables(self) -> Sequence[str]:
        """The variables of the clause that begins here, by first mention, but those that it quantifies itself."""
        found: dict[str, None] = {}
        quantified: set[str] = set()
        depth, place = 0, self.place
        while self.words[place].kind != "end":
            word = self.words[place]
            depth += (word.text in _OPENING) - (word.text in _CLOSING)
            if depth < 0 or (depth == 0 and word.text == ","):
                break
            if word.text in ("!", "?") and self.words[place + 1].text == "[":
                quantified |= self._listed(place + 2)
            if word.kind == "variable":
                found[word.text] = None
            place += 1
        return [name for name in found if name not in quantified]

    def _listed(self, place: int) -> set[str]:
        found: set[str] = set()
        while self.words[place].text != "]" and self.words[place].kind != "end":
            if self.words[place].kind == "variable":
                found.add(self.words[place].text)
            place += 1
        return found

    def _skip(self) -> None:
        """Go to the bracket that closes this statement."""
        depth = 0
        while depth or self._peek() != ")":
            word = self.words[self.place]
            if word.kind == "end":
                raise self._error("a statement that does not end", self.place)
            depth += (word.text in _OPENING) - (word.text in _CLOSING)
            self.place += 1

    def _general(self) -> General:
        """The general term that begins here; with a stack of its own, they nest deep."""
        stack: list[tuple[str, list[General]]] = []
        current: list[General] = []
        while True:
            word = self.words[self.place]
            self.place += 1
            if word.text == "[" and word.kind == "sign":
                stack.append(("[", current))
                current = []
                if self._peek() != "]":
                    continue
            elif word.kind in ("name", "variable", "number", "object"):
                if self._peek() == "(":
                    self.place += 1
                    stack.append((word.text, current))
                    current = []
                    if self._peek() != ")":
                        continue
                else:
                    current.append(General(word.text))
            else:
                raise self._error("a general term expected", self.place - 1)
            current = self._ended(stack, current)
            if not stack:
                return current[0]
            if self._peek() == ",":
                self.place += 1

    def _ended(self, stack: list[tuple[str, list[General]]], current: list[General]) -> list[General]:
        """Read the brackets that close here, and what is paired by a colon; gives the items that are open then."""
        while True:
            if self._peek() == ":":
                self.place += 1
                self._pair(current)
            elif stack and self._peek() in ("]", ")"):
                self.place += 1
                name, above = stack.pop()
                above.append(General(name, tuple(current)))
                current = above
            else:
                return current

    def _pair(self, current: list[General]) -> None:
        """`a:b` where `a` has been read: nests no deeper than it is written."""
        left = current.pop()
        current.append(General(":", (left, self._general())))

    def _peek(self) -> str:
        return self.words[self.place].text

    def _next(self) -> str:
        self.place += 1
        return self.words[self.place - 1].text

    def _take(self, text: str) -> None:
        if self._peek() != text:
            raise self._error(f"{text!r} expected", self.place)
        self.place += 1

    def _error(self, what: str, place: int) -> ProofSyntaxError:
        word = self.words[place]
        line = self.text.count("\n", 0, word.place) + 1
        return ProofSyntaxError(f"line {line}: {what} at {word.text!r}")
