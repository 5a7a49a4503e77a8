"""What proposals cost: counted where they are made, kept among the timings, left out of comparisons."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from wonton.providers.base import Provider


@dataclass(slots=True)
class Usage:
    """Counters of a model provider. `goals` were put to the model, `remembered` answered from its memory; tokens in
    prompts as sent and in texts as written; `seconds` is wall time in the model. For a server: `requests`, those of
    them that were `retries`, and `cost` in the currency of the prices given."""

    goals: int = 0
    remembered: int = 0
    prompt_tokens: int = 0
    new_tokens: int = 0
    seconds: float = 0.0
    requests: int = 0
    retries: int = 0
    cost: float = 0.0

    def copy(self) -> Usage:
        """The counters as they stand."""
        return Usage(**asdict(self))

    def add(self, other: Usage) -> None:
        """Count what `other` counted."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    def since(self, earlier: Usage) -> Usage:
        """What was counted after `earlier` was copied."""
        return Usage(**{field.name: getattr(self, field.name) - getattr(earlier, field.name) for field in fields(self)})

    def to_json(self) -> dict[str, Any]:
        """All counters; those of a server only where it was asked."""
        values = asdict(self)
        if not self.requests:
            for name in ("requests", "retries", "cost"):
                del values[name]
        return values


def usage_of(provider: Provider) -> Usage | None:
    """The counters of a provider that keeps some."""
    found = getattr(provider, "usage", None)
    return found if isinstance(found, Usage) else None
