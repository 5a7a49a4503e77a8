"""Syntax trees back into text: the surface notation itself, plain Lean 4 source, and Gallina.

One printer, three dialects; a dialect says how operators, quantifiers and constants are spelled and how tightly the
operators bind. For what was read by the parser, `parse(print_statement(tree)) == tree`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from wonton.corpus.surface import syntax as s
from wonton.corpus.surface.names import CONSTANTS, OPERATORS, PREFIX_LEVEL, RESERVED, constant
from wonton.corpus.surface.syntax import Binder, Statement, Term

_MAX = 1000  # the level of atoms; arguments of an application are printed at it
_APPLY = 999


@dataclass(frozen=True, slots=True)
class Spelling:
    """An infix operator in a dialect: what stands between the operands and how tightly, or (with `function`) the name
    of a function that is applied to them instead."""

    symbol: str = ""
    level: int = 0
    side: str = "none"
    function: str = ""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a language spells what the surface says. `constants` maps Lean names; a constant that is not in it keeps the
    name it was written with. Prefix operators are (spelling, level of the operand, level of the whole)."""

    operators: Mapping[str, Spelling]
    prefixes: Mapping[str, tuple[str, int, int]]
    quantifiers: Mapping[str, tuple[str, str]]
    constants: Mapping[str, str]
    list_separator: str = ", "
    reserved: frozenset[str] = frozenset()


_LEAN_OPERATORS = {symbol: Spelling(symbol, op.level, op.side) for symbol, op in OPERATORS.items()}
_LEAN_PREFIXES = {symbol: (symbol, PREFIX_LEVEL, PREFIX_LEVEL) for symbol in ("¬", "!")}
_LEAN_QUANTIFIERS = {"∀": ("∀ ", ", "), "∃": ("∃ ", ", "), "fun": ("fun ", " => ")}

SURFACE = Dialect(_LEAN_OPERATORS, _LEAN_PREFIXES, _LEAN_QUANTIFIERS, {})
LEAN_SOURCE = Dialect(
    _LEAN_OPERATORS,
    _LEAN_PREFIXES,
    _LEAN_QUANTIFIERS,
    {c.lean: c.lean for c in CONSTANTS.values()} | {"Bool.true": "true", "Bool.false": "false"},
)
GALLINA = Dialect(
    operators={
        "→": Spelling("->", 1, "right"),
        "↔": Spelling("<->", 5, "none"),
        "∨": Spelling("\\/", 15, "right"),
        "∧": Spelling("/\\", 20, "right"),
        "=": Spelling("=", 30, "none"),
        "≠": Spelling("<>", 30, "none"),
        "≤": Spelling("<=", 30, "none"),
        "<": Spelling("<", 30, "none"),
        "≥": Spelling(">=", 30, "none"),
        ">": Spelling(">", 30, "none"),
        "::": Spelling("::", 40, "right"),
        "++": Spelling("++", 40, "right"),
        "+": Spelling("+", 50, "left"),
        "-": Spelling("-", 50, "left"),
        "*": Spelling("*", 60, "left"),
        "∈": Spelling(function="In"),
        "∉": Spelling(function="~ In"),
        "×": Spelling(function="prod"),
        "⊕": Spelling(function="sum"),
        "&&": Spelling(function="andb"),
        "||": Spelling(function="orb"),
    },
    prefixes={"¬": ("~ ", 25, 25), "!": ("negb ", _MAX, _APPLY)},
    quantifiers={"∀": ("forall ", ", "), "∃": ("exists ", ", "), "fun": ("fun ", " => ")},
    constants={c.lean: c.gallina for c in CONSTANTS.values()},
    list_separator="; ",
    reserved=RESERVED | {c.gallina for c in CONSTANTS.values()} | {"In", "prod", "sum", "andb", "orb", "negb", "app"},
)

#: The name of a statement that has none, where a language insists on one.
UNNAMED = "unnamed"
#: What a Gallina file needs before the statements.
GALLINA_HEADER = "Require Import Bool Arith List.\nImport ListNotations.\n"


def print_statement(statement: Statement) -> str:
    """The statement in surface notation, one line."""
    head = f"theorem {statement.name}" if statement.name else ""
    return _printed(SURFACE, statement, head)


def print_term(term: Term) -> str:
    """A term in surface notation, one line."""
    return _Printer(SURFACE, {}).term(term, 0, True)


def to_lean_source(statement: Statement) -> str:
    """The statement as plain Lean 4 with notation: `theorem NAME binders : proposition`, without a proof."""
    return _printed(LEAN_SOURCE, statement, f"theorem {statement.name or UNNAMED}")


def to_gallina(statement: Statement) -> str:
    """The statement as a Gallina sentence (`Theorem NAME binders : proposition.`), to stand after `GALLINA_HEADER`.

    Variables whose names mean something in Gallina get an underscore.
    """
    return _printed(GALLINA, statement, f"Theorem {statement.name or UNNAMED}") + "."


