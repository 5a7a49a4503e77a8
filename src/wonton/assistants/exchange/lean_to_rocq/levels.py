"""Universe levels: Lean's level expressions read as text and evaluated to numbers, and trees that carry them.

Lean prints a constant with its levels (`@Eq.{u + 1} α a b`), which the grammar of `wonton.assistants.lean.terms` does
not know. `readable` folds them into the name (`Eq⟦u·+·1⟧`), so that they stand in the label of the `const` node, and
`at_levels` puts numbers for parameters: afterwards every label is `Eq⟦1⟧` and every sort `Sort n`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from wonton.core import expr as e
from wonton.core.errors import WontonError
from wonton.core.expr import Expr, ExprKind

Levels = tuple[int, ...]

_LEVELS = re.compile(r"\.\{([^{}]*)\}")
_ARGUMENT_TYPE = re.compile(r"(?<=[^\s(:,→>=]) Type(?= [^\s→,)]|\))")
_WORD = re.compile(r"\d+|[^\s()+]+|[()+]")


class LevelError(WontonError):
    """A level that is not a number at the parameters given."""


def readable(text: str) -> str:
    """Lean's output on one line, levels folded into the names that carry them.

    `Type` as an argument is put into parentheses, since the grammar would take the word behind it for its level.
    """
    folded = _LEVELS.sub(lambda found: f"⟦{_folded(found[1])}⟧", " ".join(text.split()))
    return _ARGUMENT_TYPE.sub(" (Type)", folded)


def _folded(levels: str) -> str:
    parts = [part.strip().replace("(", "⟨").replace(")", "⟩").replace(" ", "·") for part in levels.split(",")]
    return "|".join(parts)


def split(label: str) -> tuple[str, tuple[str, ...]]:
    """The name and the level expressions of a constant's label."""
    name, folded, levels = label.partition("⟦")
    if not folded:
        return name, ()
    unfolded = levels.removesuffix("⟧").replace("⟨", "(").replace("⟩", ")").replace("·", " ")
    return name, tuple(unfolded.split("|"))


def label(name: str, levels: Levels) -> str:
    """The label of the constant `name` at `levels`."""
    return f"{name}⟦{'|'.join(map(str, levels))}⟧" if levels else name


def numbers(label_: str) -> tuple[str, Levels]:
    """Name and levels of a constant all of whose levels are numbers. Raises `LevelError`."""
    name, levels = split(label_)
    return name, tuple(evaluate(level, {}) for level in levels)


def universe(sort_label: str) -> int:
    """The `n` of a sort `Sort n` without parameters (`Prop` 0, `Type` 1). Raises `LevelError`."""
    return _universe(sort_label, {})


def evaluate(level: str, parameters: Mapping[str, int]) -> int:
    """The value of a level expression: a number, a parameter, `l + n`, `max l l ..` or `imax l l ..`.

    Raises `LevelError`.
    """
    words = _WORD.findall(level)
    value, place = _sum(words, 0, parameters)
    if place != len(words):
        raise LevelError(f"cannot read the universe level {level!r}")
    return value


def _sum(words: list[str], place: int, parameters: Mapping[str, int]) -> tuple[int, int]:
    value, place = _level(words, place, parameters)
    while place < len(words) and words[place] == "+":
        value += int(words[place + 1])
        place += 2
    return value, place


def _level(words: list[str], place: int, parameters: Mapping[str, int]) -> tuple[int, int]:
    word = words[place] if place < len(words) else ""
    if word == "(":
        value, place = _sum(words, place + 1, parameters)
        return value, place + 1
    if word in ("max", "imax"):
        values, place = _several(words, place + 1, parameters)
        return (0 if word == "imax" and values[-1] == 0 else max(values)), place
    if word.isdigit():
        return int(word), place + 1
    if word in parameters:
        return parameters[word], place + 1
    raise LevelError(f"the universe level {word!r} is not known")


def _several(words: list[str], place: int, parameters: Mapping[str, int]) -> tuple[list[int], int]:
    """The arguments of `max` or `imax`: Lean prints nested ones as one with more than two."""
    values = []
    while place < len(words) and words[place] not in (")", "+"):
        value, place = _level(words, place, parameters)
        values.append(value)
    return values or [0], place


def at_levels(tree: Expr, parameters: Mapping[str, int]) -> Expr:
    """`tree` with numbers for its level parameters. Raises `LevelError`."""
    if tree.kind is ExprKind.CONST:
        name, levels = split(tree.label)
        return e.const(label(name, tuple(evaluate(level, parameters) for level in levels)))
    if tree.kind is ExprKind.SORT:
        return e.sort(f"Sort {_universe(tree.label, parameters)}")
    if not tree.children:
        return tree
    return Expr(tree.kind, tree.label, tuple(at_levels(child, parameters) for child in tree.children), tree.hint)


def without_levels(tree: Expr) -> Expr:
    """`tree` as Lean prints it without universe levels."""
    if tree.kind is ExprKind.CONST:
        return e.const(split(tree.label)[0])
    if not tree.children:
        return tree
    return Expr(tree.kind, tree.label, tuple(without_levels(child) for child in tree.children), tree.hint)


def _universe(sort_label: str, parameters: Mapping[str, int]) -> int:
    if sort_label == "Prop":
        return 0
    word, _, level = sort_label.partition(" ")
    return evaluate(level or "0", parameters) + (word == "Type")
