"""A prover that does what provers must not do: `python nasty.py HABIT...`. Run by the tests alone.

It ignores every signal that can be ignored. Habits: `fork` (children in sessions of their own, which fork on), `eat`
(memory without end), `flood` (output without end), `spin` (CPU without end), `sleep`, `die` (a signal), `say:TEXT`.
"""

from __future__ import annotations

import os
import signal
import sys
import time

_BLOCK = 1 << 22


def main(habits: list[str]) -> None:
    """Show the habits, the last one for ever."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE, signal.SIGXCPU):
        signal.signal(number, signal.SIG_IGN)
    for habit in habits:
        name, _, text = habit.partition(":")
        if name == "say":
            os.write(1, f"{text}\n".encode())
        elif name == "die":
            os.kill(os.getpid(), signal.SIGSEGV)
        elif name == "fork":
            _fork()
        else:
            _forever(name)


def _fork() -> None:
    """Three children in sessions of their own, whose children fork on when their parents have left them."""
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork():
                os._exit(0)
            while True:
                if os.fork():
                    time.sleep(0.02)
                    os._exit(0)


def _forever(habit: str) -> None:
    kept: list[bytearray] = []
    while True:
        if habit == "eat":
            kept.append(bytearray(b"x") * _BLOCK)
        elif habit == "flood":
            os.write(1, b"# nothing to say\n" * 4096)
        elif habit == "sleep":
            time.sleep(60)


if __name__ == "__main__":
    main(sys.argv[1:])
