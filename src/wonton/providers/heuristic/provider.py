"""The heuristic provider: proposals from the goal alone, by rules of thumb, with probabilities.

Every move gets a score; a softmax over the scores of the best `max_candidates` gives the probabilities. The same
goal, the same lemmas and the same settings give the same candidates on every machine.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from wonton.core import matching
from wonton.core.families import Language
from wonton.core.goal import Goal
from wonton.core.library import Lemma
from wonton.core.tactics import easy_heads
from wonton.providers.base import Candidate, GoalContext
from wonton.providers.heuristic.automation import automation_moves
from wonton.providers.heuristic.chaining import Prover, backward_moves, closing_moves, forward_moves
from wonton.providers.heuristic.equations import equation_moves
from wonton.providers.heuristic.generic import generic_moves
from wonton.providers.heuristic.lean import LEAN
from wonton.providers.heuristic.moves import CLOSING, Scored, Word
from wonton.providers.heuristic.relational import relational_moves
from wonton.providers.heuristic.renaming import (
    goal_trees,
    long_names,
    rename_goal,
    rename_lemma,
    rename_tactic,
    swapping,
)
from wonton.providers.heuristic.rocq import ROCQ
from wonton.providers.heuristic.rules import RuleBook, library_rules, rules_of
from wonton.providers.heuristic.structure import structure_moves
from wonton.providers.heuristic.theories import theory_moves
from wonton.providers.heuristic.view import View, look
from wonton.providers.heuristic.vocabulary import Vocabulary

VERSION = 1

_VOCABULARIES: dict[Language, Vocabulary] = {"lean": LEAN, "ltac": ROCQ}


@dataclass(frozen=True, slots=True)
class HeuristicSettings:
    """`max_candidates` proposals at most, for Ltac the easy ones apart; `temperature` flattens (above 1) or sharpens
    the probabilities; `easy` adds the easy tactics, which filters usually take away again."""

    max_candidates: int = 32
    temperature: float = 1.5
    easy: bool = True


class HeuristicProvider:
    """Proposes tactics for a goal, in the tactic language that it is made for."""

    name = "heuristic"

    def __init__(self, language: Language = "lean", settings: HeuristicSettings | None = None) -> None:
        self.settings = settings or HeuristicSettings()
        self.vocabulary = _VOCABULARIES[language]
        self._lemmas: tuple[Lemma, ...] = ()
        self._library = library_rules((), self.vocabulary)
        self._names: dict[str, str] = {}
        self._named: tuple[Lemma, ...] = ()
        self._long: frozenset[str] = frozenset()
        decides = f"{sorted(asdict(self.settings).items())}\n{code_digest()}"
        digest = hashlib.sha256(decides.encode()).hexdigest()[:12]
        self.fingerprint = f"heuristic-{language}:{VERSION}:{digest}"

    def propose(self, goal: Goal, context: GoalContext) -> Sequence[Candidate]:
        """Candidates for `goal`, most probable first; their probabilities sum to 1 unless there are none."""
        names = self._renaming(goal, context.lemmas)
        view = look(rename_goal(goal, names) if names else goal, self.vocabulary)
        best: dict[str, float] = {}
        tactic_of = self.vocabulary.tactic
        moves = [(scored, tactic_of(scored.move)) for scored in self._moves(view, context, names)]
        for scored, tactic in _worth_trying([pair for pair in moves if pair[1] and "✝" not in pair[1]], view):
            text = rename_tactic(tactic, names) if names else tactic
            best[text] = max(scored.score, best.get(text, -math.inf))
        return _softmax(self._ranked(best), self.settings.temperature)

    def _ranked(self, best: Mapping[str, float]) -> list[tuple[str, float]]:
        """The best candidates first. For Ltac, easy tactics take no places from the others: they may be blocked."""
        ranked = sorted(best.items(), key=lambda item: -item[1])
        if self.vocabulary.language == "lean":
            return ranked[: self.settings.max_candidates]
        places = [place for place, (tactic, _) in enumerate(ranked) if not easy_heads(tactic, "ltac")]
        last = set(places[self.settings.max_candidates :])
        return [pair for place, pair in enumerate(ranked) if place not in last]

    def _renaming(self, goal: Goal, lemmas: tuple[Lemma, ...]) -> dict[str, str]:
        """The names that goal and lemmas have longer than the tables do; none for Lean, which prints whole names."""
        if self.vocabulary.language == "lean":
            return {}
        if lemmas is not self._named:
            self._named = lemmas
            self._long = long_names((lemma.type for lemma in lemmas), self.vocabulary.known)
        return swapping(self._long | long_names(goal_trees(goal), self.vocabulary.known))

    def _moves(self, view: View, context: GoalContext, names: dict[str, str]) -> Iterable[Scored]:
        local = [rule for fact in view.usable() for rule in rules_of(fact.term, fact.type, self.vocabulary, view)]
        library = self._rules(context.lemmas, names)
        yield from closing_moves(view, local)
        prover = Prover(view, local, library)
        yield from structure_moves(prover, sum("induction" in step.split() for step in context.steps))
        yield from backward_moves(prover)
        yield from forward_moves(view, local)
        yield from equation_moves(view, local, library)
        if self.vocabulary.language == "ltac":
            yield from relational_moves(view, local, library)
            yield from generic_moves(view)
            yield from theory_moves(view)
            if self.settings.easy:
                yield from automation_moves(view, library)
        elif self.settings.easy:
            yield from (Scored(Word(kind), score, CLOSING) for kind, score in self.vocabulary.easy)

    def _rules(self, lemmas: tuple[Lemma, ...], names: dict[str, str]) -> RuleBook:
        """The rules of `lemmas`, renamed; those of the last theorem are kept."""
        if lemmas is not self._lemmas or names != self._names:
            renamed = [rename_lemma(lemma, names) for lemma in lemmas] if names else lemmas
            self._lemmas, self._names, self._library = lemmas, names, library_rules(renamed, self.vocabulary)
        return self._library


@cache
def code_digest() -> str:
    """SHA-256 of the source that decides the answers: this package's modules, by name, and the matching of terms."""
    return source_digest([*sorted(Path(__file__).parent.glob("*.py")), Path(matching.__file__)])


def source_digest(files: Iterable[Path]) -> str:
    """SHA-256 of the names and contents of `files`, in the order given."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name}\n{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _worth_trying(moves: Sequence[tuple[Scored, str]], view: View) -> list[tuple[Scored, str]]:
    """Where a move loses nothing, the best such move, those that do the same, and what closes the goal: anything else
    could be done after it as well. All moves where there is none."""
    certain = view.vocabulary.certain
    safe = [one for one, _ in moves if one.group not in ("", CLOSING) and certain(one.group, view.stated)]
    if not safe:
        return list(moves)
    chosen = max(safe, key=lambda scored: scored.score).group
    return [pair for pair in moves if pair[0].group in (CLOSING, chosen)]


def _softmax(ranked: Sequence[tuple[str, float]], temperature: float) -> list[Candidate]:
    if not ranked:
        return []
    top = ranked[0][1]
    weights = [math.exp((score - top) / temperature) for _, score in ranked]
    total = math.fsum(weights)
    return [Candidate(tactic, weight / total) for (tactic, _), weight in zip(ranked, weights, strict=True)]
