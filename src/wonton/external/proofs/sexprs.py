"""S-expressions as SMT-LIB writes them: nested lists of words.

Source: the SMT-LIB standard 2.6, section 3.1. A quoted symbol `|x|` loses its bars where it does not need them, strings
keep their quotes, comments are dropped. Reading is a loop: lists may be nested as deep as memory allows.
"""

from __future__ import annotations

import re

from wonton.external.proofs.errors import ProofSyntaxError

Sexpr = str | list["Sexpr"]

_TOKEN = re.compile(r';[^\n]*|"(?:[^"]|"")*"|\|[^|]*\||[()]|[^\s()";|]+')
_PLAIN = re.compile(r"[A-Za-z~!@$%^&*_+=<>.?/-][\w~!@$%^&*+=<>.?/-]*")


def read_sexprs(text: str) -> list[Sexpr]:
    """All S-expressions in `text`. Raises `ProofSyntaxError` where brackets do not match."""
    found: list[Sexpr] = []
    stack: list[list[Sexpr]] = []
    current = found
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word == "(":
            stack.append(current)
            current = []
        elif word == ")":
            if not stack:
                raise ProofSyntaxError(f"character {match.start()}: a bracket closes that was not opened")
            stack[-1].append(current)
            current = stack.pop()
        elif word[0] != ";":
            current.append(_unbarred(word) if word[0] == "|" else word)
    if stack:
        raise ProofSyntaxError(f"{len(stack)} brackets are not closed")
    return found


def written(tree: Sexpr) -> str:
    """A small S-expression as text."""
    return tree if isinstance(tree, str) else f"({' '.join(map(written, tree))})"


def head(tree: Sexpr) -> str:
    """The first word of a list, `""` for what has none."""
    return tree[0] if isinstance(tree, list) and tree and isinstance(tree[0], str) else ""


def attribute(tree: Sexpr, name: str) -> Sexpr | None:
    """What follows the keyword `name` in a list, None where it is not there."""
    items = tree if isinstance(tree, list) else []
    place = next((place for place, item in enumerate(items) if item == name), len(items))
    return items[place + 1] if place + 1 < len(items) else None


def words(tree: Sexpr | None) -> list[str]:
    """The words of a flat list; none for what is no list."""
    return [item for item in tree if isinstance(item, str)] if isinstance(tree, list) else []


def _unbarred(word: str) -> str:
    return word[1:-1] if _PLAIN.fullmatch(word[1:-1]) else word
