"""Library lemmas: what an assistant's library states, as far as a provider needs to know it."""

from __future__ import annotations

from dataclasses import dataclass

from wonton.core.expr import Expr


@dataclass(frozen=True, slots=True)
class Lemma:
    """A proved constant of the library: its full name and its type, binders and implicit arguments included.

    `explicit` says, binder by binder, whether an application spells that argument out.
    """

    name: str
    type: Expr
    explicit: tuple[bool, ...] = ()
