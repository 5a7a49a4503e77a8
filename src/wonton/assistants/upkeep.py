"""When the processes of an assistant are replaced by plan, before they have grown too big.

Nothing that is found depends on it: a new process gets to every state by its path. What it costs is the time to start
one, which a spare that stands by takes out of the way, for the price of its memory."""

from __future__ import annotations

import os
from dataclasses import dataclass

from wonton.core.errors import SettingsError

_PREFIX = "WONTON_RECYCLE_"


@dataclass(frozen=True, slots=True)
class Upkeep:
    """A process is replaced once it has answered `requests` requests, or has taken `memory` (a share) of what the
    memory limit leaves it beyond what it had when it was ready. With `spare`, its successor is started a little
    before."""

    requests: int = 20_000
    memory: float = 0.5
    spare: bool = True

    @classmethod
    def of_environment(cls) -> Upkeep:
        """As `WONTON_RECYCLE_REQUESTS`, `WONTON_RECYCLE_MEMORY` and `WONTON_RECYCLE_SPARE` (0 or 1) say. Raises
        `SettingsError`."""
        requests = _number("REQUESTS", cls().requests, 1.0, float("inf"))
        memory = _number("MEMORY", cls().memory, 0.0, 1.0)
        return cls(int(requests), memory, bool(_number("SPARE", 1.0, 0.0, 1.0)))

    def spent(self, requests: int, resident_mb: float, ready_mb: float, limit_mb: float) -> float:
        """How much of its life a process has behind it, from 1 on all of it: it has answered so many requests, is so
        big, was so big when it was ready, and may become so big at most."""
        room = self.memory * max(limit_mb - ready_mb, 1.0)
        return max(requests / self.requests, (resident_mb - ready_mb) / room if room else 1.0)


def _number(name: str, default: float, least: float, most: float) -> float:
    text = os.environ.get(_PREFIX + name, "")
    try:
        found = float(text) if text else default
    except ValueError:
        found = least - 1.0
    if not least <= found <= most:
        raise SettingsError(f"{_PREFIX}{name} is {text!r}", f"It must be a number from {least:g} to {most:g}.")
    return found
