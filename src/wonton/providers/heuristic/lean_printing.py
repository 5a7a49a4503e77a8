"""Printing moves as Lean tactics and terms as Lean terms, in prefix form without notation."""

from __future__ import annotations

from wonton.core.expr import Expr, ExprKind
from wonton.providers.heuristic.moves import (
    NAMED,
    Arm,
    Cases,
    Have,
    Injection,
    Intro,
    Move,
    Normalize,
    Replace,
    Restate,
    Rewrite,
    Unfold,
    Use,
    Using,
    Witness,
    Word,
)

#: How many leading arguments a constant takes implicitly; one that is not here is written with all of them.
IMPLICIT: dict[str, int] = {
    **dict.fromkeys(["And", "Or", "Not", "Iff", "True", "False", "Nat.zero", "Nat.succ", "Nat.add", "Nat.mul"], 0),
    **dict.fromkeys(["Nat.sub", "Nat.pow", "Nat.pred", "Nat.double", "Nat.max", "Nat.min", "Nat.le", "Nat.lt"], 0),
    **dict.fromkeys(["Nat.beq", "Bool.true", "Bool.false", "Bool.and", "Bool.or", "Bool.not", "Bool.xor"], 0),
    **dict.fromkeys(["Nat", "Bool", "List", "Option", "Prod", "Sum", "Empty"], 0),
    **dict.fromkeys(["Eq", "Ne", "Exists", "List.cons", "List.append", "List.length", "List.reverse", "List.Mem"], 1),
    **dict.fromkeys(["List.filter", "Option.some", "Option.isSome", "Option.isNone", "Option.getD", "cond"], 1),
    **dict.fromkeys(["Reflexive", "Irreflexive", "Symmetric", "Asymmetric", "Antisymmetric", "Transitive"], 1),
    **dict.fromkeys(["Total", "Equivalence", "Relation.ReflTransGen"], 1),
    **dict.fromkeys(["List.map", "List.foldr", "List.foldl", "Option.map", "Option.bind", "Prod.mk"], 2),
    **dict.fromkeys(["Prod.fst", "Prod.snd", "Prod.swap", "Sum.swap", "Function.Injective"], 2),
    **dict.fromkeys(["Function.Surjective", "Function.LeftInverse", "Relation.inverse"], 2),
    **dict.fromkeys(["Sum.elim", "Function.comp", "Relation.comp"], 3),
    "Prod.map": 4,
}

_ARGUMENT_FREE = {"List.nil", "Option.none"}


def lean_tactic(move: Move) -> str:
    """The tactic that makes `move`, `""` for those that are made for Ltac alone."""
    if isinstance(move, Using | Normalize):
        return ""
    if isinstance(move, Word):
        return "contradiction" if move.kind == "clash" else f"{move.kind} {move.hypothesis}".rstrip()
    if isinstance(move, Intro):
        names = " ".join(move.names)
        return f"refine fun {names} => ?_" if move.as_term else f"intro {names}"
    if isinstance(move, Use):
        return f"{move.verb} {lean_term(move.term)}"
    if isinstance(move, Witness):
        return f"exists {lean_term(move.term)}"
    if isinstance(move, Cases):
        return _cases(move)
    if isinstance(move, Rewrite):
        at = f" at {move.at}" if move.at else ""
        return f"rw [{'← ' if move.backward else ''}{lean_term(move.term)}]{at}"
    if isinstance(move, Have):
        return f"have {move.name} := {lean_term(move.term)}"
    if isinstance(move, Replace):
        return f"specialize {lean_term(move.term)}"
    if isinstance(move, Restate):
        return f"change {lean_term(move.term)} at {move.at}" if move.at else f"show {lean_term(move.term)}"
    if isinstance(move, Injection):
        return f"injection {move.hypothesis} with {' '.join(move.names)}".removesuffix(" with ")
    at = f" at {move.at}" if move.at else ""
    assert isinstance(move, Unfold)
    return f"unfold {move.name}{at}"


def _cases(move: Cases) -> str:
    term = lean_term(move.term, tight=move.term.kind is ExprKind.APP and bool(move.equation))
    if move.verb == "obtain":
        alternatives = [f"⟨{', '.join(arm.names)}⟩" if len(arm.names) > 1 else " ".join(arm.names) for arm in move.arms]
        return f"obtain {' | '.join(alternatives)} := {term}"
    equation = f"{move.equation} : " if move.equation else ""
    general = f" generalizing {' '.join(move.generalizing)}" if move.generalizing else ""
    arms = f" with {' '.join(_arm(arm) for arm in move.arms)}" if move.arms else ""
    verb = "cases" if move.verb == "invert" else move.verb
    return f"{verb} {equation}{term}{general}{arms}"


def _arm(arm: Arm) -> str:
    return f"| {' '.join((arm.constructor, *arm.names))} => ?_"


def lean_term(term: Expr, tight: bool = False) -> str:
    """`term` as Lean reads it; `tight` puts brackets around what is more than one word."""
    return _Printer([]).print(term, tight)


class _Printer:
    """Prints one term; `names` are the binders passed, innermost last."""

    def __init__(self, names: list[str]) -> None:
        self.names = names

    def print(self, term: Expr, tight: bool) -> str:
        if term.kind is ExprKind.BOUND:
            place = int(term.label)
            return self.names[-1 - place] if place < len(self.names) else f"_{place}"
        if term.kind is ExprKind.APP:
            return self.application(term, tight)
        if term.kind in (ExprKind.PI, ExprKind.LAM):
            return self.binder(term, tight)
        if term.kind is ExprKind.SORT and " " in term.label:
            return f"({term.label})"
        if term.kind is ExprKind.CONST and term.hint == NAMED:
            return term.label
        if term.kind is ExprKind.CONST and IMPLICIT.get(term.label, 0) and term.label not in _ARGUMENT_FREE:
            return f"@{term.label}"
        return term.label

    def application(self, term: Expr, tight: bool) -> str:
        head, args = term.head, term.args
        if head.kind is ExprKind.CONST and head.hint != NAMED and _is_whole(head.label, len(args)):
            skipped = IMPLICIT[head.label]
            words = [head.label, *(self.print(arg, True) for arg in args[skipped:])]
        else:
            mark = "@" if head.kind is ExprKind.CONST and head.hint != NAMED else ""
            words = [f"{mark}{self.print(head, True).lstrip('@')}", *(self.print(arg, True) for arg in args)]
        text = " ".join(words)
        return f"({text})" if tight and len(words) > 1 else text

    def binder(self, term: Expr, tight: bool) -> str:
        domain, body = term.children
        printed = self.print(domain, True)
        name = self.fresh(term.hint or "x")
        inside = _Printer([*self.names, name])
        if term.kind is ExprKind.LAM:
            text = f"fun ({name} : {printed}) => {inside.print(body, False)}"
        else:
            text = f"∀ ({name} : {printed}), {inside.print(body, False)}"
        return f"({text})" if tight else text

    def fresh(self, hint: str) -> str:
        """A name that hides no binder passed."""
        base = hint.replace("✝", "").replace("_", "") or "x"
        name, number = base, 0
        while name in self.names:
            number += 1
            name = f"{base}{number}"
        return name


def _is_whole(name: str, count: int) -> bool:
    """Whether leaving out the implicit arguments of `name`, applied to `count`, says the same."""
    return name in IMPLICIT and count > IMPLICIT[name]
