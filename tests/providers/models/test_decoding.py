"""Decoding against what can be computed by hand: chains whose next scores depend on the last token alone."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import pytest

np = pytest.importorskip("numpy", reason="the extra `models` is not installed: no numpy")

from wonton.providers.models.decoding import Drawn, Ending, beam_search, log_softmax, nucleus, sample  # noqa: E402

END = 0
SCORES = np.array([[0.0, 1.2, 0.3, -1.0], [1.0, 0.2, 1.5, 0.1], [0.4, 0.9, -0.5, 1.1], [2.0, 0.1, 0.2, 0.3]], "float32")
LOGS = log_softmax(SCORES)


class Chain:
    """A run whose scores are a row of `SCORES`; checks that rows are continued as they were told."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, ...]] = [(END,)]

    def start(self) -> np.ndarray:
        return SCORES[[END]]

    def step(self, parents: Sequence[int], tokens: Sequence[int]) -> np.ndarray:
        self.rows = [(*self.rows[parent], token) for parent, token in zip(parents, tokens, strict=True)]
        return SCORES[list(tokens)]


def ending(length: int, done: Sequence[int] = ()) -> Ending:
    return Ending(frozenset({END}), length, lambda tokens: tuple(tokens) == tuple(done))


def log_probability(text: Drawn, ended: bool) -> float:
    tokens = [END, *text.tokens, *([END] if ended else [])]
    return math.fsum(LOGS[one, two] for one, two in itertools.pairwise(tokens))


def all_texts(length: int) -> list[Drawn]:
    found = []
    for size in range(length + 1):
        for tokens in itertools.product([1, 2, 3], repeat=size):
            text = Drawn(tokens, 0.0)
            found.append(Drawn(tokens, log_probability(text, ended=size < length)))
    return sorted(found, key=lambda text: -text.log_probability)


def test_the_texts_of_a_chain_are_all_there_is() -> None:
    assert math.fsum(math.exp(text.log_probability) for text in all_texts(4)) == pytest.approx(1)


@pytest.mark.parametrize("width", [1, 3, 100])
def test_a_wide_beam_finds_the_best_texts(width: int) -> None:
    found = beam_search(Chain(), max(width, 60), ending(4))[:width]
    wanted = all_texts(4)[:width]
    assert [text.log_probability for text in found] == pytest.approx([text.log_probability for text in wanted])
    assert len({text.tokens for text in found}) == width
    assert all(text.log_probability == pytest.approx(log_probability(text, len(text.tokens) < 4)) for text in found)


def test_a_beam_goes_on_from_the_rows_that_it_names() -> None:
    chain = Chain()
    beam_search(chain, 2, ending(3))
    assert len(chain.rows) == 2 and len({row[1:] for row in chain.rows}) == 2


def test_every_sample_is_its_own_whatever_else_is_drawn() -> None:
    seeds = list(range(20))
    together = sample(Chain(), seeds, 0.8, 0.95, ending(5))
    assert together == [sample(Chain(), [seed], 0.8, 0.95, ending(5))[0] for seed in seeds]
    assert len({text.tokens for text in together}) > 5


def test_samples_carry_the_models_own_log_probability() -> None:
    for text in sample(Chain(), range(30), 0.5, 0.9, ending(5)):
        assert text.log_probability == pytest.approx(log_probability(text, ended=len(text.tokens) < 5))


def test_a_text_ends_where_it_has_said_enough() -> None:
    texts = sample(Chain(), range(40), 1.0, 1.0, ending(6, done=(1, 2)))
    assert (1, 2) in {text.tokens for text in texts}
    assert not any(text.tokens[:2] == (1, 2) and len(text.tokens) > 2 for text in texts)
    assert (1, 2) in {text.tokens for text in beam_search(Chain(), 8, ending(6, done=(1, 2)))}


def test_drawing_follows_the_probabilities() -> None:
    firsts = [text.tokens[:1] for text in sample(Chain(), range(4000), 1.0, 1.0, ending(1))]
    for token in (1, 2, 3):
        expected = math.exp(LOGS[END, token])
        assert firsts.count((token,)) / 4000 == pytest.approx(expected, abs=4 * math.sqrt(expected / 4000))


@pytest.mark.parametrize(("top_p", "kept"), [(0.1, [1]), (0.7, [1, 2]), (0.8, [1, 2, 0]), (1.0, [1, 2, 0, 3])])
def test_the_nucleus_is_the_smallest_set_that_holds_so_much(top_p: float, kept: list[int]) -> None:
    logs = np.log(np.array([0.15, 0.5, 0.25, 0.1]))
    tokens, shares = nucleus(logs, 1.0, top_p)
    assert tokens.tolist() == kept
    assert shares[-1] == 1.0
