"""A proof by refutation as a graph: formulas, and the inferences between them.

Every prover's proof takes this one form. A node is a formula with how it came about; nodes stand behind all that they
were inferred from, and the last one is the root. Four kinds of node:

    input        a formula of the problem, used as it is: a leaf
    hypothesis   assumed for the sake of argument: a leaf that a later step must discharge
    introduced   by a rule that needs no premise: a definition, a tautology, a lemma of a theory
    derived      by a rule from its parents

A step inside another one that the prover does not print a formula for (`inference(rw,..,[inference(spm,..),..])`) is a
node without formula. A proof is *complete* where the root is the contradiction, every leaf is an input formula, every
hypothesis is discharged, and every formula is known but those of inner steps: `flaws` says what is amiss.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from wonton.core.expr import Expr
from wonton.external.proofs.rules import family_of
from wonton.external.proofs.terms import is_false

Kind = Literal["input", "hypothesis", "introduced", "derived"]

#: Nodes times hypotheses beyond which open hypotheses are not followed.
_FOLLOWED = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Node:
    """One formula of a proof.

    `name` is the prover's, unique in the graph; inner steps add `#` and a number. `formula` is None for an inner step.
    `role` is TPTP's word (`axiom conjecture negated_conjecture plain ...`; `assertion` in SMT-LIB). `rule` is the
    prover's own, `""` for an input and a hypothesis, `family` its class (`rules.RULE_FAMILIES`). `parents` and
    `discharges` are places of earlier nodes; what is discharged is an ancestor. `source` names an input in the problem.
    """

    name: str
    formula: Expr | None
    kind: Kind
    role: str = "plain"
    rule: str = ""
    family: str = "input"
    parents: tuple[int, ...] = ()
    discharges: tuple[int, ...] = ()
    source: str = ""


def step(
    language: str,
    name: str,
    formula: Expr | None,
    rule: str,
    parents: tuple[int, ...],
    discharges: tuple[int, ...] = (),
    role: str = "plain",
) -> Node:
    """The node that a rule of a proof in `language` makes: derived, or introduced where nothing is above it."""
    kind: Kind = "derived" if parents else "introduced"
    return Node(name, formula, kind, role, rule, family_of(language, rule), parents, discharges)


@dataclass(frozen=True, slots=True)
class Derivation:
    """The nodes of a proof, each behind its parents; the last one is the root, and all others are above it.

    `unused` counts what was printed and left out since the root does not rest on it."""

    nodes: tuple[Node, ...]
    unused: int = 0

    @property
    def root(self) -> Node:
        """What was proved."""
        return self.nodes[-1]

    def edges(self) -> Iterator[tuple[int, int, str]]:
        """Parent, child and the family of the child's rule, child by child."""
        for place, node in enumerate(self.nodes):
            for parent in node.parents:
                yield parent, place, node.family

    def leaves(self) -> list[Node]:
        """The nodes that nothing above them justifies: inputs and hypotheses."""
        return [node for node in self.nodes if node.kind in ("input", "hypothesis")]

    def core(self) -> tuple[str, ...]:
        """The inputs that the proof rests on, by name, in order: an unsatisfiable core."""
        return tuple(node.source or node.name for node in self.nodes if node.kind == "input")

    def axioms(self) -> tuple[str, ...]:
        """The core without what comes from the conjecture."""
        inputs = [node for node in self.nodes if node.kind == "input"]
        return tuple(n.source or n.name for n in inputs if n.role not in ("conjecture", "negated_conjecture"))

    @property
    def steps(self) -> int:
        """How many inferences there are, introductions and inner steps included."""
        return sum(bool(node.rule) for node in self.nodes)

    def depth(self) -> int:
        """Steps on the longest way from a leaf to the root."""
        depths: list[int] = []
        for node in self.nodes:
            depths.append(1 + max((depths[parent] for parent in node.parents), default=-1))
        return depths[-1]

    def counts(self) -> dict[str, dict[str, int]]:
        """How many nodes there are of each kind, family and rule."""
        steps = [node for node in self.nodes if node.rule]
        return {
            "kinds": dict(sorted(Counter(node.kind for node in self.nodes).items())),
            "families": dict(sorted(Counter(node.family for node in steps).items())),
            "rules": dict(sorted(Counter(node.rule for node in steps).items())),
        }


def derivation(nodes: Sequence[Node], root: int) -> Derivation:
    """The proof of the node at `root`: it, and what it rests on, in the order of `nodes`."""
    wanted = {root}
    for place in range(root, -1, -1):
        if place in wanted:
            wanted.update(nodes[place].parents)
            wanted.update(nodes[place].discharges)
    kept = [place for place in range(root + 1) if place in wanted]
    moved = {place: new for new, place in enumerate(kept)}
    found = tuple(_moved(nodes[place], moved) for place in kept)
    return Derivation(found, len(nodes) - len(found))


def _moved(node: Node, moved: dict[int, int]) -> Node:
    parents = tuple(moved[parent] for parent in node.parents)
    discharges = tuple(moved[place] for place in node.discharges)
    return Node(node.name, node.formula, node.kind, node.role, node.rule, node.family, parents, discharges, node.source)


def flaws(found: Derivation) -> list[str]:
    """What keeps a proof from being complete, one sentence each; nothing for a complete one."""
    notes = [] if is_false(found.root.formula) else ["the root is not the contradiction"]
    for place, node in enumerate(found.nodes):
        if any(parent >= place for parent in (*node.parents, *node.discharges)):
            notes.append(f"{node.name}: inferred from what comes later")
        if node.kind == "derived" and not node.parents:
            notes.append(f"{node.name}: derived by {node.rule} from nothing")
        if node.formula is None and "#" not in node.name:
            notes.append(f"{node.name}: its formula is not known")
        if node.kind in ("input", "hypothesis") and node.parents:
            notes.append(f"{node.name}: a leaf with parents")
    return notes + _open_hypotheses(found)


def _open_hypotheses(found: Derivation) -> list[str]:
    """The hypotheses that the root still rests on."""
    places = [place for place, node in enumerate(found.nodes) if node.kind == "hypothesis"]
    if len(places) * len(found.nodes) > _FOLLOWED:
        return [f"open hypotheses not followed: {len(places)} in {len(found.nodes)} nodes"]
    bit = {place: 1 << number for number, place in enumerate(places)}
    rests: list[int] = []
    for place, node in enumerate(found.nodes):
        here = bit.get(place, 0)
        for parent in node.parents:
            here |= rests[parent]
        for discharged in node.discharges:
            here &= ~bit.get(discharged, 0)
        rests.append(here)
    left = [found.nodes[place].name for place in places if rests[-1] & bit[place]]
    return [f"hypothesis {name} is not discharged" for name in left]