def to_rocq(statement: Statement) -> str:
    """Binders and proposition in Gallina, `(p q : Prop) : p /\\ q -> q /\\ p`: what stands after a lemma's name."""
    return to_gallina(replace(statement, name=UNNAMED)).removeprefix(f"Theorem {UNNAMED} ").removesuffix(".")


def _printed(dialect: Dialect, statement: Statement, head: str) -> str:
    printer = _Printer(dialect, _renaming(statement, dialect.reserved))
    scope: frozenset[str] = frozenset()
    parts = [head] if head else []
    for binder in statement.binders:
        parts.append(printer.group(binder, scope))
        scope |= set(binder.names)
    proposition = printer.term(statement.proposition, 0, True, scope)
    return f"{' '.join(parts)} : {proposition}" if parts else proposition


def _renaming(statement: Statement, reserved: frozenset[str]) -> dict[str, str]:
    taken = s.local_names(statement)
    renaming: dict[str, str] = {}
    for name in sorted(taken & reserved):
        fresh = name
        while fresh in reserved or fresh in taken:
            fresh += "_"
        renaming[name] = fresh
    return renaming


class _Printer:
    """Prints terms of one statement. `level` is the loosest operator that needs no parentheses; `tail` says that
    nothing follows before a closing bracket, so that a quantifier may run on."""

    def __init__(self, dialect: Dialect, renaming: Mapping[str, str]) -> None:
        self.dialect = dialect
        self.renaming = renaming

    def local(self, name: str) -> str:
        return self.renaming.get(name, name)

    def group(self, binder: Binder, scope: frozenset[str]) -> str:
        names = " ".join(self.local(name) for name in binder.names)
        if binder.type is None:
            return names
        text = f"{names} : {self.term(binder.type, 0, True, scope)}"
        return f"{{{text}}}" if binder.implicit else f"({text})"

    def term(self, term: Term, level: int, tail: bool, scope: frozenset[str] = frozenset()) -> str:
        match term:
            case s.Name():
                text = self.name(term.text, scope)
            case s.Numeral():
                text = str(term.value)
            case s.Apply():
                parts = [self.term(part, _MAX, False, scope) for part in (term.function, *term.arguments)]
                text = _wrapped(" ".join(parts), level > _APPLY)
            case s.Infix():
                text = self.infix(term, level, tail, scope)
            case s.Prefix():
                symbol, inner, own = self.dialect.prefixes[term.operator]
                wrap = level > own
                text = _wrapped(symbol + self.term(term.operand, inner, tail or wrap, scope), wrap)
            case s.ListOf():
                inside = self.dialect.list_separator.join(self.term(e, 0, True, scope) for e in term.elements)
                text = f"[{inside}]"
            case s.PairOf():
                text = f"({self.term(term.first, 0, True, scope)}, {self.term(term.second, 0, True, scope)})"
            case s.Bind():
                text = _wrapped(self.bind(term, scope), not tail or level >= _APPLY)
        return text

    def name(self, text: str, scope: frozenset[str]) -> str:
        if text in scope:
            return self.local(text)
        known = constant(text)
        return self.dialect.constants.get(known.lean, text) if known else text

    def infix(self, term: s.Infix, level: int, tail: bool, scope: frozenset[str]) -> str:
        spelling = self.dialect.operators[term.operator]
        if spelling.function:
            operands = [self.term(side, _MAX, False, scope) for side in (term.left, term.right)]
            own = self.dialect.prefixes["¬"][2] if spelling.function.startswith("~") else _APPLY
            return _wrapped(" ".join((spelling.function, *operands)), level > own)
        wrap = level > spelling.level
        tight = spelling.side != "left" or self.groups_right(term.left, spelling.level)
        left = self.term(term.left, spelling.level + tight, False, scope)
        right = self.term(term.right, spelling.level + (spelling.side != "right"), tail or wrap, scope)
        return _wrapped(f"{left} {spelling.symbol} {right}", wrap)

    def groups_right(self, term: s.Term, level: int) -> bool:
        """Whether an operator of this level, but one that groups to the right, would take what stands behind `term`."""
        spelling = self.dialect.operators[term.operator] if isinstance(term, s.Infix) else None
        return spelling is not None and spelling.level == level and spelling.side != "left"

    def bind(self, term: s.Bind, scope: frozenset[str]) -> str:
        opening, comma = self.dialect.quantifiers[term.quantifier]
        only = term.binders[0]
        if len(term.binders) == 1 and not only.implicit and only.type is not None and term.quantifier != "fun":
            groups = [self.group(only, scope)[1:-1]]
            scope |= set(only.names)
        else:
            groups = []
            for binder in term.binders:
                groups.append(self.group(binder, scope))
                scope |= set(binder.names)
        return f"{opening}{' '.join(groups)}{comma}{self.term(term.body, 0, True, scope)}"


def _wrapped(text: str, wrap: bool) -> str:
    return f"({text})" if wrap else text
