"""Proofs as Z3 prints them, `(proof (let ((@x1 (mp (asserted F) (rewrite (= F G)) G))) ..))`, as proof graphs.

A proof is a term: a rule applied to the proofs of its premises and, last, to its conclusion. Proofs and formulas are
told apart by where they stand, never by what they are called: a problem may have a function `mp`. `asserted` and `goal`
are inputs; a `hypothesis` is taken back by the `lemma` whose clause has its negation. The rules are those of
L. de Moura and N. Bjørner, "Proofs and Refutations, and Z3" (2008), and of `z3_api.h`.
"""

from __future__ import annotations

from collections.abc import Callable

from wonton.core.expr import Expr
from wonton.external.proofs.errors import ProofSyntaxError
from wonton.external.proofs.graph import Derivation, derivation
from wonton.external.proofs.sexprs import Sexpr, head, read_sexprs
from wonton.external.proofs.smt_terms import TermReader
from wonton.external.proofs.terms import Terms
from wonton.external.proofs.z3_nodes import Z3Nodes

_PROOF_LET = "@"


def read_z3_text(text: str, terms: Terms) -> Derivation:
    """The proof that Z3's command line printed. Raises `ProofSyntaxError`."""
    reader = _ProofReader(terms)
    for command in _commands(text):
        if head(command) == "define-fun" and isinstance(command, list) and len(command) == 5:
            reader.define_function(str(command[1]), command[2], command[4])
    root = reader.read_proof(_proof(_commands(text)))
    return derivation(reader.nodes.nodes, root)


def _commands(text: str) -> list[Sexpr]:
    """What Z3 printed, out of the brackets that newer versions put around it."""
    found = read_sexprs(text)
    inner = found[0] if len(found) == 1 else None
    return inner if isinstance(inner, list) and head(inner) != "proof" and not _is_bare(inner) else found


def _is_bare(tree: list[Sexpr]) -> bool:
    """Whether this is a proof without any frame: a let or a rule."""
    return isinstance(tree[0], str) if tree else False


def _proof(commands: list[Sexpr]) -> Sexpr:
    for command in reversed(commands):
        if head(command) == "proof" and len(command) == 2:
            return command[1]
    if len(commands) == 1:
        return commands[0]
    raise ProofSyntaxError("no proof in what Z3 printed")


class _ProofReader(TermReader):
    """Reads proofs and the formulas in them; the places of proofs go on a stack of their own."""

    def __init__(self, terms: Terms) -> None:
        super().__init__(terms)
        self.nodes = Z3Nodes(terms)
        self._proved: list[int] = []

    def read_proof(self, tree: Sexpr) -> int:
        """The place of the node that the proof `tree` ends in."""
        self._later(lambda: self._visit_proof(tree))
        self._work()
        return self._proved.pop()

    def _visit_proof(self, tree: Sexpr) -> None:
        if isinstance(tree, str):
            self._proved.append(self._named(tree))
        elif head(tree) == "let":
            self._proof_let(tree)
        elif head(tree) == "lambda":
            self._under(tree)
        else:
            self._rule(tree)

    def _named(self, name: str) -> int:
        meanings = self._names.get(name)
        if not meanings or not isinstance(meanings[-1].value, int):
            raise ProofSyntaxError(f"{name} stands for no proof")
        return meanings[-1].value

    def _proof_let(self, tree: list[Sexpr]) -> None:
        pairs = [pair for pair in tree[1] if isinstance(pair, list)]
        names = [str(pair[0]) for pair in pairs]
        steps: list[Callable[[], None]] = []
        for name, pair in zip(names, pairs, strict=True):
            steps += [self._visitor(name, pair[1]), self._binding(name)]
        self._later(*steps, lambda: self._visit_proof(tree[2]), lambda: self._forget(names))

    def _visitor(self, name: str, value: Sexpr) -> Callable[[], None]:
        return lambda: self._visit_proof(value) if name.startswith(_PROOF_LET) else self._visit(value)

    def _binding(self, name: str) -> Callable[[], None]:
        return lambda: self._mean(name, self._proved.pop() if name.startswith(_PROOF_LET) else self._done.pop())

    def _under(self, tree: list[Sexpr]) -> None:
        """A proof below the variables of a quantifier."""
        names = [str(pair[0]) for pair in tree[1] if isinstance(pair, list)]
        self._open(names)
        self._later(lambda: self._visit_proof(tree[2]), lambda: self._close(names))

    def _rule(self, tree: list[Sexpr]) -> None:
        first = tree[0]
        parameters = first if isinstance(first, list) else [first]
        rule = str(parameters[1]) if len(parameters) > 1 and parameters[0] == "_" else str(parameters[0])
        *premises, conclusion = tree[1:] if rule != "proof-bind" else [*tree[1:], ""]
        steps: list[Callable[[], None]] = [self._visitor(_PROOF_LET, premise) for premise in premises]
        if conclusion:
            steps.append(lambda: self._visit(conclusion))

        def built() -> None:
            formula: Expr | None = self._done.pop() if conclusion else None
            start = len(self._proved) - len(premises)
            parents = tuple(self._proved[start:])
            del self._proved[start:]
            self._proved.append(self.nodes.add(rule, parents, formula))

        self._later(*steps, built)
