"""Names that a context prints longer than the tables have them.

Where a module has an `eq` of its own, Coq prints the logic's as `Logic.eq`, and what is printed as `eq` is another
relation. A renaming swaps such names in goals and lemmas before they are looked at, and swaps them back in the tactics.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from wonton.core.expr import Expr, ExprKind, app
from wonton.core.goal import Goal, Hypothesis
from wonton.core.library import Lemma

_LONG = re.compile(r"(?:Coq\.)?(?:Init\.)?(?:Logic|Datatypes|Peano|List|Nat)\.(?P<short>[\w']+)$")
_WORD = re.compile(r"(?<![\w.'])[^\W\d][\w']*(?:\.[^\W\d][\w']*)*")
#: Lemmas that are shadowed with a relation.
_TOGETHER = {"Logic.eq": ("Logic.eq_refl", "Logic.eq_sym")}


def long_names(trees: Iterable[Expr], known: Collection[str]) -> frozenset[str]:
    """The constants of `trees` that are longer names of constants in `known`."""
    labels = {node.label for tree in trees for node in tree.walk() if node.kind is ExprKind.CONST and "." in node.label}
    found = {label for label in labels if (match := _LONG.match(label)) and match.group("short") in known}
    return frozenset(found | {name for label in found for name in _TOGETHER.get(label, ())})


def swapping(names: Iterable[str]) -> dict[str, str]:
    """The renaming that swaps each long name with its short one."""
    found: dict[str, str] = {}
    for name in sorted(names):
        short = name.rpartition(".")[2]
        if short not in found:
            found[name], found[short] = short, name
    return found


def goal_trees(goal: Goal) -> list[Expr]:
    """The target and the types of the hypotheses."""
    return [goal.target, *(hypothesis.type for hypothesis in goal.hypotheses)]


def rename(term: Expr, names: Mapping[str, str]) -> Expr:
    """`term` with constants renamed."""
    if term.kind is ExprKind.CONST:
        return Expr(term.kind, names.get(term.label, term.label), (), term.hint)
    if not term.children:
        return term
    children = tuple([rename(child, names) for child in term.children])
    if children == term.children:
        return term
    return (
        app(children[0], *children[1:])
        if term.kind is ExprKind.APP
        else Expr(term.kind, term.label, children, term.hint)
    )


def rename_goal(goal: Goal, names: Mapping[str, str]) -> Goal:
    """`goal` with constants renamed; its texts stay."""
    hypotheses = tuple(Hypothesis(one.name, one.text, rename(one.type, names), one.value) for one in goal.hypotheses)
    return Goal(hypotheses, rename(goal.target, names), goal.target_text, goal.fills)


def rename_lemma(lemma: Lemma, names: Mapping[str, str]) -> Lemma:
    """`lemma` with its own name and its constants renamed."""
    return Lemma(names.get(lemma.name, lemma.name), rename(lemma.type, names), lemma.explicit)


def rename_tactic(tactic: str, names: Mapping[str, str]) -> str:
    """A tactic's text with whole names renamed."""
    return _WORD.sub(lambda match: names.get(match.group(), match.group()), tactic)
