"""Terms of SMT-LIB as trees, whatever solver wrote them.

A loop with stacks of its own: solvers write proofs as thousands of `let`s one in another. Names that `let`,
`define-fun` and `(! t :named n)` give are replaced by what they stand for, which costs nothing since equal trees are
one object. `=>` and `forall` become products, `=` is `Eq` whatever its sort, `distinct` of two is `Not (Eq ..)`, an
indexed identifier `(_ extract 3 0)` is one symbol. Quantifiers over lists of variable terms (`@list` and `@var`,
cvc5's) bind like others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from wonton.core.expr import Expr, ExprKind
from wonton.external.proofs.errors import ProofSyntaxError
from wonton.external.proofs.sexprs import Sexpr, attribute, written
from wonton.external.proofs.terms import Terms

_BINDERS = {"forall": "Pi", "exists": "Exists", "lambda": "Lam"}
_NAMES = {"true": "True", "false": "False", "not": "Not", "and": "And", "or": "Or", "xor": "Xor", "=": "Eq"}
_LITERAL = re.compile(r'"|#|-?\d')
_LIST, _VARIABLE = "@list", "@var"


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a name stands for: a tree, or a quantifier's variable where `value` is None, a proof's place where it is a
    number; `level` is the number of binders around it."""

    value: Expr | int | None
    level: int


@dataclass(frozen=True, slots=True)
class _Macro:
    """A definition with parameters: their names, and the body as written."""

    parameters: tuple[str, ...]
    body: Sexpr


