"""A Lean file as the sequence of its commands.

A command begins with a word that Lean reserves for it, in a place where one may begin: first on its line, or behind
modifiers, attributes, a documentation comment or the `in` of another command. Words that terms and tactics know too
(`open`, `set_option`) begin a command at the left margin only. A command of a library's own (`alias`, `run_cmd`) counts
as a part of what stands before it. So every command is found that opens or closes something or declares a theorem, and
where it begins, and nothing is said of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wonton.core.lean_lexer import LeanToken

OPENING = frozenset({"(", "[", "{", ".{", "⟨", "⦃", "⟦"})
CLOSING = frozenset({")", "]", "}", "⟩", "⦄", "⟧"})

#: Words that begin a command wherever one may begin.
_RESERVED = frozenset(
    "theorem lemma def abbrev example instance structure class inductive axiom opaque "
    "namespace section end variable universe mutual".split()
)
#: Words that begin a command at the left margin, and behind the `in` of one in `SCOPING`.
_AT_MARGIN = frozenset(
    "open set_option omit include attribute export local scoped notation notation3 infix infixl infixr prefix postfix "
    "macro macro_rules syntax elab elab_rules deriving initialize unseal seal".split()
)
_MODIFIERS = frozenset("private protected noncomputable unsafe partial nonrec public meta local scoped".split())
#: Commands that `in` may stand behind so that they hold for the next command only.
SCOPING = frozenset(
    "open set_option omit include attribute variable universe local scoped notation unseal seal".split()
)


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `kind` is the word that it begins with; `modifiers` are those before it, attributes left out.

    `tokens` are all that follow that word up to the next command. `start` is the place where it begins, attributes and
    documentation included, `after_in` whether an `in` stands before that.
    """

    kind: str
    start: int
    tokens: tuple[LeanToken, ...]
    modifiers: tuple[str, ...] = ()
    after_in: bool = False

    @property
    def ends_with_in(self) -> bool:
        """Whether its last word is `in`."""
        return bool(self.tokens) and self.tokens[-1].text == "in"


def commands(tokens: Sequence[LeanToken]) -> Iterator[Command]:
    """The commands of a file, in order; what stands before the first one is left out."""
    words = _command_words(tokens)
    starts = [_start(tokens, place) for place in words]
    ends = [*starts[1:], len(tokens)][: len(words)]
    for word, start, end in zip(words, starts, ends, strict=True):
        modifiers = [token.text for token in tokens[start:word] if token.text in _MODIFIERS]
        yield Command(
            tokens[word].text,
            tokens[start].start,
            tuple(tokens[word + 1 : end]),
            tuple(modifiers),
            start > 0 and tokens[start - 1].text == "in",
        )


def outside_brackets(tokens: Sequence[LeanToken]) -> Iterator[tuple[int, LeanToken]]:
    """The tokens that stand in no brackets, each with its index, brackets left out."""
    depth = 0
    for place, token in enumerate(tokens):
        if token.text in OPENING:
            depth += 1
        elif token.text in CLOSING:
            depth = max(0, depth - 1)
        elif depth == 0:
            yield place, token


def _command_words(tokens: Sequence[LeanToken]) -> list[int]:
    """Indexes of the words that commands begin with."""
    found: list[int] = []
    depth = 0
    for place, token in enumerate(tokens):
        if token.text in OPENING:
            depth += 1
        elif token.text in CLOSING:
            depth = max(0, depth - 1)
        elif token.kind in ("name", "symbol") and _begins(tokens, place, depth, found):
            found.append(place)
            depth = 0
    return found


def _begins(tokens: Sequence[LeanToken], place: int, depth: int, found: Sequence[int]) -> bool:
    """Whether the word at `place` begins a command; `found` are those before it. A reserved word at the margin does so
    even where brackets seem open: a notation may have one without the other."""
    token = tokens[place]
    margin = token.first and token.column == 0
    if token.text in _RESERVED:
        return margin or (depth == 0 and (token.first or _may_begin(tokens, place)))
    if depth:
        return False
    if token.text in _AT_MARGIN:
        chained = place > 0 and tokens[place - 1].text == "in" and found and tokens[found[-1]].text in SCOPING
        return margin or bool(chained)
    return margin and len(token.text) > 1 and token.text.startswith("#")


def _may_begin(tokens: Sequence[LeanToken], place: int) -> bool:
    """Whether what stands before `place` is what may stand before a command's word."""
    before = tokens[place - 1] if place else None
    if before is None or before.kind == "doc" or before.text in _MODIFIERS or before.text in ("in", "mutual"):
        return True
    return _attribute_start(tokens, place) is not None


def _start(tokens: Sequence[LeanToken], place: int) -> int:
    """Index of the first token that belongs to the command whose word stands at `place`."""
    while place > 0:
        before = tokens[place - 1]
        if (before.kind == "doc" and before.text.startswith("/--")) or before.text in _MODIFIERS:
            place -= 1
        elif (start := _attribute_start(tokens, place)) is not None:
            place = start
        else:
            break
    return place


def _attribute_start(tokens: Sequence[LeanToken], place: int) -> int | None:
    """Index of the `@` of the attribute that ends before `place`; None where none does."""
    if place == 0 or tokens[place - 1].text != "]":
        return None
    depth = 0
    for index in range(place - 1, 0, -1):
        if tokens[index].text in CLOSING:
            depth += 1
        elif tokens[index].text in OPENING:
            depth -= 1
            if depth == 0:
                return index - 1 if tokens[index - 1].text == "@" and tokens[index].text == "[" else None
    return None
