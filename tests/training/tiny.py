"""A training that takes a second, and a process that is killed in the middle of it: `python tiny.py FOLDER STEP`."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from wonton.training.batches import Batches, Tokens
from wonton.training.pairs import Pair
from wonton.training.recipe import Recipe

#: Some thousand parameters; checkpoints after 3, 6, 9 and 10 steps.
RECIPE = Recipe(
    steps=10, seed=3, width=16, heads=2, inner=16, encoder_layers=1, decoder_layers=1, batch=4, checkpoint=3
)
TEXTS = (("p q:P;h:p&q|-q", "exact h.2"), ("p:P|-p>p", "intro h"), ("n:N|-n=n", "rfl"), ("|-$T", "exact True.intro"))
PAIRS = [Pair(goal * (1 + n % 3), tactic, f"t{n % 7}", "nat", "training") for n in range(5) for goal, tactic in TEXTS]


class Dying(Batches):
    """Batches of which one kills the process."""

    step = -1

    def at(self, step: int) -> list[tuple[Tokens, Tokens]]:
        """See `Batches.at`."""
        if step == self.step:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().at(step)


def batches(kind: type[Batches] = Batches) -> Batches:
    """The batches of the tiny training."""
    return kind(PAIRS, RECIPE.batch, RECIPE.longest, RECIPE.seed)


def main(folder: str, step: str) -> None:
    """Train until a step kills this process."""
    from wonton.training.fit import fit

    Dying.step = int(step)
    fit(Path(folder), batches(Dying), RECIPE)


if __name__ == "__main__":
    main(*sys.argv[1:])
