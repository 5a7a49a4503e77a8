"""How a model is built and trained: numbers only, no library."""

from __future__ import annotations

import math
from dataclasses import dataclass

from wonton.core.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Recipe:
    """A T5 with ByT5's bytes as its vocabulary, and its training.

    `steps` of `batch` pairs each; the learning rate rises over `warmup` of the steps and then falls as a cosine to a
    tenth. Goals and tactics of more than `longest` bytes are cut. A checkpoint is written each `checkpoint` steps.
    """

    steps: int = 1_500
    seed: int = 0
    width: int = 128
    heads: int = 4
    inner: int = 256
    encoder_layers: int = 3
    decoder_layers: int = 1
    dropout: float = 0.05
    batch: int = 32
    learning_rate: float = 2e-3
    weight_decay: float = 0.01
    warmup: float = 0.06
    longest: int = 320
    checkpoint: int = 100

    def __post_init__(self) -> None:
        for name in ("steps", "width", "heads", "encoder_layers", "decoder_layers", "batch", "longest", "checkpoint"):
            if getattr(self, name) < 1:
                raise SettingsError(f"{name} is {getattr(self, name)}; it must be at least 1")

    def rate(self, step: int) -> float:
        """The learning rate of a step, the first being 0."""
        rising = max(1, round(self.warmup * self.steps))
        if step < rising:
            return self.learning_rate * (step + 1) / rising
        done = (step - rising) / max(1, self.steps - rising)
        return self.learning_rate * (0.1 + 0.9 * (1 + math.cos(math.pi * done)) / 2)
