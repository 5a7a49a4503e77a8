"""What the surface syntax knows by name: constants and operators, and what each is called in Lean and in Gallina.

One table for each; parser, printers and the documentation all read them. Every operator has one meaning (`+` is
addition of naturals and nothing else), so no types have to be inferred to translate a statement.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Constant:
    """A known constant: its name in Lean (also accepted in the surface), in Gallina, and how many implicit arguments
    Lean's explicit form shows before the written ones."""

    lean: str
    gallina: str
    implicit: int = 0


@dataclass(frozen=True, slots=True)
class Operator:
    """An infix operator with Lean's precedence. `side` is where it groups: `left`, `right`, or `none`.

    `lean` is the function behind it (`""` for `→`), `swap` says that the function takes the operands in reverse order,
    `negated` that the result is negated.
    """

    symbol: str
    level: int
    side: str
    lean: str
    implicit: int = 0
    swap: bool = False
    negated: bool = False


SORTS = ("Prop", "Type")

#: Surface name -> constant. The full Lean name is accepted for each as well.
CONSTANTS: dict[str, Constant] = {
    "True": Constant("True", "True"),
    "False": Constant("False", "False"),
    "Nat": Constant("Nat", "nat"),
    "Bool": Constant("Bool", "bool"),
    "List": Constant("List", "list"),
    "Option": Constant("Option", "option"),
    "zero": Constant("Nat.zero", "O"),
    "succ": Constant("Nat.succ", "S"),
    "pred": Constant("Nat.pred", "pred"),
    "double": Constant("Nat.double", "Nat.double"),
    "true": Constant("Bool.true", "true"),
    "false": Constant("Bool.false", "false"),
    "xor": Constant("Bool.xor", "xorb"),
    "length": Constant("List.length", "length", 1),
    "map": Constant("List.map", "map", 2),
    "reverse": Constant("List.reverse", "rev", 1),
    "foldr": Constant("List.foldr", "fold_right", 2),
    "filter": Constant("List.filter", "filter", 1),
    "some": Constant("Option.some", "Some", 1),
    "none": Constant("Option.none", "None", 1),
    "omap": Constant("Option.map", "option_map", 2),
    "fst": Constant("Prod.fst", "fst", 2),
    "snd": Constant("Prod.snd", "snd", 2),
    "inl": Constant("Sum.inl", "inl", 2),
    "inr": Constant("Sum.inr", "inr", 2),
}
_BY_LEAN = {constant.lean: constant for constant in CONSTANTS.values()}

OPERATORS: dict[str, Operator] = {
    operator.symbol: operator
    for operator in (
        Operator("↔", 20, "none", "Iff"),
        Operator("→", 25, "right", ""),
        Operator("∨", 30, "right", "Or"),
        Operator("∧", 35, "right", "And"),
        Operator("=", 50, "none", "Eq", 1),
        Operator("≠", 50, "none", "Ne", 1),
        Operator("≤", 50, "none", "Nat.le"),
        Operator("<", 50, "none", "Nat.lt"),
        Operator("≥", 50, "none", "Nat.le", swap=True),
        Operator(">", 50, "none", "Nat.lt", swap=True),
        Operator("∈", 50, "none", "List.Mem", 1),
        Operator("∉", 50, "none", "List.Mem", 1, negated=True),
        Operator("⊕", 30, "right", "Sum"),
        Operator("×", 35, "right", "Prod"),
        Operator("||", 30, "left", "Bool.or"),
        Operator("&&", 35, "left", "Bool.and"),
        Operator("++", 65, "left", "List.append", 1),
        Operator("+", 65, "left", "Nat.add"),
        Operator("-", 65, "left", "Nat.sub"),
        Operator("::", 67, "right", "List.cons", 1),
        Operator("*", 70, "left", "Nat.mul"),
    )
}
#: Prefix operators and Lean's functions for them; the operand is read at `PREFIX_LEVEL`.
PREFIXES = {"¬": "Not", "!": "Bool.not"}
PREFIX_LEVEL = 40
QUANTIFIERS = ("∀", "∃", "fun")

#: ASCII spelling -> Unicode spelling.
ALTERNATIVES = {
    "->": "→",
    "<->": "↔",
    "/\\": "∧",
    "\\/": "∨",
    "~": "¬",
    "Not": "¬",
    "!=": "≠",
    "<=": "≤",
    ">=": "≥",
    "forall": "∀",
    "exists": "∃",
    "λ": "fun",
    "↦": "=>",
}

_WORDS = """
    theorem lemma example def fun forall exists let in if then else match with end from at by have show do where axiom
    Prop Type Sort Set import open section namespace variable universe return for as fix cofix using
"""
#: Words that cannot name a variable: Lean's and Gallina's keywords that a statement might meet.
RESERVED = frozenset(_WORDS.split())


def constant(name: str) -> Constant | None:
    """The constant that `name`, a surface name or a full Lean name, stands for."""
    return CONSTANTS.get(name) or _BY_LEAN.get(name)
