"""Tactic text: normal form, heads, families, and which tactics really run.

A tactic's *head* is the word that it begins with, brackets and bullets peeled off. Its *executed heads* are all heads
that may run when it runs: those inside combinators (`first | a | b`, `a <;> b`, `(a; b)`, `try a`, `case x => a`, the
arms of `cases`), those behind every nested `by`, and what each of them runs in turn by the tables of
`wonton.core.families`. Reads Lean's tactic language and Ltac with a small parser over token trees; text that is no
tactic gives some heads or none, never an error. Does not expand macros of the user's own.

In doubt it names too many heads rather than too few: whatever stands behind a bar in Lean may be a tactic, and every
word behind a head that no table knows counts as one. A text that `wonton.core.tokens` calls unreadable runs the head
`UNREADABLE` as well, which every lesion and the easy list block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from wonton.core.families import COMBINATORS, EASY, FAMILIES, FAMILY_OF, RUNS, Family, Language
from wonton.core.tokens import NEWLINE, Group, Item, Token, tokenize, trees, unreadable

UNREADABLE = "<unreadable>"

_SEPARATORS: dict[Language, frozenset[str]] = {
    "lean": frozenset({";", "<;>", "<|>", "then", "else", NEWLINE}),
    "ltac": frozenset({";", "||", "+", ".", NEWLINE}),
}
_BULLETS: dict[Language, frozenset[str]] = {"lean": frozenset("·."), "ltac": frozenset("-+*")}
_ARMED = frozenset(
    "cases induction rcases match case case' next conv conv_lhs conv_rhs fun_induction fun_cases".split()
)
_BARRED = frozenset({"first", "solve"})
_TERMS_FOLLOW = frozenset("have let set replace generalize rename rename_i clear revert exacts haveI letI".split())
_CONTINUES = frozenset("with using at generalizing from where only then | ; <;> => := , ⟩ ) ]".split())
_NO_SPACE_AFTER = frozenset({"(", "[", "⟨", NEWLINE})
_NO_SPACE_BEFORE = frozenset({")", "]", "⟩", ",", ";", NEWLINE})
_TACTIC_OPTIONS = frozenset({"disch", "discharger"})


def normalize_tactic(tactic: str, language: Language = "lean") -> str:
    """`tactic` with one space where there was white space, none at its ends or inside brackets, comments and a final
    separator gone. Line ends survive: they mean something in both languages."""
    text, before = "", NEWLINE
    for token in tokenize(tactic, language):
        tight = before in _NO_SPACE_AFTER or token.text in _NO_SPACE_BEFORE
        opens_comment = before == "(" and token.text.startswith("*")
        gap = token.spaced and (not tight or opens_comment)
        text += f" {token.text}" if gap else token.text
        before = token.text
    lines = [line.strip() for line in text.split(NEWLINE)]
    return NEWLINE.join(line for line in lines if line).rstrip("\n ;." if language == "ltac" else "\n ;")


def tactic_head(tactic: str, language: Language = "lean") -> str:
    """The word that `tactic` begins with, brackets and bullets peeled off; `""` where there is none."""
    items: Sequence[Item] = trees(tokenize(tactic, language))
    while items:
        first = items[0]
        if isinstance(first, Group):
            items = first.items if first.opening in "([{" else ()
        elif first.is_word:
            return _head(first)
        else:
            items = items[1:]
    return ""


@lru_cache(maxsize=65_536)
def executed_heads(tactic: str, language: Language = "lean") -> tuple[str, ...]:
    """All heads that may run when `tactic` runs, each once, in order of appearance; combinators count too."""
    found: dict[str, None] = {}
    for head in _Reader(language).sequence(trees(tokenize(tactic, language))):
        found.update(dict.fromkeys(_closure(head, language)))
    if unreadable(tactic, language):
        found[UNREADABLE] = None
    return tuple(found)


@lru_cache(maxsize=1024)
def heads_that_run(heads: frozenset[str], language: Language = "lean") -> frozenset[str]:
    """`heads` and every head of the tables that runs one of them."""
    known = (*FAMILY_OF[language], *RUNS[language])
    return heads | {head for head in known if not heads.isdisjoint(_closure(head, language))}


def spelled_heads(tactic: str, language: Language = "lean") -> tuple[str, ...]:
    """The heads written in `tactic`, nested ones included, each once, without what they run in turn."""
    return tuple(dict.fromkeys(_Reader(language).sequence(trees(tokenize(tactic, language)))))


def head_family(head: str, language: Language = "lean") -> Family:
    """The family of a tactic by its head; `other` where the table does not know it."""
    return FAMILY_OF[language].get(head, Family.OTHER)


def tactic_family(tactic: str, language: Language = "lean") -> Family:
    """The family of `tactic`: that of the first tactic in it that is no combinator, else `other`."""
    combinators = COMBINATORS[language]
    heads = (head for head in spelled_heads(tactic, language) if head not in combinators)
    return next((head_family(head, language) for head in heads), Family.OTHER)


def executed_families(tactic: str, language: Language = "lean") -> tuple[Family, ...]:
    """The families of all tactics that may run when `tactic` runs, in the fixed order; combinators have none."""
    combinators = COMBINATORS[language]
    heads = [head for head in executed_heads(tactic, language) if head not in combinators]
    found = {head_family(head, language) for head in heads} if heads else {Family.OTHER}
    return tuple(family for family in FAMILIES if family in found)


def easy_heads(tactic: str, language: Language = "lean") -> tuple[str, ...]:
    """Those heads of the easy list that may run when `tactic` runs; `UNREADABLE` counts."""
    easy = (*EASY[language], UNREADABLE)
    return tuple(head for head in executed_heads(tactic, language) if head in easy)


def _closure(head: str, language: Language) -> Iterator[str]:
    """`head` and everything it runs."""
    runs = RUNS[language]
    waiting, seen = [head], set()
    while waiting:
        now = waiting.pop(0)
        if now not in seen:
            seen.add(now)
            waiting.extend(runs.get(now, ()))
            yield now


def _head(token: Token) -> str:
    return token.text.rstrip(".")


class _Reader:
    """Walks token trees and yields heads. Where it cannot be sure whether tactics or terms stand, it takes tactics only
    behind a word that says so."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.lean = language == "lean"
        self.separators = _SEPARATORS[language]
        self.combinators = COMBINATORS[language]

    def sequence(self, items: Sequence[Item]) -> Iterator[str]:
        """Heads of tactics that run one after the other, or one instead of the other."""
        barred = any(isinstance(item, Token) and item.text in _BARRED for item in items)
        for part in self.parts(items):
            if self.lean:
                yield from self.barred(list(_cut(part, "|")), barred)
            else:
                yield from self.tactic(part)

    def barred(self, pieces: Sequence[Sequence[Item]], alternatives: bool) -> Iterator[str]:
        """Heads of a Lean tactic cut at its bars. A later piece with an arrow is an arm `pattern => tactics`, and a
        tactic besides where the bars may be those of `alternatives`; one without is a tactic."""
        yield from self.tactic(pieces[0])
        if not alternatives and _binds(pieces):
            yield from self.embedded(pieces[-1])
            return
        for piece in pieces[1:]:
            arrow = next((place for place, item in enumerate(piece) if _is(item, "=>")), None)
            if arrow is None or alternatives:
                yield from self.tactic(piece)
            if arrow is not None:
                yield from self.embedded(piece[:arrow])
                yield from self.tactic(piece[arrow + 1 :])

    def parts(self, items: Sequence[Item]) -> Iterator[list[Item]]:
        """`items` cut at the separators between tactics."""
        part: list[Item] = []
        for place, item in enumerate(items):
            if isinstance(item, Token) and item.text in self.separators and self.separates(items, place):
                yield part
                part = []
            elif not _is(item, NEWLINE):
                part.append(item)
        yield part

    def separates(self, items: Sequence[Item], place: int) -> bool:
        """Whether the separator at `place` ends a tactic. A line end does not, where the next line goes on with what
        this one began; a dot or a plus does not, inside a word or a term."""
        item = items[place]
        after = items[place + 1] if place + 1 < len(items) else None
        if _is(item, NEWLINE):
            before = items[place - 1] if place else None
            ended = not (isinstance(before, Token) and before.text in ("=>", ":=", ",", "by", "<;>", ";"))
            goes_on = isinstance(after, Token) and after.text in _CONTINUES
            return ended and not goes_on
        return True

    def tactic(self, items: Sequence[Item]) -> Iterator[str]:
        """Heads of one tactic."""
        items = self.peeled(items)
        if not items:
            return
        first = items[0]
        if isinstance(first, Group):
            yield from self.alternatives(first.items)
            yield from self.embedded(items[1:])
            return
        head = _head(first) if self.lean else _head(first).rpartition(".")[2]
        if not first.is_word or head == "_":
            yield from self.embedded(items)
            return
        rest = items[1:]
        if self.lean and head == "by":
            yield from self.sequence(rest)
            return
        yield head
        if head in self.combinators and not (self.lean and head in _ARMED):
            yield from self.argument(head, rest)
        elif head in _ARMED if self.lean else head in ("match", "lazymatch", "multimatch", "lazy_match"):
            yield from self.arms(rest)
        elif not self.lean and head in ("now", "by"):
            yield from self.alternatives(rest)
        elif self.lean and head not in FAMILY_OF["lean"] and head not in _TERMS_FOLLOW:
            yield from _words(rest)
            yield from self.embedded(rest)
        else:
            yield from self.embedded(rest)

    def peeled(self, items: Sequence[Item]) -> Sequence[Item]:
        """`items` without bullets and goal selectors."""
        while items:
            first = items[0]
            bullet = isinstance(first, Token) and first.text in _BULLETS[self.language]
            second = items[1] if len(items) > 1 else None
            if bullet:
                items = items[1:]
            elif not self.lean and isinstance(first, Token) and _is(second, ":"):
                items = items[2:]
            else:
                break
        return items

    def argument(self, head: str, items: Sequence[Item]) -> Iterator[str]:
        """Heads of the tactics that a combinator is given; numbers, names and patterns before them are skipped."""
        arrow = next((place for place, item in enumerate(items) if _is(item, "=>")), None)
        if arrow is not None and self.lean:
            items = items[arrow + 1 :]
        while items and isinstance(items[0], Token) and items[0].text.isdigit():
            items = items[1:]
        if not self.lean and head in ("do", "timeout") and items and isinstance(items[0], Token):
            items = items[1:] if len(items) > 1 and items[0].text not in FAMILY_OF["ltac"] else items
        yield from self.alternatives(_without(items, ("then", "else")))

    def alternatives(self, items: Sequence[Item]) -> Iterator[str]:
        """Heads of tactics between bars."""
        if len(items) == 1 and isinstance(items[0], Group) and items[0].opening == "[":
            items = items[0].items
        for part in [items] if self.lean else _cut(items, "|"):
            yield from self.sequence(part)

    def arms(self, items: Sequence[Item]) -> Iterator[str]:
        """Heads behind the arrows of `| pattern => tactics`, and those of nested terms."""
        for part in _cut(items, "|"):
            arrow = next((place for place, item in enumerate(part) if _is(item, "=>")), None)
            if arrow is None:
                tactics = next((place for place, item in enumerate(part) if _is(item, "with")), None)
                yield from self.embedded(part if tactics is None else part[:tactics])
                if tactics is not None and self.lean:
                    yield from self.sequence(part[tactics + 1 :])
            else:
                yield from self.embedded(part[:arrow])
                yield from self.sequence(_without(part[arrow + 1 :], ("end",)))

    def embedded(self, items: Sequence[Item]) -> Iterator[str]:
        """Heads of the tactics inside terms: behind `by`, in `ltac:(..)`, in `‹..›`, and as options of a tactic."""
        for place, item in enumerate(items):
            if isinstance(item, Group):
                yield from self.inside(item, items[place - 1] if place else None)
            elif item.text == "by":
                block = _up_to_comma(items[place + 1 :])
                yield from self.sequence(block)
                yield from self.embedded(items[place + 1 + len(block) :])
                return
            elif item.text == "+" and self.lean and place + 1 < len(items) and _is(items[place + 1], "decide"):
                yield "decide"

    def inside(self, group: Group, before: Item | None) -> Iterator[str]:
        """Heads inside a bracketed part of a term; `before` is what stands in front of it."""
        if group.opening == "‹":
            yield "assumption"
        named = group.items[0] if len(group.items) > 2 else None
        if isinstance(named, Token) and named.text in _TACTIC_OPTIONS and _is(group.items[1], ":="):
            yield from self.sequence(group.items[2:])
        elif isinstance(named, Token) and named.text == "decide" and _is(group.items[1], ":="):
            yield from ("decide",) if _is(group.items[2], "true") else ()
        elif not self.lean and (_is(before, ":") or _is(before, ";")):
            yield from self.alternatives(group.items)
        else:
            yield from self.embedded(group.items)


