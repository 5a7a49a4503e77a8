"""The proofs in a Rocq file: which sentences state, prove and close.

A module is a file as its sentences; a script is a statement of it that `corpus.rocq.reader` takes, with the places of
the sentences of its proof.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from wonton.core.sentences import split_sentences
from wonton.corpus.rocq.openings import blank_comments
from wonton.corpus.rocq.reader import Statement, collapse, read_file
from wonton.corpus.rocq.stdlib import item_id, refused_source

SentenceKind = Literal["tactic", "focus", "command"]

_CLOSES = re.compile(r"(?:Qed|Defined|Save|Admitted|Abort)\b|Proof\b(?!\s*(?:\.|with\b|using\b))")
_FOCUS = re.compile(r"(?:[-+*]+|\}|(?:(?:\d+|\[[^\]]*\])\s*:\s*)?\{)\Z")
_COMMAND = re.compile(r"[A-Z]")


@dataclass(frozen=True, slots=True)
class Script:
    """A human proof. `place` is the statement's sentence in the module, `last` the one that closes the proof; what
    stands between them proves. `statement` is what follows the name."""

    item_id: str
    name: str
    statement: str
    place: int
    last: int


@dataclass(frozen=True, slots=True)
class Module:
    """A file of the library: its path below `theories`, the digest of its text, its sentences without comments, and
    its scripts in order."""

    path: str
    sha256: str
    sentences: tuple[str, ...]
    scripts: tuple[Script, ...]


def read_module(path: str, text: str) -> Module:
    """The module at `path`. A statement whose proof is not closed has no script, nor has one whose id is taken."""
    found = split_sentences(text)
    sentences = tuple(collapse(blank_comments(sentence.text)) for sentence in found)
    places = {sentence.start: place for place, sentence in enumerate(found)}
    scripts: dict[str, Script] = {}
    for statement in read_file(text).statements:
        script = _script(path, statement, places[statement.start], sentences)
        if script is not None:
            scripts.setdefault(script.item_id, script)
    return Module(path, hashlib.sha256(text.encode()).hexdigest(), sentences, tuple(scripts.values()))


def _script(path: str, statement: Statement, place: int, sentences: tuple[str, ...]) -> Script | None:
    for last in range(place + 1, len(sentences)):
        if _CLOSES.match(sentences[last]):
            return Script(item_id(path, statement), statement.name, statement.text, place, last)
    return None


def kind_of(sentence: str) -> SentenceKind:
    """What a sentence of a proof does: a tactic, a change of focus (bullets and braces), or a command."""
    if _FOCUS.match(sentence):
        return "focus"
    return "command" if _COMMAND.match(sentence) else "tactic"


def choose(
    sources: Mapping[str, str], limit_total: int | None, limit_per_module: int | None
) -> list[tuple[Module, tuple[Script, ...]]]:
    """Modules by path with the scripts that are wanted: the first `limit_per_module` of each, `limit_total` in all."""
    chosen: list[tuple[Module, tuple[Script, ...]]] = []
    left = limit_total
    for path in sorted(sources):
        if left == 0:
            break
        if refused_source(path):
            continue
        module = read_module(path, sources[path])
        scripts = module.scripts[:limit_per_module]
        scripts = scripts if left is None else scripts[:left]
        left = None if left is None else left - len(scripts)
        if scripts:
            chosen.append((module, scripts))
    return chosen
