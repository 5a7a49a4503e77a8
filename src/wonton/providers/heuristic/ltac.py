"""Printing moves as Ltac tactics and terms as Gallina terms, in prefix form with every argument and without notation.

A term that Coq prints as a `match` or a `fix` is not written back: a move that needs one has no tactic.
"""

from __future__ import annotations

from wonton.core.expr import Expr, ExprKind, app
from wonton.providers.heuristic.moves import (
    NAMED,
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

_WORDS = {
    "symm": "symmetry",
    "rfl": "reflexivity",
    "congr": "f_equal",
    "clash": "discriminate",
    "intro_one": "intro",
    "auto_star": "auto with *",
    "refl_term": "exact eq_refl",
    "refl_setoid": "apply Coq.Classes.RelationClasses.Equivalence_Reflexive",
    "intuition_star": "intuition auto with *",
    "eauto_star": "eauto with *",
    "decide_equality": "decide equality",
}
_BLANK = frozenset({"simp", "omega", "decide"})
_PLAIN = frozenset(
    "O S le lt gt ge and or not iff True False true false andb orb negb xorb implb nat bool Z N positive Q R".split()
)


def ltac_tactic(move: Move) -> str:
    """The tactic that makes `move`, `""` where it cannot be said."""
    try:
        return _tactic(move)
    except _UnprintableError:
        return ""


def ltac_term(term: Expr, tight: bool = False) -> str:
    """`term` as Coq reads it; `tight` puts brackets around what is more than one word. `""` for a term that holds
    what this module does not write."""
    try:
        return _term(term, tight)
    except _UnprintableError:
        return ""


class _UnprintableError(Exception):
    """A term holds a construction that is not written."""


def _tactic(move: Move) -> str:
    if isinstance(move, Word):
        return _word(move)
    if isinstance(move, Intro):
        names = " ".join(move.names)
        return f"refine (fun {names} => _)" if move.as_term else f"intros {names}"
    if isinstance(move, Use):
        return f"{move.verb} {_term(move.term, True)}{f' in {move.at}' if move.at else ''}"
    if isinstance(move, Witness):
        return f"exists {_term(move.term, True)}"
    if isinstance(move, Cases):
        return _cases(move)
    if isinstance(move, Rewrite):
        at = f" in {move.at}" if move.at else ""
        return f"rewrite {'<- ' if move.backward else ''}{_term(_determined(move.term), True)}{at}"
    if isinstance(move, Have):
        return f"pose proof {_term(move.term, True)} as {move.name}"
    if isinstance(move, Replace):
        return f"specialize {_term(move.term, True)}"
    if isinstance(move, Restate):
        return f"change {_term(move.term, True)}{f' in {move.at}' if move.at else ''}"
    if isinstance(move, Injection):
        return f"injection {move.hypothesis}; clear {move.hypothesis}; intros"
    if isinstance(move, Using):
        return f"{move.verb} {move.depth} using {', '.join(move.lemmas)}"
    if isinstance(move, Normalize):
        return f"rewrite {', '.join(f'?{name}' for name in move.lemmas)}"
    assert isinstance(move, Unfold)
    return f"unfold {move.name}{f' in {move.at}' if move.at else ''}"


def _determined(term: Expr) -> Expr:
    """An application up to its first argument that is left open: `rewrite` finds the rest by itself."""
    args = list(term.args)
    given = next((place for place, arg in enumerate(args) if arg.kind is ExprKind.META), len(args))
    return app(term.head, *args[:given])


def _word(move: Word) -> str:
    if move.kind in _BLANK:
        return ""
    if move.kind == "simplify":
        return f"simpl in {move.hypothesis}" if move.hypothesis else "simpl"
    if move.kind == "subst":
        return "subst"
    return f"{_WORDS.get(move.kind, move.kind)} {move.hypothesis}".rstrip()


def _cases(move: Cases) -> str:
    term = _term(move.term, True)
    if move.verb == "invert":
        return f"inversion {term}; subst; clear {term}" if move.arms else f"inversion {term}"
    arms = "|".join(" ".join(arm.names) for arm in move.arms).replace("||", "| |")
    pattern = f" as [{arms}]" if move.arms else ""
    if move.verb == "induction":
        general = "".join(f"generalize dependent {name}; " for name in reversed(move.generalizing))
        return f"{general}induction {term}{pattern}{'; intros' if general else ''}"
    return f"destruct {term}{pattern}{f' eqn:{move.equation}' if move.equation else ''}"


def _term(term: Expr, tight: bool) -> str:
    taken = {node.label for node in term.walk() if node.kind in (ExprKind.CONST, ExprKind.FREE)}
    return _Printer([], taken).print(term, tight)


class _Printer:
    """Prints one term; `names` are the binders passed, innermost last, `taken` names that no binder may hide."""

    def __init__(self, names: list[str], taken: set[str]) -> None:
        self.names = names
        self.taken = taken

    def print(self, term: Expr, tight: bool) -> str:
        if term.kind is ExprKind.BOUND:
            place = int(term.label)
            if place >= len(self.names):
                raise _UnprintableError
            return self.names[-1 - place]
        if term.kind is ExprKind.APP:
            return self.application(term, tight)
        if term.kind in (ExprKind.PI, ExprKind.LAM):
            return self.binder(term, tight)
        if term.kind is ExprKind.META:
            return term.label if term.label.startswith("?") and len(term.label) > 2 else "_"
        if term.kind in (ExprKind.LET, ExprKind.PROJ):
            raise _UnprintableError
        if term.kind is ExprKind.CONST:
            name = self.constant(term)
            return f"({name})" if tight and name.startswith("@") else name
        return term.label

    def constant(self, term: Expr) -> str:
        """A constant: bare where it stands for itself, else with all arguments spelled out."""
        if not term.label or any(mark in term.label for mark in " @:{"):
            raise _UnprintableError
        return term.label if term.hint == NAMED or _is_plain(term.label) else f"@{term.label}"

    def application(self, term: Expr, tight: bool) -> str:
        head = self.constant(term.head) if term.head.kind is ExprKind.CONST else self.print(term.head, True)
        text = " ".join([head, *(self.print(arg, True) for arg in term.args)])
        return f"({text})" if tight else text

    def binder(self, term: Expr, tight: bool) -> str:
        domain, body = term.children
        name = self.fresh(term.hint)
        inside = _Printer([*self.names, name], self.taken).print(body, False)
        word, arrow = ("fun", " =>") if term.kind is ExprKind.LAM else ("forall", ",")
        text = f"{word} {name} : {self.print(domain, True)}{arrow} {inside}"
        return f"({text})" if tight else text

    def fresh(self, hint: str) -> str:
        """A name that hides no binder passed and nothing that the term mentions."""
        base = hint if hint.replace("'", "").isidentifier() and hint != "_" else "x"
        name, number = base, 0
        while name in self.names or name in self.taken:
            number += 1
            name = f"{base}{number}"
        return name


def _is_plain(name: str) -> bool:
    """Whether a constant has no implicit arguments."""
    return name in _PLAIN or name.startswith(("Nat.", "Init.Nat.", "Z.", "N.", "Pos."))
