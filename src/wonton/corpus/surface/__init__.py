"""The surface syntax: Lean's notation for statements, read and printed without any assistant.

`parse_statement` reads it; `print_statement`, `to_lean_prefix`, `to_lean_source`, `to_gallina` and `to_rocq` write it;
`display` turns goal trees back into it for people. The grammar is in `docs/reference/surface-syntax.md`.
"""

from __future__ import annotations

from wonton.corpus.surface.lean import to_lean_prefix
from wonton.corpus.surface.parser import parse_statement, parse_term
from wonton.corpus.surface.printing import (
    GALLINA_HEADER,
    print_statement,
    print_term,
    to_gallina,
    to_lean_source,
    to_rocq,
)
from wonton.corpus.surface.syntax import Statement, Term

__all__ = [
    "GALLINA_HEADER",
    "Statement",
    "Term",
    "parse_statement",
    "parse_term",
    "print_statement",
    "print_term",
    "to_gallina",
    "to_lean_prefix",
    "to_lean_source",
    "to_rocq",
]
