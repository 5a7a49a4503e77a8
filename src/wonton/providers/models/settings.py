"""What decides the proposals of a model provider, beside its weights and its prompt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from wonton.core.errors import SettingsError

#: Who runs a model: in this process with PyTorch or with MLX, or behind an OpenAI-compatible server.
BACKENDS = ("transformers", "mlx", "endpoint")
#: Which of a server's two interfaces is asked.
APIS = ("chat", "completions")


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The settings of a model provider.

    `model` is the folder of the weights, or the name under which a server knows its model. `sampling` draws `samples`
    texts at `temperature` from the smallest set of tokens that holds `top_p` of the probability; without it they are
    the `samples` best of a beam search (from a server one text), and `temperature` and `top_p` mean nothing. A text has
    `max_new_tokens` at most, and of a prompt `max_prompt_tokens` are kept. `batch` rows are decoded together, all of
    one goal. `url` and `api` say which server, `""` for a model in this process.
    """

    model: str
    backend: str = "transformers"
    device: str = "cpu"
    sampling: bool = True
    samples: int = 10
    temperature: float = 0.7
    top_p: float = 0.9
    max_new_tokens: int = 64
    max_prompt_tokens: int = 2_048
    batch: int = 8
    url: str = ""
    api: str = ""

    def validate(self) -> None:
        """Raise `SettingsError` where a value is unknown or out of range."""
        if self.backend not in BACKENDS:
            raise SettingsError(f"backend is {self.backend!r}; it must be one of {', '.join(BACKENDS)}")
        for name in ("samples", "max_new_tokens", "max_prompt_tokens", "batch"):
            if getattr(self, name) < 1:
                raise SettingsError(f"{name} is {getattr(self, name)}; it must be at least 1")
        if not self.temperature > 0:
            raise SettingsError(f"temperature is {self.temperature}; it must be above 0", "Or give --no-sampling.")
        if not 0 < self.top_p <= 1:
            raise SettingsError(f"top_p is {self.top_p}; it must be above 0 and at most 1")
        if (self.backend == "endpoint") != bool(self.url):
            raise SettingsError("the provider endpoint and --endpoint-url need each other")
        if self.url and self.api not in APIS:
            raise SettingsError(f"api is {self.api!r}; it must be one of {', '.join(APIS)}")

    def to_json(self) -> dict[str, Any]:
        """All fields; those of a server only where there is one."""
        values = asdict(self)
        if not self.url:
            del values["url"], values["api"]
        return values

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> ModelSettings:
        """What `to_json` wrote. Raises `SettingsError` for names that are not settings of a model."""
        strange = sorted(set(value) - {field.name for field in fields(cls)})
        if strange:
            raise SettingsError(f"not a setting of a model: {', '.join(strange)}")
        return cls(**value)
