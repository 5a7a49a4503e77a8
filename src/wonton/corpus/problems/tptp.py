"""What a TPTP file says about itself: dialect, expected status, title, and the files that it includes.

Syntax as in the TPTP language's BNF (Sutcliffe, "The TPTP Problem Library and Associated Infrastructure", 2017):
annotated formulas `cnf fof tcf tff thf`, `include('file'[, [names]]).`, comments `% ...` and `/* ... */`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

#: Dialects, each a part of the logic of the next.
DIALECTS = ("cnf", "fof", "tcf", "tff", "thf")
_TOKEN = re.compile(
    r"%[^\n]*|/\*.*?\*/|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|(?P<word>[a-z]\w*)\s*\(|[().,\[\]]|[^\s()'\"%/.,\[\]a-z]+|.",
    re.DOTALL,
)
_INCLUDE = re.compile(r"\s*'((?:[^'\\]|\\.)*)'")
_STATUS = re.compile(r"^%\s*Status\s*:\s*(\w+)", re.MULTILINE)
_TITLE = re.compile(r"^%\s*Problem\s*:\s*(\S.*?)\s*$", re.MULTILINE)
_DOMAIN = re.compile(r"([A-Za-z]{3})\d")


@dataclass(frozen=True, slots=True)
class TptpFile:
    """A file without what it includes: its dialect (`""` without a formula), the names of its includes."""

    dialect: str
    includes: tuple[str, ...]


def scan(text: str) -> TptpFile:
    """The formulas' dialect and the includes of one file."""
    found, depth = TptpFile("", ()), 0
    for match in _TOKEN.finditer(text):
        token, word = match[0], match["word"]
        if word and depth == 0:
            found = _begun(found, word, text[match.end() :][:1024])
        depth += token.count("(") - token.count(")") if word or token in "()" else 0
        depth = max(depth, 0)
    return found


def _begun(found: TptpFile, word: str, rest: str) -> TptpFile:
    """The file with one more annotated formula or include, that begins with `word` and goes on with `rest`."""
    if word == "include" and (name := _INCLUDE.match(rest)):
        return TptpFile(found.dialect, (*found.includes, name[1]))
    if word in DIALECTS:
        return TptpFile(richest(found.dialect, word), found.includes)
    return found


def richest(one: str, two: str) -> str:
    """The richer of two dialects; `""` is the poorest."""
    order = ("", *DIALECTS)
    return max(one, two, key=order.index)


def resolve(name: str, beside: Path, root: Path) -> Path | None:
    """The file that an include names: beside the file that includes it, else below the root; None where it is not
    there."""
    return next((folder / name for folder in (beside, root) if (folder / name).is_file()), None)


def expected(text: str) -> str:
    """The SZS status that the header states, `""` for none."""
    match = _STATUS.search(text)
    return match[1] if match else ""


def title(text: str) -> str:
    """The header's title, `""` for none."""
    match = _TITLE.search(text)
    return match[1] if match else ""


def domain(name: str) -> str:
    """The domain that a problem's name begins with: `PUZ` of `PUZ001-1`; the first folder stands for it elsewhere."""
    match = _DOMAIN.match(name)
    return match[1].upper() if match else ""
