"""Many things in one file, and what to do where it meets a limit: most of them are not to blame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from wonton.assistants.accidents import limit_message
from wonton.assistants.channel import Stopped

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_halves(
    ask: Callable[[Sequence[Item]], list[Result]],
    items: Sequence[Item],
    stopped_at: Callable[[Item, str], Result],
    stands: Callable[[], bool] = lambda: True,
) -> list[Result]:
    """What `ask` gives for `items`, in order. Where it meets a limit, it is asked for their halves, and so on down to
    a single one, for which `stopped_at` gives the result. `stands` is asked first, once, whether what all items rest on
    meets no limit by itself; where it does, none is tried again. Raises `AssistantError` for an accident."""
    try:
        return ask(items)
    except Stopped as stopped:
        message = limit_message(stopped)
    if len(items) <= 1 or not stands():
        return [stopped_at(item, message) for item in items]
    half = len(items) // 2
    return [result for part in (items[:half], items[half:]) for result in in_halves(ask, part, stopped_at)]
