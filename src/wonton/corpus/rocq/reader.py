"""Reading a Rocq file: its statements with proofs, and the context that each of them stands in.

A statement is a sentence `Lemma NAME BINDERS : TYPE.` (or Theorem, Proposition, Corollary, Remark, Fact) whose proof
follows it. The reader knows the outer form of sentences only: terms and tactics are Rocq's business, and a statement
that it accepts may still fail to elaborate somewhere else. What is proved by tactics but is not such a statement, or
cannot be moved, is counted by reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from wonton.core.sentences import Sentence, split_sentences
from wonton.corpus.rocq.openings import Opening, blank_comments, footer, read_closing, read_opening

_ATTRIBUTES = r"(?:#\[[^\]]*\]\s*|(?:Local|Global|Polymorphic|Monomorphic|Cumulative|Private|Program)\s+)*"
_STATEMENT = re.compile(
    rf"(?P<attributes>{_ATTRIBUTES})(?P<kind>Theorem|Lemma|Proposition|Corollary|Remark|Fact)\s+"
    r"(?P<name>[^\W\d][\w']*)(?P<rest>.*)\.\Z",
    re.S,
)
#: Other sentences that tactics can prove: the word is the reason that they are counted under.
_OTHER = re.compile(
    rf"{_ATTRIBUTES}(?P<word>Definition|Fixpoint|CoFixpoint|Instance|Let|Example|Property|Goal|Function|Add|"
    r"(?:Next\s+|Final\s+|Solve\s+)?Obligation)\b"
)
_BOUNDARY = re.compile(r"(?:Section|Module|End|Require|Inductive|Record)\s")
_CLOSES = re.compile(r"(?P<word>Qed|Defined|Save|Admitted|Abort)\b")
_GIVEN_UP = ("Admitted", "Abort")
_PROOF_TERM = re.compile(r"Proof\b(?!\s*(?:\.|with\b|using\b))")
#: What a proof can begin with: commands begin with a capital letter, the standard tactics do not.
_PROOF_BEGINS = re.compile(r"Proof\b|[^\W\dA-Z]|[-+*{\[\d]")
_NOT_A_TACTIC = re.compile(
    r"Proof\b|[-+*{}]|(?:\d+|\[[^\]]*\])\s*:\s*\{|(?:Set|Unset|Open|Close|Show|Opaque|Transparent)\b"
)
_MODE = re.compile(r"(?P<set>Unset|Set)\s+(?P<what>Universe|Program)\s+(?:Polymorphism|Mode)\s*\.")
_PLUGIN = re.compile(r"Declare\s+ML\s+Module\b")
_STRING_OR_BLANK = re.compile(r'"(?:[^"]|"")*"|\s+')
_MATCHES = re.compile(r"\bmatch\b")
_WITHS = re.compile(r"\bwith\b")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a file.

    `text` is what follows the name up to the full stop, without comments, white space collapsed. `start` is the
    character at which its sentence begins, attributes included: what stands before it in `Reading.text` is its context,
    and `footer` closes what is open there. `path` names the open modules and module types, the outermost first.
    `tactics` counts the tactic sentences of the proof in the file.
    """

    name: str
    text: str
    start: int
    path: tuple[str, ...]
    footer: str
    tactics: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it was read: its statements in order, how many were refused by reason, and its text.

    In `text` the signatures that open modules are to be checked against (`Module M <: T.`) are blanked, because a
    module that is closed in its middle does not have what they ask for; every other character is the file's own.
    """

    text: str
    statements: tuple[Statement, ...]
    refused: Mapping[str, int]


def read_file(text: str) -> Reading:
    """The statements of a Rocq file. Text that Rocq would refuse is read as far as its sentences can be told."""
    reader = _Reader(text)
    for index in range(len(reader.sentences)):
        reader.read(index)
    return Reading("".join(reader.characters), tuple(reader.statements), dict(sorted(reader.refused.items())))


@dataclass(frozen=True, slots=True)
class _Proof:
    """A proof found behind a sentence: its tactic sentences, the word that closes it (`Proof` for `Proof term.`, `""`
    where another statement interrupts it) and the index of the sentence that does."""

    tactics: int
    closed_by: str
    last: int


class _Reader:
    """The state between two sentences of a file."""

    def __init__(self, text: str) -> None:
        self.characters = list(text)
        self.sentences = [_blanked(sentence) for sentence in split_sentences(text)]
        self.statements: list[Statement] = []
        self.refused: Counter[str] = Counter()
        self._stack: tuple[Opening, ...] = ()
        self._modes: set[str] = set()
        self._plugin = False
        self._proofs_open = 0
        self._closed = -1

    def read(self, index: int) -> None:
        """Take the sentence at `index` into account."""
        sentence = self.sentences[index]
        if _BOUNDARY.match(sentence.text):
            self._bound(sentence)
        elif _CLOSES.match(sentence.text) and index > self._closed:
            self._proofs_open = max(0, self._proofs_open - 1)
        elif mode := _MODE.match(sentence.text):
            self._modes = self._modes - {mode["what"]} | ({mode["what"]} if mode["set"] == "Set" else set())
        elif _PLUGIN.match(sentence.text):
            self._plugin = True
        elif found := _STATEMENT.match(sentence.text):
            self._state(index, found)
        elif other := _OTHER.match(sentence.text):
            self._count_other(index, other["word"])

    def _bound(self, sentence: Sentence) -> None:
        """Read a sentence that may open or close something, which no proof survives."""
        self._proofs_open = 0
        if opening := read_opening(sentence.text):
            self._open(opening, sentence.start)
        elif self._stack and read_closing(sentence.text) == self._stack[-1].name:
            self._stack = self._stack[:-1]

    def _open(self, opening: Opening, start: int) -> None:
        self._stack = (*self._stack, opening)
        first, last = (start + place for place in opening.check)
        self.characters[first:last] = [c if c == "\n" else " " for c in self.characters[first:last]]

    def _state(self, index: int, found: re.Match[str]) -> None:
        nested = self._proofs_open > 0
        proof = self._take_proof(index)
        if reason := self._refusal(found, proof, nested):
            self.refused[reason] += 1
        elif proof:
            path = tuple(opening.name for opening in self._stack if opening.kind != "Section")
            start = self.sentences[index].start
            text = collapse(found["rest"])
            self.statements.append(Statement(found["name"], text, start, path, footer(self._stack), proof.tactics))

    def _refusal(self, found: re.Match[str], proof: _Proof | None, nested: bool) -> str:
        """Why the statement cannot be moved to a place of its own; `""` where it can."""
        checks = {
            "nested proof": nested or (proof is not None and not proof.closed_by),
            "no proof": proof is None,
            "given up": proof is not None and proof.closed_by in _GIVEN_UP,
            "program": "Program" in self._modes or "Program" in found["attributes"],
            "universe polymorphism": "Universe" in self._modes
            or "olymorphic" in found["attributes"]
            or "@{" in found["rest"],
            "mutual": len(_WITHS.findall(found["rest"])) > len(_MATCHES.findall(found["rest"])),
            "sealed module": any(opening.sealed for opening in self._stack),
            "behind a plugin": self._plugin,
        }
        return next((reason for reason, holds in checks.items() if holds), "")

    def _count_other(self, index: int, word: str) -> None:
        proof = self._take_proof(index)
        if proof and proof.closed_by not in _GIVEN_UP:
            self.refused[f"not a lemma: {word.rsplit(maxsplit=1)[-1]}"] += 1

    def _take_proof(self, index: int) -> _Proof | None:
        """The proof behind the sentence at `index`, which is remembered as open where it is interrupted."""
        proof = self._proof_behind(index)
        if proof and proof.closed_by:
            self._closed = proof.last
        elif proof:
            self._proofs_open += 1
        return proof

    def _proof_behind(self, index: int) -> _Proof | None:
        """The proof that begins behind the sentence at `index`; None where something else stands there."""
        tactics = 0
        for place, sentence in enumerate(self.sentences[index + 1 :], index + 1):
            if closes := _CLOSES.match(sentence.text):
                return _Proof(tactics, closes["word"], place)
            if place == index + 1 and _PROOF_TERM.match(sentence.text):
                return _Proof(1, "Proof", place)
            if place == index + 1 and not _PROOF_BEGINS.match(sentence.text):
                return None
            if _BOUNDARY.match(sentence.text):
                return None
            if _STATEMENT.match(sentence.text) or _OTHER.match(sentence.text):
                return _Proof(tactics, "", place)
            tactics += not _NOT_A_TACTIC.match(sentence.text)
        return None


def collapse(text: str) -> str:
    """`text` with each run of white space outside strings made one space, none at its ends."""
    return _STRING_OR_BLANK.sub(lambda found: found.group() if found.group()[0] == '"' else " ", text).strip()


def _blanked(sentence: Sentence) -> Sentence:
    return Sentence(blank_comments(sentence.text), sentence.start, sentence.end)
