"""How well a model writes the tactics of proofs that it was not trained on.

A goal counts once however many tactics its proofs took; a prediction is right if it is one of them. What is measured is
what the provider `reprover` would propose: the same prompt, the same decoding.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from wonton.providers.models import SPECS, Surroundings, resolve
from wonton.providers.models.usage import Usage
from wonton.training.batches import tokens_of
from wonton.training.fit import tensors_of
from wonton.training.pairs import Pair
from wonton.training.recipe import Recipe

#: Texts of the beam that is measured.
BEAM = 8
_BATCH = 32


@dataclass(frozen=True, slots=True)
class Figures:
    """What was found over some goals, all but `goals` and `pairs` null where there are none.

    `greedy` and `beam` are shares of goals for which the most probable text, or one of the `BEAM` most probable, is a
    tactic of a proof; `unseen_*` are the same over the `unseen` goals that no training proof has met. `majority` is the
    share that the tactic most frequent in training gets right. `perplexity` is e to the mean loss for each byte of the
    tactics, their ends included.
    """

    goals: int
    pairs: int
    greedy: float | None
    beam: float | None
    unseen: int
    unseen_greedy: float | None
    unseen_beam: float | None
    majority: float | None
    perplexity: float | None

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        return asdict(self)


def measure(
    folder: Path, model: Any, recipe: Recipe, pairs: Sequence[Pair], trained: Sequence[Pair], most: int
) -> dict[str, Figures]:
    """Figures of the model in `folder`, loaded as `model` too, over `pairs`: of all (`""`) and of each topic. Of more
    than `most` goals as many are drawn, by the recipe's seed. `trained` are the pairs that it learnt from."""
    goals = _drawn(sorted({pair.goal for pair in pairs}), most, recipe.seed)
    pairs = [pair for pair in pairs if pair.goal in goals]
    seen = {pair.goal for pair in trained}
    majority = Counter(pair.tactic for pair in trained).most_common(1)[0][0]
    wrote = _written(folder, sorted(goals))
    losses = _losses(model, recipe, pairs)
    topics = sorted({pair.topic for pair in pairs})
    return {
        topic: _figures([(pair, loss) for pair, loss in losses if topic in ("", pair.topic)], wrote, seen, majority)
        for topic in ("", *topics)
    }


def _drawn(goals: Sequence[str], most: int, seed: int) -> frozenset[str]:
    return frozenset(goals if len(goals) <= most else random.Random(f"{seed}:measured").sample(goals, most))


def _written(folder: Path, goals: Iterable[str]) -> dict[str, list[str]]:
    """What the provider's beam writes for each goal, most probable first."""
    from wonton.providers.models.local import LocalWriter

    given = {"model": str(folder), "samples": BEAM}
    settings = resolve("reprover", given, Surroundings({}, folder.parent))
    writer = LocalWriter(settings, {"is_encoder_decoder": True}, SPECS["reprover"].ended)
    usage = Usage()
    return {goal: [text.text for text in writer.write([goal], 0, usage)[0]] for goal in goals}


def _losses(model: Any, recipe: Recipe, pairs: Sequence[Pair]) -> list[tuple[Pair, tuple[float, int]]]:
    """Each pair with the sum of its tactic's losses, in nats, and the number of bytes that they are of."""
    import torch

    found = []
    for start in range(0, len(pairs), _BATCH):
        part = pairs[start : start + _BATCH]
        rows = [(tokens_of(pair.goal, recipe.longest), tokens_of(pair.tactic, recipe.longest)) for pair in part]
        batch = tensors_of(rows)
        with torch.inference_mode():
            logits = model(**batch).logits
        flat = torch.nn.functional.cross_entropy(logits.transpose(1, 2), batch["labels"], reduction="none")
        sums = flat.double().sum(dim=1).tolist()
        found += [(pair, (loss, len(row[1]))) for pair, loss, row in zip(part, sums, rows, strict=True)]
    return found


def _figures(
    rows: Sequence[tuple[Pair, tuple[float, int]]],
    wrote: dict[str, list[str]],
    seen: Collection[str],
    majority: str,
) -> Figures:
    tactics: dict[str, set[str]] = {}
    for pair, _ in rows:
        tactics.setdefault(pair.goal, set()).add(pair.tactic)
    unseen = [goal for goal in tactics if goal not in seen]

    def share(goals: Iterable[str], width: int) -> float | None:
        return _mean([bool(tactics[goal].intersection(wrote[goal][:width])) for goal in goals])

    loss, size = sum(loss for _, (loss, _) in rows), sum(size for _, (_, size) in rows)
    return Figures(
        goals=len(tactics),
        pairs=len(rows),
        greedy=share(tactics, 1),
        beam=share(tactics, BEAM),
        unseen=len(unseen),
        unseen_greedy=share(unseen, 1),
        unseen_beam=share(unseen, BEAM),
        majority=_mean([majority in known for known in tactics.values()]),
        perplexity=math.exp(loss / size) if size else None,
    )


def _mean(hits: Sequence[bool]) -> float | None:
    return sum(hits) / len(hits) if hits else None
