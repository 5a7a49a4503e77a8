"""Lean as a command, out of a shared library: run as a script in a process of its own, never imported.

    python launcher.py LIBRARY [arguments of the `lean` command]

The process dies with the one that started it, whatever ended that one: by the kernel's parent-death signal where
there is one (Linux), by watching for the parent elsewhere. Uses the standard library only, so that it runs without
the package."""

import ctypes
import os
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """Arrange to be killed when process `parent` ends; exits at once where that has happened already."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        threading.Thread(target=watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:
        os._exit(1)


def watch(parent: int, interval: float = 0.25) -> None:
    """Kill this process once its parent is another than `parent`; looks every `interval` seconds."""
    while os.getppid() == parent:
        time.sleep(interval)
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> int:
    """Hand the arguments to Lean's own main function and return its exit code."""
    die_with_parent(int(os.environ.pop("WONTON_PARENT", str(os.getppid()))))
    library = ctypes.CDLL(sys.argv[1], mode=ctypes.RTLD_GLOBAL)
    words = [b"lean", *(os.fsencode(word) for word in sys.argv[2:])]
    return int(library.lean_main(len(words), (ctypes.c_char_p * (len(words) + 1))(*words, None)))


if __name__ == "__main__":
    sys.exit(main())
