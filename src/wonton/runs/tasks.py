"""One task, done in this process: a theorem's protocol, or some seeds of its basin."""

from __future__ import annotations

from dataclasses import dataclass

from wonton.runs.bench import Bench
from wonton.runs.events import Observer
from wonton.runs.hands import Hands
from wonton.runs.order import Task, WorkOrder
from wonton.runs.protocol import run_theorem
from wonton.runs.seeds import run_seeds


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a process works with: the order, the open bench, and the hands it may have (None: none)."""

    order: WorkOrder
    bench: Bench
    hands: Hands | None = None


def do_task(shop: Workshop, task: Task, tell: Observer) -> None:
    """Do `task` and write what comes of it. Raises as `run_theorem` does."""
    order = shop.order
    if order.basin is None:
        run_theorem(shop.bench, task.theorem, order.run_dir, tell, shop.hands)
    else:
        run_seeds(shop.bench, order.basin, task, order.run_dir, tell, shop.hands)
    shop.bench.commit()
