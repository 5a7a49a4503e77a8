"""A worker process of an external run: one prover at a time, and everything below this process is that prover's.

    python -m wonton.external.worker PARENT

Reads JSON lines from standard input: the order, then problems, one at a time. Writes a JSON line for each: `finished`
with its row, or `fatal` for what must end the run. When its parent is gone, however that ended, the prover is ended
with all that it started, and then this process: by the end of its input, and on Linux by a signal of the kernel.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from typing import Any

from wonton.assistants.children import end_with, error_to_json
from wonton.core.errors import WontonError
from wonton.external.execute import ParentGone
from wonton.external.order import ExternalOrder, problem_from_json
from wonton.external.work import do_problem

_INPUT = 0


def main(parent: int) -> int:
    """Work until there is no more work. Gives the exit code."""
    end_with(parent, signal.SIGTERM)
    output = os.dup(1)
    os.dup2(2, 1)  # whatever prints must not disturb the wire
    lines = _lines()
    order = ExternalOrder.from_json(next(lines))
    for message in lines:
        problem = problem_from_json(message["problem"])
        try:
            result = do_problem(order, problem, employer=_INPUT)
        except ParentGone:
            return 1
        except WontonError as error:
            _send(output, {"type": "fatal", "error": error_to_json(error)})
            return 1
        _send(output, {"type": "finished", "item_id": problem.item_id, "result": result.to_json()})
    return 0


def _lines() -> Iterator[dict[str, Any]]:
    """The objects from the parent until it closes its end."""
    buffer = b""
    while chunk := os.read(_INPUT, 1 << 16):
        *whole, buffer = (buffer + chunk).split(b"\n")
        yield from map(json.loads, whole)


def _send(output: int, message: dict[str, Any]) -> None:
    data = memoryview(json.dumps(message).encode() + b"\n")
    while data:
        data = data[os.write(output, data) :]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
