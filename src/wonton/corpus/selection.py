"""Which items of a corpus a run works on: a stretch of them, a seeded sample, or some by name."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from wonton.core.errors import SettingsError, UnknownNameError
from wonton.corpus.items import Item


@dataclass(frozen=True, slots=True)
class Selection:
    """What to take. `offset` and `limit` count after sorting by id; `sample` and `seed` after sorting by the sha256 of
    `"{seed}:{item_id}"`; `theorems` are item ids or names. At most one of the three ways is used; none takes all.

    Raises `SettingsError` for a negative number or for two ways at once.
    """

    offset: int = 0
    limit: int | None = None
    sample: int | None = None
    seed: int = 0
    theorems: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.offset < 0 or (self.limit or 0) < 0 or (self.sample or 0) < 0:
            raise SettingsError("offset, limit and sample cannot be negative")
        stretch = self.offset > 0 or self.limit is not None
        if stretch + (self.sample is not None) + bool(self.theorems) > 1:
            raise SettingsError("a stretch, a sample and named theorems exclude each other", "Keep one of them.")


def select(items: Sequence[Item], selection: Selection) -> list[Item]:
    """The selected items: sorted by id, but a sample in the order of its drawing, and named theorems in the
    order in which they were named. Raises `UnknownNameError` for a theorem that is not among `items`."""
    if selection.theorems:
        return _named(items, selection.theorems)
    if selection.sample is not None:
        drawn = sorted(items, key=lambda item: sample_key(selection.seed, item.item_id))
        return drawn[: selection.sample]
    ordered = sorted(items, key=lambda item: item.item_id)
    end = None if selection.limit is None else selection.offset + selection.limit
    return ordered[selection.offset : end]


def sample_key(seed: int, item_id: str) -> str:
    """Where an item stands in the order that samples are drawn in: sha256 of `"{seed}:{item_id}"`, in hex."""
    return hashlib.sha256(f"{seed}:{item_id}".encode()).hexdigest()


def _named(items: Sequence[Item], theorems: Sequence[str]) -> list[Item]:
    known = {item.name: item for item in items} | {item.item_id: item for item in items}
    for theorem in theorems:
        if theorem not in known:
            raise UnknownNameError("theorem", theorem, known)
    return [known[theorem] for theorem in dict.fromkeys(theorems)]