def _is(item: Item | None, text: str) -> bool:
    return isinstance(item, Token) and item.text == text


def _binds(pieces: Sequence[Sequence[Item]]) -> bool:
    """Whether the bars of a Lean tactic are those of a pattern that takes a term apart: `obtain a | b := h`."""
    first, last = pieces[0], pieces[-1]
    return len(pieces) > 1 and bool(first) and _is(first[0], "obtain") and len(last) > 1 and _is(last[1], ":=")


def _words(items: Sequence[Item]) -> Iterator[str]:
    """Every word, at any depth."""
    for item in items:
        if isinstance(item, Group):
            yield from _words(item.items)
        elif item.is_word:
            yield _head(item)


def _cut(items: Sequence[Item], mark: str) -> Iterator[list[Item]]:
    """`items` cut at every `mark` that stands outside brackets."""
    part: list[Item] = []
    for item in items:
        if _is(item, mark):
            yield part
            part = []
        else:
            part.append(item)
    yield part


def _without(items: Iterable[Item], words: Sequence[str]) -> list[Item]:
    """`items` with each of `words` turned into a separator."""
    return [Token(";") if isinstance(item, Token) and item.text in words else item for item in items]


def _up_to_comma(items: Sequence[Item]) -> Sequence[Item]:
    """The items before the first comma outside brackets: a tactic block inside a tuple ends there."""
    return next((items[:place] for place, item in enumerate(items) if _is(item, ",")), items)
