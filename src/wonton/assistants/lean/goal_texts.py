"""Terms as `goal_reader.py` reads them, and their texts as Lean prints them with the preamble's options.

Explicit arguments, no notation: `@Eq Nat (Nat.succ n) m`. What is printed in another way (see `goal_reader.py`) raises
`UnreadableError`. Uses the standard library only, and imports nothing of the package."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

_ATOM, _APPLICATION, _ARROW, _OPEN = range(4)  #: what a text is, for parentheses; `_OPEN` ends with a function's body
_NAME = re.compile(r"[^\s()\[\]{}⦃⦄:,;@]+")


class UnreadableError(Exception):
    """Lean prints this in a way that we do not."""


@dataclass(eq=False, slots=True)
class Term:
    """A node of a tree, the only one of its kind and parts in its table. `kind` is the letter of the kind of node,
    `info` the kind of a binder (0: explicit); `loose` are the enclosing binders that it mentions, innermost 0, `free`
    the local variables. `text` is remembered where it is the same everywhere."""

    number: int
    kind: str
    label: str
    parts: tuple[Term, ...]
    hint: str
    info: int
    loose: frozenset[int]
    free: frozenset[str]
    text: tuple[str, int] | None = None

    @property
    def dependent(self) -> bool:
        """Whether the body of a binder mentions its variable."""
        return 0 in self.parts[1].loose

    def row(self) -> list[object]:
        """Kind, label, printed name of the binder and numbers of the parts."""
        hint = self.hint if self.kind == "l" or (self.kind == "p" and self.dependent) else ""
        return [self.kind, self.label, hint, *(part.number for part in self.parts)]


@dataclass(slots=True)
class Naming:
    """Printed names of local variables, by their numbers, and the terms that were read with them, by address. `types`
    are those of the goal in hand."""

    names: dict[int, str]
    terms: dict[int, Term] = field(default_factory=dict)
    types: dict[str, Term] = field(default_factory=dict)


_NOTHING: frozenset[int] = frozenset()
_NOBODY: frozenset[str] = frozenset()
_Scope = tuple[tuple[str, Term], ...]  #: names and types of enclosing binders, innermost last


class Texts:
    """A table of terms, and their texts. `type_of` gives the type of a constant."""

    def __init__(self, type_of: Callable[[str], Term]) -> None:
        self.type_of = type_of
        self.terms: list[Term] = []
        self.known: dict[tuple[object, ...], Term] = {}
        self.constants: dict[str, int] = {}
        self.infos: dict[str, list[int]] = {}
        self.types: dict[str, Term] = {}
        self.locals: dict[str, Term] = {}
        self.passing = False

    def make(self, kind: str, label: str, parts: tuple[Term, ...] = (), hint: str = "", info: int = 0) -> Term:
        """The term of this kind and these parts."""
        loose, free = _NOTHING, _NOBODY
        if kind == "b":
            loose = frozenset((int(label),))
        elif kind == "f":
            free = frozenset((label,))
        elif parts:
            body = parts[-1].loose
            if kind in "lp" and body:
                body = frozenset(index - 1 for index in body if index)
            loose = frozenset().union(body, *(part.loose for part in parts[:-1]))
            free = frozenset().union(*(part.free for part in parts))
        key = (kind, label, hint, info, *(part.number for part in parts))
        term = self.known.get(key)
        if term is None:
            term = self.known[key] = Term(len(self.terms), kind, label, parts, hint, info, loose, free)
            self.terms.append(term)
        return term

    def text(self, term: Term, locals_: dict[str, Term]) -> str:
        """The text of a closed term; `locals_` are the types of local variables. Raises `UnreadableError`."""
        self.locals = locals_
        return self._written(term, ())[0]

    def _written(self, term: Term, scope: _Scope) -> tuple[str, int]:
        if term.text is not None:
            return term.text
        before, self.passing = self.passing, False
        written = self._made(term, scope)
        if not term.loose and not self.passing:
            term.text = written
        self.passing = self.passing or before
        return written

    def _made(self, term: Term, scope: _Scope) -> tuple[str, int]:
        kind = term.kind
        if kind == "a":
            return self._application(term, scope)
        if kind == "p":
            return self._product(term, scope)
        if kind == "l":
            return self._function(term, scope)
        if kind == "b":
            return scope[-1 - int(term.label)][0], _ATOM
        if kind == "i":
            return f"nat_lit {term.label}", _APPLICATION
        if kind == "s":
            return term.label, _APPLICATION if " " in term.label else _ATOM
        if kind == "c" and self._explicit(term, 0, scope):
            return f"@{term.label}", _ATOM
        return term.label, _ATOM

    def _application(self, term: Term, scope: _Scope) -> tuple[str, int]:
        head, *arguments = term.parts
        if head.kind not in "cfb":
            raise UnreadableError(f"a term of kind {head.kind} that is applied")
        name = head.label if head.kind == "c" else self._written(head, scope)[0]
        words = [f"@{name}" if self._explicit(head, len(arguments), scope) else name]
        for argument in arguments:
            text, level = self._written(argument, scope)
            words.append(text if level == _ATOM else f"({text})")
        if arguments[-1].kind == "l":
            words[-1] = words[-1][1:-1]
            return " ".join(words), _OPEN
        return " ".join(words), _APPLICATION

    def _function(self, term: Term, scope: _Scope) -> tuple[str, int]:
        groups: list[str] = []
        while term.kind == "l":
            names, term, scope = self._group(term, scope)
            groups.append(names)
        return f"fun {' '.join(groups)} => {self._written(term, scope)[0]}", _OPEN

    def _product(self, term: Term, scope: _Scope) -> tuple[str, int]:
        if not term.dependent:
            return self._arrow(term, scope), _ARROW
        proposition = self._is_proposition(term, scope)
        groups: list[str] = []
        while term.kind == "p" and term.dependent and (proposition or not groups):
            names, term, scope = self._group(term, scope)
            groups.append(names)
        body = self._written(term, scope)[0]
        return f"∀ {' '.join(groups)}, {body}" if proposition else f"{groups[0]} → {body}", _ARROW

    def _arrow(self, term: Term, scope: _Scope) -> str:
        domain, body = term.parts
        if term.info or self._grouped(term):
            raise UnreadableError("a binder that nothing mentions")
        left, level = self._written(domain, scope)
        right, _ = self._written(body, (*scope, ("", domain)))
        if term.hint in right and term.hint not in self._mentioned(body, scope) and term.hint in _NAME.findall(right):
            raise UnreadableError("a binder with the name of another one")
        return f"{left if level < _ARROW else f'({left})'} → {right}"

    def _grouped(self, term: Term) -> bool:
        """Whether Lean prints the next binder in one group with a product that is printed as an arrow, and not as an
        arrow too."""
        body = term.parts[1]
        return body.kind == "p" and body.dependent and _same_domain(term, body)

    def _group(self, term: Term, scope: _Scope) -> tuple[str, Term, _Scope]:
        """A group of binders of one type, what is below them, and the scope there."""
        domain, names = term.parts[0], list[str]()
        text = self._written(domain, scope)[0]
        while True:
            body = term.parts[1]
            if term.info:
                raise UnreadableError("an implicit binder")
            name = self._unused(term.hint or "a", body, scope)
            names.append(name)
            scope = (*scope, (name, term.parts[0]))
            joined = body.kind == term.kind and _same_domain(term, body)
            term = body
            if not joined:
                return f"({' '.join(names)} : {text})", term, scope
            if term.kind == "p" and not term.dependent:
                raise UnreadableError("a binder that nothing mentions")

    def _unused(self, name: str, body: Term, scope: _Scope) -> str:
        """The name of a binder: its own, or, where its body mentions another variable of that name, one with a number
        that no variable has."""
        if name not in self._mentioned(body, scope):
            return name
        self.passing = True
        taken = {*self.locals, *(other for other, _ in scope)}
        return next(new for place in count(1) if (new := f"{name}_{place}") not in taken)

    def _mentioned(self, body: Term, scope: _Scope) -> set[str]:
        """Names of variables from outside that the body of a binder mentions."""
        return {*body.free, *(scope[-index][0] for index in body.loose if index)}

    # -- types

    def _explicit(self, head: Term, given: int, scope: _Scope) -> bool:
        """Whether a function with so many arguments is printed with `@` (`needsExplicit` in Lean's delaborator)."""
        infos = self._infos(head, scope)
        if head.kind != "c":
            if any(infos):
                raise UnreadableError("a local function with implicit arguments")
            return False
        return any(infos[:given]) or infos[given : given + 1] in ([1], [3])

    def _infos(self, head: Term, scope: _Scope) -> list[int]:
        """The kinds of a function's binders."""
        if head.kind == "c" and head.label in self.infos:
            return self.infos[head.label]
        infos, rest = list[int](), self._type(head, scope)
        while rest.kind == "p":
            if rest.parts[0].kind == "a" and rest.parts[0].parts[0].label in ("optParam", "autoParam"):
                raise UnreadableError("an argument with a default")
            infos.append(rest.info)
            rest = rest.parts[1]
        if head.kind == "c":
            self.infos[head.label] = infos
        return infos

    def _type(self, head: Term, scope: _Scope) -> Term:
        """The type of a constant or variable; bound variables in it are those of where it was bound."""
        if head.kind == "c":
            if head.label not in self.types:
                self.types[head.label] = self.type_of(head.label)
            return self.types[head.label]
        self.passing = True
        return self.locals[head.label] if head.kind == "f" else scope[-1 - int(head.label)][1]

    def _is_proposition(self, term: Term, scope: _Scope) -> bool:
        """Whether the value of a product is a proposition."""
        while term.kind == "p":
            scope = (*scope, ("", term.parts[0]))
            term = term.parts[1]
        head, given = (term.parts[0], len(term.parts) - 1) if term.kind == "a" else (term, 0)
        if head.kind == "s":
            return False
        if head.kind not in "cfb":
            raise UnreadableError("a product whose value is not seen at once")
        result = self._type(head, scope)
        for _ in range(given):
            if result.kind != "p":
                raise UnreadableError("a product whose value is not seen at once")
            result = result.parts[1]
        if result.kind == "s" and result.label.startswith(("Prop", "Type")):
            return result.label == "Prop"
        raise UnreadableError("a product whose value is not seen at once")


def _same_domain(outer: Term, inner: Term) -> bool:
    """Whether two binders, one right inside the other, have the same kind and type. Lean compares the types as they
    stand, bound variables and all."""
    one, other = outer.parts[0], inner.parts[0]
    if one.loose or other.loose:
        if other.loose == frozenset(index + 1 for index in one.loose):
            raise UnreadableError("binders with open types")
        return False
    return one is other and outer.info == inner.info
