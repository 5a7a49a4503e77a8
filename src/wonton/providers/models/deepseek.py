"""`deepseek`: a 1.3B decoder that reads the file up to here and the state (ntp-toolkit's context model)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wonton.providers.models.settings import ModelSettings
from wonton.providers.models.spec import ModelSpec
from wonton.providers.models.texts import before_tac_end, tac_ended

ROPE_THETA, ROPE_FACTOR = 100_000.0, 4.0


def check(config: Mapping[str, Any]) -> str:
    """What speaks against a config. MLX reads exactly these fields and goes on with other angles where they are
    missing, as in folders that newer libraries have saved again: the texts are noise then, and nothing says so."""
    if config.get("rope_theta") != ROPE_THETA:
        return f"rope_theta is {config.get('rope_theta')}; its config.json must say {ROPE_THETA:.0f}"
    scaling = config.get("rope_scaling") or {}
    kind = scaling.get("type", scaling.get("rope_type"))
    if kind != "linear" or scaling.get("factor") != ROPE_FACTOR:
        return f"rope_scaling is {scaling or None}; its config.json must say linear with factor {ROPE_FACTOR:.0f}"
    return ""


SPEC = ModelSpec(
    name="deepseek",
    origin="l3lab/ntp-mathlib-context-deepseek-coder-1.3b",
    folder="ntp-mathlib-deepseek-1.3b-mlx-bf16",
    defaults=ModelSettings("", backend="mlx", temperature=0.6, top_p=0.9),
    cut=before_tac_end,
    ended=tac_ended,
    check=check,
    backends=("mlx", "transformers"),
    root="DEEPSEEK_ARTIFACT_ROOT",
    below_root="wonton-soup/models/ntp-mathlib-deepseek-1.3b-mlx-bf16",
)
