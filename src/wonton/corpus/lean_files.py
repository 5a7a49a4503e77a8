"""Theorems in Lean files of the user's own: `theorem NAME binders : type := ..`, proved or only `sorry`.

The reader knows comments, strings and brackets, and little of Lean's grammar beyond them: a statement ends at the
first `:=` outside brackets that belongs to no `let` or `have`. Whether it elaborates is for `wonton corpus validate` to
say.
"""

from __future__ import annotations

import re

from wonton.corpus.file_items import FileReading, Found

_BLANKED = re.compile(r'''--[^\n]*|/-|'\\?"'|"(?:[^"\\]|\\.)*"''', re.S)
_COMMENT_MARK = re.compile(r"/-|-/")
_THEOREM = re.compile(
    r"^[ \t]*(?P<before>(?:@\[[^\]]*\]\s*|(?:private|protected|nonrec|noncomputable)\s+)*)(?:theorem|lemma)\s+"
    r"(?P<name>(?:«[^»]*»|[^\W\d][\w'!?₀-₉]*)(?:\.(?:«[^»]*»|[^\W\d][\w'!?₀-₉]*))*)",
    re.M,
)
#: What the assistant itself puts at the top of a file for the Core library.
_OWN_IMPORT = re.compile(r"^(?:prelude|import Core)[ \t]*$", re.M)
_COMMANDS = (
    r"theorem|lemma|def|abbrev|example|instance|structure|class|inductive|axiom|end|namespace|section|open|variable|"
    r"universe|set_option|attribute|noncomputable|private|protected|notation|macro|syntax"
)
_NEXT = re.compile(
    rf"[(\[{{⟨⦃]|[)\]}}⟩⦄]|:=|\b(?:let|have)\b|^[ \t]*\|(?=[^\n]*=>)|^(?P<command>(?:{_COMMANDS})\b|@\[|#)", re.M
)
_OPEN, _CLOSE = frozenset("([{⟨⦃"), frozenset(")]}⟩⦄")


def read_lean(text: str) -> FileReading:
    """The theorems of a Lean file. `prelude` and `import Core` are blanked, since the assistant brings them, and so are
    comments: one that documents a theorem must not stand alone at the end of its context.

    Left out, with a reason: a statement with universe parameters, one proved by pattern matching, one without a proof
    or `sorry` behind it.
    """
    bare = _blank(text)
    found: list[Found] = []
    refused: list[tuple[str, str]] = []
    for theorem in _THEOREM.finditer(bare):
        if bare.startswith(".{", theorem.end()):
            refused.append((theorem["name"], "universe parameters"))
            continue
        end, reason = _statement_end(bare, theorem.end())
        if reason:
            refused.append((theorem["name"], reason))
        else:
            found.append(Found(theorem["name"], bare[theorem.end() : end].strip(), theorem.start()))
    return FileReading(_OWN_IMPORT.sub(lambda line: " " * len(line[0]), bare), tuple(found), tuple(refused))


def _statement_end(bare: str, start: int) -> tuple[int, str]:
    """Where the `:=` of the theorem stands whose name ends at `start`, or why it has none."""
    depth = waiting = 0
    for mark in _NEXT.finditer(bare, start):
        sign = mark.group().strip()
        if mark["command"]:
            break
        if sign in _OPEN:
            depth += 1
        elif sign in _CLOSE:
            depth -= 1
        elif depth > 0:
            continue
        elif sign in ("let", "have"):
            waiting += 1
        elif sign == ":=" and waiting:
            waiting -= 1
        elif sign == ":=":
            return mark.start(), ""
        elif sign == "|":
            return 0, "proved by pattern matching"
    return 0, "no proof and no sorry behind it"


def _blank(text: str) -> str:
    """`text` with comments made spaces, line ends kept; the length stays."""
    pieces: list[str] = []
    place = kept = 0
    while mark := _BLANKED.search(text, place):
        place = _comment_end(text, mark.start()) if mark.group() == "/-" else mark.end()
        if mark.group().startswith(("--", "/-")):
            pieces += [text[kept : mark.start()], re.sub(r"[^\n]", " ", text[mark.start() : place])]
            kept = place
    return "".join([*pieces, text[kept:]])


def _comment_end(text: str, place: int) -> int:
    depth = 0
    while mark := _COMMENT_MARK.search(text, place):
        depth += 1 if mark.group() == "/-" else -1
        place = mark.end()
        if depth == 0:
            return place
    return len(text)
