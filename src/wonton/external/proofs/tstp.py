"""Derivations in TPTP's language (TSTP), as E and Vampire print them, as proof graphs.

A statement's source says where it comes from:

    file('problem.p', name)                    an input
    inference(rule, [status(..)], [parents])   a step; a parent may be an inference again, which has no formula
    introduced(kind, ..)                       by definition, by tautology, as an assumption
    name                                       a copy of another statement
    theory(equality, ..)                       among parents: not a node, the rule knows its theory

Sources: the TPTP syntax in BNF; G. Sutcliffe et al., "Using the TPTP Language for Writing Derivations and Finite
Interpretations" (2006). The root is the last statement that says `$false`.
"""

from __future__ import annotations

from wonton.external.proofs.errors import ProofSyntaxError
from wonton.external.proofs.graph import Derivation, Node, step
from wonton.external.proofs.named import NamedNodes
from wonton.external.proofs.terms import Terms
from wonton.external.proofs.tptp_files import Annotated, General, read_annotated

_BACKGROUND = ("theory", "creator", "unknown")


def read_tstp(text: str, terms: Terms) -> Derivation:
    """The proof that `text` (what stands between the SZS lines) holds. Raises `ProofSyntaxError`."""
    builder = _Builder()
    for found in read_annotated(text, terms):
        if isinstance(found, Annotated) and found.role != "type":
            builder.add(found)
    return builder.found.derivation("no statement of the derivation says $false")


class _Builder:
    """The nodes so far."""

    def __init__(self) -> None:
        self.found = NamedNodes()
        self.inner = 0  # steps inside the source of the statement that is being read

    def add(self, found: Annotated) -> None:
        """Append a statement, and the steps inside its source before it."""
        self.inner = 0
        self.found.append(self._node(found))

    def _node(self, found: Annotated) -> Node:
        source = found.source
        if source is None or source.name in ("file", "input"):
            named = source.items[1].name if source and len(source.items) > 1 else found.name
            return Node(found.name, found.formula, "input", found.role, source=named.strip("'"))
        if source.name == "introduced":
            return self._introduced(found, source)
        if source.name == "inference":
            parents = self._parents(found.name, source)
            return step("tstp", found.name, found.formula, _rule(source), parents, role=found.role)
        if source.arguments is None:
            parents = (self.found.place(source.name, found.name),)
            return step("tstp", found.name, found.formula, "copy", parents, role=found.role)
        raise ProofSyntaxError(f"{found.name}: a source {source.name!r}, which is not read")

    def _introduced(self, found: Annotated, source: General) -> Node:
        what = source.items[0].name if source.items else "definition"
        if what == "assumption":
            return Node(found.name, found.formula, "hypothesis", found.role, family="other")
        last = source.items[-1].items
        rule = last[0].name if len(source.items) > 2 and last else what
        return step("tstp", found.name, found.formula, rule, (), role=found.role)

    def _parents(self, name: str, source: General) -> tuple[int, ...]:
        """The places of the parents of an inference; inferences among them are appended, innermost first."""
        done: dict[int, tuple[int, ...]] = {}
        stack = [source]
        while stack:
            inference = stack[-1]
            inner = [parent for parent in _listed(inference) if parent.name == "inference"]
            waiting = [parent for parent in inner if id(parent) not in done]
            if waiting:
                stack.extend(reversed(waiting))
                continue
            stack.pop()
            places = [
                self._inner(name, parent, done[id(parent)]) if parent.name == "inference" else self._other(name, parent)
                for parent in _listed(inference)
            ]
            done[id(inference)] = tuple(place for place in places if place is not None)
        return done[id(source)]

    def _inner(self, name: str, inference: General, parents: tuple[int, ...]) -> int:
        self.inner += 1
        self.found.append(step("tstp", f"{name}#{self.inner}", None, _rule(inference), parents))
        return len(self.found.nodes) - 1

    def _other(self, name: str, parent: General) -> int | None:
        """A parent by name, with the bindings that may stand behind it; None for a theory."""
        if parent.name == ":":
            parent = parent.items[0]
        if parent.arguments is not None and parent.name in _BACKGROUND:
            return None
        if parent.arguments is not None:
            raise ProofSyntaxError(f"{name}: a parent {parent.name!r}, which is not read")
        return self.found.place(parent.name, name)


def _listed(inference: General) -> tuple[General, ...]:
    """The parents that an inference lists."""
    if len(inference.items) != 3:
        raise ProofSyntaxError("an inference without a rule, its status and its parents")
    return inference.items[2].items


def _rule(inference: General) -> str:
    return inference.items[0].name if inference.items else ""
