"""Computing with the functions of the tables: what an assistant sees as equal without being told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from wonton.core.expr import Expr, ExprKind, app
from wonton.core.matching import beta, fill, match
from wonton.providers.heuristic.vocabulary import Equations

MAX_STEPS = 400
MAX_ENDED = 1 << 17  #: results that are known to need no step

Special = Callable[[Expr], Expr | None]
_APP, _CONST = ExprKind.APP, ExprKind.CONST


@dataclass(slots=True)
class _Run:
    """One computation: the steps made, the results in which there is nothing more to do, and whether an abstraction was
    applied. What that leaves is not computed again, so these results say nothing to another computation."""

    steps: int = 0
    ended: set[Expr] = field(default_factory=set)
    applied: bool = False


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
        run = _Run()
        result = self._compute(term, run)
        if run.steps < MAX_STEPS and not run.applied:
            if len(self._ended) > MAX_ENDED:
                self._ended.clear()
            self._ended |= run.ended
        return result

    def _compute(self, term: Expr, run: _Run) -> Expr:
        if not term.children or term in self._ended or term in run.ended:
            return term
        children = tuple([self._compute(child, run) for child in term.children])
        same = children == term.children
        if term.kind is not _APP:
            return term if same else Expr(term.kind, term.label, children, term.hint)
        whole = term if same else app(children[0], *children[1:])
        result = beta(whole)
        run.applied = run.applied or result is not whole
        step = self._step(result)
        if step is not None and run.steps < MAX_STEPS:
            run.steps += 1
            return self._compute(step, run)
        run.ended.add(result)
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
