"""An indexable set: the open leaves of a tree, with every operation in constant time and a reproducible order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=int)


class IndexedSet(Generic[Item]):
    """A set that also knows its members by index. The order depends only on the sequence of calls.

    Removing a member moves the last one into its place.
    """

    __slots__ = ("_items", "_places")

    def __init__(self) -> None:
        self._items: list[Item] = []
        self._places: dict[Item, int] = {}

    def add(self, item: Item) -> None:
        """Append `item`; nothing happens where it is a member already."""
        if item not in self._places:
            self._places[item] = len(self._items)
            self._items.append(item)

    def discard(self, item: Item) -> None:
        """Remove `item`; nothing happens where it is no member."""
        place = self._places.pop(item, None)
        if place is None:
            return
        last = self._items.pop()
        if last != item:
            self._items[place] = last
            self._places[last] = place

    def pick(self, rng: random.Random) -> Item:
        """A uniformly random member. Raises `IndexError` where there is none."""
        if not self._items:
            raise IndexError("pick from an empty set")
        return self._items[rng.randrange(len(self._items))]

    def __contains__(self, item: object) -> bool:
        return item in self._places

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)
