"""Proofs in Alethe, the format of veriT and cvc5, as proof graphs.

    (assume a0 F)                                                     an input; below an anchor an assumption
    (step t1 (cl F G) :rule r :premises (a0 ..) :args (..) :discharge (..))
    (anchor :step t2 :args (..)) .. (step t2 (cl ..) :rule subproof)  a subproof, which its last step concludes

A step that closes an anchor has the last step inside it for a parent, and discharges the assumptions inside. Source:
"The Alethe Proof Format: A Specification and Reference" (Barbosa et al., 2024). The root is the last empty clause (or
`false`) outside all subproofs.
"""

from __future__ import annotations

from wonton.external.proofs.cpc import proof_commands
from wonton.external.proofs.errors import ProofSyntaxError
from wonton.external.proofs.graph import Derivation, Node, step
from wonton.external.proofs.named import NamedNodes
from wonton.external.proofs.sexprs import Sexpr, attribute, head, words
from wonton.external.proofs.smt_terms import TermReader, clause
from wonton.external.proofs.terms import Terms


def read_alethe(text: str, terms: Terms) -> Derivation:
    """The proof that a solver printed. Raises `ProofSyntaxError`."""
    builder = _Builder(terms)
    for command in proof_commands(text):
        builder.take(command)
    return builder.found.derivation("no step of the proof is the empty clause")


class _Builder:
    def __init__(self, terms: Terms) -> None:
        self.terms, self.reader = terms, TermReader(terms)
        self.found = NamedNodes()
        self.anchors: list[tuple[str, list[int]]] = []  # the closing step's name, and the assumptions so far

    def take(self, command: Sexpr) -> None:
        """Append what a command says."""
        name = head(command)
        if not isinstance(command, list) or name in ("", "declare-fun", "declare-sort", "declare-const"):
            return
        if name == "define-fun":
            self.reader.define_function(str(command[1]), command[2], command[-1])
        elif name == "anchor":
            self.anchors.append((str(attribute(command, ":step")), []))
        elif name == "assume":
            self._assume(str(command[1]), command[2])
        elif name == "step":
            self._step(command)
        else:
            raise ProofSyntaxError(f"a command {name!r}, which is not read")

    def _assume(self, name: str, formula: Sexpr) -> None:
        if self.anchors:
            self.anchors[-1][1].append(len(self.found.nodes))
            self._append(Node(name, self.reader.read(formula), "hypothesis", family="other"))
        else:
            self._append(Node(name, self.reader.read(formula), "input", "assertion"))

    def _step(self, command: list[Sexpr]) -> None:
        name, rule, literals = str(command[1]), attribute(command, ":rule"), command[2]
        if not isinstance(rule, str) or not isinstance(literals, list) or literals[:1] != ["cl"]:
            raise ProofSyntaxError(f"{name}: a step without a clause or a rule")
        formula = clause(self.terms, [self.reader.read(literal) for literal in literals[1:]])
        parents = [self.found.place(parent, name) for parent in words(attribute(command, ":premises"))]
        discharges: tuple[int, ...] = ()
        if self.anchors and self.anchors[-1][0] == name:
            discharges = tuple(self.anchors.pop()[1])
            parents.append(len(self.found.nodes) - 1)
        self._append(step("alethe", name, formula, rule, tuple(parents), discharges))

    def _append(self, node: Node) -> None:
        self.found.append(node, may_be_root=not self.anchors)
