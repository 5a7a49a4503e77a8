"""Reading a Lean file: its theorems, and what stands before each.

What a theorem stands in is its file up to it: imports, namespaces, sections, variables, opened names, notation,
instances, attributes, and whatever was declared by then. Neither the theorem itself nor anything behind it is in it.
Commands that hold for the theorem alone (`open Nat in theorem ..`) are made the first ones of a section that stays
open, and so are the namespaces of its own name (`theorem Foo.bar ..` inside another): that is what Lean makes of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wonton.core.lean_lexer import LeanToken, lex, namespace_of
from wonton.corpus.lean.commands import SCOPING, Command, commands
from wonton.corpus.lean.statement import statement_extent

_IMPORT = re.compile(r"(?:(?:public|meta)\s+)*import\s+(?:all\s+)?(?P<module>\S+)")
#: What the assistant itself puts at the top of a file for the Core library.
_OWN = "Core"
_ROOT = "_root_."
_MUTUAL = "mutual block"


@dataclass(frozen=True, slots=True)
class TheoremFound:
    """A theorem of a file. `name` is its full name, `declared` the name that declares it behind `header` (`_root_`
    before the full one inside a namespace). `text` is what follows the name up to the proof, `start` the place in
    `LeanReading.text` where what belongs to it begins, `header` what then stands between that and the theorem."""

    name: str
    declared: str
    text: str
    start: int
    header: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class LeanReading:
    """A file as it was read. In `text` comments are blanked (not those that document something), and so is what only
    the first lines of a file may say: `module`, `prelude`, how a module is imported, and the import of our own library.
    Every other character is the file's own. `refused` are pairs of name and reason."""

    text: str
    found: tuple[TheoremFound, ...]
    refused: tuple[tuple[str, str], ...]


def read_lean_file(source: str) -> LeanReading:
    """The theorems of a Lean file. Text that Lean would refuse is read as far as its commands can be told."""
    tokens, comments = lex(source)
    remarks = [(token.start, token.end) for token in tokens if token.text.startswith("/-!")]
    tokens = [token for token in tokens if not token.text.startswith("/-!")]
    bare = _blanked(source, sorted([*comments, *remarks]))
    end = _header_end(bare, tokens)
    text = _imports_alone(bare, end) + bare[end:]
    reader = _Reader(text)
    for command in commands([token for token in tokens if token.start >= end]):
        reader.read(command)
    return LeanReading(text, tuple(reader.found), tuple(reader.refused))


@dataclass(slots=True)
class _Reader:
    """The state between two commands. `scopes` are the parts of the names of open namespaces, `""` for a section and
    `_MUTUAL` for such a block; `pending` the commands that hold for the next one alone, `unknown` whether one of those
    is not known."""

    text: str
    scopes: list[str] = field(default_factory=list)
    pending: list[Command] = field(default_factory=list)
    found: list[TheoremFound] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    unknown: bool = False

    def read(self, command: Command) -> None:
        """Take the next command into account."""
        if not command.after_in:
            self.pending, self.unknown = [], False
        elif not self.pending:
            self.unknown = True
        if command.kind in ("theorem", "lemma"):
            self._theorem(command)
        elif not command.ends_with_in:
            self._scope(command)
        goes_on = command.ends_with_in and command.kind in SCOPING and not any(map(_at_margin, command.tokens))
        self.pending = [*self.pending, command] if goes_on else []

    def _scope(self, command: Command) -> None:
        names = command.tokens[0].text.split(".") if command.tokens and command.tokens[0].kind == "name" else []
        if command.kind == "namespace":
            self.scopes += names
        elif command.kind == "section":
            self.scopes += [""] * max(1, len(names))
        elif command.kind == "mutual":
            self.scopes.append(_MUTUAL)
        elif command.kind == "end":
            del self.scopes[max(0, len(self.scopes) - max(1, len(names))) :]

    def _theorem(self, command: Command) -> None:
        name, rest = _name(command.tokens)
        reason = self._refusal(name)
        extent = statement_extent(rest)
        space = [scope for scope in self.scopes if scope not in ("", _MUTUAL)]
        rooted = name.startswith(_ROOT)
        full = name.removeprefix(_ROOT) if rooted else ".".join([*space, name])
        if reason or extent.refused:
            self.refused.append((full, reason or extent.refused))
            return
        first = self.pending[0] if self.pending else command
        text = self.text[rest[0].start : extent.end].strip()
        declared = f"{_ROOT}{full}" if space or (rooted and namespace_of(full)) else full
        header = "".join(f"section\n{self._alone(scoping)}\n" for scoping in self.pending)
        if space and not rooted and (room := namespace_of(name)):
            header += f"namespace {room}\n"
        self.found.append(TheoremFound(full, declared, text, first.start, header, "private" in command.modifiers))

    def _refusal(self, name: str) -> str:
        """Why the theorem cannot be moved to a place of its own, its proof aside; `""` where it can."""
        checks = {
            "no name": not name,
            "mutual block": _MUTUAL in self.scopes,
            "behind a command that is not known": self.unknown,
        }
        return next((reason for reason, holds in checks.items() if holds), "")

    def _alone(self, scoping: Command) -> str:
        """A command without its `in`."""
        return self.text[scoping.start : scoping.tokens[-1].start].rstrip()


def _at_margin(token: LeanToken) -> bool:
    """Whether a token stands where a command begins."""
    return token.first and token.column == 0 and token.kind == "name"


def _name(tokens: Sequence[LeanToken]) -> tuple[str, Sequence[LeanToken]]:
    """A theorem's name, and the tokens behind it; no name where none stands there."""
    if not tokens or tokens[0].kind != "name":
        return "", tokens
    return tokens[0].text, tokens[1:]


def _header_end(text: str, tokens: Sequence[LeanToken]) -> int:
    """Where the first lines of a file end: `module`, `prelude` and what it imports."""
    end = 0
    for token in tokens:
        if token.start < end:
            continue
        if found := _IMPORT.match(text, token.start):
            end = found.end()
        elif token.text in ("module", "prelude"):
            end = token.end
        else:
            break
    return end


def _imports_alone(text: str, end: int) -> str:
    """The first `end` characters of a file with nothing in them but import lines, each `import MODULE`."""
    return "".join(_import_alone(piece) for piece in _pieces(text[:end]))


def _import_alone(piece: str) -> str:
    """One import and what stands behind it, as an import line of the same length; blanks where it imports nothing."""
    found = _IMPORT.search(piece)
    if found is None or found["module"] == _OWN:
        return re.sub(r"[^\n]", " ", piece)
    line = f"import {found['module']}"
    return f"{line.ljust(len(piece) - 1)}\n" if len(line) < len(piece) else line


def _pieces(header: str) -> Iterator[str]:
    """The header cut before each import."""
    starts = [found.start() for found in _IMPORT.finditer(header)]
    for start, end in zip([0, *starts], [*starts, len(header)], strict=True):
        if start < end:
            yield header[start:end]


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """`text` with these spans made spaces, line ends kept; the length stays."""
    pieces: list[str] = []
    kept = 0
    for start, end in spans:
        pieces += [text[kept:start], re.sub(r"[^\n]", " ", text[start:end])]
        kept = end
    return "".join([*pieces, text[kept:]])
