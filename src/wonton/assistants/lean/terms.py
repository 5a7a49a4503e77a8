"""A parser for Lean's explicit term output (`pp.explicit` without notation) into expression trees.

Covers applications, `∀`, arrows, dependent arrows, `fun`, `let`/`have`, universes, literals, metavariables and numbered
projections: what Lean prints when every notation is switched off. Does not read Lean source that people write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from wonton.core import expr as e
from wonton.core.errors import WontonError
from wonton.core.expr import Expr, ExprKind

_TOKEN = re.compile(
    r"""\s+
    | (?P<string>"(?:\\.|[^"\\])*")
    | (?P<number>\d+(?:\.\d+)?)(?![\w])
    | (?P<meta>\?[^\s()\[\]{}⦃⦄:,;@]*)
    | (?P<symbol>:=|=>|[()\[\]{}⦃⦄:,;@→∀])
    | (?P<word>(?:«[^»]*»|[^\s()\[\]{}⦃⦄:,;@→∀"«])+)
    """,
    re.VERBOSE,
)
_CLOSING = {"(": ")", "{": "}", "[": "]", "⦃": "⦄"}
_LAMBDAS = ("fun", "λ")
_LOCAL_DEFINITIONS = ("let", "have", "let_fun")
_UNIVERSES = ("Prop", "Type", "Sort")


class TermSyntaxError(WontonError):
    """Lean printed a term that this grammar does not cover. The message shows where."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Telescope:
    """A parsed type and, for each of its leading binders, whether an application spells the argument out."""

    type: Expr
    explicit: tuple[bool, ...]


def parse_term(text: str, locals_: Collection[str] = ()) -> Expr:
    """The tree of `text`. Names in `locals_` are free variables, names under a binder bound ones, all others constants.

    Raises `TermSyntaxError`.
    """
    return _Parser(text, locals_).whole().type


@dataclass(frozen=True, slots=True)
class Declared:
    """What stands behind a hypothesis's name: its type, as text and tree, and the value of a local definition."""

    text: str
    type: Expr
    value: Expr | None


def parse_declaration(text: str, locals_: Collection[str] = ()) -> Declared:
    """The type in `text`, and the value where ` := ` follows it. Raises `TermSyntaxError`."""
    return _Parser(text, locals_).declaration()


def parse_telescope(text: str) -> Telescope:
    """The tree of a closed type with the explicitness of its leading binders. Raises `TermSyntaxError`."""
    return _Parser(text, ()).whole()


class _Parser:
    """Recursive descent over one term. `scope` holds the names of the binders passed, innermost last."""

    def __init__(self, text: str, locals_: Collection[str]) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.place = 0
        self.locals = locals_
        self.scope: list[str] = []
        self.explicit: list[bool] = []

    def whole(self) -> Telescope:
        tree = self.term(leading=True)
        if self.peek() is not None:
            raise self.error("the end of the term")
        return Telescope(tree, tuple(self.explicit))

    def declaration(self) -> Declared:
        type_ = self.term()
        if self.peek() is None:
            return Declared(self.text, type_, None)
        text = self.text[: self.tokens[self.place].start].rstrip()
        self.take(":=")
        return Declared(text, type_, self.whole().type)

    # -- tokens

    def peek(self, ahead: int = 0) -> str | None:
        place = self.place + ahead
        return self.tokens[place].text if place < len(self.tokens) else None

    def kind(self, ahead: int = 0) -> str:
        place = self.place + ahead
        return self.tokens[place].kind if place < len(self.tokens) else ""

    def take(self, expected: str | None = None) -> str:
        text = self.peek()
        if text is None or (expected is not None and text != expected):
            raise self.error(repr(expected) if expected else "a term")
        self.place += 1
        return text

    def error(self, expected: str) -> TermSyntaxError:
        start = self.tokens[self.place].start if self.place < len(self.tokens) else len(self.text)
        return TermSyntaxError(f"cannot read Lean's term: expected {expected} at {self.text[start : start + 40]!r}")

    # -- terms

    def term(self, leading: bool = False) -> Expr:
        head = self.peek()
        if head == "∀":
            self.take()
            return self.binders(e.pi, ",", leading)
        if head in _LAMBDAS:
            self.take()
            return self.binders(e.lam, "=>", leading=False)
        if head in _LOCAL_DEFINITIONS and self.kind(1) == "word":
            return self.local_definition()
        if self.at_dependent_arrow():
            return self.dependent_arrow(leading)
        domain = self.application()
        if self.peek() != "→":
            return domain
        self.take()
        if leading:
            self.explicit.append(True)
        self.scope.append("")
        body = self.term(leading)
        self.scope.pop()
        return e.pi("", domain, body)

    def application(self) -> Expr:
        parts = [self.atom()]
        while self.starts_atom():
            parts.append(self.term() if self.peek() in _LAMBDAS else self.argument())
        return e.app(parts[0], *parts[1:])

    def argument(self) -> Expr:
        """An argument: a universe with a level would stand in parentheses there."""
        return e.sort(self.take()) if self.peek() in _UNIVERSES else self.atom()

    def starts_atom(self) -> bool:
        text = self.peek()
        if text is None or self.at_dependent_arrow():
            return False
        return text in ("(", "@") or self.kind() in ("word", "number", "string", "meta")

    def atom(self) -> Expr:
        kind = self.kind()
        text = self.take()
        if text == "(":
            inner = self.term()
            self.take(")")
            return self.projections(inner)
        if text in ("@", "nat_lit"):
            return self.term() if self.peek() in _LAMBDAS else self.atom()
        if kind in ("number", "string"):
            return Expr(ExprKind.LIT, text)
        if kind == "meta":
            return Expr(ExprKind.META, text)
        if text in _UNIVERSES:
            return self.universe(text)
        if kind == "word":
            return self.name(text)
        self.place -= 1
        raise self.error("a term")

    def projections(self, tree: Expr) -> Expr:
        while self.kind() == "word" and re.fullmatch(r"\.\d+", self.peek() or ""):
            tree = Expr(ExprKind.PROJ, self.take()[1:], (tree,))
        return tree

    def name(self, text: str) -> Expr:
        for depth, name in enumerate(reversed(self.scope)):
            if name == text:
                return e.bound(depth)
        if text in self.locals:
            return e.free(text)
        stem, dot, field_ = text.rpartition(".")
        if dot and field_.isdigit():
            return Expr(ExprKind.PROJ, field_, (self.name(stem),))
        return e.const(text)

    def universe(self, text: str) -> Expr:
        if text == "Prop":
            return e.sort(text)
        if self.peek() == "(":
            return e.sort(f"{text} ({self.level()})")
        if self.kind() in ("word", "number", "meta") and self.peek() not in _UNIVERSES:
            return e.sort(f"{text} {self.take()}")
        return e.sort(text)

    def level(self) -> str:
        self.take("(")
        words: list[str] = []
        while self.peek() != ")":
            words.append(f"({self.level()})" if self.peek() == "(" else self.take())
        self.take(")")
        return " ".join(words)

    # -- binders

    def at_dependent_arrow(self) -> bool:
        """Whether a binder group such as `(x y : T) →` comes next: type ascriptions are never printed."""
        if self.peek() in ("{", "[", "⦃"):
            return True
        if self.peek() != "(" or (self.peek(1) in _LOCAL_DEFINITIONS and self.kind(2) == "word"):
            return False
        ahead = 1
        while self.kind(ahead) == "word":
            ahead += 1
        return ahead > 1 and self.peek(ahead) == ":"

    def dependent_arrow(self, leading: bool) -> Expr:
        groups = [self.group(leading)]
        self.take("→")
        return self.close(groups, e.pi, leading)

    def binders(self, make: Callable[[str, Expr, Expr], Expr], end: str, leading: bool) -> Expr:
        groups = []
        while self.peek() != end:
            groups.append(self.group(leading))
        self.take(end)
        return self.close(groups, make, leading)

    def close(
        self, groups: list[tuple[list[str], Expr]], make: Callable[[str, Expr, Expr], Expr], leading: bool
    ) -> Expr:
        tree = self.term(leading)
        for names, domain in reversed(groups):
            for place in reversed(range(len(names))):
                self.scope.pop()
                tree = make(names[place], e.lift(domain, place), tree)
        return tree

    def group(self, leading: bool) -> tuple[list[str], Expr]:
        """One binder group; its names are in scope afterwards."""
        opening = self.peek() or ""
        if opening not in _CLOSING:
            names, domain = [self.take()], Expr(ExprKind.META, "?_")
        else:
            self.take()
            names = self.group_names()
            domain = self.term()
            self.take(_CLOSING[opening])
        if leading:
            self.explicit += [opening not in ("{", "[", "⦃")] * len(names)
        self.scope += names
        return names, domain

    def group_names(self) -> list[str]:
        names = []
        start = self.place
        while self.kind() == "word" and self.peek() != ":":
            names.append(self.take())
        if self.peek() == ":":
            self.take()
            return names
        self.place = start
        return [""]

    def local_definition(self) -> Expr:
        self.take()
        hint = self.take()
        self.take(":")
        type_ = self.term()
        self.take(":=")
        value = self.term()
        if self.peek() == ";":
            self.take()
        self.scope.append(hint)
        body = self.term()
        self.scope.pop()
        return e.let(hint, type_, value, body)


def _tokens(text: str) -> list[_Token]:
    tokens = []
    for match in _TOKEN.finditer(text):
        if match.lastgroup is not None:
            tokens.append(_Token(match.lastgroup, match.group(), match.start()))
    return tokens
