"""A parser for what Coq prints under `Set Printing All.` into expression trees.

Covers applications, `forall`, `->`, `fun`, `let`, `match`, `fix` and `cofix` (mutual ones too), sorts, universe
instances, evars with their instances, casts, numbers, primitive arrays and strings. Wants a wide `Printing Width` and
a big `Printing Depth`. Does not read what people write: no notation, no nested patterns, no `if`, no `let (a, b)`.
`wonton.assistants.rocq.printing` is the way back.

Names under a binder become BOUND, names of hypotheses FREE, all others CONST without their `@`. Four constructions
have no kind of their own in an expression tree and become applications of a constant whose label says which it is:

- `match s as x in I _ i return P with C a b => e end` is `match C in I` applied to the motive (LAM over what stands
  in the `in` clause, then over x), to s, and to one branch a constructor (LAM over its pattern's variables). Labels
  keep the constructors in order (`match O|S`) and an `@` before one whose pattern spells everything out; a pattern
  has as many LAM as it prints names, parameters (always `_`) included. Without an `in` clause the label ends earlier.
- `fix f (n : A) (m : B) {struct m} : T := e` is `fix 1` (the place of the structural argument, from 0) applied to
  LAM f over LAM n, m over e, where f's domain is its whole type. Mutual ones are `fix 0|1 for 0`, applied to one such
  term each, with all functions bound in all of them. `cofix` and `cofix 2 for 0` (how many) likewise.
- `t : T` is `:` applied to T and t; `<:` and `<<:` likewise.
- `?x@{a:=b; c:=d}` is the META `?x` applied to the constant `@{a;c}` on b and d.

Since applications are flat, further arguments may follow: `match_parts` and `fix_parts` know how many are their own.
Binder types that Coq does not print (in patterns and motives) are `HOLE`. Constants are called what Coq calls them in
that place: it qualifies a name further (`Peano.le`) where a binder hides the short one.
"""

from __future__ import annotations

from collections.abc import Collection

from wonton.assistants.rocq.blocks import Fix, Match, fix_parts, match_parts
from wonton.assistants.rocq.printing import print_term
from wonton.assistants.rocq.reading import HOLE, MAX_DEPTH, Parser, TermSyntaxError
from wonton.core.expr import Expr

__all__ = [
    "HOLE",
    "MAX_DEPTH",
    "Fix",
    "Match",
    "TermSyntaxError",
    "fix_parts",
    "match_parts",
    "parse_term",
    "print_term",
]


def parse_term(text: str, locals_: Collection[str] = ()) -> Expr:
    """The tree of `text`. Names in `locals_` are free variables, names under a binder bound ones, all others constants.

    Raises `TermSyntaxError` where the text is no such term, or is nested deeper than `MAX_DEPTH`.
    """
    parser = Parser(text, locals_)
    try:
        tree = parser.term()
    except RecursionError:
        raise parser.too_deep() from None
    if parser.tokens[parser.place]:
        raise parser.error("the end of the term")
    return tree
