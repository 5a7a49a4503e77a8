"""Theorems in Rocq files of the user's own: every statement that has a name, proved or only `Admitted`.

The reader knows sentences and what opens and closes sections and modules; terms are Rocq's business, and whether a
statement elaborates is for `wonton corpus validate` to say.
"""

from __future__ import annotations

import re

from wonton.core.sentences import split_sentences
from wonton.corpus.file_items import FileReading, Found
from wonton.corpus.rocq.openings import Opening, blank_comments, footer, read_closing, read_opening

_STATEMENT = re.compile(
    r"(?:#\[[^\]]*\]\s*|(?:Local|Global|Polymorphic|Monomorphic|Program)\s+)*"
    r"(?:Theorem|Lemma|Proposition|Corollary|Remark|Fact|Example|Property)\s+"
    r"(?P<name>[^\W\d][\w']*)(?P<rest>.*)\.\Z",
    re.S,
)
_GROUP = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_WORD_OR_SIGN = re.compile(r"\b(?:let|fix|cofix|with)\b|:=")


def read_rocq(text: str) -> FileReading:
    """The theorems of a Rocq file, each with what closes the sections and modules around it.

    Left out, with a reason: a statement with universe binders, one whose proof is given as a term, and one inside a
    module with a signature (`Module M : T.`), which cannot be closed in its middle.
    """
    stack: tuple[Opening, ...] = ()
    found: list[Found] = []
    refused: list[tuple[str, str]] = []
    for sentence in split_sentences(text):
        bare = blank_comments(sentence.text)
        if (opening := read_opening(bare)) is not None:
            stack = (*stack, opening)
        elif (closed := read_closing(bare)) is not None:
            stack = stack[:-1] if stack and stack[-1].name == closed else stack
        elif statement := _STATEMENT.match(bare):
            reason = _reason(statement["rest"], stack)
            if reason:
                refused.append((statement["name"], reason))
            else:
                body = statement["rest"].strip()
                found.append(Found(statement["name"], body, sentence.start, footer(stack)))
    return FileReading(text, tuple(found), tuple(refused))


def _reason(rest: str, stack: tuple[Opening, ...]) -> str:
    """Why a statement cannot be an item; `""` where it can."""
    if rest.startswith("@"):
        return "universe binders"
    if any(opening.sealed or opening.check != (0, 0) for opening in stack):
        return "inside a module with a signature"
    return "the proof is a term" if _has_body(rest) else ""


def _has_body(rest: str) -> bool:
    """Whether a `:=` outside brackets gives the statement a body, rather than belong to a `let` or a `fix`."""
    flat = rest
    while (group := _GROUP.search(flat)) is not None:
        flat = flat[: group.start()] + " " * (group.end() - group.start()) + flat[group.end() :]
    waiting = 0
    for mark in _WORD_OR_SIGN.finditer(flat):
        if mark.group() != ":=":
            waiting += 1
        elif waiting:
            waiting -= 1
        else:
            return True
    return False
