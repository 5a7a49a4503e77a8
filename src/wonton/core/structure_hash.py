"""The structure hash, version `structure-v1`: which proof a search found, as 16 hex digits.

A solved proof is a tree: each node is a goal, closed by one tactic that leaves the goals below it. With `sig` the
goal's signature, `fam` the tactic's family and `d1 .. dk` the digests (32 raw bytes each) of the goals it leaves, in
order,

    digest(node) = SHA-256( "structure-v1" NUL  str(sig)  str(fam)  str(k)  d1 .. dk )
    str(x)       = the length of x's UTF-8 bytes in decimal, ":", those bytes        (k is written in decimal)

and the structure hash is the first 16 hex digits of the root's digest. The order-blind variant,
`structure-v1-unordered`, writes that name instead and sorts `d1 .. dk` as byte strings. So two proofs share a hash
exactly if they have the same goals and tactic families in the same places; the words of the tactics do not count.

A proof by refutation is a graph in which a formula may serve many steps: its hash is that of the tree it unfolds to,
each step below the ones that use it (`graph_hashes`).

Works bottom-up without recursion: proofs may be as deep as they like.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol, TypeVar

STRUCTURE_VERSION = "structure-v1"

_DIGITS = 16
_Step = TypeVar("_Step", bound="StructureNode")


class StructureNode(Protocol):
    """What the hash looks at: a goal's signature, the family of the tactic used on it, the goals that it left."""

    @property
    def signature(self) -> str:
        """The goal's signature."""
        ...

    @property
    def family(self) -> str:
        """The tactic's family."""
        ...

    @property
    def children(self) -> Sequence[StructureNode]:
        """The goals that the tactic left, in order."""
        ...


def structure_hash(root: StructureNode) -> str:
    """16 hex digits for the proof below `root`; the order of subgoals counts."""
    return _digest(root, STRUCTURE_VERSION, ordered=True).hex()[:_DIGITS]


def structure_hash_unordered(root: StructureNode) -> str:
    """16 hex digits for the proof below `root`; the order of subgoals does not count."""
    return _digest(root, f"{STRUCTURE_VERSION}-unordered", ordered=False).hex()[:_DIGITS]


def graph_hashes(signatures: Sequence[str], families: Sequence[str], below: Sequence[Sequence[int]]) -> tuple[str, str]:
    """Both hashes, ordered and order-blind, of a proof given as nodes: of each its signature, the family of the step
    that made it, and the places of the nodes that the step rests on, all of them earlier. The last node is the root."""
    return (
        _graph_digest(signatures, families, below, STRUCTURE_VERSION, ordered=True).hex()[:_DIGITS],
        _graph_digest(signatures, families, below, f"{STRUCTURE_VERSION}-unordered", ordered=False).hex()[:_DIGITS],
    )


def preorder(root: _Step) -> list[_Step]:
    """All nodes, parents before children, left to right."""
    nodes: list[_Step] = []
    stack = [root]
    while stack:
        node = stack.pop()
        nodes.append(node)
        stack.extend(reversed(node.children))  # type: ignore[arg-type]
    return nodes


def _digest(root: StructureNode, version: str, ordered: bool) -> bytes:
    """The root's digest. In reversed preorder a node's children are done last, its first child at the very end."""
    done: list[bytes] = []
    for node in reversed(preorder(root)):
        count = len(node.children)
        below = done[len(done) - count :][::-1]
        del done[len(done) - count :]
        done.append(_step_digest(version, node.signature, node.family, below, ordered))
    return done[0]


def _graph_digest(
    signatures: Sequence[str], families: Sequence[str], below: Sequence[Sequence[int]], version: str, ordered: bool
) -> bytes:
    done: list[bytes] = []
    for signature, family, places in zip(signatures, families, below, strict=True):
        done.append(_step_digest(version, signature, family, [done[place] for place in places], ordered))
    return done[-1]


def _step_digest(version: str, signature: str, family: str, below: Sequence[bytes], ordered: bool) -> bytes:
    head = f"{version}\0".encode() + _string(signature) + _string(family) + _string(str(len(below)))
    return hashlib.sha256(head + b"".join(below if ordered else sorted(below))).digest()


def _string(text: str) -> bytes:
    raw = text.encode()
    return str(len(raw)).encode() + b":" + raw
