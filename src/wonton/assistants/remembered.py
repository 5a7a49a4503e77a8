"""What theorems ask for, remembered: their proofs share the answer."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Generic, TypeVar

from wonton.assistants.base import Theorem

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """Values by the fingerprint of a toolchain and a theorem, whatever its item id; the `most` used last are kept."""

    def __init__(self, most: int = 256) -> None:
        self.most = most
        self._values: OrderedDict[tuple[str, Theorem], Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, fingerprint: str, theorem: Theorem, find: Callable[[], Value | None]) -> Value | None:
        """The value, from `find` where it is not known; None is not remembered."""
        key = (fingerprint, replace(theorem, item_id=""))
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        found = find()
        if found is not None:
            with self._lock:
                self._values[key] = found
                while len(self._values) > self.most:
                    self._values.popitem(last=False)
        return found
