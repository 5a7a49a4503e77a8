"""`internlm`: a 7B decoder that reads name, proof so far and state (InternLM2.5-StepProver)."""

from __future__ import annotations

from wonton.providers.models.settings import ModelSettings
from wonton.providers.models.spec import ModelSpec

SPEC = ModelSpec(
    name="internlm",
    origin="internlm/internlm2_5-step-prover",
    folder="internlm2_5-step-prover",
    defaults=ModelSettings(""),
)
