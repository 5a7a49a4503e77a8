"""Which theorems are trained on and which are kept back.

A theorem's part follows from its id, its topic and the seed, so it stays what it is when more proofs or theorems come,
and is the same for every variant, run and assistant.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from wonton.artifacts.write import make_folder, write_bytes
from wonton.core.errors import SettingsError, UnknownNameError
from wonton.corpus import Item

#: `held_out` are theorems kept back out of topics that are trained on, `transfer` all theorems of topics that are not.
Part = Literal["training", "held_out", "transfer"]
PARTS: tuple[Part, ...] = get_args(Part)
_DIGITS = 13  # of hex: 52 bits, which a float holds exactly


@dataclass(frozen=True, slots=True)
class Split:
    """`held_out` is the share of theorems kept back, at least 0 and below 1; `topics` are kept back whole. Raises
    `SettingsError`."""

    held_out: float = 0.2
    topics: tuple[str, ...] = ()
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.held_out < 1:
            raise SettingsError(f"held_out is {self.held_out}; it must be at least 0 and below 1")

    def part(self, item_id: str, topic: str) -> Part:
        """The part of a theorem: kept back if SHA-256 of `"{seed}:held-out:{item_id}"`, as a number between 0 and 1, is
        below the share."""
        if topic in self.topics:
            return "transfer"
        digest = hashlib.sha256(f"{self.seed}:held-out:{item_id}".encode()).hexdigest()
        return "held_out" if int(digest[:_DIGITS], 16) < self.held_out * 16**_DIGITS else "training"

    def check(self, topics: Iterable[str]) -> None:
        """Raise `UnknownNameError` for a topic to keep back that is not among `topics`."""
        known = set(topics)
        for topic in self.topics:
            if topic not in known:
                raise UnknownNameError("topic", topic, known)


def write_parts(folder: Path, split: Split, items: Iterable[Item]) -> dict[Part, list[str]]:
    """The ids of `items` by part, in their order, written into `folder` too, as `<part>.txt` with an id a line for
    `--theorem-file`. Raises `ArtifactError`."""
    found: dict[Part, list[str]] = {part: [] for part in PARTS}
    for item in items:
        found[split.part(item.item_id, item.topic)].append(item.item_id)
    make_folder(folder)
    for part, ids in found.items():
        write_bytes(folder / f"{part}.txt", "".join(f"{item_id}\n" for item_id in ids).encode())
    return found
