"""What a model writes for a prompt, whoever runs it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from wonton.providers.models.usage import Usage


@dataclass(frozen=True, slots=True)
class Written:
    """One text. `log_probability` (natural) is that of exactly these tokens under the model, before temperature and
    nucleus; None where nobody knows it, and then a text that was drawn twice is there twice."""

    text: str
    log_probability: float | None


class Writer(Protocol):
    """Continues prompts. Deterministic as far as it can be: the same prompt and seed give the same texts, whatever
    else is asked."""

    together: int  #: prompts that are better asked at once than one by one
    fingerprint: str  #: the weights, the software and the device: everything of its own that changes the texts

    def load(self) -> None:
        """Get ready now rather than at the first prompt. Raises `MissingToolError`, `SettingsError`. Idempotent."""
        ...

    def write(self, prompts: Sequence[str], seed: int, usage: Usage) -> list[list[Written]]:
        """The texts for each prompt, in the order in which they were drawn or found; what it cost goes to `usage`.
        Raises `ProviderError`, `RequestCapError`."""
        ...


def draw_seed(seed: int, prompt: str, sample: int) -> int:
    """The seed of one sample at one goal: 63 bits of SHA-256 over run seed, prompt and number of the sample."""
    text = f"{seed}\0{sample}\0{prompt}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big") >> 1
