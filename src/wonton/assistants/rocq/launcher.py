"""Starts a program that dies with the one that asked for it: run as a script in a process of its own, never imported.

    python launcher.py PROGRAM [arguments]

The process becomes PROGRAM. It is killed when the process named in `WONTON_PARENT` ends, whatever ended that one: by
the kernel's parent-death signal where there is one (Linux), by a small watcher beside it elsewhere. Uses the standard
library only, so that it runs without the package."""

import ctypes
import os
import signal
import sys
import time

PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """Arrange for this process to be killed when process `parent` ends; exits at once where that has happened."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    elif os.fork() == 0:
        watch(parent, os.getppid())
    if os.getppid() != parent:
        os._exit(1)


def watch(parent: int, program: int, interval: float = 0.25) -> None:
    """Kill `program`, whose child this process is, once `parent` is gone; looks every `interval` seconds."""
    while os.getppid() == program:
        try:
            os.kill(parent, 0)
        except ProcessLookupError:
            os.kill(program, signal.SIGKILL)
        time.sleep(interval)
    os._exit(0)


def main() -> None:
    """Become the program that the arguments name."""
    die_with_parent(int(os.environ.pop("WONTON_PARENT", str(os.getppid()))))
    os.execv(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
