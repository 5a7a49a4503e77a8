"""`reprover`: ByT5, an encoder-decoder over bytes, that reads a state and writes a tactic (LeanDojo)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wonton.providers.models.settings import ModelSettings
from wonton.providers.models.spec import ModelSpec
from wonton.providers.models.texts import never, whole


def check(config: Mapping[str, Any]) -> str:
    """What speaks against a config: it must be a T5 whose vocabulary holds all bytes."""
    if config.get("model_type") != "t5" or not config.get("is_encoder_decoder"):
        return f"model_type is {config.get('model_type')!r}; it must be an encoder-decoder t5"
    if int(config.get("vocab_size", 0)) < 259:
        return f"vocab_size is {config.get('vocab_size')}; bytes and marks need 259"
    return ""


SPEC = ModelSpec(
    name="reprover",
    origin="kaiyuy/leandojo-lean4-tacgen-byt5-small",
    folder="leandojo-lean4-tacgen-byt5-small",
    defaults=ModelSettings("", sampling=False, samples=16, max_new_tokens=128, max_prompt_tokens=2_300, batch=16),
    cut=whole,
    ended=never,
    check=check,
    backends=("transformers",),
)
