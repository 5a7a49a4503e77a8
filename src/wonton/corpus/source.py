"""Reading `.theorems` files: statements in surface syntax with their reference proofs, one topic to a file.

    # a comment
    @classical                                   flags of the next theorem: `classical`, `needs KIND`
    theorem NAME binders : proposition
      tactic; tactic                             the reference proof: Lean tactics for the Core library, indented
      tactic

Covers the format and the counting of steps; whether a proof holds is for Lean to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import get_args

from wonton.core.errors import ArtifactError, SurfaceSyntaxError
from wonton.corpus.items import Needs, Topic
from wonton.corpus.surface import Statement, parse_statement

_FLAG = re.compile(r"@(?:(classical)|needs (\w+))$")
_ALTERNATIVE = re.compile(r"(?:\| *@?\w+[^=]*=>|·)\s*")
_INDUCTION = re.compile(r"\binduction\b")
_AUXILIARY = re.compile(r"\bhave \w+ : ∀")
#: Names of lemmas in a proof; constructors and functions of the library are spelled like them.
_LEMMA = re.compile(r"\b(?:Nat|List)\.((?:Mem\.|le\.)?\w+)")
_BY_COMPUTATION = frozenset(
    {"zero", "succ", "add", "mul", "sub", "pred", "le", "lt", "double", "nil", "cons", "append", "length", "map"}
    | {"reverse", "foldr", "filter", "Mem", "Mem.head", "Mem.tail", "le.refl", "le.step", "le_refl", "le_succ"}
    | {"add_zero", "add_succ", "mul_zero", "mul_succ", "sub_zero", "sub_succ", "pred_zero", "pred_succ"}
    | {"double_zero", "double_succ", "nil_append", "cons_append", "length_nil", "length_cons", "map_nil", "map_cons"}
    | {"reverse_nil", "reverse_cons", "foldr_nil", "foldr_cons", "filter_nil"}
    | {"filter_cons_of_true", "filter_cons_of_false", "succ_le_of_lt"}
)
_NESTED = re.compile(r"\bby\s+\S")


@dataclass(frozen=True, slots=True)
class SourceTheorem:
    """One theorem as its file has it. `proof` is the reference proof's text without indentation, `""` for none; `needs`
    says what that proof rests on (see `needs_of`)."""

    topic: Topic
    statement: Statement
    text: str
    proof: str
    needs: Needs
    classical: bool = False

    @property
    def name(self) -> str:
        """The theorem's name, unique in the corpus."""
        return self.statement.name

    @property
    def steps(self) -> int | None:
        """The number of tactics of the reference proof, None where there is none."""
        return count_steps(self.proof) if self.proof else None


def read_core() -> list[SourceTheorem]:
    """All theorems of the `core` corpus, in the order of their files. Raises as `read_theorems` does."""
    folder = files("wonton.corpus").joinpath("core")
    found: list[SourceTheorem] = []
    for topic in get_args(Topic):
        found += read_theorems(folder.joinpath(f"{topic}.theorems"), topic)
    names = [theorem.name for theorem in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ArtifactError(f"the core corpus names theorems twice: {', '.join(twice)}")
    return found


def read_theorems(path: Traversable, topic: Topic) -> list[SourceTheorem]:
    """The theorems of one file. Raises `SurfaceSyntaxError` that names the file and the line."""
    return parse_theorems(path.read_text(encoding="utf-8"), topic, str(path.name))


def parse_theorems(text: str, topic: Topic, where: str = "theorems") -> list[SourceTheorem]:
    """The theorems of a text in this format. Raises `SurfaceSyntaxError` with `where` and the line."""
    found: list[SourceTheorem] = []
    flags: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if stripped.startswith("@"):
            flags.append(stripped)
        elif line.startswith("theorem "):
            found.append(_begun(stripped, flags, topic, f"{where}:{number}"))
            flags = []
        elif line.startswith("  ") and found:
            found[-1] = replace(found[-1], proof=_joined(found[-1].proof, line[2:].rstrip()))
        else:
            raise SurfaceSyntaxError(f"{where}:{number}: expected `theorem`, a flag, a comment or an indented proof")
    return [theorem if theorem.needs else replace(theorem, needs=needs_of(theorem.proof)) for theorem in found]


def _begun(line: str, flags: Iterable[str], topic: Topic, where: str) -> SourceTheorem:
    try:
        statement = parse_statement(line)
    except SurfaceSyntaxError as error:
        raise SurfaceSyntaxError(f"{where}: {error.message}", error.remedy) from error
    theorem = SourceTheorem(topic, statement, line, "", "")
    for flag in flags:
        match = _FLAG.match(flag)
        if match is None or (match[2] and match[2] not in get_args(Needs)):
            raise SurfaceSyntaxError(f"{where}: `{flag}` is not a flag")
        theorem = replace(theorem, classical=True) if match[1] else replace(theorem, needs=_needs(match[2]))
    return theorem


def _needs(word: str) -> Needs:
    known: dict[str, Needs] = {kind: kind for kind in get_args(Needs)}
    return known[word]


def _joined(proof: str, line: str) -> str:
    return f"{proof}\n{line}" if proof else line


def needs_of(proof: str) -> Needs:
    """What a reference proof rests on, read off its tactics; the first that holds:

    `generalisation` where an induction generalises over a variable or a stronger statement is proved instead, `lemma`
    where a fact is proved by an induction of its own on the way, or a library lemma that is not true by computation
    stands in for an induction, `induction` where it inducts, `""`.
    """
    inductions = len(_INDUCTION.findall(proof))
    if "generalizing" in proof or "suffices" in proof:
        return "generalisation"
    if inductions > 1 and _AUXILIARY.search(proof):
        return "lemma"
    if inductions:
        return "induction"
    return "lemma" if any(name not in _BY_COMPUTATION for name in _LEMMA.findall(proof)) else ""


def count_steps(proof: str) -> int:
    """The number of tactics of a script: alternatives' headers and bullets are not counted, a tactic in a nested `by`
    is, and so is each side of `<;>`."""
    return sum(_steps(_ALTERNATIVE.sub("", line.strip())) for line in proof.splitlines())


def _steps(line: str) -> int:
    tactics = [piece for piece in line.replace("<;>", ";").split(";") if piece.strip()]
    return len(tactics) + len(_NESTED.findall(line))
