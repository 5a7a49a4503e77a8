"""Theorems in Lean files of the user's own: `theorem NAME binders : type := ..`, proved or only `sorry`.

How a file is read is the business of `wonton.corpus.lean`. Whether a statement elaborates is for `wonton corpus
validate` to say.
"""

from __future__ import annotations

from wonton.corpus.file_items import FileReading, Found
from wonton.corpus.lean.reader import read_lean_file


def read_lean(text: str) -> FileReading:
    """The theorems of a Lean file, each with its full name, and those that are left out, with a reason."""
    reading = read_lean_file(text)
    found = tuple(
        Found(one.name, one.text, one.start, declared=one.declared, header=one.header) for one in reading.found
    )
    return FileReading(reading.text, found, reading.refused)
