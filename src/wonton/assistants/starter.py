"""Starts a program that ends with the process that asked for it: a script in a process of its own, never run otherwise.

    python starter.py PROGRAM [arguments]

The process becomes PROGRAM. It is killed when the process named in `WONTON_PARENT` ends, whatever ended that one: by
the kernel's parent-death signal where there is one (Linux), by a small watcher beside it elsewhere. A PROGRAM that
cannot be started ends it with code 97. Uses the standard library only, so that it runs without the package."""

import contextlib
import ctypes
import os
import signal
import sys
import time

PR_SET_PDEATHSIG = 1
NOT_STARTED = 97  #: exit code where there is no such program


def die_with_parent(parent: int) -> None:
    """Arrange for this process to be killed when process `parent` ends; exits at once where that has happened."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        program = os.getpid()
        if os.fork() == 0:
            watch(parent, program)
    if os.getppid() != parent:
        os._exit(1)


def watch(parent: int, program: int, interval: float = 0.25) -> None:
    """Kill `program`, whose child this process is, once `parent` is gone; looks every `interval` seconds."""
    while os.getppid() == program:
        try:
            os.kill(parent, 0)
        except ProcessLookupError:
            with contextlib.suppress(ProcessLookupError):
                os.kill(program, signal.SIGKILL)
            break
        time.sleep(interval)
    os._exit(0)


def main() -> None:
    """Become the program that the arguments name."""
    die_with_parent(int(os.environ.pop("WONTON_PARENT", str(os.getppid()))))
    try:
        os.execv(sys.argv[1], sys.argv[1:])
    except OSError as error:
        sys.stderr.write(f"cannot be started: {error}\n")
        sys.exit(NOT_STARTED)


if __name__ == "__main__":
    main()
