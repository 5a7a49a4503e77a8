"""A worker process: one assistant, one theorem after another.

    python -m wonton.runs.worker PARENT

Reads JSON lines from standard input: first the work order, then theorems; the end of the input is the end of the work.
Writes JSON lines: `ready` with the fingerprints, `event`, then for each theorem `finished` or `failed`; `fatal` for
what must end the whole run. It ends with its parent, whatever ended that one: by the kernel's parent-death signal on
Linux, by the end of its input anywhere. Interrupts from the terminal are the parent's business.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from queue import SimpleQueue
from types import FrameType
from typing import Any

from wonton.assistants.base import Theorem
from wonton.core.errors import ArtifactError, UsageError, WontonError
from wonton.runs.bench import Bench, open_bench
from wonton.runs.events import RunEvent
from wonton.runs.pool import WorkOrder, error_to_json
from wonton.runs.protocol import run_theorem

PR_SET_PDEATHSIG = 1


class Wire:
    """The two ends of the parent: lines in, lines out."""

    def __init__(self) -> None:
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        self._output = os.dup(1)
        os.dup2(2, 1)  # whatever prints must not disturb the wire
        self._busy = False
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        """Queue lines as they come. The end of the input ends a busy process: nobody waits for its answer any more."""
        buffer = b""
        while chunk := os.read(0, 1 << 16):
            *lines, buffer = (buffer + chunk).split(b"\n")
            for line in lines:
                self._lines.put(line)
        self._lines.put(None)
        if self._busy:
            os.kill(os.getpid(), signal.SIGTERM)

    def receive(self) -> Iterator[dict[str, Any]]:
        """Objects from the parent until it closes its end."""
        while (line := self._lines.get()) is not None:
            self._busy = True
            yield json.loads(line)
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
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    die_with_parent(parent)
    wire = Wire()
    messages = wire.receive()
    order = WorkOrder.from_json(next(messages))
    try:
        bench = open_bench(order.settings, order.cache)
    except WontonError as error:
        wire.send({"type": "fatal", "error": error_to_json(error)})
        return 1
    try:
        wire.send({"type": "ready", "versions": bench.versions})
        return _work(wire, messages, order, bench)
    finally:
        bench.close()


def _work(wire: Wire, messages: Iterator[dict[str, Any]], order: WorkOrder, bench: Bench) -> int:
    def tell(event: RunEvent) -> None:
        wire.send({"type": "event", "event": event.to_json()})

    for message in messages:
        theorem = Theorem(**message)
        try:
            run_theorem(bench, theorem, order.run_dir, tell)
        except (ArtifactError, UsageError) as error:
            wire.send({"type": "fatal", "error": error_to_json(error)})
            return 1
        except WontonError as error:
            wire.send({"type": "failed", "item_id": theorem.item_id, "reason": str(error)})
            return 1
        wire.send({"type": "finished", "item_id": theorem.item_id})
    return 0


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def die_with_parent(parent: int) -> None:
    """Have the kernel end this process with its parent (Linux); exits at once where the parent is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise SystemExit(1)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
