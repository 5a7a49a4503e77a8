"""What a run tells about itself while it goes: see `wonton.artifacts.events`."""

from __future__ import annotations

from wonton.artifacts.events import Observer, RunEvent, nobody, now

__all__ = ["Observer", "RunEvent", "nobody", "now"]
