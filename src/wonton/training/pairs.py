"""Pairs of texts: what a model reads and what it is to write, frozen in a file when a training begins."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

from wonton.artifacts.read import read_lines
from wonton.artifacts.write import write_lines
from wonton.core.errors import ArtifactError
from wonton.providers.models.prompts import GOAL_FORMS
from wonton.training.examples import Example
from wonton.training.split import Part, Split

#: The form in which models that are trained here read goals.
GOAL_FORM = "ascii-1"


@dataclass(frozen=True, slots=True)
class Pair:
    """A goal in `GOAL_FORM` and a tactic, with what they were taken from."""

    goal: str
    tactic: str
    theorem: str
    topic: str
    part: Part


def pairs_of(examples: Iterable[Example], split: Split) -> list[Pair]:
    """The pairs of `examples`, sorted, each once; those of one theorem are all in one part."""
    form = GOAL_FORMS[GOAL_FORM]
    found = {
        Pair(form(each.goal), each.tactic, each.theorem, each.topic, split.part(each.theorem, each.topic))
        for each in examples
    }
    return merged(found)


def merged(*many: Iterable[Pair]) -> list[Pair]:
    """All of them, sorted, each once."""
    return sorted({*chain(*many)}, key=lambda pair: (pair.theorem, pair.goal, pair.tactic, pair.topic))


def of_part(pairs: Sequence[Pair], part: Part) -> list[Pair]:
    """Those of one part."""
    return [pair for pair in pairs if pair.part == part]


def write_pairs(path: Path, pairs: Sequence[Pair]) -> None:
    """Write `pairs`, a line each. Raises `ArtifactError`."""
    write_lines(path, [asdict(pair) for pair in pairs])


def read_pairs(path: Path) -> list[Pair]:
    """What `write_pairs` wrote. Raises `ArtifactError`."""
    names = set(Pair.__slots__)
    try:
        return [Pair(**{name: row[name] for name in names}) for row in read_lines(path)]
    except KeyError as error:
        raise ArtifactError(f"{path} is damaged: no {error}", "Train anew into another folder.") from error


def digest(pairs: Sequence[Pair]) -> str:
    """12 hex digits over all of `pairs`, in order."""
    text = json.dumps([asdict(pair) for pair in pairs], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