class TermReader:
    """Turns S-expressions into trees; definitions stay known from one term to the next."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.level = 0  #: binders around the place that is being read
        self._names: dict[str, list[_Meaning]] = {}
        self._macros: dict[str, _Macro] = {}
        self._todo: list[Callable[[], None]] = []
        self._done: list[Expr] = []

    def read(self, tree: Sexpr) -> Expr:
        """The tree of a term. Raises `ProofSyntaxError`."""
        self._later(lambda: self._visit(tree))
        self._work()
        return self._done.pop()

    def define(self, name: str, value: Expr) -> None:
        """Let `name` stand for `value` from now on."""
        self._mean(name, value)

    def define_function(self, name: str, parameters: Sexpr, body: Sexpr) -> None:
        """Read a definition; one with parameters is expanded wherever it is used."""
        pairs = parameters if isinstance(parameters, list) else []
        if pairs:
            names = tuple(pair[0] for pair in pairs if isinstance(pair, list) and isinstance(pair[0], str))
            self._macros[name] = _Macro(names, body)
        else:
            self.define(name, self.read(body))

    def _work(self) -> None:
        try:
            while self._todo:
                self._todo.pop()()
        except (IndexError, ValueError, AttributeError) as error:
            raise ProofSyntaxError(f"a term that is none: {error}") from error

    def _later(self, *steps: Callable[[], None]) -> None:
        """Do `steps`, the first one next."""
        self._todo.extend(reversed(steps))

    def _visits(self, trees: Sequence[Sexpr]) -> list[Callable[[], None]]:
        return [partial(self._visit, tree) for tree in trees]

    def _visit(self, tree: Sexpr) -> None:
        if isinstance(tree, str):
            self._done.append(self._atom(tree))
        elif not tree:
            self._done.append(self.terms.const("()"))
        elif isinstance(tree[0], str):
            self._form(tree[0], tree)
        elif tree[0] and tree[0][0] in ("_", "as"):
            self._call(written(tree[0]), tree[1:])
        else:
            self._later(*self._visits(tree), lambda: self._done.append(self._applied(len(tree))))

    def _form(self, first: str, tree: list[Sexpr]) -> None:
        if first == "let":
            self._let(tree, lambda: self._visit(tree[2]))
        elif first in _BINDERS and len(tree) == 3:
            self._quantifier(_BINDERS[first], tree)
        elif first == "!":
            name = attribute(tree, ":named")
            named = [lambda: self._mean(name, self._done[-1])] if isinstance(name, str) else []
            self._later(lambda: self._visit(tree[1]), *named)
        elif first in ("_", "as"):
            self._done.append(self.terms.const(written(tree)))
        elif first in self._macros:
            self._expand(self._macros[first], tree[1:])
        elif self._names.get(first):
            self._later(*self._visits(tree), lambda: self._done.append(self._applied(len(tree))))
        else:
            self._call(first, tree[1:])

    # -- names

    def _mean(self, name: str, value: Expr | int | None) -> None:
        self._names.setdefault(name, []).append(_Meaning(value, self.level))

    def _forget(self, names: Sequence[str]) -> None:
        for name in names:
            self._names[name].pop()

    def _atom(self, name: str) -> Expr:
        meanings = self._names.get(name)
        if meanings:
            meaning = meanings[-1]
            if meaning.value is None:
                return self.terms.bound(self.level - meaning.level - 1)
            if isinstance(meaning.value, int):
                raise ProofSyntaxError(f"a proof {name} where a term is due")
            return self.terms.lift(meaning.value, self.level - meaning.level)
        return self.terms.lit(name) if _LITERAL.match(name) else self.terms.const(_NAMES.get(name, name))

    # -- forms

    def _call(self, name: str, arguments: Sequence[Sexpr]) -> None:
        self._later(*self._visits(arguments), lambda: self._done.append(self._made(name, self._popped(len(arguments)))))

    def _popped(self, count: int) -> list[Expr]:
        start = len(self._done) - count
        found = self._done[start:]
        del self._done[start:]
        return found

    def _applied(self, count: int) -> Expr:
        function, *arguments = self._popped(count)
        return self.terms.app(function, arguments)

    def _made(self, name: str, arguments: list[Expr]) -> Expr:
        terms = self.terms
        if name == "=>" and len(arguments) > 1:
            formula = arguments[-1]
            for premise in reversed(arguments[:-1]):
                formula = terms.implies(premise, formula)
            return formula
        if name == "distinct" and len(arguments) == 2:
            return terms.negation(terms.call("Eq", *arguments))
        if name in _BINDERS and len(arguments) == 2:
            return self._over_list(_BINDERS[name], *arguments)
        return terms.call(_NAMES.get(name, name), *arguments)

    def _over_list(self, binder: str, variables: Expr, body: Expr) -> Expr:
        """A quantifier over a list of variable terms, which stand for themselves in `body`."""
        if not variables.is_app_of(_LIST):
            return self.terms.call(binder, variables, body)
        for variable in reversed(variables.args):
            name, sort = variable.args if variable.is_app_of(_VARIABLE) else (variable, self.terms.const("_"))
            body = self.terms.binder(binder, name.label.strip('"'), sort, self.terms.abstract(body, variable))
        return body

    def _let(self, tree: list[Sexpr], body: Callable[[], None]) -> None:
        pairs = [pair for pair in tree[1] if isinstance(pair, list)]
        names = [str(pair[0]) for pair in pairs]

        def opened() -> None:
            for name, value in zip(names, self._popped(len(names)), strict=True):
                self._mean(name, value)

        self._later(*self._visits([pair[1] for pair in pairs]), opened, body, lambda: self._forget(names))

    def _quantifier(self, binder: str, tree: list[Sexpr]) -> None:
        listed, body = tree[1], tree[2]
        pairs = [pair for pair in listed if isinstance(pair, list)] if isinstance(listed, list) else []
        if not pairs or isinstance(listed, str) or listed[0] == _LIST:
            self._call(str(tree[0]), tree[1:])
            return
        names = [str(pair[0]) for pair in pairs]
        sorts = [self.terms.const(written(pair[1])) for pair in pairs]

        def closed() -> None:
            self._close(names)
            formula = self._done.pop()
            for name, sort in zip(reversed(names), reversed(sorts), strict=True):
                formula = self.terms.binder(binder, name, sort, formula)
            self._done.append(formula)

        self._open(names)
        self._later(lambda: self._visit(body), closed)

    def _open(self, names: Sequence[str]) -> None:
        for name in names:
            self._mean(name, None)
            self.level += 1

    def _close(self, names: Sequence[str]) -> None:
        self._forget(names)
        self.level -= len(names)

    def _expand(self, macro: _Macro, arguments: Sequence[Sexpr]) -> None:
        if len(arguments) != len(macro.parameters):
            raise ProofSyntaxError(f"a definition of {len(macro.parameters)} parameters given {len(arguments)}")

        def opened() -> None:
            for name, value in zip(macro.parameters, self._popped(len(arguments)), strict=True):
                self._mean(name, value)

        steps = (opened, lambda: self._visit(macro.body), lambda: self._forget(macro.parameters))
        self._later(*self._visits(arguments), *steps)


def clause(terms: Terms, literals: Sequence[Expr]) -> Expr:
    """A clause as a formula: of no literal the contradiction, of one the literal."""
    if not literals:
        return terms.const("False")
    return literals[0] if len(literals) == 1 else terms.call("Or", *literals)


def complement(terms: Terms, formula: Expr) -> Expr:
    """The formula with a negation put before it, or taken away."""
    return formula.args[0] if formula.is_app_of("Not") and formula.kind is ExprKind.APP else terms.negation(formula)
