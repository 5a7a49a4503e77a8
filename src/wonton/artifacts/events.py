"""What a run tells about itself while it goes: one event type, and observers that take it.

| kind | data |
| --- | --- |
| `run_started` | `total`, `already_done`, `workers` |
| `theorem_started` | |
| `variant_started` | |
| `seed_started` | `seed` (basins only, as `seed_finished`) |
| `seed_finished` | `seed`, and for `agent` and `blind` `solved` and `attempts` |
| `iteration` | one trace event of the search (`prove_statement` only) |
| `variant_finished` | `solved`, `outcome`, `attempts`, `iterations`, `tier`, `rung` |
| `theorem_finished` | `status` (`solved unsolved refused`), `seconds`, `header_seconds` (of them, for imports) |
| `theorem_retried` | `reason` |
| `theorem_failed` | `reason` |
| `run_finished` | `status` and the counts of the summary |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class RunEvent:
    """Something that happened in a run. `item_id` and `variant` are `""` where it is about no theorem or variant."""

    kind: str
    item_id: str = ""
    variant: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The event as one flat object; empty names are left out."""
        names = {"item_id": self.item_id, "variant": self.variant}
        return {"kind": self.kind, **{k: v for k, v in names.items() if v}, **self.data}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> RunEvent:
        """What `to_json` wrote."""
        data = {k: v for k, v in value.items() if k not in ("kind", "item_id", "variant")}
        return cls(value["kind"], value.get("item_id", ""), value.get("variant", ""), data)


Observer = Callable[[RunEvent], None]


def nobody(event: RunEvent) -> None:
    """The observer that looks away."""


def now() -> str:
    """The time, UTC, ISO 8601, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
