"""Gallina text of Lean's trees: everything explicit, no notation, nothing left to infer.

`Sort 0` becomes `SProp`, Rocq's universe of propositions whose proofs are all the same, as they are in Lean;
`Sort n` becomes `Type@{Ln}`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from wonton.assistants.exchange.lean_to_rocq import levels
from wonton.core.expr import Expr, ExprKind

#: The highest sort for which the mirror declares a universe.
HIGHEST = 12
_KEYWORDS = frozenset(
    "as at by cofix else end exists exists2 fix for forall fun if in let match mod Prop return Set SProp then Type "
    "using where with Definition Inductive Record".split()
)
_VARIABLE = re.compile(r"x\d+$")


class NoCounterpartError(Exception):
    """Something in a term that Gallina cannot say: kind and reason of the refusal."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind, self.reason = kind, reason


class Names(Protocol):
    """Who knows what constants and projections are called in the mirror."""

    def constant(self, label: str) -> str:
        """The identifier of a constant with its levels. Raises `NoCounterpartError`."""

    def projection(self, term: Expr, context: Sequence[Expr]) -> tuple[str, tuple[Expr, ...]]:
        """The identifier of the projection at the head of `term`, and the parameters it is applied to."""


def identifier(name: str, numbers: levels.Levels = ()) -> str:
    """A Gallina identifier for a Lean name at some levels: dots become primes, other signs `_uX_` with their code."""
    plain = "".join(
        "'" if sign == "." else sign if sign.isascii() and (sign.isalnum() or sign == "_") else f"_u{ord(sign):X}_"
        for sign in name
    )
    if plain[0] in "'0123456789" or plain in _KEYWORDS or _VARIABLE.match(plain):
        plain = f"l_{plain}"
    return f"{plain}__{'_'.join(map(str, numbers))}" if numbers else plain


def sort_text(number: int) -> str:
    """The universe for `Sort number`. Raises `NoCounterpartError` above `HIGHEST`."""
    if number > HIGHEST:
        raise NoCounterpartError("universe", f"Sort {number} is above the highest universe of the mirror ({HIGHEST})")
    return f"Type@{{L{number}}}" if number else "SProp"


class Printer:
    """Prints terms. `names` says what constants are called."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def text(self, tree: Expr, variables: Sequence[str] = (), context: Sequence[Expr] = ()) -> str:
        """`tree` as a term; `variables` name its free indexes and `context` types them, innermost last.

        Raises `NoCounterpartError`.
        """
        return self._term(tree, list(variables), list(context))

    def _term(self, tree: Expr, variables: list[str], context: list[Expr]) -> str:
        kind = tree.kind
        if kind is ExprKind.APP:
            return "(" + " ".join(self._term(child, variables, context) for child in tree.children) + ")"
        if kind is ExprKind.BOUND:
            place = int(tree.label)
            if place >= len(variables):
                return f"unbound{place}"
            return variables[len(variables) - 1 - place]
        if kind is ExprKind.CONST:
            return self.names.constant(tree.label)
        if kind is ExprKind.SORT:
            return sort_text(levels.universe(tree.label))
        if kind in (ExprKind.PI, ExprKind.LAM, ExprKind.LET):
            return self._binder(tree, variables, context)
        if kind is ExprKind.PROJ:
            name, parameters = self.names.projection(tree, context)
            return self._applied(name, (*parameters, tree.children[0]), variables, context)
        if kind is ExprKind.LIT:
            return self._literal(tree.label)
        raise NoCounterpartError("term", f"the term has a {kind.value} {tree.label!r} in it")

    def _binder(self, tree: Expr, variables: list[str], context: list[Expr]) -> str:
        domain = self._term(tree.children[0], variables, context)
        name = f"x{len(variables)}"
        body = self._term(tree.children[-1], [*variables, name], [*context, tree.children[0]])
        if tree.kind is ExprKind.PI:
            return f"(forall {name} : {domain}, {body})"
        if tree.kind is ExprKind.LAM:
            return f"(fun {name} : {domain} => {body})"
        value = self._term(tree.children[1], variables, context)
        return f"(let {name} : {domain} := {value} in {body})"

    def _applied(self, name: str, arguments: Sequence[Expr], variables: list[str], context: list[Expr]) -> str:
        return "(" + " ".join([name, *(self._term(argument, variables, context) for argument in arguments)]) + ")"

    def _literal(self, text: str) -> str:
        if not text.isdigit() or int(text) > 1_000:
            raise NoCounterpartError("literal", f"the literal {text[:20]} is not a number up to 1000")
        zero, succ = self.names.constant("Nat.zero"), self.names.constant("Nat.succ")
        return f"({succ} " * int(text) + zero + ")" * int(text)
