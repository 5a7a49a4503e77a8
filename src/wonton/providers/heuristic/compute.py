"""Computing with the functions of the tables: what an assistant sees as equal without being told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from wonton.core.expr import Expr, ExprKind, app
from wonton.core.matching import beta, fill, match
from wonton.providers.heuristic.vocabulary import Equations

MAX_STEPS = 400
MAX_ENDED = 1 << 17  #: results that are known to need no step

Special = Callable[[Expr], Expr | None]
_APP, _CONST = ExprKind.APP, ExprKind.CONST


class Calculator:
    """Computes with equations, and with `special` steps for constants that no equation describes. Results are kept."""

    def __init__(self, equations: Equations, special: Mapping[str, Special] | None = None) -> None:
        self._equations = equations
        self._special = special or {}
        self._ended: set[Expr] = set()
        self.compute: Callable[[Expr], Expr] = lru_cache(maxsize=1 << 15)(self._whole)

    def _whole(self, term: Expr) -> Expr:
        """`term` with every function of the tables computed as far as its arguments allow; after `MAX_STEPS` it is left
        as it is."""
        left, fresh = [MAX_STEPS], set[Expr]()
        result = self._compute(term, left, fresh)
        if left[0] > 0:
            if len(self._ended) > MAX_ENDED:
                self._ended.clear()
            self._ended |= fresh
        return result

    def _compute(self, term: Expr, left: list[int], fresh: set[Expr]) -> Expr:
        """`term` computed in `left` steps; `fresh` collects results, in which there is nothing more to do."""
        if not term.children or term in self._ended or term in fresh:
            return term
        children = tuple([self._compute(child, left, fresh) for child in term.children])
        same = children == term.children
        if term.kind is not _APP:
            if same:
                fresh.add(term)
                return term
            return Expr(term.kind, term.label, children, term.hint)
        result = beta(term if same else app(children[0], *children[1:]))
        step = self._step(result)
        if step is not None and left[0] > 0:
            left[0] -= 1
            return self._compute(step, left, fresh)
        fresh.add(result)
        return result

    def _step(self, term: Expr) -> Expr | None:
        """`term` after one computation at its head; None where none applies."""
        head = term.head
        if term.kind is not _APP or head.kind is not _CONST:
            return None
        special = self._special.get(head.label)
        if special is not None:
            return special(term)
        for pattern, result in self._equations.get(head.label, ()):
            count = len(pattern.args)
            if len(term.args) < count:
                continue
            found = match(pattern, app(head, *term.args[:count]))
            if found is not None:
                return beta(app(fill(result, found), *term.args[count:]))
        return None
