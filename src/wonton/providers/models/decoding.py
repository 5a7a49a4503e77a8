"""Decoding: from a model's next-token scores to texts with their probabilities, by sampling or by beam search.

Knows no model library: a backend feeds tokens and gives scores. Every sample draws from a generator of its own, so it
is the same whatever else is drawn. A text's log-probability is the sum over its tokens under the model itself, with
its end; a beam search ranks by it and knows no length penalty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


class Run(Protocol):
    """One prompt, continued by rows of tokens."""

    def start(self) -> NDArray[np.float32]:
        """Scores (logits) of the first token, shape (1, vocabulary)."""
        ...

    def step(self, parents: Sequence[int], tokens: Sequence[int]) -> NDArray[np.float32]:
        """Continue: the new row i is the old row `parents[i]` with `tokens[i]` behind it. Gives the scores of what
        comes next, shape (rows, vocabulary)."""
        ...


@dataclass(frozen=True, slots=True)
class Drawn:
    """One text as tokens, its end left out, with the log-probability of all of them."""

    tokens: tuple[int, ...]
    log_probability: float


@dataclass(frozen=True, slots=True)
class Ending:
    """What ends a text: a token of `ends`, its own length, or what it says (`done`, asked with all its tokens)."""

    ends: frozenset[int]
    max_new_tokens: int
    done: Callable[[Sequence[int]], bool]


def log_softmax(scores: NDArray[np.float32]) -> Scores:
    """Natural log-probabilities, row by row."""
    wide = scores.astype(np.float64)
    wide -= wide.max(axis=-1, keepdims=True)
    found: Scores = wide - np.log(np.exp(wide).sum(axis=-1, keepdims=True))
    return found


def nucleus(logs: Scores, temperature: float, top_p: float) -> tuple[NDArray[np.intp], Scores]:
    """The smallest set of most probable tokens that holds `top_p`, and the cumulative shares in it, up to 1. `logs` has
    one row; ties go to the lower token."""
    weights = np.exp((logs - logs.max()) / temperature)
    order = np.argsort(-weights, kind="stable")
    shares = np.cumsum(weights[order] / weights.sum())
    kept = int(np.searchsorted(shares, top_p * shares[-1])) + 1
    return order[:kept], shares[:kept] / shares[min(kept, len(shares)) - 1]


@dataclass(slots=True)
class _Sample:
    draws: np.random.Generator
    tokens: tuple[int, ...] = ()
    log_probability: float = 0.0

    def draw(self, logs: Scores, temperature: float, top_p: float) -> int:
        """Draw the next token."""
        tokens, shares = nucleus(logs, temperature, top_p)
        place = int(np.searchsorted(shares, self.draws.random(), side="right"))
        token = int(tokens[min(place, len(tokens) - 1)])
        self.log_probability += float(logs[token])
        return token


def sample(run: Run, seeds: Sequence[int], temperature: float, top_p: float, ending: Ending) -> list[Drawn]:
    """One text for each of `seeds`, in their order."""
    samples = [_Sample(np.random.Generator(np.random.PCG64(seed))) for seed in seeds]
    logs = log_softmax(run.start())
    open_ = [(one, 0) for one in samples]  # with the row of `logs` that says how it goes on
    for length in range(1, ending.max_new_tokens + 1):
        going = []
        for one, row in open_:
            token = one.draw(logs[row], temperature, top_p)
            if token not in ending.ends:
                one.tokens += (token,)
                if not ending.done(one.tokens):
                    going.append((one, row))
        if not going or length == ending.max_new_tokens:
            break
        logs = log_softmax(run.step([row for _, row in going], [one.tokens[-1] for one, _ in going]))
        open_ = [(one, place) for place, (one, _) in enumerate(going)]
    return [Drawn(one.tokens, one.log_probability) for one in samples]


def beam_search(run: Run, width: int, ending: Ending) -> list[Drawn]:
    """The `width` most probable texts that a beam of so many rows finds, most probable first; texts that reached their
    length without an end are among them."""
    live, done = [Drawn((), 0.0)], list[Drawn]()
    logs = log_softmax(run.start())
    for length in range(1, ending.max_new_tokens + 1):
        grown = _grow(live, logs, width, ending, done)
        done = sorted(done, key=_rank)[:width]
        if not grown or (len(done) == width and done[-1].log_probability >= grown[0][1].log_probability):
            return done
        live = [text for _, text in grown]
        if length < ending.max_new_tokens:
            logs = log_softmax(run.step([row for row, _ in grown], [text.tokens[-1] for text in live]))
    return sorted([*done, *live], key=_rank)[:width]


def _grow(
    live: Sequence[Drawn], logs: Scores, width: int, ending: Ending, done: list[Drawn]
) -> list[tuple[int, Drawn]]:
    """The best continuations that go on, at most `width`, each with its row; those that ended go to `done`."""
    totals = (logs + np.array([text.log_probability for text in live])[:, None]).ravel()
    wanted = min(width * (1 + len(ending.ends)), len(totals))
    best = np.argpartition(-totals, wanted - 1)[:wanted]
    grown: list[tuple[int, Drawn]] = []
    for flat in sorted(best.tolist(), key=lambda place: (-totals[place], place)):
        row, token = divmod(flat, logs.shape[1])
        score = float(totals[flat])
        if token in ending.ends:
            done.append(Drawn(live[row].tokens, score))
            continue
        text = Drawn((*live[row].tokens, token), score)
        if ending.done(text.tokens):
            done.append(text)
        else:
            grown.append((row, text))
        if len(grown) == width:
            break
    return grown


def _rank(text: Drawn) -> float:
    return -text.log_probability
