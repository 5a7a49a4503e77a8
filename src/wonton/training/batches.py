"""Which pairs each step sees: in every epoch each once, like lengths together, in an order that the seed decides.

A batch is a function of data, seed and step, so that a training that goes on needs no memory of what it has seen.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from functools import lru_cache

from wonton.providers.models.tokens import ByteCodec
from wonton.training.pairs import Pair

#: Batches whose pairs are sorted by length together: more would make them more alike in length and less mixed.
_POOL = 16
PAD = 0

Tokens = tuple[int, ...]


def tokens_of(text: str, longest: int) -> Tokens:
    """ByT5's tokens of a text, cut behind `longest` bytes, with their end."""
    codec = ByteCodec()
    *bytes_, end = codec.encode(text)
    return (*bytes_[:longest], end)


class Batches:
    """The batches of a training. `pairs` are at least one."""

    def __init__(self, pairs: Sequence[Pair], batch: int, longest: int, seed: int) -> None:
        self._rows = [(tokens_of(pair.goal, longest), tokens_of(pair.tactic, longest)) for pair in pairs]
        self._batch, self._seed = batch, seed
        self.digest = hashlib.sha256(repr(self._rows).encode()).hexdigest()  #: of all pairs as tokens
        self.epoch_length = -(-len(self._rows) // batch)  #: steps in which each pair is seen once
        self._epoch = lru_cache(maxsize=2)(self._ordered)

    def at(self, step: int) -> list[tuple[Tokens, Tokens]]:
        """The goals and tactics, as tokens, of one step."""
        epoch, place = divmod(step, self.epoch_length)
        return [self._rows[row] for row in self._epoch(epoch)[place]]

    def _ordered(self, epoch: int) -> list[list[int]]:
        """The batches of an epoch, as row numbers."""
        draws = random.Random(f"{self._seed}:{epoch}")
        rows = list(range(len(self._rows)))
        draws.shuffle(rows)
        size = self._batch * _POOL
        pools = [sorted(rows[start : start + size], key=self._length) for start in range(0, len(rows), size)]
        lined = [row for pool in pools for row in pool]
        batches = [lined[start : start + self._batch] for start in range(0, len(lined), self._batch)]
        draws.shuffle(batches)
        return batches

    def _length(self, row: int) -> tuple[int, int]:
        goal, tactic = self._rows[row]
        return len(goal), len(tactic)


def padded(rows: Sequence[Tokens], filler: int) -> list[list[int]]:
    """Rows of one length, filled up on the right."""
    longest = max(map(len, rows))
    return [[*row, *[filler] * (longest - len(row))] for row in rows]
