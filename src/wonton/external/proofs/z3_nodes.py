"""The nodes of a Z3 proof as they come, from its text or from its objects."""

from __future__ import annotations

from wonton.core.expr import Expr
from wonton.external.proofs.graph import Node, step
from wonton.external.proofs.smt_terms import complement
from wonton.external.proofs.terms import Terms

_INPUTS = ("asserted", "goal")


class Z3Nodes:
    """The nodes so far, one for each rule, premises and conclusion."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.nodes: list[Node] = []
        self._known: dict[tuple[str, tuple[int, ...], int], int] = {}
        self._open: list[frozenset[int]] = []  # the hypotheses that each node rests on

    def add(self, rule: str, parents: tuple[int, ...], formula: Expr | None) -> int:
        """The place of the node; an equal one is not made twice."""
        key = (rule, parents, id(formula))
        if key not in self._known:
            self._known[key] = len(self.nodes)
            self._append(rule, parents, formula)
        return self._known[key]

    def _append(self, rule: str, parents: tuple[int, ...], formula: Expr | None) -> None:
        place = len(self.nodes)
        name = f"p{place}" if formula is not None else f"p{place}#1"
        rests = frozenset().union(*(self._open[parent] for parent in parents)) if parents else frozenset[int]()
        if rule in _INPUTS and not parents:
            self.nodes.append(Node(name, formula, "input", "assertion"))
        elif rule == "hypothesis":
            rests = frozenset({place})
            self.nodes.append(Node(name, formula, "hypothesis", family="other"))
        else:
            discharges = self._discharged(rests, formula) if rule == "lemma" else ()
            self.nodes.append(step("z3", name, formula, rule, parents, discharges))
            rests -= frozenset(discharges)
        self._open.append(rests)

    def _discharged(self, rests: frozenset[int], formula: Expr | None) -> tuple[int, ...]:
        """The hypotheses whose negation the lemma's clause has; that of a clause may stand there literal by literal."""
        if formula is None:
            return ()
        literals = formula.args if formula.is_app_of("Or") else (formula,)
        said = {id(formula), *map(id, literals)}
        return tuple(place for place in sorted(rests) if self._negated(place, said))

    def _negated(self, place: int, said: set[int]) -> bool:
        hypothesis = self.nodes[place].formula
        if hypothesis is None:
            return False
        negation = complement(self.terms, hypothesis)
        return id(negation) in said or (negation.is_app_of("Or") and all(id(part) in said for part in negation.args))
