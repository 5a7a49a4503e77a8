"""What asking a server may cost: a limit on requests that all processes of a run share, and prices."""

from __future__ import annotations

import contextlib
import fcntl
import os
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from wonton.core.errors import RequestCapError

_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Spending:
    """`cap` requests at most (None: any number); prices of a million tokens in and out, in any currency. Changes no
    result, so it is no setting of a run."""

    cap: int | None = None
    price_in: float = 0.0
    price_out: float = 0.0


@dataclass(slots=True)
class Purse:
    """What is spent of `spending`; `counter` is the file in which all processes of a run count requests, None for this
    process alone."""

    spending: Spending = field(default_factory=Spending)
    counter: Path | None = None
    spent: int = 0

    def take(self) -> None:
        """Pay for one request. Raises `RequestCapError` where nothing is left."""
        cap = self.spending.cap
        if cap is None:
            return
        with _LOCK:
            if self._spend(cap):
                return
        raise RequestCapError(
            f"the limit of {cap} requests to the endpoint is reached",
            "Run the same command with --resume and a larger --request-cap.",
        )

    def cost(self, prompt_tokens: int, new_tokens: int) -> float:
        """What so many tokens cost."""
        return (prompt_tokens * self.spending.price_in + new_tokens * self.spending.price_out) / 1e6

    def _spend(self, cap: int) -> bool:
        """Count one more request; gives whether there was one left."""
        if self.counter is None:
            self.spent += 1
            return self.spent <= cap
        self.counter.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(os.fdopen(os.open(self.counter, os.O_RDWR | os.O_CREAT, 0o644), "r+b")) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            number = int(file.read() or b"0") + 1
            if number <= cap:
                file.seek(0)
                file.write(b"%d" % number)
            return number <= cap
