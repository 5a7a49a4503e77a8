"""Surface text into a syntax tree: precedence climbing over Lean's precedences, then a look at every name.

Reads a statement (`theorem NAME binders : proposition`, or a bare proposition) or a term. Errors name line, column and
what was expected. Does not check types: that is the assistant's business.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from wonton.corpus.surface import syntax as s
from wonton.corpus.surface.lexer import Token, syntax_error, tokens
from wonton.corpus.surface.names import (
    CONSTANTS,
    OPERATORS,
    PREFIX_LEVEL,
    PREFIXES,
    QUANTIFIERS,
    RESERVED,
    SORTS,
    constant,
)
from wonton.corpus.surface.syntax import Binder, Position, Statement, Term

_CLOSING = {"(": ")", "{": "}", "[": "]"}
_DEEPEST = 100
_LOWEST = 0


def parse_statement(text: str) -> Statement:
    """The statement that `text` says, with every name resolved.

    Raises `SurfaceSyntaxError` for text outside the grammar, an unknown name, or a name bound twice in one header.
    """
    parser = _Parser(text)
    statement = parser.statement()
    parser.expect_end()
    _check_statement(statement)
    return statement


def parse_term(text: str, locals_: Iterable[str] = ()) -> Term:
    """The term that `text` says; `locals_` are the variables it may mention. Raises `SurfaceSyntaxError`."""
    parser = _Parser(text)
    term = parser.term()
    parser.expect_end()
    _check_term(term, frozenset(locals_))
    return term


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)
        self.place = 0
        self.depth = 0

    # -- tokens

    @property
    def here(self) -> Token:
        return self.tokens[self.place]

    def ahead(self, count: int) -> Token:
        return self.tokens[min(self.place + count, len(self.tokens) - 1)]

    def at(self, *texts: str) -> bool:
        return self.here.kind != "end" and self.here.text in texts

    def take(self) -> Token:
        token = self.here
        self.place += token.kind != "end"
        return token

    def expect(self, text: str, why: str) -> Token:
        if not self.at(text):
            raise self.error(f"expected `{text}` {why}")
        return self.take()

    def expect_end(self) -> None:
        if self.here.kind != "end":
            raise self.error("expected an operator or the end of the statement")

    def error(self, what: str) -> Exception:
        found = "the end of the text" if self.here.kind == "end" else f"`{self.here.text}`"
        return syntax_error(self.here.at, f"{what}, found {found}")

    # -- statements and binders

    def statement(self) -> Statement:
        if not self.at("theorem"):
            return Statement("", (), self.term())
        self.take()
        name = self.variable("the theorem's name")
        groups: list[Binder] = []
        while self.at("(", "{"):
            groups.append(self.binder_group())
        self.expect(":", "before the proposition")
        return Statement(name, tuple(groups), self.term())

    def variable(self, what: str) -> str:
        token = self.here
        if token.kind != "word" or token.text in RESERVED or token.text in SORTS or "." in token.text:
            raise self.error(f"expected {what}")
        return self.take().text

    def binder_group(self) -> Binder:
        opening = self.take()
        names = [self.variable("a variable")]
        while not self.at(":"):
            names.append(self.variable("a variable or `:`"))
        self.take()
        type_ = self.term()
        self.expect(_CLOSING[opening.text], "after the binder's type")
        return Binder(tuple(names), type_, opening.text == "{", opening.at)

    def binders(self) -> tuple[Binder, ...]:
        if self.at("(", "{"):
            groups: list[Binder] = []
            while self.at("(", "{"):
                groups.append(self.binder_group())
            return tuple(groups)
        start = self.here.at
        names = [self.variable("a variable")]
        while self.here.kind == "word":
            names.append(self.variable("a variable"))
        type_ = None
        if self.at(":"):
            self.take()
            type_ = self.term()
        return (Binder(tuple(names), type_, False, start),)

    # -- terms

    def term(self, level: int = _LOWEST) -> Term:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.error(f"nested deeper than {_DEEPEST} levels")
        left = self.operand()
        while (operator := OPERATORS.get(self.here.text)) and self.here.kind == "symbol" and operator.level >= level:
            at = self.take().at
            right = self.term(operator.level + (operator.side != "right"))
            left = s.Infix(operator.symbol, left, right, at)
            if operator.side == "none" and self.here.text in OPERATORS:
                self.refuse_chain(operator.symbol, operator.level)
        self.depth -= 1
        return left

    def refuse_chain(self, symbol: str, level: int) -> None:
        if OPERATORS[self.here.text].level == level:
            raise self.error(f"`{symbol}` does not chain, expected parentheses or the end of the operand")

    def operand(self) -> Term:
        token = self.here
        if token.text in QUANTIFIERS:
            return self.bind()
        if token.kind == "symbol" and token.text in PREFIXES:
            self.take()
            return s.Prefix(token.text, self.term(PREFIX_LEVEL), token.at)
        function = self.atom()
        arguments: list[Term] = []
        while self.starts_atom():
            arguments.append(self.atom())
        return s.apply(function, *arguments)

    def starts_atom(self) -> bool:
        if self.here.kind == "word":
            return self.here.text not in RESERVED or self.here.text in SORTS
        return self.here.kind == "number" or self.at("(", "[")

    def bind(self) -> Term:
        quantifier = self.take()
        groups = self.binders()
        if quantifier.text == "fun":
            self.expect("=>", "after the variables of `fun`")
        else:
            self.expect(",", f"after the variables of `{quantifier.text}`")
        return s.Bind(quantifier.text, groups, self.term(), quantifier.at)

    def atom(self) -> Term:
        if not self.starts_atom():
            raise self.error("expected a term")
        token = self.take()
        if token.kind == "number":
            return s.Numeral(int(token.text), token.at)
        if token.kind == "word":
            return s.Name(token.text, token.at)
        return self.list_of(token.at) if token.text == "[" else self.parenthesised(token.at)

    def parenthesised(self, at: Position) -> Term:
        first = self.term()
        if not self.at(","):
            self.expect(")", "to close the parenthesis")
            return first
        parts = [first]
        while self.at(","):
            self.take()
            parts.append(self.term())
        self.expect(")", "to close the pair")
        pair = parts.pop()
        while parts:
            pair = s.PairOf(parts.pop(), pair, at)
        return pair

    def list_of(self, at: Position) -> Term:
        elements: list[Term] = []
        while not self.at("]"):
            elements.append(self.term())
            if not self.at("]"):
                self.expect(",", "or `]` in the list")
        self.take()
        return s.ListOf(tuple(elements), at)


def _check_statement(statement: Statement) -> None:
    scope: frozenset[str] = frozenset()
    for binder in statement.binders:
        for place, name in enumerate(binder.names):
            if name in scope or name in binder.names[:place]:
                raise syntax_error(binder.at, f"the variable `{name}` is bound twice")
        scope = _check_binder(binder, scope)
    _check_term(statement.proposition, scope)


def _check_binder(binder: Binder, scope: frozenset[str]) -> frozenset[str]:
    if binder.type is not None:
        _check_term(binder.type, scope)
    return scope | set(binder.names)


def _check_term(term: Term, scope: frozenset[str]) -> None:
    if isinstance(term, s.Name):
        _check_name(term, scope)
    elif isinstance(term, s.Bind):
        for binder in term.binders:
            scope = _check_binder(binder, scope)
        _check_term(term.body, scope)
    else:
        for child in s.children(term):
            _check_term(child, scope)


def _check_name(name: s.Name, scope: frozenset[str]) -> None:
    text = name.text
    if text in scope or text in SORTS or constant(text) is not None:
        return
    first, _, field = text.partition(".")
    if field and first in scope:
        raise syntax_error(name.at, f"`{text}`: write the function first, as in `length xs`")
    near = get_close_matches(text, sorted({*scope, *CONSTANTS}), n=1)
    hint = f", did you mean `{near[0]}`" if near else ""
    raise syntax_error(name.at, f"`{text}` is neither a variable in scope nor a known constant{hint}")
