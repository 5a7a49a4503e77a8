"""Model providers: tactics that a language model writes.

    reprover    ByT5 encoder-decoder over bytes, beam search
    deepseek    1.3B decoder with the file as context, MLX or PyTorch
    bfs         7B decoder, the state alone
    internlm    7B decoder, the proof so far and the state
    endpoint    whatever an OpenAI-compatible server serves

They share one class (`provider.ModelProvider`) and differ in a spec and a prompt template. Importing this imports no
model library."""

from wonton.providers.models.provider import ModelProvider
from wonton.providers.models.purse import Purse, Spending
from wonton.providers.models.registry import (
    SPECS,
    Surroundings,
    default_folder,
    given_settings,
    open_model_provider,
    problem,
    resolve,
)
from wonton.providers.models.settings import APIS, BACKENDS, ModelSettings
from wonton.providers.models.usage import Usage, usage_of

__all__ = [
    "APIS",
    "BACKENDS",
    "SPECS",
    "ModelProvider",
    "ModelSettings",
    "Purse",
    "Spending",
    "Surroundings",
    "Usage",
    "default_folder",
    "given_settings",
    "open_model_provider",
    "problem",
    "resolve",
    "usage_of",
]
