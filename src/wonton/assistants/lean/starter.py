"""Lean's own executable, started so that it ends with its owner: run as a script, never imported.

    python starter.py LEAN [arguments of the `lean` command]

Becomes Lean. On Linux the kernel's parent-death signal stays in force across that; elsewhere a child looks for the
owner and ends Lean when that is gone. Uses the standard library only, so that it runs without the package."""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parent))


def watch(owner: int, lean: int, interval: float = 0.25) -> None:
    """End the process `lean`, whose child this is, once the process `owner` is gone; looks every `interval` seconds."""
    while os.getppid() == lean:
        try:
            os.kill(owner, 0)
        except ProcessLookupError:
            with contextlib.suppress(ProcessLookupError):
                os.kill(lean, signal.SIGKILL)
            break
        time.sleep(interval)
    os._exit(0)


def main() -> None:
    """Become Lean, with the arguments behind its path."""
    from launcher import die_with_parent  # type: ignore[import-not-found]

    owner = int(os.environ.pop("WONTON_PARENT", str(os.getppid())))
    if sys.platform == "linux":
        die_with_parent(owner)
    else:
        lean = os.getpid()
        if os.fork() == 0:
            watch(owner, lean)
    os.execv(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
