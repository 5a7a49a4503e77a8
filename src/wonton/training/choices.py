"""Goals of proofs with what a provider proposes there: the provider is asked again, as a search would ask it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from wonton.artifacts import layout
from wonton.artifacts.read import read_json
from wonton.assistants.base import Theorem
from wonton.core.errors import ArtifactError, FormatVersionError, UnknownNameError
from wonton.core.library import Lemma
from wonton.core.tactics import tactic_family
from wonton.corpus import open_corpus
from wonton.lake.places import resolve
from wonton.providers.base import GoalContext
from wonton.providers.family_prior import features_of
from wonton.runs.bench import Bench
from wonton.runs.files import DIGESTED
from wonton.training.examples import Dataset, Example
from wonton.training.ranking import Choice

#: Why a run or a corpus gives no theorems. One that is found nowhere is counted.
_UNREADABLE = (ArtifactError, FormatVersionError, UnknownNameError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class Choices:
    """Choices by theorem, in the order of the dataset, and how many theorems were left out because their statements
    are not to be had any more."""

    choices: tuple[Choice, ...]
    unknown: int


def choices_of(home: Path, dataset: Dataset, bench: Bench) -> Choices:
    """What the provider of `bench` proposes at the goals of `dataset`. Raises `AssistantError`, `ProviderError`."""
    theorems = dict(_theorems(home, dataset))
    found: list[Choice] = []
    unknown = 0
    for item_id, examples in groupby(dataset.examples, key=lambda example: example.theorem):
        theorem = theorems.get(item_id)
        if theorem is None:
            unknown += 1
            continue
        lemmas = tuple(bench.assistant.lemmas(theorem))
        found += [_choice(example, theorem, lemmas, bench) for example in examples]
    return Choices(tuple(found), unknown)


def _theorems(home: Path, dataset: Dataset) -> Iterator[tuple[str, Theorem]]:
    """The theorems that the runs of `dataset` recorded, by item id; from their corpus where a header was too long to be
    recorded."""
    refs: dict[str, None] = {}
    for source in dataset.sources:
        with contextlib.suppress(*_UNREADABLE):
            config = read_json(resolve(home, source.path) / layout.RUN_CONFIG)
            recorded = [Theorem(**theorem) for theorem in config["theorems"]]
            whole = [theorem for theorem in recorded if not theorem.header.startswith(DIGESTED)]
            yield from ((theorem.item_id, theorem) for theorem in whole)
            if len(whole) < len(recorded):
                refs[config["settings"]["corpus"]] = None
    for ref in refs:
        with contextlib.suppress(*_UNREADABLE):
            corpus = open_corpus(home, ref)
            yield from ((item.item_id, corpus.theorem(item)) for item in corpus.all_items)


def _choice(example: Example, theorem: Theorem, lemmas: tuple[Lemma, ...], bench: Bench) -> Choice:
    language = bench.language
    context = GoalContext(theorem.name, theorem.statement, example.steps, 0, lemmas, theorem.header)
    candidates = tuple(bench.provider.propose(example.goal, context))
    used = _place(example.tactic, [candidate.tactic for candidate in candidates])
    blocks = bench.filter("")
    offered = tuple(n for n, c in enumerate(candidates) if n == used or not blocks.blocked_by(c.tactic))
    return Choice(
        theorem=example.theorem,
        topic=example.topic,
        features=features_of(example.goal, example.steps, language),
        family=tactic_family(example.tactic, language),
        candidates=candidates,
        families=tuple(tactic_family(candidate.tactic, language) for candidate in candidates),
        offered=offered,
        used=used,
    )


def _place(tactic: str, among: Sequence[str]) -> int | None:
    return among.index(tactic) if tactic in among else None
