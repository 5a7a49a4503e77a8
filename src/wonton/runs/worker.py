"""A worker process: one assistant, one task after another.

    python -m wonton.runs.worker PARENT

Reads JSON lines from standard input: first the work order, then tasks, and at any time how many hands it may have; the
end of the input is the end of the work. Writes JSON lines: `ready` with the fingerprints, `event`, then for each task
`finished` or `failed`; `fatal` for what must end the whole run. It ends with its parent, whatever ended that one: by
the kernel's parent-death signal on Linux, by the end of its input anywhere. Interrupts from the terminal are the
parent's business.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from typing import Any

from wonton.assistants.children import end_with, error_to_json
from wonton.core.errors import ArtifactError, RequestCapError, UsageError, WontonError
from wonton.runs.bench import open_bench
from wonton.runs.events import RunEvent
from wonton.runs.hands import Hands
from wonton.runs.order import Task, WorkOrder
from wonton.runs.tasks import Workshop, do_task


class Wire:
    """The two ends of the parent: lines in, lines out."""

    def __init__(self) -> None:
        self._lines: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._buffer = b""
        self._output = os.dup(1)
        os.dup2(2, 1)  # whatever prints must not disturb the wire
        self._busy = True

    def order(self) -> dict[str, Any]:
        """The first object from the parent; ends this process where there is none."""
        while b"\n" not in self._buffer:
            chunk = os.read(0, 1 << 16)
            if not chunk:
                raise SystemExit(1)
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        return found

    def listen(self, allow: Callable[[int], None]) -> None:
        """Listen to the parent from now on, in another thread, where `allow` is called with the number of hands that
        this process may have."""
        threading.Thread(target=self._listen, args=(allow,), daemon=True).start()

    def _listen(self, allow: Callable[[int], None]) -> None:
        """Queue lines as they come. The end of the input ends a busy process: nobody waits for its answer any more."""
        chunk = b""
        while True:
            *lines, self._buffer = (self._buffer + chunk).split(b"\n")
            for line in lines:
                message = json.loads(line)
                if message["type"] == "hands":
                    allow(message["number"])
                else:
                    self._lines.put(message)
            chunk = os.read(0, 1 << 16)
            if not chunk:
                break
        self._lines.put(None)
        if self._busy:
            os.kill(os.getpid(), signal.SIGTERM)

    def receive(self) -> Iterator[dict[str, Any]]:
        """Tasks from the parent until it closes its end."""
        self._busy = False
        while (message := self._lines.get()) is not None:
            self._busy = True
            yield message
            self._busy = False

    def send(self, message: dict[str, Any]) -> None:
        """Send one object to the parent; ends this process where nobody listens."""
        data = memoryview(json.dumps(message).encode() + b"\n")
        try:
            while data:
                data = data[os.write(self._output, data) :]
        except BrokenPipeError:
            raise SystemExit(1) from None


def main(parent: int) -> int:
    """Work until there is no more work. Gives the exit code."""
    end_with(parent)
    wire = Wire()
    order = WorkOrder.from_json(wire.order())
    hands = Hands(order)
    wire.listen(hands.allow)
    try:
        bench = open_bench(order.settings, order.cache, order.store, order.purse)
    except WontonError as error:
        wire.send({"type": "fatal", "error": error_to_json(error)})
        return 1
    try:
        wire.send({"type": "ready", "versions": bench.versions})
        return _work(wire, Workshop(order, bench, hands))
    finally:
        hands.close()
        bench.close()


def _work(wire: Wire, shop: Workshop) -> int:
    def tell(event: RunEvent) -> None:
        wire.send({"type": "event", "event": event.to_json()})

    for message in wire.receive():
        try:
            do_task(shop, Task.from_json(message["task"]), tell)
        except (ArtifactError, RequestCapError, UsageError) as error:
            wire.send({"type": "fatal", "error": error_to_json(error)})
            return 1
        except WontonError as error:
            wire.send({"type": "failed", "reason": str(error)})
            return 1
        wire.send({"type": "finished"})
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
