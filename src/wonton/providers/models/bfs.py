"""`bfs`: a 7B decoder that reads the state and three colons (BFS-Prover)."""

from __future__ import annotations

from wonton.providers.models.settings import ModelSettings
from wonton.providers.models.spec import ModelSpec

SPEC = ModelSpec(
    name="bfs",
    origin="bytedance-research/BFS-Prover",
    folder="BFS-Prover",
    defaults=ModelSettings(""),
)
