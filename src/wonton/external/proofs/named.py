"""The nodes of a proof whose statements have names and refer to earlier ones by name."""

from __future__ import annotations

from wonton.external.proofs.errors import ProofSyntaxError
from wonton.external.proofs.graph import Derivation, Node, derivation
from wonton.external.proofs.terms import is_false


class NamedNodes:
    """The nodes so far. `root` is the place of the last one that may be the root and is the contradiction."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.root: int | None = None
        self._places: dict[str, int] = {}

    def append(self, node: Node, may_be_root: bool = True) -> None:
        """Append the node of a statement. Raises `ProofSyntaxError` where its name is taken."""
        if node.name in self._places:
            raise ProofSyntaxError(f"two statements are called {node.name}")
        if may_be_root and is_false(node.formula):
            self.root = len(self.nodes)
        self._places[node.name] = len(self.nodes)
        self.nodes.append(node)

    def place(self, parent: str, name: str) -> int:
        """The place of the statement `parent`, which `name` refers to. Raises `ProofSyntaxError`."""
        if parent not in self._places:
            raise ProofSyntaxError(f"{name}: inferred from {parent}, which does not stand before it")
        return self._places[parent]

    def derivation(self, otherwise: str) -> Derivation:
        """The proof. Raises `ProofSyntaxError`, saying `otherwise`, where there is no root."""
        if self.root is None:
            raise ProofSyntaxError(otherwise)
        return derivation(self.nodes, self.root)
