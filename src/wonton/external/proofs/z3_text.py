"""Proofs as Z3 prints them, `(proof (let ((@x1 (mp (asserted F) (rewrite (= F G)) G))) ..))`, as proof graphs.

A proof is a term: a rule applied to the proofs of its premises and, last, to its conclusion. Proofs and formulas are
told apart by where they stand, never by what they are called: a problem may have a function `mp`, and newer versions
name both `a!1`. `asserted` and `goal`
are inputs; a `hypothesis` is taken back by the `lemma` whose clause has its negation. The rules are those of
L. de Moura and N. Bjørner, "Proofs and Refutations, and Z3" (2008), and of `z3_api.h`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from wonton.core.expr import Expr
from wonton.external.proofs.errors import ProofSyntaxError
from wonton.external.proofs.graph import Derivation, derivation
from wonton.external.proofs.sexprs import Sexpr, head, read_sexprs
from wonton.external.proofs.smt_terms import TermReader
from wonton.external.proofs.terms import Terms
from wonton.external.proofs.z3_nodes import Z3Nodes


def read_z3_text(text: str, terms: Terms) -> Derivation:
    """The proof that Z3's command line printed. Raises `ProofSyntaxError`."""
    reader = _ProofReader(terms)
    for command in _commands(text):
        if head(command) == "define-fun" and isinstance(command, list) and len(command) == 5:
            reader.define_function(str(command[1]), command[2], command[4])
    tree = _proof(_commands(text))
    reader.proofs = _Positions().find(tree)
    root = reader.read_proof(tree)
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


def _binds(tree: list[Sexpr]) -> list[list[Sexpr]]:
    """The pairs of a let."""
    if len(tree) != 3:
        raise ProofSyntaxError("a let that is none")
    return [pair for pair in tree[1] if isinstance(pair, list) and len(pair) == 2]


def _rule_of(tree: list[Sexpr]) -> tuple[str, list[Sexpr], Sexpr | None]:
    """Rule, premises and conclusion of a proof; a proof below a binder has no conclusion of its own."""
    first = tree[0]
    parameters = first if isinstance(first, list) else [first]
    rule = str(parameters[1]) if len(parameters) > 1 and parameters[0] == "_" else str(parameters[0])
    return (rule, tree[1:], None) if rule == "proof-bind" else (rule, tree[1:-1], tree[-1])


class _Positions:
    """Finds the lets that name proofs: those that are used where a proof stands. A value is looked at once its scope is
    left, for what it mentions is bound outside."""

    def __init__(self) -> None:
        self._todo: list[Callable[[], None]] = []
        self._scopes: dict[str, list[list[Sexpr]]] = {}
        self._found: dict[int, None] = {}

    def find(self, tree: Sexpr) -> frozenset[int]:
        """The identities of the pairs of lets in `tree` whose value is a proof."""
        self._todo.append(partial(self._visit, tree))
        while self._todo:
            self._todo.pop()()
        return frozenset(self._found)

    def _visit(self, tree: Sexpr) -> None:
        if isinstance(tree, str):
            if pairs := self._scopes.get(tree):
                self._found[id(pairs[-1])] = None
        elif head(tree) == "let":
            pairs = _binds(tree)
            for pair in pairs:
                self._scopes.setdefault(str(pair[0]), []).append(pair)
            self._todo += [partial(self._left, pairs), partial(self._visit, tree[2])]
        elif head(tree) == "lambda":
            self._todo.append(partial(self._visit, tree[-1]))
        elif tree:
            self._todo += [partial(self._visit, premise) for premise in _rule_of(tree)[1]]

    def _left(self, pairs: list[list[Sexpr]]) -> None:
        for pair in pairs:
            self._scopes[str(pair[0])].pop()
        self._todo += [partial(self._visit, pair[1]) for pair in pairs if id(pair) in self._found]


class _ProofReader(TermReader):
    """Reads proofs and the formulas in them; the places of proofs go on a stack of their own."""

    def __init__(self, terms: Terms) -> None:
        super().__init__(terms)
        self.nodes = Z3Nodes(terms)
        self.proofs: frozenset[int] = frozenset()  # identities of the pairs of lets whose value is a proof
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
        pairs = _binds(tree)
        steps: list[Callable[[], None]] = []
        for pair in pairs:
            proves = id(pair) in self.proofs
            steps.append(partial(self._visit_proof if proves else self._visit, pair[1]))
        steps += [partial(self._bound, pair) for pair in reversed(pairs)]
        names = [str(pair[0]) for pair in pairs]
        self._later(*steps, lambda: self._visit_proof(tree[2]), lambda: self._forget(names))

    def _bound(self, pair: list[Sexpr]) -> None:
        """Give a name to what was read last of its kind: pairs come in reverse."""
        self._mean(str(pair[0]), self._proved.pop() if id(pair) in self.proofs else self._done.pop())

    def _under(self, tree: list[Sexpr]) -> None:
        """A proof below the variables of a quantifier."""
        names = [str(pair[0]) for pair in tree[1] if isinstance(pair, list)]
        self._open(names)
        self._later(lambda: self._visit_proof(tree[2]), lambda: self._close(names))

    def _rule(self, tree: list[Sexpr]) -> None:
        rule, premises, conclusion = _rule_of(tree)
        steps: list[Callable[[], None]] = [partial(self._visit_proof, premise) for premise in premises]
        if conclusion is not None:
            steps.append(lambda: self._visit(conclusion))

        def built() -> None:
            formula: Expr | None = None if conclusion is None else self._done.pop()
            start = len(self._proved) - len(premises)
            parents = tuple(self._proved[start:])
            del self._proved[start:]
            self._proved.append(self.nodes.add(rule, parents, formula))

        self._later(*steps, built)
