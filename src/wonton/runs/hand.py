"""A hand: one assistant and one provider that expand requests for a worker process.

    python -m wonton.runs.hand PARENT DESCRIPTOR

Reads from the connection behind DESCRIPTOR: the work order, then theorems and jobs. For each job it sends its number
and the outcome, None where its assistant is lost; then it ends, and the employer goes on without it. A thread reads
ahead, so that the employer never waits for a hand that is at work. It ends with its parent.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
from multiprocessing.connection import Connection
from queue import SimpleQueue

from wonton.assistants.base import Theorem
from wonton.assistants.children import end_with
from wonton.core.errors import WontonError
from wonton.providers.models import Usage, usage_of
from wonton.runs.bench import Bench, open_bench
from wonton.runs.expand import Expander
from wonton.runs.hands import Job, pack, unpack
from wonton.runs.order import WorkOrder
from wonton.runs.searching import expand


def main(parent: int, descriptor: int) -> int:
    """Work until there is no more work. Gives the exit code."""
    end_with(parent)
    wire = Connection(descriptor)
    order: WorkOrder = pickle.loads(wire.recv_bytes())
    queue: SimpleQueue[bytes | None] = SimpleQueue()
    threading.Thread(target=_listen, args=(wire, queue), daemon=True).start()
    with (
        contextlib.suppress(WontonError),
        contextlib.closing(open_bench(order.settings, order.cache, order.store, order.purse, eager=False)) as bench,
    ):
        _work(wire, queue, bench)
    return 0


def _listen(wire: Connection, queue: SimpleQueue[bytes | None]) -> None:
    """Queue messages as they come. The end of the connection ends the process: nobody waits for an answer any more."""
    try:
        while True:
            queue.put(wire.recv_bytes())
    except (EOFError, OSError):
        os.kill(os.getpid(), signal.SIGTERM)


def _work(wire: Connection, queue: SimpleQueue[bytes | None], bench: Bench) -> None:
    theorem: Theorem | None = None
    expander: Expander | None = None
    sign, usage = bench.signature(), usage_of(bench.provider) or Usage()
    while (data := queue.get()) is not None:
        message = unpack(data, theorem)
        if isinstance(message, Theorem):
            theorem = message
            expander = Expander(bench.assistant, bench.provider, bench.settings.limits, sign, bench.settings.seed)
            continue
        assert isinstance(message, Job) and expander is not None
        expander.reseed(message.seed)
        if message.candidates is not None:
            expander.know(message.node, message.candidates)
        before = usage.copy()
        try:
            outcome = expand(expander, message.node, bench.filter(message.lesion).blocked_by, message.task)
        except WontonError:
            wire.send_bytes(pack((message.number, None, usage.since(before))))
            return
        if queue.empty():
            bench.commit()  # a hand that is killed loses nothing then
        wire.send_bytes(pack((message.number, outcome, usage.since(before))))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
