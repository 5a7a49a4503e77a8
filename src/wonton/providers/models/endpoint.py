"""`endpoint`: any model behind an OpenAI-compatible server."""

from __future__ import annotations

from wonton.providers.models.settings import ModelSettings
from wonton.providers.models.spec import ModelSpec
from wonton.providers.models.texts import never, reply

SPEC = ModelSpec(
    name="endpoint",
    origin="a server's model",
    folder="",
    defaults=ModelSettings("", backend="endpoint", device="", temperature=0.6, api="chat"),
    cut=reply,
    ended=never,
    backends=("endpoint",),
)
