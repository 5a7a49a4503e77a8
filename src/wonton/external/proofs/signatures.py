"""Signatures of formulas: 12 hex digits, equal for formulas that differ in the names of bound variables only, or in the
order of the arguments of `And`, `Or`, `Iff` and `Eq`.

`formula-v1`: with `kind`, `label` and the children's digests `d1 .. dk` (32 raw bytes each; those of the arguments of
the four sorted as byte strings),

    digest(node) = SHA-256( "formula-v1" NUL kind NUL label NUL d1 .. dk )

and the signature is the first 12 hex digits. Computed once a distinct subformula: proofs share more than they print,
and a tree written out may be larger than any memory. (A goal's signature, `core.signature`, is made for trees.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from wonton.core.expr import Expr, ExprKind
from wonton.external.proofs.terms import distinct

SIGNATURE_VERSION = "formula-v1"
_COMMUTATIVE = frozenset({"And", "Or", "Iff", "Eq"})
_DIGITS = 12
#: The signature of a step without a formula.
UNKNOWN = "?"


def signatures(formulas: Sequence[Expr | None]) -> list[str]:
    """The signature of each formula; `UNKNOWN` where there is none."""
    digests: dict[int, bytes] = {}
    for node in distinct([formula for formula in formulas if formula is not None]):
        below = [digests[id(child)] for child in node.children]
        if node.kind is ExprKind.APP and node.head.label in _COMMUTATIVE and node.head.kind is ExprKind.CONST:
            below[1:] = sorted(below[1:])
        head = f"{SIGNATURE_VERSION}\0{node.kind.value}\0{node.label}\0".encode()
        digests[id(node)] = hashlib.sha256(head + b"".join(below)).digest()
    return [UNKNOWN if formula is None else digests[id(formula)].hex()[:_DIGITS] for formula in formulas]
