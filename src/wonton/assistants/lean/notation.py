"""Goals as people see them, with notation: what the REPL, an editor and data sets print, as `Goal` values.

Our own Lean is asked for goals without notation, which `goals.py` reads into trees. With notation there is no tree to
be had without Lean's grammar. So the trees here are those of the text: what stands in brackets is one part, and the
names of hypotheses and metavariables are told from all others. Two goals that differ in these names only have the same
signature; what `+` means, or which names are bound, no signature of such a goal knows. Runs over such goals say
`--goal-sig text`.

Line breaks and indentation are no part of a text: they depend on the width of whoever printed it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from wonton.assistants.lean.goals import GoalSyntaxError
from wonton.core import expr as e
from wonton.core.expr import Expr, ExprKind
from wonton.core.goal import Goal, Hypothesis
from wonton.core.lean_lexer import LeanToken, lean_tokens

#: The function of every application in a tree of text, and that of a part in brackets.
TEXT, BRACKETS = e.const("text"), {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "⦃": "⦄", "⟦": "⟧", "‹": "›"}

_TARGETS = ("⊢", "|")  #: of a goal, and of a goal of `conv`
_METAVARIABLE = re.compile(r"(?<![\w'!?)\]}»✝])\?[\w«][\w'.«»]*(?:✝[⁰¹²³⁴⁵⁶⁷⁸⁹]*)?")
_LOCAL_DEFINITIONS = frozenset({"let", "have", "letI", "haveI"})


def read_goals(text: str) -> tuple[Goal, ...]:
    """All goals of `text`, blank lines between them; none for an empty text or `no goals`.

    Case tags are dropped, metavariables are numbered in the order of their appearance, and a goal `fills` the one that
    its tag names where another goal mentions it. Raises `GoalSyntaxError`.
    """
    if text.strip() in ("", "no goals"):
        return ()
    blocks = [_Block(block) for block in re.split(r"\n\s*\n", text.strip("\n"))]
    numbers: dict[str, str] = {}
    goals = [block.goal(numbers) for block in blocks]
    return tuple(
        replace(goal, fills=numbers.get(block.tag, "") if block.tag else "")
        for block, goal in zip(blocks, goals, strict=True)
    )


class _Block:
    """One goal's lines. `tag` is the metavariable that its case tag would be, `""` where it has none."""

    def __init__(self, text: str) -> None:
        lines = text.split("\n")
        self.tag = f"?{lines.pop(0).removeprefix('case ').strip()}" if lines[0].startswith("case ") else ""
        self.lines = _joined(lines)

    def goal(self, numbers: dict[str, str]) -> Goal:
        """The goal, its metavariables numbered. Raises `GoalSyntaxError`."""
        hypotheses: list[Hypothesis] = []
        for line in self.lines:
            numbered = _METAVARIABLE.sub(lambda found: numbers.setdefault(found.group(), f"?{len(numbers) + 1}"), line)
            mark, _, target = numbered.partition(" ")
            if mark in _TARGETS:
                return Goal(tuple(hypotheses), text_tree(target, {h.name for h in hypotheses}), target.strip())
            hypotheses += _hypotheses(numbered, {h.name for h in hypotheses})
        raise GoalSyntaxError(f"cannot read the goal: no target in {self.lines!r}")


def _joined(lines: Sequence[str]) -> list[str]:
    """One line for each hypothesis and the target: what is indented, or stands behind an open bracket, goes on."""
    joined: list[str] = []
    for line in lines:
        goes_on = joined and (line[:1].isspace() or not _begins(line) or _open_brackets(joined[-1]))
        if goes_on:
            joined[-1] += f" {line.strip()}"
        else:
            joined.append(line.rstrip())
    return joined


def _begins(line: str) -> bool:
    """Whether `line` looks like a hypothesis or a target."""
    return line.partition(" ")[0] in _TARGETS or _names(lean_tokens(line)) > 0


def _names(tokens: Sequence[LeanToken]) -> int:
    """How many names a line begins with that a colon follows; 0 for a line that begins in another way."""
    count = next((place for place, token in enumerate(tokens) if token.kind != "name"), len(tokens))
    return count if count < len(tokens) and tokens[count].text == ":" else 0


def _open_brackets(text: str) -> bool:
    tokens = [token.text for token in lean_tokens(text)]
    return sum(t in BRACKETS for t in tokens) > sum(t in BRACKETS.values() for t in tokens)


def _hypotheses(line: str, known: Collection[str]) -> list[Hypothesis]:
    """The hypotheses of one line: several names may share a type, and a local definition has a value."""
    tokens = lean_tokens(line)
    count = _names(tokens)
    if not count:
        raise GoalSyntaxError(f"cannot read the hypothesis {line!r}")
    place = tokens[count].end
    body = next(_definitions(tokens[count + 1 :]), None)
    type_ = line[place : body.start if body else None].strip()
    if not type_:
        raise GoalSyntaxError(f"the hypothesis {line!r} has no type")
    value = text_tree(line[body.end :].strip(), known) if body else None
    tree = text_tree(type_, known)
    return [Hypothesis(token.text, type_, tree, value) for token in tokens[:count]]


def _definitions(tokens: Sequence[LeanToken]) -> Iterator[LeanToken]:
    """The `:=` outside brackets that belong to no `let` or `have`."""
    depth = waiting = 0
    for token in tokens:
        if token.text in BRACKETS:
            depth += 1
        elif token.text in BRACKETS.values():
            depth -= 1
        elif depth == 0 and token.text in _LOCAL_DEFINITIONS:
            waiting += 1
        elif depth == 0 and token.text == ":=":
            if not waiting:
                yield token
            waiting = max(0, waiting - 1)


def text_tree(text: str, known: Collection[str]) -> Expr:
    """The tree of a text: `text` applied to its parts, a single part itself. `known` are the names of hypotheses."""
    stack: list[tuple[str, list[Expr]]] = [("", [])]
    tokens = lean_tokens(text)
    skip = -1
    for place, token in enumerate(tokens):
        parts = stack[-1][1]
        if place == skip:
            continue
        if token.text in BRACKETS:
            stack.append((token.text, []))
        elif len(stack) > 1 and token.text == BRACKETS[stack[-1][0]]:
            opening, inner = stack.pop()
            stack[-1][1].append(e.app(e.const(f"{opening}{token.text}"), *inner))
        elif token.text == "?" and _number_follows(tokens, place):
            skip = place + 1
            parts.append(Expr(ExprKind.META, f"?{tokens[skip].text}"))
        else:
            parts += _leaves(token, known)
    while len(stack) > 1:
        opening, inner = stack.pop()
        stack[-1][1].extend([e.const(opening), *inner])
    (_, parts) = stack[0]
    return parts[0] if len(parts) == 1 else e.app(TEXT, *parts)


def _number_follows(tokens: Sequence[LeanToken], place: int) -> bool:
    """Whether a number stands directly behind this token, as in a numbered metavariable."""
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    return after is not None and after.kind == "number" and after.start == tokens[place].end


def _leaves(token: LeanToken, known: Collection[str]) -> list[Expr]:
    """A token outside brackets; a field of a hypothesis is two."""
    if token.kind in ("number", "string", "character"):
        return [Expr(ExprKind.LIT, token.text)]
    if token.kind == "name" and token.text not in known:
        stem, dot, rest = token.text.partition(".")
        return [e.free(stem), e.const(f".{rest}")] if dot and stem in known else [e.const(token.text)]
    return [e.free(token.text) if token.kind == "name" else e.const(token.text)]
