"""Corpora: theorems with their statements in each language, built once, named by reference, selected by seed.

A *ref* names a corpus, a build and a slice of it (`lean:core@3f2a#valid`); a *build* is a folder with a manifest and
items; a *slice* is a derived list of item ids. `surface` holds the notation that statements are written in.
"""

from __future__ import annotations

from wonton.corpus.building import build_named
from wonton.corpus.items import Item
from wonton.corpus.refs import CorpusRef, parse_ref
from wonton.corpus.selection import Selection, select
from wonton.corpus.store import Corpus, build_corpus, list_corpora, open_corpus
from wonton.corpus.validate import ValidationRow, validate

__all__ = [
    "Corpus",
    "CorpusRef",
    "Item",
    "Selection",
    "ValidationRow",
    "build_corpus",
    "build_named",
    "list_corpora",
    "open_corpus",
    "parse_ref",
    "select",
    "validate",
]
