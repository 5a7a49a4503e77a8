"""Proofs in cvc5's Cooperating Proof Calculus as proof graphs.

    (define @t1 () term) (declare-const ..)    abbreviations and symbols
    (assume @p1 F)                             an input
    (step @p7 F :rule r :premises (@p1 @p2) :args (..))
    (assume-push @p3 F) .. (step-pop @p9 F :rule scope :premises (@p8))    an assumption, and what takes it back

cvc5 must have been asked to print conclusions (`proof-print-conclusion`). Source: the documentation of cvc5 1.4,
"Cooperating Proof Calculus". The root is the last step that concludes `false`.
"""

from __future__ import annotations

from wonton.core.expr import Expr
from wonton.external.proofs.errors import ProofSyntaxError
from wonton.external.proofs.graph import Derivation, Node, step
from wonton.external.proofs.named import NamedNodes
from wonton.external.proofs.sexprs import Sexpr, attribute, head, read_sexprs, words
from wonton.external.proofs.smt_terms import TermReader
from wonton.external.proofs.terms import Terms


def read_cpc(text: str, terms: Terms) -> Derivation:
    """The proof that cvc5 printed. Raises `ProofSyntaxError`."""
    builder = _Builder(terms)
    for command in proof_commands(text):
        builder.take(command)
    return builder.found.derivation("no step of the proof concludes false")


def proof_commands(text: str) -> list[Sexpr]:
    """The commands of a proof, with or without the brackets that solvers put around all of it."""
    found = read_sexprs(text)
    if len(found) == 1 and isinstance(found[0], list) and (not found[0] or isinstance(found[0][0], list)):
        return found[0]
    return found


class _Builder:
    def __init__(self, terms: Terms) -> None:
        self.reader = TermReader(terms)
        self.found = NamedNodes()
        self.assumed: list[int] = []

    def take(self, command: Sexpr) -> None:
        """Append what a command says."""
        name = head(command)
        if not isinstance(command, list) or (name.startswith("declare") or name in ("", "define-sort")):
            return
        if name in ("define", "define-fun"):
            self.reader.define_function(str(command[1]), command[2], command[-1])
        elif name == "assume":
            self._append(Node(str(command[1]), self.reader.read(command[2]), "input", "assertion"))
        elif name == "assume-push":
            self.assumed.append(len(self.found.nodes))
            self._append(Node(str(command[1]), self.reader.read(command[2]), "hypothesis", family="other"))
        elif name in ("step", "step-pop"):
            self._step(command, name == "step-pop")
        else:
            raise ProofSyntaxError(f"a command {name!r}, which is not read")

    def _step(self, command: list[Sexpr], pops: bool) -> None:
        name, rule = str(command[1]), attribute(command, ":rule")
        if not isinstance(rule, str):
            raise ProofSyntaxError(f"{name}: a step without a rule")
        printed = len(command) > 2 and command[2] != ":rule"
        formula = self.reader.read(command[2]) if printed else None
        parents = tuple(self.found.place(parent, name) for parent in words(attribute(command, ":premises")))
        discharges = (self.assumed.pop(),) if pops and self.assumed else ()
        if formula is None and rule == "scope" and discharges and len(parents) == 1:
            formula = self._scoped(self.found.nodes[discharges[0]].formula, self.found.nodes[parents[0]].formula)
        self._append(step("cpc", name, formula, rule, parents, discharges))

    def _scoped(self, assumption: Expr | None, conclusion: Expr | None) -> Expr | None:
        """What a scope concludes, which cvc5 does not print: that its assumption implies its premise."""
        if assumption is None or conclusion is None:
            return None
        return self.reader.terms.implies(assumption, conclusion)

    def _append(self, node: Node) -> None:
        self.found.append(node, may_be_root=not self.assumed)
