"""Training of the ranker `family_prior` from the lake, with a report on theorems that were kept back."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wonton.core.errors import SettingsError
from wonton.providers.family_prior import FamilyTable
from wonton.runs.bench import open_bench
from wonton.runs.home import Home
from wonton.runs.settings import RunSettings
from wonton.training.choices import Choices, choices_of
from wonton.training.examples import Dataset, read_examples
from wonton.training.ranking import Choice, fit, report
from wonton.training.split import PARTS, Part, Split


@dataclass(frozen=True, slots=True)
class Trained:
    """A table, and the report that its provenance holds too: what it was counted from (`dataset`), and by part how the
    provider's order and the table's compare there (`ranking.report`)."""

    table: FamilyTable
    report: Mapping[str, Any]


def train_family_prior(
    home: Home, settings: RunSettings, split: Split, corpus: str = "", logs_root: Path | None = None
) -> Trained:
    """Train on the proofs of the lake that `read_examples` finds. `settings` name the assistant, the provider whose
    candidates are ranked, and whether easy tactics are among those that a search may try.

    Raises `SettingsError` where nothing is left to train on, `UnknownNameError` for a topic that there is not,
    `MissingToolError`, and as `read_examples` and `choices_of`.
    """
    dataset = read_examples(home.root, settings.assistant, corpus, logs_root)
    split.check(example.topic for example in dataset.examples)
    with contextlib.closing(open_bench(settings, home.cache)) as bench:
        asked = choices_of(home.root, dataset, bench)
        language, provider = bench.language, bench.provider.fingerprint
    parts = _parts(asked.choices, split)
    if not parts["training"]:
        raise SettingsError("every proof is kept back, and none is left to train on", "Lower --held-out.")
    table = fit(language, parts["training"])
    told = {
        "dataset": {
            "assistant": settings.assistant,
            "corpus": corpus,
            "runs": [{"run_key": source.run_key, "proofs": source.proofs} for source in dataset.sources],
            **_counts(dataset, asked),
        },
        "provider": provider,
        "allow_easy": settings.allow_easy,
        "split": {"held_out": split.held_out, "topics": list(split.topics), "seed": split.seed},
        "parts": {part: report(parts[part], table, f"{split.seed}:{part}") for part in PARTS},
    }
    return Trained(replace(table, provenance={**table.provenance, **told}), told)


def _parts(choices: Sequence[Choice], split: Split) -> dict[Part, list[Choice]]:
    parts: dict[Part, list[Choice]] = {part: [] for part in PARTS}
    for choice in choices:
        parts[split.part(choice.theorem, choice.topic)].append(choice)
    return parts


def _counts(dataset: Dataset, asked: Choices) -> dict[str, int]:
    """How much there was, and how much of it was left out."""
    return {
        "steps": dataset.steps,
        "examples": len(asked.choices),
        "theorems": len({choice.theorem for choice in asked.choices}),
        "steps_without_names": dataset.unnamed,
        "theorems_unreadable": dataset.unreadable,
        "theorems_unknown": asked.unknown,
    }
